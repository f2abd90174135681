import { ProtoError, ProtoErrorCode } from './errors.ts';

/**
 * How the integers of a timeline are to be read. `sequence`: plain numbers; `duration`: nanoseconds;
 * `timestamp`: nanoseconds since the Unix epoch.
 */
export const TimelineKind = { Sequence: 'sequence', Duration: 'duration', Timestamp: 'timestamp' } as const;
export type TimelineKind = (typeof TimelineKind)[keyof typeof TimelineKind];

/** The smallest time a row may carry. -2^63 itself is reserved: Rerun's readers take it for "static". */
export const MIN_TIME = -(2n ** 63n) + 1n;
/** The largest time a row may carry. */
export const MAX_TIME = 2n ** 63n - 1n;

/** A timeline: its name is unique within a recording, and so is the kind that goes with it. */
export interface Timeline {
  readonly name: string;
  readonly kind: TimelineKind;
}

/**
 * Checks that a time is in the range that a row may carry.
 *
 * @throws ProtoError `bad-chunk` outside {@link MIN_TIME} to {@link MAX_TIME}.
 * @group Time
 */
export function checkTime(time: bigint): bigint {
  if (time < MIN_TIME || time > MAX_TIME) {
    throw new ProtoError(
      ProtoErrorCode.BadChunk,
      `A time must be in -2^63 + 1 to 2^63 - 1 (-2^63 stands for static), found ${time}.`,
    );
  }
  return time;
}

/**
 * Whether a text from outside names a kind of timeline.
 *
 * @group Time
 */
export function isTimelineKind(text: unknown): text is TimelineKind {
  return text === TimelineKind.Sequence || text === TimelineKind.Duration || text === TimelineKind.Timestamp;
}
