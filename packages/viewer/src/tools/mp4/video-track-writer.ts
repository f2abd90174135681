import {
  archetypeField,
  ChunkBuilder,
  type EntityPath,
  encodeChunk,
  type H264Sps,
  H264StreamChecker,
  type RrdStoreId,
  type SampleRefusal,
  TimelineKind,
  type TuidGenerator,
  VideoCodec,
} from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import type { RecordingOutput } from '../recording-output.ts';
import { VideoChunkRule } from '../video-chunk-rule.ts';
import type { VideoFileTrack } from './video-file.ts';
import type { VideoFileSample } from './write-mp4.ts';

/** Number of a picture in its track, from 0. */
export const FRAME_TIMELINE = { name: 'frame', kind: TimelineKind.Sequence } as const;
/** Time of a picture in its file. */
export const VIDEO_TIMELINE = { name: 'video_time', kind: TimelineKind.Duration } as const;

const TIMELINES = [FRAME_TIMELINE, VIDEO_TIMELINE];
const CODEC = archetypeField('VideoStream', 'codec');
const SAMPLE = archetypeField('VideoStream', 'sample');
/** What became of one track. */
export interface VideoTrackReport {
  readonly entity: EntityPath;
  readonly samples: number;
  readonly keyframes: number;
  /** Left out: pictures before the first keyframe. */
  readonly droppedBeforeKeyframe: number;
  /** Left out: samples that hold no picture, or none that can be read. */
  readonly droppedDamaged: number;
  /** Pictures whose time is before that of the one they follow. They are in the recording. */
  readonly timesGoingBack: number;
  readonly firstNanos: bigint;
  readonly lastNanos: bigint;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
  /** What some viewers will not show rightly, each once: sentences. */
  readonly warnings: readonly string[];
}

/** Where the chunks of a track go. */
export interface TrackTarget {
  readonly output: RecordingOutput;
  readonly storeId: RrdStoreId;
  readonly ids: TuidGenerator;
  readonly entity: EntityPath;
  /** The file, as the user named it, for messages. */
  readonly file: string;
  /** The FFmpeg command for what cannot be recorded. */
  readonly remedy: string;
}

/**
 * Writes the samples of a track as video chunks: each starts at a keyframe or continues one, and no keyframe comes after its
 * first row, unless all are. The codec comes first, static.
 */
export class VideoTrackWriter {
  readonly #target: TrackTarget;
  readonly #checker: H264StreamChecker;
  readonly #builder: ChunkBuilder;
  readonly #rule = new VideoChunkRule();
  #frame = 0n;
  #sps: H264Sps | undefined;
  #firstNanos = 0n;
  #lastNanos = 0n;
  #samples = 0;
  #keyframes = 0;
  #droppedBeforeKeyframe = 0;
  #droppedDamaged = 0;
  #timesGoingBack = 0;
  readonly #warnings = new Set<string>();

  constructor(target: TrackTarget, { parameterSets }: VideoFileTrack) {
    this.#target = target;
    this.#checker = new H264StreamChecker(parameterSets === undefined ? {} : { parameterSets });
    this.#builder = new ChunkBuilder(target.entity, TIMELINES);
  }

  /** @throws ConversionError `b-frames` or `unsupported-video`, with the FFmpeg command that helps. */
  async take({ sample, timeNanos }: VideoFileSample): Promise<void> {
    const frame = this.#frame++;
    const verdict = this.#checker.check(sample);
    if (!verdict.ok) {
      this.#leaveOut(verdict.refusal, timeNanos);
      return;
    }
    for (const { message } of verdict.warnings) this.#warnings.add(message);
    if (this.#sps === undefined) {
      this.#sps = verdict.sps;
      this.#firstNanos = timeNanos;
      await this.#writeCodec();
    } else if (timeNanos < this.#lastNanos) this.#timesGoingBack++;
    if (this.#rule.endsBefore(verdict.isKeyframe, this.#builder.byteLength)) await this.#writeChunk();
    this.#builder.appendRow(this.#target.ids, [frame, timeNanos], [{ ...SAMPLE, data: [verdict.annexB] }]);
    this.#samples++;
    this.#rule.note(verdict.isKeyframe);
    if (verdict.isKeyframe) this.#keyframes++;
    this.#lastNanos = timeNanos;
  }

  /** Writes what is left. Undefined if the track had no picture that can be shown. */
  async finish(): Promise<VideoTrackReport | undefined> {
    await this.#writeChunk();
    const sps = this.#sps;
    if (sps === undefined) return undefined;
    return {
      entity: this.#target.entity,
      samples: this.#samples,
      keyframes: this.#keyframes,
      droppedBeforeKeyframe: this.#droppedBeforeKeyframe,
      droppedDamaged: this.#droppedDamaged,
      timesGoingBack: this.#timesGoingBack,
      firstNanos: this.#firstNanos,
      lastNanos: this.#lastNanos,
      width: sps.crop.width,
      height: sps.crop.height,
      codec: sps.codecString,
      warnings: [...this.#warnings],
    };
  }

  #leaveOut(refusal: SampleRefusal, timeNanos: bigint): void {
    if (!refusal.retryable) throw this.#refused(refusal, timeNanos);
    const waits = refusal.code === 'no-keyframe' || refusal.code === 'no-parameter-sets';
    if (waits && this.#sps === undefined) this.#droppedBeforeKeyframe++;
    else this.#droppedDamaged++;
  }

  #refused({ class: reason, message }: SampleRefusal, timeNanos: bigint): ConversionError {
    const { file, remedy } = this.#target;
    const secs = Number(timeNanos) / 1e9;
    if (reason === 'b-frames') {
      return new ConversionError(
        ConversionErrorCode.BFrames,
        `The pictures of a recorded video must come in the order in which they are shown, but ${file} has B-frames (first at ${secs} s). This encodes it without: ${remedy}`,
      );
    }
    return new ConversionError(
      ConversionErrorCode.UnsupportedVideo,
      `The video of ${file} cannot be shown by viewers (at ${secs} s): ${message} All at once: ${remedy}`,
    );
  }

  async #writeCodec(): Promise<void> {
    const { output, storeId, ids, entity } = this.#target;
    const codec = new ChunkBuilder(entity, []);
    codec.appendRow(ids, [], [{ ...CODEC, data: Uint32Array.of(VideoCodec.H264) }]);
    await output.chunk(storeId, encodeChunk(codec.finish(ids.nextChunkId())));
  }

  async #writeChunk(): Promise<void> {
    if (this.#builder.rowCount === 0) return;
    const { output, storeId, ids } = this.#target;
    await output.chunk(storeId, encodeChunk(this.#builder.finish(ids.nextChunkId())));
    this.#rule.reset();
  }
}
