import { MAX_TIME, MIN_TIME, TimelineKind } from '@rushes/proto';
import { describe } from './describe.ts';

/**
 * A point on a timeline; which of the three keys is given decides the timeline's kind.
 *
 * - `sequence`: a count such as a frame number: a safe integer or a bigint.
 * - `duration`: time since some start: **seconds** as a number (fractions welcome) or **nanoseconds** as a bigint.
 * - `timestamp`: wall clock: a `Date`, **seconds since the Unix epoch** as a number, or **nanoseconds** since it as a bigint.
 *
 * @group Recording
 */
export type TimeValue =
  | { readonly sequence: number | bigint; readonly duration?: never; readonly timestamp?: never }
  | { readonly duration: number | bigint; readonly sequence?: never; readonly timestamp?: never }
  | { readonly timestamp: Date | number | bigint; readonly sequence?: never; readonly duration?: never };

/** A time as it is stored. */
export interface CoercedTime {
  readonly kind: TimelineKind;
  /** The sequence number, or nanoseconds. */
  readonly time: bigint;
}

/** Checks and converts one time; `where` is how the caller said it, for the message. */
export function toTime(where: string, value: TimeValue): CoercedTime {
  const kind = kindOf(where, value);
  switch (kind) {
    case TimelineKind.Sequence:
      return { kind, time: toSequence(`${where}.sequence`, value.sequence) };
    case TimelineKind.Duration:
      return { kind, time: toDurationNanos(`${where}.duration`, value.duration) };
    case TimelineKind.Timestamp:
      return { kind, time: toTimestampNanos(`${where}.timestamp`, value.timestamp) };
  }
}

/** Which of the three keys an object has; exactly one is allowed. */
export function kindOf(where: string, value: unknown): TimelineKind {
  if (typeof value === 'object' && value !== null) {
    const given = Object.values(TimelineKind).filter((kind) => (value as Record<string, unknown>)[kind] !== undefined);
    const [kind] = given;
    if (kind !== undefined && given.length === 1) return kind;
  }
  throw new TypeError(`${where} must have exactly one of sequence, duration and timestamp, but is ${describe(value)}.`);
}

/** A sequence number as a bigint. */
export function toSequence(where: string, value: unknown): bigint {
  if (typeof value === 'bigint') return inRange(where, value);
  if (typeof value !== 'number') {
    throw new TypeError(`${where} must be an integer (number or bigint), but is ${describe(value)}.`);
  }
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where} must be a safe integer (give larger ones as bigint), but is ${value}.`);
  }
  return BigInt(value);
}

/** Seconds (number) or nanoseconds (bigint) as nanoseconds. */
export function toDurationNanos(where: string, value: unknown): bigint {
  if (typeof value === 'bigint') return inRange(where, value);
  if (typeof value !== 'number') {
    throw new TypeError(`${where} must be seconds (number) or nanoseconds (bigint), but is ${describe(value)}.`);
  }
  return secsToNanos(where, value);
}

/** A `Date`, seconds since the epoch (number) or nanoseconds since the epoch (bigint) as nanoseconds. */
export function toTimestampNanos(where: string, value: unknown): bigint {
  if (typeof value === 'bigint') return inRange(where, value);
  if (typeof value === 'number') return secsToNanos(where, value);
  if (value instanceof Date) {
    const millis = value.getTime();
    if (Number.isNaN(millis)) throw new RangeError(`${where} must be a valid Date, but is an invalid one.`);
    return inRange(where, BigInt(millis) * 1_000_000n);
  }
  throw new TypeError(
    `${where} must be a Date, seconds since the epoch (number) or nanoseconds since the epoch (bigint), but is ${describe(value)}.`,
  );
}

function secsToNanos(where: string, secs: number): bigint {
  if (!Number.isFinite(secs)) throw new RangeError(`${where} must be a finite number of seconds, but is ${secs}.`);
  const whole = Math.trunc(secs);
  // Split first: seconds since the epoch times 1e9 does not fit a double's 53 bits.
  return inRange(where, BigInt(whole) * 1_000_000_000n + BigInt(Math.round((secs - whole) * 1e9)));
}

function inRange(where: string, time: bigint): bigint {
  if (time >= MIN_TIME && time <= MAX_TIME) return time;
  throw new RangeError(
    `${where} must fit 64 bits (for seconds: under 292 years from zero; Date.now() is milliseconds, divide it by 1000), but is ${time}.`,
  );
}
