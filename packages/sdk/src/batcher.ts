import {
  type Chunk,
  ChunkBuilder,
  type ComponentBatch,
  type EntityPath,
  type Timeline,
  type TuidGenerator,
  type VideoSpan,
} from '@rushes/proto';
import type { Clock } from './clock.ts';

/** Bytes after which a chunk is closed. */
export const MAX_CHUNK_BYTES = 2 * 1024 * 1024;
/** The age of a chunk is looked at once in so many rows: reading a clock costs about as much as adding a row. */
const ROWS_PER_CLOCK_READING = 64;

/** Timelines of a row; the same object as long as they stay the same, so that rows are compared by identity. */
export type TimelineSet = readonly Timeline[];

/** What a {@link Batcher} needs from outside. */
export interface BatcherOptions {
  readonly ids: TuidGenerator;
  readonly clock: Pick<Clock, 'nowMillis' | 'setTimer' | 'defer'>;
  /** Longest time that a row waits for others, in milliseconds. Read at each use: it follows the sinks. */
  readonly maxDelayMillis: () => number;
  /** Takes each finished chunk. Must not throw. */
  readonly emit: (chunk: Chunk, video: VideoSpan | undefined) => void;
}

/**
 * Gathers rows into chunks: one open chunk per entity and set of columns. A chunk is closed by age, by size, by a change of
 * timelines, and for video before each keyframe, so that a video chunk starts at a keyframe or continues one. Rows with a video
 * sample go out at the end of the same turn of the event loop.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  /** Chunks with rows, oldest first. */
  readonly #open = new Set<OpenChunk>();
  #cancelTimer: (() => void) | undefined;
  #deferred = false;
  #rowsSinceClock = 0;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /** Adds a temporal row. Everything is copied. */
  append(
    entity: BatchedEntity,
    timelines: TimelineSet,
    times: readonly bigint[],
    batches: readonly ComponentBatch[],
  ): void {
    this.#add(entity.chunkFor(batches, timelines, this), times, batches);
    if (++this.#rowsSinceClock >= ROWS_PER_CLOCK_READING) this.#closeOld();
  }

  /** Adds a row with a video sample. */
  appendVideo(
    entity: BatchedEntity,
    timelines: TimelineSet,
    times: readonly bigint[],
    batches: readonly ComponentBatch[],
    isKeyframe: boolean,
  ): void {
    const chunk = entity.chunkFor(batches, timelines, this);
    // Samples of one entity stay in order of logging, also when they come with different columns.
    if (entity.videoChunk !== chunk && entity.videoChunk !== undefined) this.close(entity.videoChunk);
    entity.videoChunk = chunk;
    if (chunk.rowCount > 0 && !chunk.takesSample(isKeyframe)) this.close(chunk);
    chunk.noteSample(isKeyframe, entity.sampleCount++);
    this.#add(chunk, times, batches);
    if (this.#deferred) return;
    this.#deferred = true;
    this.#options.clock.defer(() => {
      this.#deferred = false;
      for (const open of this.#open) if (open.hasVideo) this.close(open);
    });
  }

  /** Emits a static row at once, as a chunk of its own. */
  emitStatic(entityPath: EntityPath, batches: readonly ComponentBatch[]): void {
    const builder = new ChunkBuilder(entityPath, []);
    builder.appendRow(this.#options.ids, [], batches);
    this.#options.emit(builder.finish(this.#options.ids.nextChunkId()), undefined);
  }

  /** Emits all open chunks, oldest first. */
  flush(): void {
    for (const chunk of this.#open) this.close(chunk);
  }

  /** Emits one open chunk. */
  close(chunk: OpenChunk): void {
    if (!this.#open.delete(chunk)) return;
    if (this.#open.size === 0) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
    }
    const { ids, emit } = this.#options;
    const video = chunk.takeVideoSpan();
    emit(chunk.finish(ids.nextChunkId()), video);
  }

  #add(chunk: OpenChunk, times: readonly bigint[], batches: readonly ComponentBatch[]): void {
    const { clock, ids, maxDelayMillis } = this.#options;
    chunk.appendRow(ids, times, batches);
    if (chunk.rowCount === 1) {
      chunk.openedAtMillis = clock.nowMillis();
      this.#open.add(chunk);
      this.#cancelTimer ??= clock.setTimer(() => this.#onTimer(), maxDelayMillis());
    }
    if (chunk.byteLength >= MAX_CHUNK_BYTES) this.close(chunk);
  }

  #onTimer(): void {
    this.#cancelTimer = undefined;
    this.#closeOld();
    const [oldest] = this.#open;
    if (oldest === undefined) return;
    const { clock, maxDelayMillis } = this.#options;
    const left = oldest.openedAtMillis + maxDelayMillis() - clock.nowMillis();
    this.#cancelTimer = clock.setTimer(() => this.#onTimer(), Math.max(left, 0));
  }

  #closeOld(): void {
    this.#rowsSinceClock = 0;
    const { clock, maxDelayMillis } = this.#options;
    // Timers fire a little early at times; what is due within a millisecond goes now.
    const dueMillis = clock.nowMillis() - maxDelayMillis() + 1;
    for (const chunk of this.#open) {
      if (chunk.openedAtMillis > dueMillis) return;
      this.close(chunk);
    }
  }
}

/** What the batcher remembers of an entity. */
export class BatchedEntity {
  readonly path: EntityPath;
  /** Samples logged so far. */
  sampleCount = 0;
  /** The open chunk with the newest samples. */
  videoChunk: OpenChunk | undefined;
  /** By names of columns. */
  readonly #chunks = new Map<string, OpenChunk>();

  constructor(path: EntityPath) {
    this.path = path;
  }

  /** The chunk that takes rows of these columns and timelines; one with other timelines is closed. */
  chunkFor(batches: readonly ComponentBatch[], timelines: TimelineSet, batcher: Batcher): OpenChunk {
    const columns = columnSet(batches);
    const known = this.#chunks.get(columns);
    if (known?.timelines === timelines) return known;
    if (known !== undefined) batcher.close(known);
    if (known === this.videoChunk) this.videoChunk = undefined;
    const chunk = new OpenChunk(this.path, timelines);
    this.#chunks.set(columns, chunk);
    return chunk;
  }
}

/** A chunk that takes rows; used again after it was emitted. */
export class OpenChunk extends ChunkBuilder {
  readonly timelines: TimelineSet;
  openedAtMillis = 0;
  #video: { firstSample: number; startsAtKeyframe: boolean; keyframes: number; samples: number } | undefined;

  constructor(path: EntityPath, timelines: TimelineSet) {
    super(path, timelines);
    this.timelines = timelines;
  }

  get hasVideo(): boolean {
    return this.#video !== undefined;
  }

  /** No keyframe after the first row, unless every row is one. */
  takesSample(isKeyframe: boolean): boolean {
    const video = this.#video;
    if (video === undefined) return true;
    const allKeyframes = video.keyframes === video.samples;
    return isKeyframe ? allKeyframes : video.keyframes <= 1;
  }

  noteSample(isKeyframe: boolean, ordinal: number): void {
    this.#video ??= { firstSample: ordinal, startsAtKeyframe: isKeyframe, keyframes: 0, samples: 0 };
    this.#video.samples++;
    if (isKeyframe) this.#video.keyframes++;
  }

  takeVideoSpan(): VideoSpan | undefined {
    const video = this.#video;
    this.#video = undefined;
    return video && { firstSample: video.firstSample, startsAtKeyframe: video.startsAtKeyframe };
  }
}

function columnSet(batches: readonly ComponentBatch[]): string {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first.descriptor.component;
  return batches.map((batch) => batch.descriptor.component).join(' ');
}
