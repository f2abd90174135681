import { type Chunk, type EntityPath, VideoCodec, type VideoSpan } from '@rushes/proto';
import type { SampleMessage } from '../video/video-messages.ts';
import { type LoggedCodec, latestCodec, replacesCodec } from './chunk-facts.ts';
import { compactChunk } from './compact-chunk.ts';
import type { IngestedChunk } from './ingest-messages.ts';
import { type SplitChunk, splitVideo } from './split-video.ts';

/** Gives out keys of samples. None comes twice in a page, so a late frame of one recording cannot be taken for another's. */
export class SampleKeys {
  #next = 0;

  /** The first of `count` keys in a row. */
  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }
}

/** What to say of the samples of a chunk besides what is in it. */
export interface SampleFacts {
  readonly firstKey: number;
  readonly firstSample: number;
}

/** A chunk ready for the main thread, with the buffers that go with it. */
export interface TakenIn {
  readonly ingested: IngestedChunk;
  readonly buffers: readonly ArrayBuffer[];
}

/** Parts decoded chunks: samples go to the video worker at once, the rest is made ready for the main thread. */
export class ChunkIntake {
  readonly #postSamples: (message: SampleMessage, transfer: ArrayBuffer[]) => void;
  #codecs = new Map<EntityPath, LoggedCodec>();

  constructor(postSamples: (message: SampleMessage, transfer: ArrayBuffer[]) => void) {
    this.#postSamples = postSamples;
  }

  /** Another recording: what was known of codecs is forgotten. */
  restart(): void {
    this.#codecs = new Map();
  }

  /** `factsOf` is asked only of a chunk with samples; `span` is needed of what is no H.264, which is not parsed here. */
  takeIn(chunk: Chunk, byteLength: number, factsOf: (chunk: Chunk) => SampleFacts, span?: VideoSpan): TakenIn {
    this.#noteCodec(chunk);
    const codec = this.#codecs.get(chunk.entityPath);
    const split = splitVideo(chunk, span, codec === undefined || codec.fourcc === VideoCodec.H264);
    const compact = compactChunk(split?.chunk ?? chunk);
    const buffers = [compact.buffer];
    const video = split === undefined ? undefined : this.#sendSamples(split, factsOf(chunk), buffers);
    return { ingested: { chunk: compact.chunk, video, byteLength }, buffers };
  }

  #sendSamples({ chunk, samples }: SplitChunk, facts: SampleFacts, buffers: ArrayBuffer[]): IngestedChunk['video'] {
    const { bytes, starts, format } = samples;
    const { firstKey, firstSample } = facts;
    const byteLengths = new Int32Array(chunk.rowCount);
    for (let row = 0; row < chunk.rowCount; row += 1) byteLengths[row] = (starts[row + 1] ?? 0) - (starts[row] ?? 0);
    // Two threads need the keyframes: one gets a copy, made before the other's buffer is transferred.
    const keyframes = samples.keyframes.slice();
    const rowIds = chunk.rowIds.slice();
    this.#postSamples(
      {
        kind: 'samples',
        entity: chunk.entityPath,
        chunkId: chunk.id,
        firstKey,
        firstSample,
        rowIds,
        bytes,
        starts,
        keyframes: samples.keyframes,
      },
      [rowIds.buffer, bytes.buffer, starts.buffer, samples.keyframes.buffer],
    );
    buffers.push(byteLengths.buffer, keyframes.buffer);
    return { firstKey, firstSample, byteLengths, keyframes, format };
  }

  #noteCodec(chunk: Chunk): void {
    const logged = latestCodec(chunk);
    if (logged === undefined || !replacesCodec(logged, this.#codecs.get(chunk.entityPath))) return;
    this.#codecs.set(chunk.entityPath, logged);
    this.#postSamples({ kind: 'codec', entity: chunk.entityPath, fourcc: logged.fourcc }, []);
  }
}
