import {
  type RrdBlueprintActivation,
  type RrdChunkFacts,
  RrdSourceKind,
  type RrdStoreId,
  type RrdStoreInfo,
  RrdWriter,
  storeKey,
  TuidGenerator,
} from '@rushes/proto';

/** Takes the next bytes of a file. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/** How a recording is written anew. */
export interface OutputOptions {
  readonly write: WriteBytes;
  readonly compression: 'none' | 'lz4';
  /** Makes the ids of chunks that are put together anew. Default: one of its own. */
  readonly ids?: TuidGenerator | undefined;
}

/** A recording that a tool writes: with a footer, and with each store introduced before its chunks. */
export class RecordingOutput {
  readonly #writer: RrdWriter;
  readonly #write: WriteBytes;
  readonly #stores = new Map<string, string>();
  readonly #ids: TuidGenerator;
  chunkCount = 0;

  private constructor({ write, compression, ids = new TuidGenerator() }: OutputOptions) {
    this.#writer = new RrdWriter({ compression, ids });
    this.#write = write;
    this.#ids = ids;
  }

  static async open(options: OutputOptions): Promise<RecordingOutput> {
    const output = new RecordingOutput(options);
    await output.#put(output.#writer.header());
    return output;
  }

  get byteLength(): number {
    return this.#writer.byteLength;
  }

  /** An id for a chunk that was put together anew. */
  newChunkId(): ReturnType<TuidGenerator['nextChunkId']> {
    return this.#ids.nextChunkId();
  }

  /** Introduces a store. Said again word for word, it is left out. */
  async storeInfo(info: RrdStoreInfo): Promise<void> {
    const key = storeKey(info.storeId);
    const text = JSON.stringify([info.rowId, info.source.kind, [...(info.source.extra ?? [])], info.version]);
    if (this.#stores.get(key) === text) return;
    this.#stores.set(key, text);
    await this.#put(this.#writer.storeInfo(info));
  }

  async chunk(storeId: RrdStoreId, arrow: Uint8Array, facts?: RrdChunkFacts): Promise<void> {
    if (!this.#stores.has(storeKey(storeId))) {
      // Rerun's viewer opens recordings that never introduce their store; a writer introduces it.
      this.#stores.set(storeKey(storeId), '');
      await this.#put(this.#writer.storeInfo({ storeId, source: { kind: RrdSourceKind.File } }));
    }
    this.chunkCount++;
    await this.#put(this.#writer.chunk(storeId, arrow, facts));
  }

  async blueprintActivation(activation: RrdBlueprintActivation): Promise<void> {
    await this.#put(this.#writer.blueprintActivation(activation));
  }

  async end(): Promise<void> {
    await this.#put(this.#writer.end());
  }

  async #put(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) await this.#write(piece);
  }
}
