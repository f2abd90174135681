import {
  type H264Sps,
  H264StreamChecker,
  inspectSample,
  joinNalUnits,
  type SampleRefusal,
  splitNalUnits,
} from '@rushes/proto';
import { EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output, StreamTarget } from 'mediabunny';
import { ConversionError, ConversionErrorCode, type StopSignal } from '../conversion-error.ts';
import { Mp4Clock } from './mp4-clock.ts';

/** One picture of a stream: an H.264 access unit in Annex B form, and when it is shown. */
export interface VideoFileSample {
  readonly sample: Uint8Array;
  readonly timeNanos: bigint;
  /** An IDR picture: decoding can begin here. */
  readonly isKeyframe: boolean;
}

/** Where the bytes of an MP4 go. */
export interface Mp4Sink {
  /**
   * Takes bytes at a place of the file. Nearly all come in order, each behind the last; at the end some are written again near
   * the beginning. The bytes belong to the sink. The next call comes when the promise is settled.
   */
  write(bytes: Uint8Array, position: number): Promise<void> | void;
}

/** How an MP4 is made. */
export interface Mp4Options {
  /**
   * Units of time per second in the file, 1 to 1,000,000. Default 1,000,000: times are rounded to the nearest microsecond.
   * A frame rate's own (30; 30,000 for 30000/1001) keeps the times of such a stream exactly.
   */
  readonly timescale?: number;
  /**
   * The time of the first picture to be shown: it becomes 0 of the MP4. Pictures before it, from the keyframe that it needs on,
   * are in the file, but an edit list keeps players from showing them. Default: the first keyframe.
   */
  readonly shownFromNanos?: bigint;
  /** When the last picture ends. Default: it lasts as long as the one before it. */
  readonly endNanos?: bigint;
  /** How many samples will come at most. Then the index is put in front of the video, and it plays while it is downloaded. */
  readonly maxSamples?: number;
  /** Called after each sample with the number of samples so far. */
  readonly onProgress?: (samples: number) => void;
  /** Stops the work: the call rejects with the signal's reason, and what was written is of no use. */
  readonly signal?: StopSignal | undefined;
}

/** What is in a written MP4. */
export interface Mp4Report {
  /** Pictures in the file. */
  readonly samples: number;
  readonly keyframes: number;
  /** Pictures in the file before its time 0, which players do not show. */
  readonly hiddenSamples: number;
  /** Left out: pictures before the first keyframe. */
  readonly droppedBeforeKeyframe: number;
  /** Left out: samples that hold no picture. */
  readonly droppedWithoutPicture: number;
  /** Pictures of equal times, or closer than a unit of time, that were moved by as little as keeps them apart. */
  readonly movedTimes: number;
  /** The largest difference between a time and what the file says. */
  readonly maxRoundingNanos: bigint;
  /** Which time of the stream is 0 in the file. */
  readonly zeroNanos: bigint;
  /** From time 0 to the end of the last picture. */
  readonly durationNanos: bigint;
  /** Pictures at which the parameter sets (size, profile, …) change. */
  readonly parameterSetChanges: number;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
}

/** The picture's bytes as they go into the file, and what is known of it. */
interface CheckedSample {
  readonly annexB: Uint8Array;
  readonly timeNanos: bigint;
  readonly isKeyframe: boolean;
}

/**
 * Writes the samples of one H.264 stream to an MP4 file, copied as they are. Holds one picture and about half a second of
 * samples, and some bytes per picture for the index.
 *
 * The parameter sets of the first keyframe go into the file's header, and all stay in the samples too (`avc1`, as FFmpeg does
 * it): where they change, players take the new ones from there.
 *
 * @throws ConversionError `nothing-to-convert` without any keyframe; `b-frames`; `bad-times` where times go backwards.
 */
export async function writeMp4(
  samples: AsyncIterable<VideoFileSample> | Iterable<VideoFileSample>,
  sink: Mp4Sink,
  options: Mp4Options = {},
): Promise<Mp4Report> {
  return new Mp4Writer(sink, options).run(samples);
}

class Mp4Writer {
  readonly #options: Mp4Options;
  readonly #output: Output;
  readonly #track = new EncodedVideoPacketSource('avc');
  readonly #clock: Mp4Clock;
  readonly #checker = new H264StreamChecker();
  #waiting: CheckedSample | undefined;
  #firstSps: H264Sps | undefined;
  #parameterSets = '';
  #samples = 0;
  #keyframes = 0;
  #hiddenSamples = 0;
  #droppedBeforeKeyframe = 0;
  #droppedWithoutPicture = 0;
  #parameterSetChanges = 0;

  constructor(sink: Mp4Sink, options: Mp4Options) {
    const timescale = options.timescale ?? 1_000_000;
    if (!Number.isInteger(timescale) || timescale < 1 || timescale > 1_000_000) {
      throw new RangeError(
        `options.timescale, when provided, must be an integer in 1 to 1,000,000, found ${timescale}.`,
      );
    }
    this.#options = options;
    this.#clock = new Mp4Clock(timescale);
    const { maxSamples } = options;
    this.#output = new Output({
      format: new Mp4OutputFormat({ fastStart: maxSamples === undefined ? false : 'reserve' }),
      target: new StreamTarget(
        new WritableStream({
          write: ({ data, position }: { readonly data: Uint8Array; readonly position: number }) =>
            sink.write(data, position),
        }),
      ),
    });
    this.#output.addVideoTrack(this.#track, {
      // mediabunny takes the timescale of the track from its frame rate. It rounds no times to it.
      frameRate: timescale,
      ...(maxSamples === undefined ? {} : { maximumPacketCount: Math.max(maxSamples, 1) }),
    });
  }

  async run(samples: AsyncIterable<VideoFileSample> | Iterable<VideoFileSample>): Promise<Mp4Report> {
    try {
      await this.#output.start();
      let count = 0;
      for await (const sample of samples) {
        this.#options.signal?.throwIfAborted();
        await this.#take(sample);
        this.#options.onProgress?.(++count);
      }
      const sps = this.#firstSps;
      if (sps === undefined) throw this.#noKeyframe();
      await this.#writeLast();
      await this.#output.finalize();
      return this.#report(sps);
    } catch (error) {
      await this.#output.cancel();
      throw error;
    }
  }

  async #take(sample: VideoFileSample): Promise<void> {
    const checked = this.#check(sample);
    if (checked === undefined) return;
    const { annexB, timeNanos, isKeyframe } = checked;
    const { shownFromNanos } = this.#options;
    if (this.#samples === 0 && this.#waiting === undefined) {
      this.#clock.start(shownFromNanos === undefined || shownFromNanos < timeNanos ? timeNanos : shownFromNanos);
    }
    if (this.#waiting !== undefined) await this.#write(this.#waiting, timeNanos);
    this.#waiting = { annexB: joinNalUnits(splitNalUnits(annexB)), timeNanos, isKeyframe };
  }

  /** The sample as it is to be written; undefined if it is left out. */
  #check({ sample, timeNanos, isKeyframe }: VideoFileSample): CheckedSample | undefined {
    const verdict = this.#checker.check(sample);
    if (verdict.ok) {
      this.#noteParameterSets(verdict.annexB, verdict.isKeyframe);
      this.#firstSps ??= verdict.sps;
      return { annexB: verdict.annexB, timeNanos, isKeyframe: verdict.isKeyframe };
    }
    const { refusal } = verdict;
    if (refusal.class === 'b-frames') throw bFrames(refusal, timeNanos);
    if (HAS_NO_PICTURE.has(refusal.code)) {
      this.#droppedWithoutPicture++;
      return undefined;
    }
    if (this.#firstSps === undefined) {
      // What no browser plays may still play elsewhere: an MP4 holds any H.264.
      const sps = isKeyframe && !refusal.retryable ? [...inspectSample(sample).sps.values()][0] : undefined;
      if (sps === undefined) {
        this.#droppedBeforeKeyframe++;
        return undefined;
      }
      this.#firstSps = sps;
    }
    this.#noteParameterSets(sample, isKeyframe);
    return { annexB: sample, timeNanos, isKeyframe };
  }

  #noteParameterSets(annexB: Uint8Array, isKeyframe: boolean): void {
    if (!isKeyframe) return;
    const { spsNals, ppsNals } = inspectSample(annexB);
    const found = [...spsNals.values(), ...ppsNals.values()].join(';');
    if (found === '' || found === this.#parameterSets) return;
    if (this.#parameterSets !== '') this.#parameterSetChanges++;
    this.#parameterSets = found;
  }

  async #write({ annexB, timeNanos, isKeyframe }: CheckedSample, endNanos: bigint): Promise<void> {
    const { seconds, durationSecs } = this.#clock.take(timeNanos, endNanos);
    const packet = new EncodedPacket(annexB, isKeyframe ? 'key' : 'delta', seconds, durationSecs);
    if (seconds < 0) this.#hiddenSamples++;
    if (isKeyframe) this.#keyframes++;
    this.#samples++;
    const sps = this.#firstSps;
    await this.#track.add(
      packet,
      this.#samples === 1 && sps !== undefined ? { decoderConfig: decoderConfigOf(sps) } : undefined,
    );
  }

  async #writeLast(): Promise<void> {
    const last = this.#waiting;
    if (last === undefined) return;
    const { endNanos } = this.#options;
    const end =
      endNanos !== undefined && endNanos > last.timeNanos ? endNanos : last.timeNanos + this.#clock.lastDurationNanos;
    await this.#write(last, end);
  }

  #noKeyframe(): ConversionError {
    const count = this.#droppedBeforeKeyframe + this.#droppedWithoutPicture;
    return new ConversionError(
      ConversionErrorCode.NothingToConvert,
      `An MP4 begins with a keyframe that has its parameter sets (SPS, PPS), found none among ${count} samples. Choose a range that has one.`,
    );
  }

  #report(sps: H264Sps): Mp4Report {
    return {
      samples: this.#samples,
      keyframes: this.#keyframes,
      hiddenSamples: this.#hiddenSamples,
      droppedBeforeKeyframe: this.#droppedBeforeKeyframe,
      droppedWithoutPicture: this.#droppedWithoutPicture,
      movedTimes: this.#clock.movedTimes,
      maxRoundingNanos: this.#clock.maxRoundingNanos,
      zeroNanos: this.#clock.zeroNanos,
      durationNanos: this.#clock.durationNanos,
      parameterSetChanges: this.#parameterSetChanges,
      width: sps.crop.width,
      height: sps.crop.height,
      codec: sps.codecString,
    };
  }
}

/** Refusals of samples that a decoder has no use for. */
const HAS_NO_PICTURE: ReadonlySet<SampleRefusal['code']> = new Set(['empty', 'no-picture', 'not-video']);

function bFrames(refusal: SampleRefusal, timeNanos: bigint): ConversionError {
  return new ConversionError(
    ConversionErrorCode.BFrames,
    `The pictures of a recorded video are shown in the order in which they were logged, but those at ${timeNanos} ns are not: ${refusal.message}`,
  );
}

function decoderConfigOf({ codecString, crop, sampleAspectRatio }: H264Sps) {
  const { horizontal, vertical } = sampleAspectRatio;
  return {
    codec: codecString,
    codedWidth: crop.width,
    codedHeight: crop.height,
    ...(horizontal === vertical
      ? {}
      : { displayAspectWidth: crop.width * horizontal, displayAspectHeight: crop.height * vertical }),
  };
}
