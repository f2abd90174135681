import type { TimelineExtent } from '../data/recording-store.ts';
import { clampToExtent } from './time-control.ts';

/** A part of a timeline that a person or a script chose: to be exported, or played over and over. Both ends belong to it. */
export interface TimeRange {
  readonly timeline: string;
  readonly from: bigint;
  readonly to: bigint;
}

export type RangeEnd = 'from' | 'to';

/** What lies between two times, in whichever order, as far as there is data. */
export function rangeBetween(extent: TimelineExtent, a: bigint, b: bigint): TimeRange {
  const [from, to] = a < b ? [a, b] : [b, a];
  return { timeline: extent.name, from: clampToExtent(from, extent), to: clampToExtent(to, extent) };
}

/**
 * The range with one end moved to a time. An end that passes the other takes it along; where no range was chosen, the other end
 * is that of the data.
 */
export function withRangeEnd(
  range: TimeRange | undefined,
  extent: TimelineExtent,
  end: RangeEnd,
  time: bigint,
): TimeRange {
  const { from, to } = range?.timeline === extent.name ? range : { from: extent.min, to: extent.max };
  const at = clampToExtent(time, extent);
  return end === 'from'
    ? { timeline: extent.name, from: at, to: at > to ? at : to }
    : { timeline: extent.name, from: at < from ? at : from, to: at };
}
