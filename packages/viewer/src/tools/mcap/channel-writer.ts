import {
  archetypeField,
  ChunkBuilder,
  type EntityPath,
  encodeChunk,
  H264StreamChecker,
  MAX_TIME,
  type RrdStoreId,
  type Timeline,
  type TuidGenerator,
  VideoCodec,
} from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import type { RecordingOutput } from '../recording-output.ts';
import { VideoChunkRule } from '../video-chunk-rule.ts';
import type { MessageRow } from './message-rows.ts';

const CODEC = archetypeField('VideoStream', 'codec');
/** Chunks of small rows end here, so that each covers a short time. */
const MAX_CHUNK_ROWS = 4096;
const MAX_CHUNK_BYTES = 2 * 1024 * 1024;
const MAX_CHUNK_NANOS = 10_000_000_000n;

/** Where the rows of a channel go. */
export interface ChannelTarget {
  readonly output: RecordingOutput;
  readonly storeId: RrdStoreId;
  readonly ids: TuidGenerator;
  readonly entity: EntityPath;
  readonly timelines: readonly Timeline[];
}

/** Writes the messages of one channel as chunks of one entity. Video is put into chunks by groups of pictures. */
export class ChannelWriter {
  readonly #target: ChannelTarget;
  readonly #builder: ChunkBuilder;
  readonly #rule = new VideoChunkRule();
  readonly #checker = new H264StreamChecker();
  #codec: VideoCodec | undefined;
  #firstNanos = 0n;
  rows = 0;
  /** What is wrong with the video, once: it is in the recording all the same. */
  videoProblem: string | undefined;

  constructor(target: ChannelTarget) {
    this.#target = target;
    this.#builder = new ChunkBuilder(target.entity, target.timelines);
  }

  /** @param logNanos Log time of the message, which tells when a chunk has become old. */
  async take(row: MessageRow, times: readonly bigint[], logNanos: bigint): Promise<void> {
    const { video } = row;
    for (const time of times) if (time > MAX_TIME) throw beyond(time);
    if (video !== undefined && this.#codec !== video.codec) await this.#writeCodec(video.codec);
    const isKeyframe = video?.isKeyframe ?? false;
    if (video === undefined ? this.#isFull(logNanos) : this.#rule.endsBefore(isKeyframe, this.#builder.byteLength)) {
      await this.finish();
    }
    if (this.#builder.rowCount === 0) this.#firstNanos = logNanos;
    this.#builder.appendRow(this.#target.ids, times, row.batches);
    this.rows++;
    if (video === undefined) return;
    this.#rule.note(isKeyframe);
    if (video.codec === VideoCodec.H264) this.#check(video.sample);
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    if (this.#builder.rowCount === 0) return;
    const { output, storeId, ids } = this.#target;
    await output.chunk(storeId, encodeChunk(this.#builder.finish(ids.nextChunkId())));
    this.#rule.reset();
  }

  #isFull(logNanos: bigint): boolean {
    const { rowCount, byteLength } = this.#builder;
    if (rowCount === 0) return false;
    return rowCount >= MAX_CHUNK_ROWS || byteLength >= MAX_CHUNK_BYTES || logNanos - this.#firstNanos > MAX_CHUNK_NANOS;
  }

  #check(sample: Uint8Array): void {
    if (this.videoProblem !== undefined) return;
    const verdict = this.#checker.check(sample);
    if (!verdict.ok && !verdict.refusal.retryable) this.videoProblem = verdict.refusal.message;
  }

  async #writeCodec(codec: VideoCodec): Promise<void> {
    if (this.#codec !== undefined) {
      throw new ConversionError(
        ConversionErrorCode.UnsupportedCodec,
        `The video of ${this.#target.entity} changes its codec within the file, which a recording cannot hold.`,
      );
    }
    const { output, storeId, ids, entity } = this.#target;
    this.#codec = codec;
    const builder = new ChunkBuilder(entity, []);
    builder.appendRow(ids, [], [{ ...CODEC, data: Uint32Array.of(codec) }]);
    await output.chunk(storeId, encodeChunk(builder.finish(ids.nextChunkId())));
  }
}

function beyond(time: bigint): ConversionError {
  return new ConversionError(
    ConversionErrorCode.BadTimes,
    `Times of a recording end at 2^63 - 1 ns (the year 2262), found ${time} in the file.`,
  );
}
