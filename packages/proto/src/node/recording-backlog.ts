import { type BlueprintStoreData, blueprintMessages } from '../blueprint/blueprint-file.ts';
import type { EntityPath } from '../entity-path.ts';
import type { RrdStoreId, RrdStoreSource } from '../rrd/messages.ts';
import { RrdWriter } from '../rrd/writer.ts';
import { ChunkFactsCache } from './chunk-facts-cache.ts';
import { type GivenUp, type QueuedChunk, type RecordingChunk, RecordingQueue } from './recording-queue.ts';
import { WriteBatch } from './write-batch.ts';

/** So much is encoded ahead, while the former write is under way; what comes then waits in the queue, where it may be given up. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export interface RecordingBacklogOptions {
  readonly storeId: RrdStoreId;
  readonly source: RrdStoreSource;
  readonly compression: 'none' | 'lz4';
  /** Bytes that may wait. */
  readonly queueBytes: number;
  readonly nowMillis: () => number;
  /** Told of a chunk that no recording can hold. */
  readonly onRefused: (chunk: RecordingChunk, cause: unknown) => void;
}

/**
 * What a recording file does not have yet, from the chunk as it came to the bytes at their place. No I/O.
 *
 * ```
 *  append ─► [ queue: may be given up ] ─► [ next: encoded ] ─► [ current: being written ] ─► in the file
 * ```
 *
 * An encoded chunk has its place in the file and in the manifest, so it is written in the end, or nothing after it.
 */
export class RecordingBacklog {
  readonly #options: RecordingBacklogOptions;
  readonly #writer: RrdWriter;
  readonly #facts = new ChunkFactsCache();
  readonly #queue: RecordingQueue;
  #current: WriteBatch | undefined;
  #next = new WriteBatch(0);
  #nextSinceMillis: number;
  /** A layout that waits, without a limit on how often one comes: only the newest. */
  #blueprint: BlueprintStoreData | undefined;
  #newestOrder = 0;
  #hasEnd = false;

  constructor(options: RecordingBacklogOptions) {
    this.#options = options;
    this.#queue = new RecordingQueue(options.queueBytes);
    this.#writer = new RrdWriter({ compression: options.compression });
    const { storeId, source } = options;
    this.#next.add([...this.#writer.header(), ...this.#writer.storeInfo({ storeId, source })]);
    this.#nextSinceMillis = options.nowMillis();
  }

  /** What is being written, or has to be written again. */
  get current(): WriteBatch | undefined {
    return this.#current;
  }

  /** Encoded bytes that wait for the current batch to be written. */
  get nextBytes(): number {
    return this.#next.byteLength;
  }

  /** When the oldest part of them came. */
  get nextSinceMillis(): number {
    return this.#nextSinceMillis;
  }

  get byteLength(): number {
    return (this.#current?.byteLength ?? 0) + this.#next.byteLength + this.#queue.byteLength;
  }

  get isOverLimit(): boolean {
    return this.#queue.isOverLimit;
  }

  /** Nothing waits that may be given up. */
  get isQueueEmpty(): boolean {
    return this.#queue.length === 0;
  }

  get givenUp(): ReadonlyMap<EntityPath, GivenUp> {
    return this.#queue.givenUp;
  }

  /** Everything is written, the end of the recording too. */
  get isComplete(): boolean {
    return this.#hasEnd && this.#current === undefined && this.#next.byteLength === 0;
  }

  /** Number of the chunk that came last. */
  get newestOrder(): number {
    return this.#newestOrder;
  }

  /** Number of the oldest chunk that is not written; infinite if there is none. */
  get oldestOrder(): number {
    return this.#current?.oldestOrder ?? this.#next.oldestOrder ?? this.#queue.oldestOrder ?? Number.POSITIVE_INFINITY;
  }

  append(chunk: RecordingChunk): void {
    if (this.#queue.isUseless(chunk)) return;
    this.#newestOrder += 1;
    const entry = { chunk, order: this.#newestOrder };
    if (this.#queue.length === 0 && this.#next.byteLength < MAX_BATCH_BYTES) this.#encode(entry);
    else this.#queue.push(entry);
  }

  /** Adds a layout, beside the queue: it is small, and the last one counts. Its store gets the name of the recording's application. */
  addBlueprint(blueprint: BlueprintStoreData): void {
    const { applicationId } = this.#options.storeId;
    this.#blueprint = { ...blueprint, storeId: { ...blueprint.storeId, applicationId } };
    this.#refill();
  }

  /** The batch to write now: the current one again, or else the next. */
  take(): WriteBatch | undefined {
    if (this.#current !== undefined || this.#next.byteLength === 0) return this.#current;
    this.#current = this.#next;
    this.#next = new WriteBatch(this.#current.end);
    this.#refill();
    return this.#current;
  }

  /** The current batch is in the file. */
  finishCurrent(): void {
    this.#current = undefined;
    this.#refill();
  }

  /** Adds the end of the recording, once nothing is left that must come before it. */
  end(): void {
    this.#refill();
    if (this.#hasEnd || this.#queue.length > 0) return;
    this.#hasEnd = true;
    this.#next.add(this.#writer.end());
  }

  /** Gives up the oldest that waits until the limit holds. */
  shrink(): void {
    this.#queue.shrink();
  }

  giveUp(chunk: RecordingChunk): void {
    this.#queue.noteGivenUp(chunk);
  }

  giveUpAll(): void {
    for (const batch of [this.#current, this.#next]) {
      for (const { chunk } of batch?.entries ?? []) this.#queue.noteGivenUp(chunk);
    }
    this.#queue.clear();
    this.#blueprint = undefined;
    this.#current = undefined;
    this.#next = new WriteBatch(this.#writer.byteLength);
  }

  /** Encodes as much of the queue as may be encoded ahead. */
  #refill(): void {
    if (this.#blueprint !== undefined && !this.#hasEnd && this.#next.byteLength < MAX_BATCH_BYTES) {
      if (this.#next.byteLength === 0) this.#nextSinceMillis = this.#options.nowMillis();
      this.#next.add(blueprintMessages(this.#writer, this.#blueprint));
      this.#blueprint = undefined;
    }
    while (this.#next.byteLength < MAX_BATCH_BYTES) {
      const entry = this.#queue.shift();
      if (entry === undefined) return;
      this.#encode(entry);
    }
  }

  #encode(entry: QueuedChunk): void {
    if (this.#next.byteLength === 0) this.#nextSinceMillis = this.#options.nowMillis();
    try {
      const facts = this.#facts.factsOf(entry.chunk);
      this.#next.add(this.#writer.chunk(this.#options.storeId, entry.chunk.arrow, facts), entry);
    } catch (cause) {
      this.#queue.noteGivenUp(entry.chunk);
      this.#options.onRefused(entry.chunk, cause);
    }
  }
}
