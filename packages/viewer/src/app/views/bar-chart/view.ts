import { type AxisRange, type ChartArea, leftToX, shiftRange, topToY, zoomRange } from '../chart/scale.ts';
import { lockedRange, lockSettings, smallestSpan } from '../chart/y-lock.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { numberText } from '../shared-value-text.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './bar-chart.css';
import { barAt, barsExtent, barsHeight } from './bar-layout.ts';
import { type BarSet, type Bars, barComponent, readBars } from './bar-query.ts';
import { drawBars, type MarkedBar } from './draw.ts';
import { EntityLegend } from './entity-legend.ts';
import { suggestBars } from './suggest.ts';

/** Numbers as bars, at the cursor's time. */
export const barChartView: ViewClass = {
  kind: ViewKind.BarChart,
  suggest: suggestBars,
  mount: (element, spec, host) => new BarChartView(element, spec, host),
};

const KEY_ZOOM = 1.5;

interface Drawn {
  readonly bars: Bars;
  readonly x: AxisRange;
  readonly y: AxisRange;
  readonly area: ChartArea;
}

class BarChartView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #stage = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #legend: EntityLegend;
  readonly #theme: ThemeReader;
  readonly #tooltip = new Tooltip();
  readonly #problems = new ProblemList();
  readonly #stopListening: () => void;
  #zoomed: AxisRange | undefined;
  #read: { readonly key: string; readonly bars: Bars } | undefined;
  #drawn: Drawn | undefined;
  #context: ViewContext | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#surface = new CanvasSurface(`Bars of ${spec.origin}`);
    this.#legend = new EntityLegend((entity) => host.select(entity));
    this.#root.className = 'view view-column view-bars';
    this.#stage.className = 'view-stage';
    this.#empty.className = 'view-empty';
    this.#surface.element.tabIndex = 0;
    this.#stage.append(this.#surface.element, this.#tooltip.root);
    this.#root.append(this.#legend.root, this.#stage, this.#empty, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Bars of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    this.#drawn = undefined;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const bars = this.#barsAt(context);
    this.#problems.show(bars.problems);
    const isEmpty = bars.sets.every(({ heights }) => heights.length === 0);
    this.#stage.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    this.#legend.show(bars.sets);
    if (isEmpty) {
      this.#empty.textContent = bars.problems.length > 0 ? 'No bars can be drawn.' : 'No bars at this time.';
      this.#drawn = undefined;
      return true;
    }
    this.#surface.resize(this.#stage.clientWidth, this.#stage.clientHeight, devicePixelRatio);
    if (!this.#surface.hasArea) return true;
    const x = this.#zoomed ?? barsExtent(bars.sets);
    const y = lockedRange(context.settings) ?? barsHeight(bars.sets, x);
    const colors = this.#theme.read(context.theme);
    const area = drawBars(this.#surface, { sets: bars.sets, x, y, marked: markedBars(context) }, colors);
    this.#surface.describe(`Bars. ${bars.sets.map(setText).join(', ')}`);
    this.#drawn = { bars, x, y, area };
    return true;
  }

  dispose(): void {
    this.#stopListening();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  /** Read again when the store or the time changed, not when the pointer moved. */
  #barsAt({ store, contents, timeline, time }: ViewContext): Bars {
    const entities = contents.filter((entity) => barComponent(store, entity) !== undefined);
    const key = JSON.stringify([store.version, timeline, String(time), entities]);
    if (this.#read?.key !== key) this.#read = { key, bars: readBars(store, entities, timeline, time ?? 0n) };
    return this.#read.bars;
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(element, (key) =>
      key === 'reset' ? this.#reset() : this.#zoomMiddle(key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM),
    );
    return listenToPointer(element, {
      click: (left, top) => {
        const found = this.#barAt(left, top);
        this.#host.select(found?.set.entity, found?.index);
      },
      pan: (deltaLeft, deltaTop) => this.#pan(deltaLeft, deltaTop),
      zoom: (left, top, factor, sideways) => this.#zoom(left, top, factor, sideways),
      reset: () => this.#reset(),
      move: (at) => this.#onMove(at),
    });
  }

  #pan(deltaLeft: number, deltaTop: number): void {
    const drawn = this.#drawn;
    if (drawn === undefined) return;
    this.#zoomed = shiftRange(drawn.x, -deltaLeft, drawn.area.width);
    const locked = this.#context && lockedRange(this.#context.settings);
    if (locked !== undefined && deltaTop !== 0) {
      this.#host.changeSettings(lockSettings(shiftRange(locked, deltaTop, drawn.area.height)));
    }
    this.#host.invalidate();
  }

  #zoom(left: number, top: number, factor: number, sideways: boolean): void {
    const drawn = this.#drawn;
    if (drawn === undefined) return;
    const { area, x, y } = drawn;
    if (sideways || left < area.left) {
      this.#host.changeSettings(lockSettings(zoomRange(y, topToY(area, y, top), factor, smallestSpan(y))));
    } else this.#zoomed = zoomRange(x, leftToX(area, x, left), factor, smallestSpan(x));
    this.#host.invalidate();
  }

  #reset(): void {
    this.#zoomed = undefined;
    this.#host.changeSettings(lockSettings(undefined));
    this.#host.invalidate();
  }

  #zoomMiddle(factor: number): void {
    const area = this.#drawn?.area;
    if (area !== undefined) this.#zoom(area.left + area.width / 2, 0, factor, false);
  }

  #onMove(at: PointerPlace | undefined): void {
    const found = at && this.#barAt(at.left, at.top);
    const context = this.#context;
    if (context?.hovered !== found?.set.entity || context?.hoveredInstance !== found?.index) {
      this.#host.hover(found?.set.entity, found?.index);
    }
    if (at === undefined || found === undefined) this.#tooltip.hide();
    else this.#tooltip.show(barText(found.set, found.index), at.left, at.top);
  }

  #barAt(left: number, top: number): { readonly set: BarSet; readonly index: number } | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined || left < drawn.area.left) return undefined;
    // The last one is drawn above the others.
    for (const set of drawn.bars.sets.toReversed()) {
      const index = barAt(set, drawn.area, drawn.x, drawn.y, left, top);
      if (index !== undefined) return { set, index };
    }
    return undefined;
  }
}

function markedBars(context: ViewContext): readonly MarkedBar[] {
  const { selected, selectedInstance, hovered, hoveredInstance } = context;
  const marked: MarkedBar[] = [];
  if (selected !== undefined) marked.push({ entity: selected, index: selectedInstance });
  if (hovered !== undefined) marked.push({ entity: hovered, index: hoveredInstance });
  return marked;
}

function barText(set: BarSet, index: number): string {
  const at = numberText(set.centers[index] ?? Number.NaN);
  return `${set.entity} [${index}]\nat ${at}: ${numberText(set.heights[index] ?? Number.NaN)}`;
}

function setText({ entity, heights }: BarSet): string {
  return `${entity}: ${heights.length} values`;
}
