import {
  type ByteSource,
  type Chunk,
  decodeChunk,
  type IndexedRrd,
  openRrd,
  ProtoError,
  type RrdChunkColumns,
  RrdError,
  type RrdManifestEntry,
  type RrdStoreId,
  recordingInfoOf,
  toChunkColumns,
  unpackRrdChunk,
} from '@rushes/proto';
import type { SampleKeys } from './chunk-intake.ts';
import type { ReadGroup } from './chunk-loader.ts';
import { ChunkPlaces } from './chunk-places.ts';
import { type FileBlueprint, FileBlueprints } from './file-blueprint.ts';
import type { FileProblem, FileStore, KnownChunkBatch } from './file-messages.ts';
import { KnownBatchBuilder } from './known-batch.ts';

/** What is told while a file is opened. */
export interface OpeningListener {
  progress(scannedBytes: number, totalBytes: number): void;
  stores(stores: readonly FileStore[]): void;
  known(store: number, batch: KnownChunkBatch): void;
  blueprint(blueprint: FileBlueprint): void;
  /** Between two pieces of work: true if nobody wants the file any more. */
  isClosed(): boolean;
}

interface OpenStore {
  readonly store: FileStore;
  readonly places: ChunkPlaces;
  readonly builder: KnownBatchBuilder;
  pending: RrdManifestEntry[];
  /** In columns, and not told yet. */
  batches: KnownChunkBatch[];
  toldCount: number;
}

/** Entries are put into columns by so many: as objects they take twenty times the memory. */
const BATCH = 4096;

/**
 * What a scan finds is told when it is so much more than what was told before: whoever keeps it in order has to do so anew each time.
 */
const TELL_SHARE = 0.25;
/** While scanning, what was found is told about so often. */
const TELL_MILLIS = 100;

/** A scan that asks the network for 64 KiB at a time waits for answers all the time. */
const SCAN_WINDOW_BYTES = 4 * 1024 * 1024;

/** A recording file that is open: where its chunks lie, and a way to read them. Holds no chunk. */
export class RecordingFile {
  readonly #source: ByteSource;
  readonly #keys: SampleKeys;
  readonly #stores = new Map<string, OpenStore>();

  constructor(source: ByteSource, keys: SampleKeys) {
    this.#source = source;
    this.#keys = keys;
  }

  /** Where the chunks of a recording lie. */
  placesOf(store: number): ChunkPlaces | undefined {
    for (const opened of this.#stores.values()) if (opened.store.store === store) return opened.places;
    return undefined;
  }

  /** @throws RrdError as `openRrd`, or with `read-failed`; whatever `listener` throws */
  async open(listener: OpeningListener, nowMillis: () => number): Promise<IndexedRrd> {
    let toldMillis = nowMillis();
    const blueprints = new FileBlueprints(this.#source);
    const tell = (share: number) => {
      for (const opened of this.#stores.values()) {
        const untold = opened.places.count + opened.pending.length - opened.toldCount;
        if (untold > share * opened.toldCount) this.#tellKnown(opened, listener);
      }
    };
    const index = await openRrd(this.#source, {
      keepEntries: false,
      windowBytes: SCAN_WINDOW_BYTES,
      onColumns: (storeId, columns) => {
        if (storeId.kind === 'blueprint') blueprints.addColumns(storeId, columns);
        const opened = this.#storeOf(storeId, listener);
        if (opened === undefined) return;
        pack(opened);
        take(opened, columns);
      },
      onEntry: (storeId, entry) => {
        if (storeId.kind === 'blueprint') blueprints.addEntry(storeId, entry);
        const opened = this.#storeOf(storeId, listener);
        if (opened === undefined) return;
        opened.pending.push(entry);
        if (opened.pending.length >= BATCH) pack(opened);
      },
      onProgress: (scannedBytes, totalBytes) => {
        if (listener.isClosed()) throw new FileClosed();
        if (nowMillis() - toldMillis < TELL_MILLIS) return;
        toldMillis = nowMillis();
        tell(TELL_SHARE);
        listener.progress(scannedBytes, totalBytes);
      },
    });
    for (const { storeId } of index.stores) this.#storeOf(storeId, listener);
    // Before the views are made for what is in the file: else they would be laid out twice.
    for (const blueprint of await blueprints.read(index)) listener.blueprint(blueprint);
    tell(0);
    listener.stores(this.#listStores(index));
    return index;
  }

  /** Reads the bytes of a group, in one piece. @throws RrdError `read-failed` */
  async read({ offset, byteLength }: Pick<ReadGroup, 'offset' | 'byteLength'>): Promise<Uint8Array> {
    const bytes = await this.#source.read(offset, byteLength);
    if (bytes.length === byteLength) return bytes;
    throw new RrdError(
      'read-failed',
      `Expected ${byteLength} bytes, found ${bytes.length}; the file became shorter`,
      offset,
    );
  }

  /**
   * Decodes one chunk out of bytes that were read from `offset` on.
   *
   * @throws RrdError or ProtoError if it is no chunk, or another one than the index says
   */
  decode(places: ChunkPlaces, index: number, bytes: Uint8Array, offset: number): Chunk {
    const start = places.offsetOf(index) - offset;
    const place = {
      chunkId: places.idOf(index),
      offset: places.offsetOf(index),
      byteLength: places.byteLengthOf(index),
    };
    return decodeChunk(unpackRrdChunk(place, bytes.subarray(start, start + place.byteLength)));
  }

  #storeOf(storeId: RrdStoreId, listener: OpeningListener): OpenStore | undefined {
    if (storeId.kind !== 'recording') return undefined;
    const key = keyOf(storeId);
    const known = this.#stores.get(key);
    if (known !== undefined) return known;
    const store = { store: this.#stores.size, info: recordingInfoOf(storeId, undefined) };
    const opened = {
      store,
      places: new ChunkPlaces(),
      builder: new KnownBatchBuilder(this.#keys),
      pending: [],
      batches: [],
      toldCount: 0,
    };
    this.#stores.set(key, opened);
    listener.stores(this.#listStores(undefined));
    return opened;
  }

  #listStores(index: IndexedRrd | undefined): readonly FileStore[] {
    return [...this.#stores].map(([key, { store }]) => {
      const found = index?.stores.find(({ storeId }) => keyOf(storeId) === key);
      return found === undefined ? store : { ...store, info: recordingInfoOf(found.storeId, found.info) };
    });
  }

  #tellKnown(opened: OpenStore, listener: OpeningListener): void {
    pack(opened);
    const { batches } = opened;
    opened.batches = [];
    opened.toldCount = opened.places.count;
    for (const batch of batches) listener.known(opened.store.store, batch);
  }
}

/** What a scan found since the last time. */
function pack(opened: OpenStore): void {
  if (opened.pending.length === 0) return;
  const entries = opened.pending;
  opened.pending = [];
  take(opened, toChunkColumns(entries));
}

function take({ builder, places, batches }: OpenStore, columns: RrdChunkColumns): void {
  const batch = builder.build(columns);
  places.add(columns, batch.firstKeys);
  batches.push(batch);
}

/** Nobody wants the file any more; ends the scanning of it. */
export class FileClosed extends Error {}

/** What is wrong, for people and programs; undefined for what is no error of a file. */
export function problemOf(error: unknown, offset?: number): FileProblem | undefined {
  if (error instanceof RrdError) return { code: error.code, message: error.message, offset: error.offset };
  if (!(error instanceof ProtoError)) return undefined;
  const place = offset === undefined ? '' : ` Byte offset: ${offset}`;
  return { code: error.code, message: `${error.message}${place}`, offset };
}

function keyOf({ applicationId, recordingId }: RrdStoreId): string {
  return JSON.stringify([applicationId, recordingId]);
}
