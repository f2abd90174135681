import { AggregationPolicy, type Chunk, type EntityPath } from '@rushes/proto';
import type { RecordingStore, TimelineExtent } from '../../data/recording-store.ts';
import type { AxisRange } from '../chart/scale.ts';
import { makeTimeAxis, type TimeAxis, timeToAxis } from '../chart/time-axis.ts';
import { chooseRange } from '../chart/time-range.ts';
import type { ViewProblem } from '../shared-problems.ts';
import type { PlainValue, ViewContext } from '../view.ts';
import { decimate, type PlotLine } from './decimate.ts';
import { SampleReader } from './samples.ts';
import { SCALARS, type Series, seriesKey } from './series.ts';
import {
  describeSeries,
  drawnEntities,
  hasSeries,
  instanceCountOf,
  SeriesHues,
  scalarProblem,
} from './series-query.ts';

/** Points of all lines together that are drawn at most, whatever the width. */
const MAX_POINTS = 48_000;
const MIN_COLUMNS = 100;

/** What a plot shows at a moment; equal pictures are drawn equally. */
export interface PlotPicture {
  readonly axis: TimeAxis;
  readonly x: AxisRange;
  /** All of them, those switched off too. */
  readonly series: readonly Series[];
  readonly drawn: readonly Series[];
  readonly hidden: ReadonlySet<string>;
  /** Entities beyond what a plot can hold. */
  readonly omitted: number;
  readonly problems: readonly ViewProblem[];
  /** The rows it is made of, by entity. */
  readonly chunks: readonly (readonly Chunk[])[];
}

/** Series hidden in the legend, out of a view's settings. */
export function hiddenSeries(setting: PlainValue | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(setting) ? setting.filter((key) => typeof key === 'string') : []);
}

/** What a plot shows, and what it remembers from one moment to the next; knows no page. */
export class PlotModel {
  readonly #origin: EntityPath;
  readonly #hues = new SeriesHues();
  readonly #reader = new SampleReader();
  readonly #instances = new Map<EntityPath, { readonly chunks: readonly Chunk[]; readonly count: number }>();
  #axis: { readonly timeline: string; readonly axis: TimeAxis } | undefined;
  #range: AxisRange | undefined;
  #zoomed: AxisRange | undefined;

  constructor(origin: EntityPath) {
    this.#origin = origin;
  }

  get range(): AxisRange | undefined {
    return this.#range;
  }

  get isZoomed(): boolean {
    return this.#zoomed !== undefined;
  }

  /** Shows this stretch from now on; undefined: what the view chooses. */
  zoomTo(range: AxisRange | undefined): void {
    this.#zoomed = range;
    if (range === undefined) this.#range = undefined;
  }

  /** Undefined where there is nothing to plot. */
  picture(context: ViewContext): PlotPicture | undefined {
    const { store, timeline, time } = context;
    const extent = store.timelines().find((candidate) => candidate.name === timeline);
    const all = context.contents.filter((entity) => hasSeries(store, entity));
    const entities = drawnEntities(all, context.selected);
    if (extent === undefined || time === undefined || entities.length === 0) return undefined;
    const scope = { store, timeline, time, origin: this.#origin, hues: this.#hues };
    const series = entities.flatMap((entity) => describeSeries(scope, entity, this.#instanceCount(store, entity)));
    const axis = this.#axisFor(extent);
    const hidden = hiddenSeries(context.settings.hiddenSeries);
    const chunks = entities.map((entity) => store.chunksOf(entity, SCALARS));
    return {
      axis,
      x: this.#chooseRange(context, extent, axis, time),
      series,
      drawn: series.filter((each) => !hidden.has(seriesKey(each))),
      hidden,
      omitted: all.length - entities.length,
      problems: entities.flatMap((entity, index) => scalarProblem(entity, chunks[index] ?? []) ?? []),
      chunks,
    };
  }

  /** The lines of what is drawn, thinned out to a chart of this width. */
  lines({ store, timeline }: ViewContext, { axis, x, drawn }: PlotPicture, widthPx: number): readonly PlotLine[] {
    // Four points a column and line; many lines share the budget.
    const share = Math.floor(MAX_POINTS / 4 / Math.max(1, drawn.length));
    const columns = Math.max(MIN_COLUMNS, Math.min(widthPx, share));
    const extent = store.timelines().find((candidate) => candidate.name === timeline);
    const whole = extent && axisExtent(axis, extent);
    const lines = drawn.map((series): PlotLine => {
      const samples = this.#reader.read(store, series.entity, timeline, axis, x, whole ?? x);
      if (series.instance >= samples.width) return { xs: [], ys: [] };
      const policy = series.line?.aggregation ?? AggregationPolicy.MinMax;
      return decimate(samples, series.instance, { range: x, columns, policy });
    });
    this.#reader.endDraw();
    return lines;
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

  #chooseRange(context: ViewContext, extent: TimelineExtent, axis: TimeAxis, time: bigint): AxisRange {
    const { range } = context;
    this.#range = chooseRange({
      kind: extent.kind,
      extent: axisExtent(axis, extent),
      mode: context.mode,
      cursor: timeToAxis(axis, time),
      previous: this.#range,
      zoomed: this.#zoomed,
      set: range && { from: timeToAxis(axis, range.from), to: timeToAxis(axis, range.to) },
    });
    return this.#range;
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

/** Within what floats can tell apart, and within the extent of what is known. */
function axisExtent(axis: TimeAxis, extent: TimelineExtent): AxisRange {
  return { from: timeToAxis(axis, extent.min), to: timeToAxis(axis, extent.max) };
}
