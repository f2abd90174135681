import { AggregationPolicy, assertNever } from '@rushes/proto';
import type { AxisRange } from '../chart/scale.ts';
import { addRows, emptyStretch, type Stretch } from './sample-blocks.ts';
import type { Samples } from './samples.ts';

/** A line ready to draw: positions ascending; NaN is a gap. */
export interface PlotLine {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** Rows per pixel column below which a line is passed on as it is. */
const MAX_ROWS_PER_COLUMN = 4;
/** More than these are not drawn one by one, whatever is asked for: nobody could tell the difference. */
const MAX_ROWS_UNTHINNED = 50_000;

/** How to thin out. */
export interface Thinning {
  readonly range: AxisRange;
  /** Pixel columns in the range. */
  readonly columns: number;
  readonly policy: AggregationPolicy;
}

/**
 * Thins line `line` of `samples` out to what can be seen in the range. By default the first, the least, the greatest and the last
 * value of each pixel column stay, at their own positions, so that no peak is lost however far one zooms out; and one gap if there
 * is any. Columns keep their places while a plot is moved, so it does not flicker.
 */
export function decimate(samples: Samples, line: number, { range, columns, policy }: Thinning): PlotLine {
  const { xs: places } = samples;
  const start = Math.max(0, firstAtOrAfter(places, range.from) - 1);
  const end = Math.min(places.length, firstAfter(places, range.to) + 1);
  const xs: number[] = [];
  const ys: number[] = [];
  const put = (row: number) => {
    const value = samples.values[row * samples.width + line] ?? Number.NaN;
    xs.push(places[row] ?? 0);
    ys.push(Number.isFinite(value) ? value : Number.NaN);
  };
  const rows = end - start;
  const isOff = policy === AggregationPolicy.Off && rows <= MAX_ROWS_UNTHINNED;
  if (isOff || rows <= columns * MAX_ROWS_PER_COLUMN) {
    for (let row = start; row < end; row++) put(row);
    return { xs, ys };
  }
  const columnWidth = (range.to - range.from) / columns;
  let from = start;
  while (from < end) {
    const column = Math.floor((places[from] ?? 0) / columnWidth);
    const to = Math.min(end, Math.max(from + 1, firstAtOrAfter(places, (column + 1) * columnWidth, from)));
    const stretch = stretchOf(samples, line, from, to);
    addStretch(samples, line, stretch, policy, put, (x, y) => {
      xs.push(x);
      ys.push(y);
    });
    from = to;
  }
  return { xs, ys };
}

/** The index of the first number that is not below `x`, from `start` on. */
export function firstAtOrAfter(xs: Float64Array, x: number, start = 0): number {
  let low = start;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(xs: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stretchOf(samples: Samples, line: number, start: number, end: number): Stretch {
  if (samples.blocks !== undefined) return samples.blocks.stretch(line, start, end);
  const stretch = emptyStretch();
  addRows(stretch, samples.values, samples.width, line, start, end);
  return stretch;
}

/** What stays of a pixel column. */
function addStretch(
  { xs, values, width }: Samples,
  line: number,
  stretch: Stretch,
  policy: AggregationPolicy,
  putRow: (row: number) => void,
  putPoint: (x: number, y: number) => void,
): void {
  const { first, least, greatest, last, gap } = stretch;
  const middle = () => ((xs[first] ?? 0) + (xs[last] ?? 0)) / 2;
  const valueAt = (row: number) => values[row * width + line] ?? Number.NaN;
  const putOne = (row: number, y: () => number) => {
    if (gap >= 0) putRow(gap);
    if (row >= 0) putPoint(middle(), y());
  };
  switch (policy) {
    case AggregationPolicy.Off:
    case AggregationPolicy.MinMax:
      for (const row of keptRows([first, least, greatest, last, gap])) putRow(row);
      break;
    case AggregationPolicy.Average:
      putOne(first, () => stretch.sum / stretch.count);
      break;
    case AggregationPolicy.Max:
      putOne(greatest, () => valueAt(greatest));
      break;
    case AggregationPolicy.Min:
      putOne(least, () => valueAt(least));
      break;
    case AggregationPolicy.MinMaxAverage:
      putOne(first, () => (valueAt(least) + valueAt(greatest)) / 2);
      break;
    default:
      assertNever(policy);
  }
}

function keptRows(rows: readonly number[]): readonly number[] {
  const kept = rows.filter((row) => row >= 0).sort((a, b) => a - b);
  return kept.filter((row, i) => row !== kept[i - 1]);
}
