import { TimelineKind } from '@rushes/proto';
import { ShowMode } from '../../video/video-messages.ts';
import type { AxisRange } from './scale.ts';

/** The least that can be zoomed to: a microsecond, or two steps of a counter. */
const SMALLEST_SECS = 1e-6;
const SMALLEST_COUNT = 2;
/** While live, everything is shown up to this many seconds; then a window of this length moves along. */
const FOLLOW_SECS = 60;
/** The same for timelines that count: a minute of video at 30 frames per second. */
const FOLLOW_COUNT = 1800;
/** Room to the right of the newest value, as a share of the range. */
const HEADROOM = 0.02;

export interface RangeInputs {
  readonly kind: TimelineKind;
  /** All there is on the timeline. */
  readonly extent: AxisRange;
  readonly mode: ShowMode;
  readonly cursor: number;
  /** What was shown before; undefined at first. */
  readonly previous: AxisRange | undefined;
  /** What the person zoomed to; wins over everything. */
  readonly zoomed: AxisRange | undefined;
  /** The stretch of time set for the view; wins over what is chosen here. */
  readonly set?: AxisRange | undefined;
}

/** Which stretch of time a view with a time axis shows. */
export function chooseRange(inputs: RangeInputs): AxisRange {
  const { extent, previous, zoomed, cursor } = inputs;
  if (zoomed !== undefined) return zoomed;
  if (inputs.set !== undefined) return inputs.set.to > inputs.set.from ? inputs.set : widened(inputs.set);
  const windowLength = inputs.kind === TimelineKind.Sequence ? FOLLOW_COUNT : FOLLOW_SECS;
  const whole = widened(extent);
  if (extent.to - extent.from <= windowLength) return whole;
  if (inputs.mode === ShowMode.Follow) {
    return { from: extent.to - windowLength, to: extent.to + windowLength * HEADROOM };
  }
  if (previous === undefined) return whole;
  if (cursor >= previous.from && cursor <= previous.to) return previous;
  // The cursor was taken out of sight: the same length of time, around it.
  const half = (previous.to - previous.from) / 2;
  return { from: cursor - half, to: cursor + half };
}

/** The least that can be zoomed to. */
export function smallestRange(kind: TimelineKind): number {
  return kind === TimelineKind.Sequence ? SMALLEST_COUNT : SMALLEST_SECS;
}

function widened({ from, to }: AxisRange): AxisRange {
  const length = to - from;
  // A single moment still needs an axis around it.
  return length > 0 ? { from, to: to + length * HEADROOM } : { from: from - 0.5, to: to + 0.5 };
}
