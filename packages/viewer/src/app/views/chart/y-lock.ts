import type { PlainValue, ViewSettings } from '../view.ts';
import type { AxisRange } from './scale.ts';

const PADDING = 0.08;
/** Below this share of the numbers themselves, floats have no room between the two ends. */
const SMALLEST_SHARE = 1e-12;

/** From the least to the greatest, with some room around. */
export function paddedRange(least: number, greatest: number): AxisRange {
  const length = greatest - least;
  // A line that never changes goes through the middle.
  const room = length > 0 ? length * PADDING : Math.abs(greatest) * 0.1 || 1;
  const from = least - room;
  const to = greatest + room;
  // Near the ends of what a number can be there is no room left.
  return Number.isFinite(to - from) ? { from, to } : { from: -Number.MAX_VALUE / 4, to: Number.MAX_VALUE / 4 };
}

/** The range that was locked by hand; undefined while the axis fits what is in sight. */
export function lockedRange(settings: ViewSettings): AxisRange | undefined {
  const { yLock, yFrom, yTo } = settings;
  if (yLock !== true || typeof yFrom !== 'number' || typeof yTo !== 'number') return undefined;
  return Number.isFinite(yFrom) && Number.isFinite(yTo) && yTo > yFrom ? { from: yFrom, to: yTo } : undefined;
}

/** What to keep of a range that was chosen by hand; all of it taken away for undefined. */
export function lockSettings(range: AxisRange | undefined): Readonly<Record<string, PlainValue | undefined>> {
  if (range === undefined) return { yLock: undefined, yFrom: undefined, yTo: undefined };
  return { yLock: true, yFrom: range.from, yTo: range.to };
}

/** The least that can be zoomed to. */
export function smallestSpan({ from, to }: AxisRange): number {
  return Math.max(Math.abs(from), Math.abs(to), Number.MIN_VALUE / SMALLEST_SHARE) * SMALLEST_SHARE;
}
