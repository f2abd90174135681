import { InterpolationMode } from '@rushes/proto';
import type { PlotLine } from './decimate.ts';

/** What a line is traced with: a canvas, or whatever remembers it. */
export interface PathSink {
  moveTo(left: number, top: number): void;
  lineTo(left: number, top: number): void;
}

/** From values to pixels. */
export interface Projection {
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
}

/** Traces a line with its gaps and steps. A value alone between gaps has no line; see {@link lonelyPoints}. */
export function traceLine(
  sink: PathSink,
  { xs, ys }: PlotLine,
  interpolation: InterpolationMode,
  to: Projection,
): void {
  let isOpen = false;
  let lastLeft = 0;
  let lastTop = 0;
  for (let i = 0; i < xs.length; i++) {
    const value = ys[i] as number;
    if (Number.isNaN(value)) {
      isOpen = false;
      continue;
    }
    const left = to.x(xs[i] as number);
    const top = to.y(value);
    if (!isOpen) sink.moveTo(left, top);
    else {
      if (interpolation === InterpolationMode.StepAfter) sink.lineTo(left, lastTop);
      else if (interpolation === InterpolationMode.StepBefore) sink.lineTo(lastLeft, top);
      else if (interpolation === InterpolationMode.StepMid) {
        const middle = (lastLeft + left) / 2;
        sink.lineTo(middle, lastTop);
        sink.lineTo(middle, top);
      }
      sink.lineTo(left, top);
    }
    isOpen = true;
    lastLeft = left;
    lastTop = top;
  }
}

/** Indices of values that have a gap or nothing on both sides: a line shows nothing of them. */
export function lonelyPoints({ ys }: PlotLine): readonly number[] {
  const lonely: number[] = [];
  const isGap = (i: number) => i < 0 || i >= ys.length || Number.isNaN(ys[i] as number);
  for (let i = 0; i < ys.length; i++) if (!isGap(i) && isGap(i - 1) && isGap(i + 1)) lonely.push(i);
  return lonely;
}
