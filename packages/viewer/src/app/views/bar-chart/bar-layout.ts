import { type AxisRange, type ChartArea, leftToX, topToY, xToLeft, yToTop } from '../chart/scale.ts';
import { paddedRange } from '../chart/y-lock.ts';
import type { BarSet } from './bar-query.ts';

/** A rectangle in CSS pixels; `index` is the bar, or the tallest of several that share a pixel. */
export interface BarRect {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels between neighbouring bars that are wide enough to afford it. */
const GAP = 1;
const LEAST_WIDTH_FOR_GAP = 4;

/** All bars of all sets, with a little room; from 0 to 1 if there are none. */
export function barsExtent(sets: readonly BarSet[]): AxisRange {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { centers, widths } of sets) {
    for (let i = 0; i < centers.length; i++) {
      const center = centers[i] as number;
      if (!Number.isFinite(center)) continue;
      const half = (widths[i] as number) / 2;
      if (center - half < from) from = center - half;
      if (center + half > to) to = center + half;
    }
  }
  if (from > to) return { from: 0, to: 1 };
  if (from === to) return { from: from - 0.5, to: to + 0.5 };
  return { from, to };
}

/** The vertical range of the bars in sight; always with zero in it, where bars begin. */
export function barsHeight(sets: readonly BarSet[], x: AxisRange): AxisRange {
  let least = 0;
  let greatest = 0;
  for (const { centers, widths, heights } of sets) {
    for (let i = 0; i < heights.length; i++) {
      const half = (widths[i] as number) / 2;
      const center = centers[i] as number;
      if (center + half < x.from || center - half > x.to) continue;
      const height = heights[i] as number;
      if (height < least) least = height;
      if (height > greatest) greatest = height;
    }
  }
  if (least === 0 && greatest === 0) return { from: 0, to: 1 };
  const padded = paddedRange(least, greatest);
  return { from: least === 0 ? 0 : padded.from, to: greatest === 0 ? 0 : padded.to };
}

/**
 * The bars of a set that are in sight, in CSS pixels. Bars that share a pixel column become one, as tall as the tallest and as deep
 * as the deepest of them.
 */
export function barRects(set: BarSet, area: ChartArea, x: AxisRange, y: AxisRange): readonly BarRect[] {
  const rects: BarRect[] = [];
  const zero = clampTop(area, yToTop(area, y, 0));
  for (let index = 0; index < set.heights.length; index++) {
    const height = set.heights[index] as number;
    const center = set.centers[index] as number;
    const half = (set.widths[index] as number) / 2;
    // Also where one of them is NaN.
    if (!(center + half >= x.from && center - half <= x.to) || Number.isNaN(height)) continue;
    const from = xToLeft(area, x, center - half);
    const to = xToLeft(area, x, center + half);
    const gap = to - from >= LEAST_WIDTH_FOR_GAP ? GAP : 0;
    const end = clampTop(area, yToTop(area, y, height));
    const rect = {
      index,
      left: from + gap / 2,
      top: Math.min(zero, end),
      width: Math.max(1, to - from - gap),
      height: Math.abs(zero - end),
    };
    const last = rects.at(-1);
    if (last !== undefined && to - from < 1 && Math.floor(last.left) === Math.floor(rect.left)) {
      rects[rects.length - 1] = merged(last, rect);
    } else rects.push(rect);
  }
  return rects;
}

/** The bar under a place of the view: anywhere above or below it, so that small ones can be met. */
export function barAt(
  set: BarSet,
  area: ChartArea,
  x: AxisRange,
  y: AxisRange,
  left: number,
  top: number,
): number | undefined {
  const at = leftToX(area, x, left);
  const value = topToY(area, y, top);
  let best: number | undefined;
  for (let index = 0; index < set.heights.length; index++) {
    const height = set.heights[index] as number;
    if (Math.abs((set.centers[index] as number) - at) > (set.widths[index] as number) / 2) continue;
    const isInside = height >= 0 ? value <= height : value >= height;
    if (isInside) return index;
    if (!Number.isNaN(height)) best = index;
  }
  return best;
}

function merged(a: BarRect, b: BarRect): BarRect {
  const top = Math.min(a.top, b.top);
  return {
    index: b.height > a.height ? b.index : a.index,
    left: a.left,
    top,
    width: Math.max(a.width, b.left + b.width - a.left),
    height: Math.max(a.top + a.height, b.top + b.height) - top,
  };
}

/** Far outside is as good as a little outside. */
function clampTop(area: ChartArea, top: number): number {
  return Math.min(Math.max(top, area.top - 10), area.top + area.height + 10);
}
