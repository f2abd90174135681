import type { AxisRange } from '../chart/scale.ts';
import { paddedRange } from '../chart/y-lock.ts';
import type { PlotLine } from './decimate.ts';

/** The vertical range that fits what the lines have between `x.from` and `x.to`, with some room around. */
export function fitRange(lines: readonly PlotLine[], x: AxisRange): AxisRange {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { xs, ys } of lines) {
    for (let i = 0; i < xs.length; i++) {
      const at = xs[i] as number;
      const value = ys[i] as number;
      // Neighbours outside count where nothing else is: a line that only crosses the view.
      if ((at < x.from || at > x.to) && xs.length > 2) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (least > greatest) return { from: 0, to: 1 };
  return paddedRange(least, greatest);
}
