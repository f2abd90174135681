import { AggregationPolicy, type Chunk, type EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import type { AxisRange } from '../chart/scale.ts';
import type { TimeAxis } from '../chart/time-axis.ts';
import { TimeWindow } from '../chart/time-window.ts';
import type { ViewProblem } from '../shared-problems.ts';
import type { ViewContext } from '../view.ts';
import { decimate, type PlotLine } from './decimate.ts';
import { hiddenSeries } from './hidden-series.ts';
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
  /** Of all there is on the timeline. */
  readonly extent: AxisRange;
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

/** What a plot shows, and what it remembers from one moment to the next; knows no page. */
export class PlotModel {
  readonly #origin: EntityPath;
  readonly #hues = new SeriesHues();
  readonly #reader = new SampleReader();
  readonly #instances = new Map<EntityPath, { readonly chunks: readonly Chunk[]; readonly count: number }>();
  /** The stretch of time in sight. */
  readonly window = new TimeWindow();

  constructor(origin: EntityPath) {
    this.#origin = origin;
  }

  /** Undefined where there is nothing to plot. */
  picture(context: ViewContext): PlotPicture | undefined {
    const { store, timeline, time } = context;
    const all = context.contents.filter((entity) => hasSeries(store, entity));
    const entities = drawnEntities(all, context.selected);
    const shown = entities.length === 0 ? undefined : this.window.update(context);
    if (shown === undefined || time === undefined) return undefined;
    const scope = { store, timeline, time, origin: this.#origin, hues: this.#hues };
    const series = entities.flatMap((entity) => describeSeries(scope, entity, this.#instanceCount(store, entity)));
    const hidden = hiddenSeries(context.settings.hiddenSeries);
    const chunks = entities.map((entity) => store.chunksOf(entity, SCALARS));
    return {
      axis: shown.axis,
      x: shown.range,
      extent: shown.extent,
      series,
      drawn: series.filter((each) => !hidden.has(seriesKey(each))),
      hidden,
      omitted: all.length - entities.length,
      problems: entities.flatMap((entity, index) => scalarProblem(entity, chunks[index] ?? []) ?? []),
      chunks,
    };
  }

  /** The lines of what is drawn, thinned out to a chart of this width. */
  lines(
    { store, timeline }: ViewContext,
    { axis, x, extent, drawn }: PlotPicture,
    widthPx: number,
  ): readonly PlotLine[] {
    // Four points a column and line; many lines share the budget.
    const share = Math.floor(MAX_POINTS / 4 / Math.max(1, drawn.length));
    const columns = Math.max(MIN_COLUMNS, Math.min(widthPx, share));
    const lines = drawn.map((series): PlotLine => {
      const samples = this.#reader.read(store, series.entity, timeline, axis, x, extent);
      if (series.instance >= samples.width) return { xs: [], ys: [] };
      const policy = series.line?.aggregation ?? AggregationPolicy.MinMax;
      return decimate(samples, series.instance, { range: x, columns, policy });
    });
    this.#reader.endDraw();
    return lines;
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
