import { type EntityPath, type H264Sps, inspectSample, type Timeline, VideoCodec } from '@rushes/proto';
import type { SurveyedStream } from './video-survey.ts';

/** Smallest, middle and largest of some numbers. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** A time without a picture that is much longer than usual. */
export interface VideoGap {
  /** Time of the sample before. */
  readonly from: bigint;
  /** Time of the sample after. */
  readonly to: bigint;
}

/** What a video stream is like. */
export interface VideoInfo {
  readonly entityPath: EntityPath;
  /** Name of the logged codec, such as `h264`; `unknown (0x…)`, or undefined if none was logged. */
  readonly codec: string | undefined;
  /** Of the first parameter set: RFC 6381, such as `avc1.64001f`. */
  readonly codecString: string | undefined;
  /** Size in pixels as it is shown. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly samples: number;
  readonly sampleBytes: number;
  /** Undefined if it is not known which samples are keyframes; so are the lengths. */
  readonly keyframes: number | undefined;
  /** Samples of a group of pictures, from keyframe to keyframe. */
  readonly gopSamples: Spread | undefined;
  /** Samples before the first keyframe, which cannot be shown. */
  readonly leadingSamples: number;
  /** What times are on. */
  readonly timeline: Timeline | undefined;
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  /** Of the median time between samples; undefined on a sequence. */
  readonly framesPerSecond: number | undefined;
  /** Over the time from the first to the last sample; undefined on a sequence. */
  readonly bitsPerSecond: number | undefined;
  /** The longest first, at most {@link MAX_GAPS}. */
  readonly gaps: readonly VideoGap[];
  readonly gapCount: number;
  /** Whether the file has the samples in the order of decoding. */
  readonly isInOrder: boolean;
}

export const MAX_GAPS = 10;
/** A time between samples counts as a gap beyond this multiple of the median, if it is also longer than the least. */
const GAP_FACTOR = 5;
const LEAST_GAP_NANOS = 200_000_000n;
const NANOS_PER_SECOND = 1e9;

/** Sums a stream up. @param keyframe The first sample that is a keyframe, if there is one. */
export function describeVideo(stream: SurveyedStream, keyframe: Uint8Array | undefined): VideoInfo {
  const { samples, timeline, knowsKeyframes } = stream;
  const gops: number[] = [];
  let [count, bytes, leading] = [0, 0, 0];
  let [from, to]: (bigint | undefined)[] = [];
  const steps = new Float64Array(samples.length);
  let stepCount = 0;
  let former: bigint | undefined;
  const gaps: VideoGap[] = [];
  for (let place = 0; place < samples.length; place++) {
    const row = samples.at(place);
    if (row.sampleBytes < 0) continue;
    count++;
    bytes += row.sampleBytes;
    if (row.isKeyframe) gops.push(1);
    else if (gops.length === 0) leading++;
    else gops.push((gops.pop() ?? 0) + 1);
    if (row.time === undefined) continue;
    if (from === undefined || row.time < from) from = row.time;
    if (to === undefined || row.time > to) to = row.time;
    if (former !== undefined && row.time >= former) {
      steps[stepCount++] = Number(row.time - former);
      if (row.time - former >= LEAST_GAP_NANOS) gaps.push({ from: former, to: row.time });
    }
    former = row.time;
  }
  const isClock = timeline !== undefined && timeline.kind !== 'sequence';
  const step = median(steps.subarray(0, stepCount).sort());
  const long = isClock && step !== undefined ? gaps.filter((gap) => Number(gap.to - gap.from) > GAP_FACTOR * step) : [];
  const nanos = from === undefined || to === undefined ? 0 : Number(to - from);
  const sps = keyframe === undefined ? undefined : firstSps(keyframe);
  return {
    entityPath: stream.entityPath,
    codec: codecName(stream.codec),
    codecString: sps?.codecString,
    width: sps?.crop.width,
    height: sps?.crop.height,
    samples: count,
    sampleBytes: bytes,
    keyframes: knowsKeyframes ? gops.length : undefined,
    gopSamples: knowsKeyframes ? spread(gops) : undefined,
    leadingSamples: knowsKeyframes ? leading : 0,
    timeline,
    from,
    to,
    framesPerSecond: isClock && step !== undefined && step > 0 ? NANOS_PER_SECOND / step : undefined,
    bitsPerSecond: isClock && nanos > 0 ? (8 * bytes * NANOS_PER_SECOND) / nanos : undefined,
    gaps: long.sort((a, b) => Number(b.to - b.from - (a.to - a.from))).slice(0, MAX_GAPS),
    gapCount: long.length,
    isInOrder: samples.isAscending,
  };
}

function codecName(codec: number | undefined): string | undefined {
  if (codec === undefined) return undefined;
  const name = Object.entries(VideoCodec).find(([, value]) => value === codec)?.[0];
  return name?.toLowerCase() ?? `unknown (0x${codec.toString(16)})`;
}

function firstSps(sample: Uint8Array): H264Sps | undefined {
  const [sps] = inspectSample(sample).sps.values();
  return sps;
}

function spread(numbers: readonly number[]): Spread | undefined {
  const sorted = Float64Array.from(numbers).sort();
  const middle = median(sorted);
  if (middle === undefined) return undefined;
  return { min: sorted[0] ?? 0, median: middle, max: sorted.at(-1) ?? 0 };
}

/** Of two middle ones the lower. */
function median(sorted: Float64Array): number | undefined {
  return sorted[(sorted.length - 1) >> 1];
}
