import type { AxisRange, ChartArea } from '../chart/scale.ts';
import { lockedRange } from '../chart/y-lock.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './time-series.css';
import type { PlotLine } from './decimate.ts';
import { drawPlot } from './draw.ts';
import { hiddenAfterSolo, hiddenAfterToggle } from './hidden-series.ts';
import { Legend } from './legend.ts';
import { pickSeries } from './pick.ts';
import { PlotControl, type PlotFrame } from './plot-control.ts';
import { PlotModel, type PlotPicture } from './plot-model.ts';
import { PlotTools } from './plot-tools.ts';
import { Readout } from './readout.ts';
import { type Series, seriesKey } from './series.ts';
import { seriesValueAt } from './series-query.ts';
import { suggestPlots } from './suggest.ts';
import { fitRange } from './y-range.ts';

/** Scalars over time. */
export const timeSeriesView: ViewClass = {
  kind: ViewKind.TimeSeries,
  suggest: suggestPlots,
  mount: (element, spec, host) => new TimeSeriesView(element, spec, host),
};

const NOTHING = 'Nothing to plot: no scalars are visible here.';

/** What is on the canvas. */
interface Drawn {
  readonly picture: PlotPicture;
  readonly lines: readonly PlotLine[];
  readonly y: AxisRange;
  readonly area: ChartArea;
  readonly look: string;
}

class TimeSeriesView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #plot = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #model: PlotModel;
  readonly #legend: Legend;
  readonly #tools: PlotTools;
  readonly #control: PlotControl;
  readonly #readout = new Readout();
  readonly #problems = new ProblemList();
  readonly #theme: ThemeReader;
  readonly #stopListening: () => void;
  #isMeasured = false;
  #drawn: Drawn | undefined;
  #context: ViewContext | undefined;
  #hoverLeft: number | undefined;
  #hovered: Series | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#model = new PlotModel(spec.origin);
    this.#surface = new CanvasSurface(`Plot of ${spec.origin}`);
    this.#legend = new Legend({
      select: (series) => host.select(series.entity, series.instance),
      hover: (series) => host.hover(series?.entity, series?.instance),
      toggle: (series) => this.#toggle(series),
      solo: (series) => this.#solo(series),
    });
    this.#control = new PlotControl(host, this.#model.window);
    this.#tools = new PlotTools(this.#control);
    this.#root.className = 'view view-ts';
    this.#plot.className = 'view-ts-plot';
    this.#empty.className = 'view-empty';
    const head = document.createElement('div');
    head.className = 'view-ts-head';
    head.append(this.#legend.root, this.#tools.root);
    this.#surface.element.tabIndex = 0;
    this.#plot.append(this.#surface.element, this.#readout.root);
    this.#root.append(head, this.#plot, this.#empty, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Plot of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    this.#isMeasured = false;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const picture = this.#model.picture(context);
    this.#root.classList.toggle('is-empty', picture === undefined);
    this.#empty.textContent = picture === undefined ? NOTHING : '';
    if (picture === undefined || context.time === undefined) {
      this.#drawn = undefined;
      this.#isMeasured = false;
      this.#problems.show([]);
      return true;
    }
    // Its entries may wrap to another line and take height from the lines.
    if (this.#legend.show(picture.series, picture.omitted)) this.#isMeasured = false;
    this.#problems.show(picture.problems);
    this.#measure();
    if (!this.#surface.hasArea) return true;
    const drawn = this.#paint(context, picture);
    this.#control.show(placeOf(drawn), context.settings);
    this.#readout.placeCursor(placeOf(drawn), context.time);
    this.#showValues();
    this.#legend.mark({
      hidden: picture.hidden,
      isSelected: (series) => isSelected(context, series),
      isHovered: (series) => isHovered(context, series),
    });
    this.#tools.show(lockedRange(context.settings) !== undefined, this.#model.window.isZoomed);
    return true;
  }

  dispose(): void {
    this.#stopListening();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #measure(): void {
    if (this.#isMeasured) return;
    this.#isMeasured = true;
    const isChanged = this.#surface.resize(this.#plot.clientWidth, this.#plot.clientHeight, devicePixelRatio);
    if (isChanged) this.#drawn = undefined;
  }

  #paint(context: ViewContext, picture: PlotPicture): Drawn {
    const colors = this.#theme.read(context.theme);
    const locked = lockedRange(context.settings);
    const emphasized = (series: Series) => isSelected(context, series) || isHovered(context, series);
    const marked = picture.drawn.filter(emphasized).map(seriesKey);
    const look = JSON.stringify([picture.x, picture.drawn, marked, locked, colors.key, context.zone]);
    const last = this.#drawn;
    if (last?.look === look && last.picture.axis === picture.axis && sameItems(last.picture.chunks, picture.chunks)) {
      return last;
    }
    const lines = this.#model.lines(context, picture, this.#surface.width);
    const y = locked ?? fitRange(lines, picture.x);
    const { axis, x, drawn: series } = picture;
    const area = drawPlot(this.#surface, { axis, zone: context.zone, x, y, series, lines, emphasized }, colors);
    this.#surface.describe(`Plot of ${series.map(({ name }) => name).join(', ')}`);
    const drawn = { picture, lines, y, area, look };
    this.#drawn = drawn;
    return drawn;
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(
      element,
      (key) => this.#control.act(key),
      ({ key }) => {
        if (key === 'y') this.#control.toggleLock();
        return key === 'y';
      },
    );
    return listenToPointer(element, {
      ...this.#control.actions,
      click: (left, top) => {
        const series = this.#seriesAt(left, top);
        if (series !== undefined) this.#host.select(series.entity, series.instance);
      },
      move: (at) => this.#onMove(at),
    });
  }

  #onMove(at: { readonly left: number; readonly top: number } | undefined): void {
    const drawn = this.#drawn;
    const inside = at !== undefined && drawn !== undefined && at.left >= drawn.area.left;
    this.#hoverLeft = inside ? at.left : undefined;
    const series = inside ? this.#seriesAt(at.left, at.top) : undefined;
    if (series !== this.#hovered) {
      this.#hovered = series;
      this.#host.hover(series?.entity, series?.instance);
    }
    this.#showValues();
  }

  #seriesAt(left: number, top: number): Series | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined) return undefined;
    const { area, y, lines, picture } = drawn;
    return pickSeries({ area, x: picture.x, y, series: picture.drawn, lines }, left, top);
  }

  /** Values under the pointer, or else at the cursor. */
  #showValues(): void {
    const context = this.#context;
    const drawn = this.#drawn;
    if (context?.time === undefined || drawn === undefined) return;
    const pointed = this.#hoverLeft === undefined ? undefined : this.#control.timeAt(this.#hoverLeft);
    const time = pointed ?? context.time;
    const { store, timeline } = context;
    this.#legend.setValues((series) => seriesValueAt(store, series, timeline, time));
    this.#readout.showValues(placeOf(drawn), store, timeline, drawn.picture.drawn, pointed);
    this.#root.classList.toggle('is-hovered', pointed !== undefined);
  }

  #toggle(series: Series): void {
    const hidden = this.#drawn?.picture.hidden ?? new Set();
    this.#host.changeSettings({ hiddenSeries: hiddenAfterToggle(hidden, seriesKey(series)) });
  }

  #solo(series: Series): void {
    const { series: all = [], hidden = new Set<string>() } = this.#drawn?.picture ?? {};
    this.#host.changeSettings({ hiddenSeries: hiddenAfterSolo(all.map(seriesKey), hidden, seriesKey(series)) });
  }
}

function placeOf({ area, picture, y }: Drawn): PlotFrame {
  return { area, axis: picture.axis, x: picture.x, y };
}

function isSelected({ selected, selectedInstance }: ViewContext, series: Series): boolean {
  return selected === series.entity && (selectedInstance === undefined || selectedInstance === series.instance);
}

function isHovered({ hovered, hoveredInstance }: ViewContext, series: Series): boolean {
  return hovered === series.entity && (hoveredInstance === undefined || hoveredInstance === series.instance);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
