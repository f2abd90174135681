import { type Chunk, type EntityPath, TimelineKind } from '@rushes/proto';
import type { EntityNode, RecordingStore, TimelineExtent } from '../../data/recording-store.ts';
import { ThemeReader } from '../shared-theme.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import 'uplot/dist/uPlot.min.css';
import '../views.css';
import { Legend } from './legend.ts';
import { Plot } from './plot.ts';
import { type EntityNumbers, instanceCountOf, plotLines, readEntityNumbers } from './plot-data.ts';
import { listenToPlotPointer } from './plot-pointer.ts';
import {
  describeSeries,
  drawnEntities,
  SCALARS,
  type Series,
  SeriesHues,
  seriesEntities,
  seriesValueAt,
  suggestPlots,
} from './series-query.ts';
import { makeTimeAxis, type TimeAxis, timeToAxis } from './time-axis.ts';
import { type AxisRange, chooseRange, zoomRange } from './x-range.ts';

/** Scalars over time. */
export const timeSeriesView: ViewClass = {
  kind: ViewKind.TimeSeries,
  suggest: suggestPlots,
  mount: (element, spec, host) => new TimeSeriesView(element, spec, host),
};

/** The least that can be zoomed to: a microsecond, or two steps of a counter. */
const SMALLEST_SECS = 1e-6;
const SMALLEST_COUNT = 2;

/** What decides the picture; equal values draw equally. */
interface Drawn {
  readonly chunks: readonly (readonly Chunk[])[];
  readonly series: readonly Series[];
  readonly axis: TimeAxis;
  readonly look: string;
}

class TimeSeriesView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #now = document.createElement('div');
  readonly #plotArea = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #spec: ViewSpec;
  readonly #host: ViewHost;
  readonly #plot: Plot;
  readonly #legend: Legend;
  readonly #theme: ThemeReader;
  readonly #hues = new SeriesHues();
  readonly #instances = new Map<EntityPath, { readonly chunks: readonly Chunk[]; readonly count: number }>();
  #entities: { readonly tree: EntityNode; readonly list: readonly EntityPath[] } | undefined;
  #stopListening: (() => void) | undefined;
  /** Of the lines with their axes, in CSS pixels; undefined when it has to be measured again. */
  #area: { readonly width: number; readonly height: number } | undefined;
  #axis: { readonly timeline: string; readonly axis: TimeAxis } | undefined;
  #range: AxisRange | undefined;
  #zoomed: AxisRange | undefined;
  #drawn: Drawn | undefined;
  #hoverLeft: number | undefined;
  #context: ViewContext | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#spec = spec;
    this.#host = host;
    const legend = document.createElement('div');
    legend.className = 'view-ts-legend';
    this.#root.className = 'view view-ts';
    this.#plotArea.className = 'view-ts-plot';
    this.#now.className = 'view-ts-now';
    this.#empty.className = 'view-empty';
    this.#root.append(legend, this.#plotArea, this.#empty);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Plot of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#plot = new Plot(this.#plotArea);
    this.#legend = new Legend(
      legend,
      (entity) => host.select(entity),
      (entity) => host.hover(entity),
    );
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    this.#area = undefined;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const { store, timeline, time } = context;
    const extent = store.timelines().find((candidate) => candidate.name === timeline);
    const visible = this.#entitiesIn(store).filter((entity) => context.isVisible(entity));
    const entities = drawnEntities(visible, context.selected);
    if (extent === undefined || time === undefined || entities.length === 0) {
      this.#showEmpty('Nothing to plot: no scalars are visible here.');
      return true;
    }
    const series = entities.flatMap((entity) =>
      describeSeries(store, entity, this.#spec.origin, this.#instanceCount(store, entity), timeline, time, this.#hues),
    );
    this.#empty.hidden = true;
    this.#plotArea.hidden = false;
    const axis = this.#axisFor(extent);
    this.#chooseRange(context, extent, axis, time);
    // Its entries may wrap to another line and take height from the lines.
    if (this.#legend.show(series, visible.length - entities.length)) this.#area = undefined;
    this.#drawLines(context, entities, series, axis);
    this.#placeCursor(time);
    this.#showValues();
    this.#legend.highlight(context.selected, context.hovered);
    return true;
  }

  dispose(): void {
    this.#stopListening?.();
    this.#plot.dispose();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #showEmpty(text: string): void {
    this.#empty.textContent = text;
    this.#empty.hidden = false;
    this.#plotArea.hidden = true;
    this.#legend.show([], 0);
    this.#area = undefined;
    this.#drawn = undefined;
  }

  /** Looked for again when an entity or a component is new: with thousands of them, not with every draw. */
  #entitiesIn(store: RecordingStore): readonly EntityPath[] {
    const tree = store.entityTree();
    if (this.#entities?.tree !== tree) {
      this.#entities = { tree, list: seriesEntities(store, this.#spec.origin) };
    }
    return this.#entities.list;
  }

  /** The base stays once chosen, so that a zoomed range stays where it is while older history comes in. */
  #axisFor(extent: TimelineExtent): TimeAxis {
    if (this.#axis?.timeline !== extent.name) {
      this.#axis = { timeline: extent.name, axis: makeTimeAxis(extent.kind, extent.min) };
      this.#range = undefined;
      this.#zoomed = undefined;
    }
    return this.#axis.axis;
  }

  #chooseRange(context: ViewContext, extent: TimelineExtent, axis: TimeAxis, time: bigint): void {
    this.#range = chooseRange({
      kind: extent.kind,
      extent: { from: timeToAxis(axis, extent.min), to: timeToAxis(axis, extent.max) },
      mode: context.mode,
      cursor: timeToAxis(axis, time),
      previous: this.#range,
      zoomed: this.#zoomed,
    });
  }

  #drawLines(context: ViewContext, entities: readonly EntityPath[], series: readonly Series[], axis: TimeAxis): void {
    const range = this.#range;
    this.#area ??= { width: this.#plotArea.clientWidth, height: this.#plotArea.clientHeight };
    const { width, height } = this.#area;
    if (range === undefined || width < 40 || height < 40) return;
    const { store, timeline, zone } = context;
    const colors = this.#theme.read(context.theme);
    const chunks = entities.map((entity) => store.chunksOf(entity, SCALARS));
    const look = JSON.stringify([range.from, range.to, width, height, colors.key, zone, devicePixelRatio]);
    const next: Drawn = { chunks, series, axis, look };
    if (this.#drawn !== undefined && sameDrawn(this.#drawn, next)) return;
    this.#drawn = next;
    const numbers = new Map<EntityPath, EntityNumbers>();
    for (const entity of entities) numbers.set(entity, readEntityNumbers(store, entity, timeline, axis, range));
    const lines = plotLines(series, numbers, range, width);
    const rebuilt = this.#plot.show({ axis, zone, range, series, lines }, width, height, colors);
    if (rebuilt) this.#listen();
  }

  #listen(): void {
    this.#stopListening?.();
    const { over } = this.#plot;
    if (over === undefined) return;
    over.append(this.#now);
    this.#stopListening = listenToPlotPointer(over, {
      scrub: (left) => {
        const time = this.#plot.timeAt(left);
        if (time !== undefined) this.#host.setTime(time);
      },
      pan: (delta) => this.#changeRange((range) => shifted(range, -delta, over.clientWidth)),
      zoom: (left, factor) =>
        this.#changeRange((range) => {
          const anchor = this.#plot.positionAt(left) ?? range.from;
          return zoomRange(range, anchor, factor, this.#smallestRange());
        }),
      reset: () => {
        this.#zoomed = undefined;
        this.#range = undefined;
        this.#host.invalidate();
      },
      hover: (left) => {
        this.#hoverLeft = left;
        this.#showValues();
      },
    });
  }

  #changeRange(change: (range: AxisRange) => AxisRange): void {
    if (this.#range === undefined) return;
    this.#zoomed = change(this.#range);
    this.#host.invalidate();
  }

  #smallestRange(): number {
    return this.#axis?.axis.kind === TimelineKind.Sequence ? SMALLEST_COUNT : SMALLEST_SECS;
  }

  #placeCursor(time: bigint): void {
    const left = this.#plot.leftOf(time);
    this.#now.hidden = left === undefined;
    if (left !== undefined) this.#now.style.transform = `translateX(${left}px)`;
  }

  /** Values under the pointer, or else at the cursor. */
  #showValues(): void {
    const context = this.#context;
    if (context?.time === undefined || this.#drawn === undefined) return;
    const hovered = this.#hoverLeft === undefined ? undefined : this.#plot.timeAt(this.#hoverLeft);
    const time = hovered ?? context.time;
    const { store, timeline } = context;
    this.#legend.setValues(this.#drawn.series.map((line) => seriesValueAt(store, line, timeline, time)));
    this.#root.classList.toggle('is-hovered', hovered !== undefined);
  }

  #instanceCount(store: RecordingStore, entity: EntityPath): number {
    const chunks = store.chunksOf(entity, SCALARS);
    const known = this.#instances.get(entity);
    if (known?.chunks === chunks) return known.count;
    // Live, chunks only come at the end: look at those, not at an hour of them with every draw.
    const grows = known !== undefined && chunks[known.chunks.length - 1] === known.chunks.at(-1);
    const count = grows
      ? Math.max(known.count, instanceCountOf(chunks.slice(known.chunks.length)))
      : instanceCountOf(chunks);
    this.#instances.set(entity, { chunks, count });
    return count;
  }
}

function sameDrawn(a: Drawn, b: Drawn): boolean {
  return (
    a.look === b.look &&
    a.axis === b.axis &&
    a.chunks.length === b.chunks.length &&
    a.chunks.every((chunks, index) => chunks === b.chunks[index]) &&
    JSON.stringify(a.series) === JSON.stringify(b.series)
  );
}

function shifted(range: AxisRange, pixels: number, width: number): AxisRange {
  const delta = (pixels / Math.max(1, width)) * (range.to - range.from);
  return { from: range.from + delta, to: range.to + delta };
}
