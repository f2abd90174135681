import { type AxisRange, type ChartArea, xToLeft, yToTop } from '../chart/scale.ts';
import type { PlotLine } from './decimate.ts';
import type { Series } from './series.ts';

/** CSS pixels between the pointer and what it still means. */
const REACH = 9;

/** What is looked for, and where. */
export interface PickScope {
  readonly area: ChartArea;
  readonly x: AxisRange;
  readonly y: AxisRange;
  readonly series: readonly Series[];
  readonly lines: readonly PlotLine[];
}

/** The series that passes nearest to a place of the view, if one is near. */
export function pickSeries(scope: PickScope, left: number, top: number): Series | undefined {
  let best: Series | undefined;
  let bestDistance = REACH;
  for (const [index, series] of scope.series.entries()) {
    const line = scope.lines[index];
    if (line === undefined) continue;
    const distance = distanceTo(scope, series, line, left, top);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = series;
    }
  }
  return best;
}

function distanceTo(
  { area, x, y }: PickScope,
  series: Series,
  { xs, ys }: PlotLine,
  left: number,
  top: number,
): number {
  const leftOf = (index: number) => xToLeft(area, x, xs[index] as number);
  const topOf = (index: number) => yToTop(area, y, ys[index] as number);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = firstAtOrAfterLeft(xs, leftOf, left - REACH); i < xs.length; i++) {
    const at = leftOf(i);
    const toPoint = Math.hypot(at - left, topOf(i) - top);
    if (toPoint < nearest) nearest = toPoint;
    if (series.line !== undefined && i > 0) {
      const toLine = distanceToSegment(left, top, leftOf(i - 1), topOf(i - 1), at, topOf(i));
      if (toLine < nearest) nearest = toLine;
    }
    if (at > left + REACH) break;
  }
  return nearest;
}

function firstAtOrAfterLeft(xs: readonly number[], leftOf: (index: number) => number, left: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (leftOf(middle) < left) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** NaN where an end is a gap, and then nearer to nothing. */
function distanceToSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy;
  const share = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / lengthSquared));
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
}
