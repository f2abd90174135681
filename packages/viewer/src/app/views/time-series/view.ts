import { type AxisRange, type ChartArea, leftToX, shiftRange, topToY, zoomRange } from '../chart/scale.ts';
import { axisToTime } from '../chart/time-axis.ts';
import { smallestRange } from '../chart/time-range.ts';
import { lockedRange, lockSettings, smallestSpan } from '../chart/y-lock.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './time-series.css';
import type { PlotLine } from './decimate.ts';
import { drawPlot } from './draw.ts';
import { Legend } from './legend.ts';
import { pickSeries } from './pick.ts';
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
const KEY_ZOOM = 1.5;

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
    this.#tools = new PlotTools({ toggleLock: () => this.#toggleLock(), reset: () => this.#reset() });
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
    element.addEventListener('keydown', (event) => this.#onKey(event));
    return listenToPointer(element, {
      scrub: (left) => this.#scrub(left),
      click: (left, top) => {
        const series = this.#seriesAt(left, top);
        if (series !== undefined) this.#host.select(series.entity, series.instance);
      },
      pan: (deltaLeft, deltaTop) => this.#pan(deltaLeft, deltaTop),
      zoom: (left, top, factor, sideways) => this.#zoom(left, top, factor, sideways),
      reset: (left) => {
        const isOverY = this.#drawn !== undefined && left < this.#drawn.area.left;
        if (isOverY) this.#host.changeSettings(lockSettings(undefined));
        else this.#reset();
      },
      move: (at) => this.#onMove(at),
    });
  }

  #scrub(left: number): void {
    const time = this.#timeAt(left);
    if (time !== undefined) this.#host.setTime(time);
  }

  #timeAt(left: number): bigint | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined || left < drawn.area.left - 4) return undefined;
    return axisToTime(drawn.picture.axis, leftToX(drawn.area, drawn.picture.x, left));
  }

  #pan(deltaLeft: number, deltaTop: number): void {
    const drawn = this.#drawn;
    const { range } = this.#model.window;
    if (drawn === undefined || range === undefined) return;
    if (deltaLeft !== 0) this.#model.window.zoomTo(shiftRange(range, -deltaLeft, drawn.area.width));
    const locked = this.#context && lockedRange(this.#context.settings);
    // An axis that fits what is in sight cannot be moved.
    if (locked !== undefined && deltaTop !== 0) {
      this.#host.changeSettings(lockSettings(shiftRange(locked, deltaTop, drawn.area.height)));
    }
    this.#host.invalidate();
  }

  #zoom(left: number, top: number, factor: number, sideways: boolean): void {
    const drawn = this.#drawn;
    const { range } = this.#model.window;
    if (drawn === undefined || range === undefined) return;
    const { area, y, picture } = drawn;
    if (sideways || left < area.left) {
      this.#host.changeSettings(lockSettings(zoomRange(y, topToY(area, y, top), factor, smallestSpan(y))));
    } else {
      const anchor = leftToX(area, picture.x, left);
      this.#model.window.zoomTo(zoomRange(range, anchor, factor, smallestRange(picture.axis.kind)));
    }
    this.#host.invalidate();
  }

  #reset(): void {
    this.#model.window.zoomTo(undefined);
    this.#host.changeSettings(lockSettings(undefined));
    this.#host.invalidate();
  }

  #toggleLock(): void {
    const isLocked = this.#context !== undefined && lockedRange(this.#context.settings) !== undefined;
    this.#host.changeSettings(lockSettings(isLocked ? undefined : this.#drawn?.y));
  }

  #onKey(event: KeyboardEvent): void {
    const drawn = this.#drawn;
    if (drawn === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = drawn.area.left + drawn.area.width / 2;
    if (event.key === '+' || event.key === '=') this.#zoom(middle, 0, KEY_ZOOM, false);
    else if (event.key === '-') this.#zoom(middle, 0, 1 / KEY_ZOOM, false);
    else if (event.key === 'y') this.#toggleLock();
    else if (event.key === 'r') this.#reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
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
    const pointed = this.#hoverLeft === undefined ? undefined : this.#timeAt(this.#hoverLeft);
    const time = pointed ?? context.time;
    const { store, timeline } = context;
    this.#legend.setValues((series) => seriesValueAt(store, series, timeline, time));
    this.#readout.showValues(placeOf(drawn), store, timeline, drawn.picture.drawn, pointed);
    this.#root.classList.toggle('is-hovered', pointed !== undefined);
  }

  #toggle(series: Series): void {
    const hidden = new Set(this.#drawn?.picture.hidden);
    if (!hidden.delete(seriesKey(series))) hidden.add(seriesKey(series));
    this.#host.changeSettings({ hiddenSeries: hidden.size === 0 ? undefined : [...hidden] });
  }

  #solo(series: Series): void {
    const all = this.#drawn?.picture.series ?? [];
    const others = all.map(seriesKey).filter((key) => key !== seriesKey(series));
    const isAlone = this.#drawn?.picture.drawn.length === 1 && !this.#drawn.picture.hidden.has(seriesKey(series));
    this.#host.changeSettings({ hiddenSeries: isAlone || others.length === 0 ? undefined : others });
  }
}

function placeOf({ area, picture, y }: Drawn): {
  readonly area: ChartArea;
  readonly axis: PlotPicture['axis'];
  readonly x: AxisRange;
  readonly y: AxisRange;
} {
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
