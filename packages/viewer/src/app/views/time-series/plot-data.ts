import { type Chunk, type EntityPath, MAX_TIME, MIN_TIME } from '@rushes/proto';
import type { NumberRange, RecordingStore } from '../../data/recording-store.ts';
import { type AlignedLines, alignLines, decimate, type PlotLine } from './decimate.ts';
import { SCALARS, type Series } from './series-query.ts';
import { axisToTime, type TimeAxis } from './time-axis.ts';
import type { AxisRange } from './x-range.ts';

/** Points of all lines together that a chart is given at most, whatever its width. */
const MAX_POINTS = 48_000;
const MIN_COLUMNS = 100;

/** The numbers of one entity that a range of the axis needs: those inside, and one on either side to draw lines to. */
export interface EntityNumbers {
  readonly xs: Float64Array;
  readonly values: Float64Array;
  readonly width: number;
}

/** The largest count of scalars in a row of these chunks. */
export function instanceCountOf(chunks: readonly Chunk[]): number {
  let most = 0;
  for (const chunk of chunks) {
    most = Math.max(most, countInstances(chunk));
  }
  return most;
}

function countInstances(chunk: Chunk): number {
  const starts = chunk.components.find((column) => column.descriptor.component === SCALARS)?.rowStarts;
  if (starts === undefined || chunk.timelines.length === 0) return 0;
  let most = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    most = Math.max(most, (starts[row + 1] ?? 0) - (starts[row] ?? 0));
  }
  return most;
}

export function readEntityNumbers(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  axis: TimeAxis,
  range: AxisRange,
): EntityNumbers {
  const from = axisToTime(axis, range.from);
  const to = axisToTime(axis, range.to);
  const before = from > MIN_TIME ? store.latestAt(entity, SCALARS, timeline, from - 1n)?.time : undefined;
  const after = to < MAX_TIME ? store.firstTimeAfter(entity, SCALARS, timeline, to) : undefined;
  const numbers = store.rangeNumbers(entity, SCALARS, timeline, before ?? from, after ?? to, axis.base);
  return { xs: toAxisUnits(numbers, axis), values: numbers.values, width: numbers.width };
}

/** All lines over one axis, thinned out to `widthPx` columns. */
export function plotLines(
  series: readonly Series[],
  numbers: ReadonlyMap<EntityPath, EntityNumbers>,
  range: AxisRange,
  widthPx: number,
): AlignedLines {
  // Four points a column and line; many lines share the budget.
  const columns = Math.max(MIN_COLUMNS, Math.min(widthPx, Math.floor(MAX_POINTS / 4 / Math.max(1, series.length))));
  return alignLines(
    series.map(({ entity, instance }): PlotLine => {
      const source = numbers.get(entity);
      if (source === undefined || instance >= source.width) return { xs: [], ys: [] };
      const line = { xs: source.xs, values: source.values, stride: source.width, offset: instance };
      return decimate(line, range.from, range.to, columns);
    }),
  );
}

/** The store gives offsets in the timeline's own unit, in arrays that are ours to change. */
function toAxisUnits(numbers: NumberRange, axis: TimeAxis): Float64Array {
  const xs = numbers.times;
  if (axis.kind === 'sequence') return xs;
  for (let i = 0; i < xs.length; i++) xs[i] = (xs[i] ?? 0) / 1e9;
  return xs;
}
