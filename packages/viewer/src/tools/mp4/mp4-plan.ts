import { assertNever, type Timeline, TimelineKind } from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import { type FrameRate, frameTimeNanos } from '../frame-rate.ts';
import type { SurveyedStream } from '../video-survey.ts';
import { chooseTimescale } from './timescale.ts';

/** Which part of a stream is wanted, both ends included; in the unit of the stream's timeline. */
export interface TimeRange {
  readonly from?: bigint | undefined;
  readonly to?: bigint | undefined;
}

/** Which samples of a stream go into an MP4, and how its time runs. */
export interface Mp4Plan {
  readonly timeline: Timeline;
  /** Places in the order of decoding, the last one excluded. */
  readonly first: number;
  readonly end: number;
  /** Time of the first picture that is shown; those from `first` up to it are there for the decoder. */
  readonly shownFromNanos: bigint;
  readonly endNanos: bigint | undefined;
  readonly timescale: number;
  /** Pictures of the range that cannot be decoded, since they come before the first keyframe. */
  readonly beforeKeyframe: number;
  /** Rows of the stream that are not on the timeline, or hold no sample: they are left out. */
  readonly withoutTime: number;
  readonly nanosOf: (time: bigint) => bigint;
}

/**
 * Decides what goes into an MP4. A range that begins within a group of pictures begins with the picture that is shown at its
 * time, and the ones that this needs come along, back to the keyframe.
 *
 * @throws ConversionError `not-found` if the stream is on no timeline, or has nothing in the range; `bad-option` if the timeline
 * counts frames and no frame rate is given; `nothing-to-convert` if there is no keyframe.
 */
export function planMp4(stream: SurveyedStream, range: TimeRange, frameRate: FrameRate | undefined): Mp4Plan {
  const { samples, timeline, entityPath } = stream;
  if (timeline === undefined) {
    throw new ConversionError(
      ConversionErrorCode.NotFound,
      `The video of ${entityPath} is not on that timeline. "viewer rrd info" lists those that it is on.`,
    );
  }
  if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
    throw new ConversionError(ConversionErrorCode.BadOption, 'The beginning of the range must not be after its end.');
  }
  const nanosOf = nanosOfTimeline(timeline, frameRate);
  const places = new RangePlaces(stream, range);
  if (places.last < 0) {
    throw new ConversionError(
      ConversionErrorCode.NotFound,
      `There is no picture of ${entityPath} in that range of ${timeline.name}.`,
    );
  }
  const first = places.keyframe;
  if (first === undefined) {
    throw new ConversionError(
      ConversionErrorCode.NothingToConvert,
      `An MP4 begins with a keyframe, found none in ${entityPath} up to the end of the range. Choose a range that has one.`,
    );
  }
  const shown = Math.max(first, places.shown);
  const shownFromNanos = nanosOf(samples.at(shown).time ?? 0n);
  const times = function* (): Generator<bigint> {
    for (let place = first; place <= places.last; place++) {
      const { time } = samples.at(place);
      if (time !== undefined) yield nanosOf(time);
    }
  };
  return {
    timeline,
    first,
    end: places.last + 1,
    shownFromNanos,
    endNanos: places.endNanos(nanosOf),
    timescale: timescaleFor(timeline, frameRate) ?? chooseTimescale(times, shownFromNanos),
    beforeKeyframe: places.beforeKeyframe,
    withoutTime: places.withoutTime,
    nanosOf,
  };
}

/** Looks through a stream for the ends of a range. */
class RangePlaces {
  /** The picture that is shown at the beginning of the range: the last one at or before it, else the first one in it. */
  shown = -1;
  /** The last picture of the range; -1 if it has none. */
  last = -1;
  /** Where decoding begins. */
  keyframe: number | undefined;
  beforeKeyframe = 0;
  withoutTime = 0;
  #previous: bigint | undefined;
  #lastTime: bigint | undefined;
  #next: bigint | undefined;
  readonly #to: bigint | undefined;

  constructor({ samples }: SurveyedStream, { from, to }: TimeRange) {
    this.#to = to;
    let keyframe: number | undefined;
    let latest: bigint | undefined;
    for (let place = 0; place < samples.length; place++) {
      const { time, sampleBytes, isKeyframe } = samples.at(place);
      if (time === undefined || sampleBytes < 0) {
        this.withoutTime++;
        continue;
      }
      if (latest === undefined || time > latest) latest = time;
      if (to !== undefined && time > to) {
        this.#next ??= time;
        continue;
      }
      if (isKeyframe) keyframe = place;
      const isBefore = from !== undefined && time <= from;
      if (isBefore || this.shown < 0) {
        this.shown = place;
        this.keyframe = keyframe;
        this.beforeKeyframe = 0;
      } else {
        this.keyframe ??= keyframe;
      }
      if (this.keyframe === undefined) this.beforeKeyframe++;
      this.last = place;
      this.#previous = this.#lastTime;
      this.#lastTime = time;
    }
    // The last picture would be on the screen for ever: a range behind it is a mistake all the same.
    if (from !== undefined && latest !== undefined && from > latest) this.last = -1;
  }

  /** The last picture lasts until the next one that is not in the range, but not much beyond the end of the range. */
  endNanos(nanosOf: (time: bigint) => bigint): bigint | undefined {
    if (this.#next === undefined || this.#lastTime === undefined || this.#to === undefined) return undefined;
    const lastNanos = nanosOf(this.#lastTime);
    const usual = this.#previous === undefined ? 0n : lastNanos - nanosOf(this.#previous);
    const wanted = max(nanosOf(this.#to), lastNanos + usual);
    return min(nanosOf(this.#next), wanted);
  }
}

function nanosOfTimeline(timeline: Timeline, frameRate: FrameRate | undefined): (time: bigint) => bigint {
  switch (timeline.kind) {
    case TimelineKind.Timestamp:
    case TimelineKind.Duration:
      return (time) => time;
    case TimelineKind.Sequence:
      if (frameRate === undefined) {
        throw new ConversionError(
          ConversionErrorCode.BadOption,
          `The timeline ${timeline.name} counts frames and does not say how fast they are. Add --fps, such as --fps 30, or choose another --timeline.`,
        );
      }
      return (time) => frameTimeNanos(time, frameRate);
    default:
      return assertNever(timeline.kind);
  }
}

function timescaleFor(timeline: Timeline, frameRate: FrameRate | undefined): number | undefined {
  if (timeline.kind !== TimelineKind.Sequence || frameRate === undefined) return undefined;
  return frameRate.numerator <= 1_000_000n ? Number(frameRate.numerator) : undefined;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
