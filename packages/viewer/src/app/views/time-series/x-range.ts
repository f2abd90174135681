import { TimelineKind } from '@rushes/proto';
import { ShowMode } from '../../video/video-messages.ts';

/** A stretch of the time axis, in axis units; `from` < `to`. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
}

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
}

/** Which stretch of time a plot shows. */
export function chooseRange(inputs: RangeInputs): AxisRange {
  const { extent, previous, zoomed, cursor } = inputs;
  if (zoomed !== undefined) return zoomed;
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

/** Zooms by `factor` (> 1 = closer) so that `anchor` stays where it is. */
export function zoomRange(range: AxisRange, anchor: number, factor: number, smallest: number): AxisRange {
  const length = Math.max((range.to - range.from) / factor, smallest);
  const share = (anchor - range.from) / (range.to - range.from);
  return { from: anchor - share * length, to: anchor + (1 - share) * length };
}

function widened({ from, to }: AxisRange): AxisRange {
  const length = to - from;
  // A single moment still needs an axis around it.
  return length > 0 ? { from, to: to + length * HEADROOM } : { from: from - 0.5, to: to + 0.5 };
}
