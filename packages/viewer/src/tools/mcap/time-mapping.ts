import { assertNever, isTimelineKind, type Timeline, TimelineKind } from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import { type FrameRate, frameIndexAt, frameTimeNanos, parseFrameRate } from '../frame-rate.ts';

/**
 * How the times of one timeline become those of an MCAP file, which are nanoseconds from 0 on, and back, exactly. Written into
 * the file as metadata, so that a recording that went through it has its timeline again.
 */
export interface TimeMapping {
  readonly timeline: Timeline;
  /** Of a timeline that counts frames. */
  readonly frameRate: FrameRate | undefined;
  /** What is added to times, so that none is below 0. */
  readonly offsetNanos: bigint;
}

/** Name of the metadata record that holds a {@link TimeMapping}. */
export const TIME_METADATA = 'rushes.timeline';

const MAX_MCAP_TIME = 2n ** 64n - 1n;

/**
 * The mapping for a timeline whose first time is `first`.
 *
 * @throws ConversionError `bad-option` for a timeline that counts frames, without a frame rate
 */
export function timeMappingFor(timeline: Timeline, first: bigint, frameRate: FrameRate | undefined): TimeMapping {
  const rate = timeline.kind === TimelineKind.Sequence ? (frameRate ?? needsFrameRate(timeline)) : undefined;
  const nanos = rate === undefined ? first : frameTimeNanos(first, rate);
  return { timeline, frameRate: rate, offsetNanos: nanos < 0n ? -nanos : 0n };
}

function needsFrameRate({ name }: Timeline): never {
  throw new ConversionError(
    ConversionErrorCode.BadOption,
    `The timeline ${name} counts frames, and MCAP has times in nanoseconds. Add --fps, such as --fps 30, or choose another --timeline.`,
  );
}

export function toMcapTime({ frameRate, offsetNanos }: TimeMapping, time: bigint): bigint {
  const nanos = (frameRate === undefined ? time : frameTimeNanos(time, frameRate)) + offsetNanos;
  if (nanos >= 0n && nanos <= MAX_MCAP_TIME) return nanos;
  throw new ConversionError(
    ConversionErrorCode.BadTimes,
    `MCAP has times of 0 to 2^64 - 1 ns, found ${nanos}. Choose another --timeline.`,
  );
}

export function fromMcapTime({ frameRate, offsetNanos }: TimeMapping, nanos: bigint): bigint {
  return frameRate === undefined ? nanos - offsetNanos : frameIndexAt(nanos - offsetNanos, frameRate);
}

export function timeMetadata({ timeline, frameRate, offsetNanos }: TimeMapping): Map<string, string> {
  const entries: [string, string][] = [
    ['name', timeline.name],
    ['kind', timeline.kind],
  ];
  if (frameRate !== undefined) entries.push(['frame_rate', `${frameRate.numerator}/${frameRate.denominator}`]);
  if (offsetNanos !== 0n) entries.push(['offset_nanos', `${offsetNanos}`]);
  return new Map(entries);
}

/** Undefined if it is not what {@link timeMetadata} writes. */
export function readTimeMetadata(metadata: ReadonlyMap<string, string>): TimeMapping | undefined {
  const name = metadata.get('name');
  const kind = metadata.get('kind');
  const offset = metadata.get('offset_nanos') ?? '0';
  if (name === undefined || name === '' || !isTimelineKind(kind) || !/^\d{1,19}$/.test(offset)) return undefined;
  const rate = metadata.get('frame_rate');
  const mapping = { timeline: { name, kind }, offsetNanos: BigInt(offset) };
  switch (kind) {
    case TimelineKind.Sequence:
      return rate === undefined ? undefined : { ...mapping, frameRate: parseFrameRate(rate) };
    case TimelineKind.Duration:
    case TimelineKind.Timestamp:
      return { ...mapping, frameRate: undefined };
    default:
      return assertNever(kind);
  }
}
