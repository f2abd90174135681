import { MAX_TIME, MIN_TIME, TimelineKind } from '@rushes/proto';

const NANOS_PER_SEC = 1e9;

/**
 * The horizontal axis of a plot: plain floats near zero. Nanoseconds since 1970 do not fit a float, but their distance
 * from a base in the recording does, exactly to the nanosecond over 104 days.
 */
export interface TimeAxis {
  readonly kind: TimelineKind;
  /** The time at 0. */
  readonly base: bigint;
  /** Axis units in one unit of the timeline: seconds for nanoseconds, else 1. */
  readonly perTimeUnit: number;
}

export function makeTimeAxis(kind: TimelineKind, base: bigint): TimeAxis {
  return { kind, base, perTimeUnit: kind === TimelineKind.Sequence ? 1 : 1 / NANOS_PER_SEC };
}

/** Axis units (seconds or sequence numbers) from the base. */
export function timeToAxis(axis: TimeAxis, time: bigint): number {
  const offset = Number(time - axis.base);
  // Dividing rounds once; multiplying by 1e-9, itself rounded, would round twice.
  return axis.kind === TimelineKind.Sequence ? offset : offset / NANOS_PER_SEC;
}

/** The nearest whole time; kept within what a row may carry. */
export function axisToTime(axis: TimeAxis, position: number): bigint {
  const offset = axis.kind === TimelineKind.Sequence ? position : position * NANOS_PER_SEC;
  const time = axis.base + BigInt(Math.round(offset));
  return time < MIN_TIME ? MIN_TIME : time > MAX_TIME ? MAX_TIME : time;
}
