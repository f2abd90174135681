import {
  type ByteSource,
  type ChunkId,
  chunkIdFromBytes,
  type DecodedBlueprint,
  decodeBlueprint,
  type IndexedRrd,
  MAX_BLUEPRINT_BYTES,
  ProtoError,
  type RrdChunkColumns,
  RrdError,
  type RrdManifestEntry,
  type RrdStoreId,
  storeKey,
  TUID_BYTES,
  unpackRrdChunk,
} from '@rushes/proto';

/** The layout of an application, as a file says it. */
export interface FileBlueprint extends DecodedBlueprint {
  readonly applicationId: string;
}

interface Place {
  readonly chunkId: ChunkId;
  readonly offset: number;
  readonly byteLength: number;
}

interface Store {
  readonly storeId: RrdStoreId;
  readonly places: Place[];
}

/** Finds the layouts among what a file is said to hold, and reads them: of several for one application the one that counts. */
export class FileBlueprints {
  readonly #source: ByteSource;
  readonly #stores = new Map<string, Store>();

  constructor(source: ByteSource) {
    this.#source = source;
  }

  addColumns(storeId: RrdStoreId, { count, chunkIds, offsets, byteLengths }: RrdChunkColumns): void {
    const { places } = this.#storeOf(storeId);
    for (let i = 0; i < count; i++) {
      places.push({
        chunkId: chunkIdFromBytes(chunkIds, i * TUID_BYTES),
        offset: offsets[i] ?? 0,
        byteLength: byteLengths[i] ?? 0,
      });
    }
  }

  addEntry(storeId: RrdStoreId, { chunkId, offset, byteLength }: RrdManifestEntry): void {
    this.#storeOf(storeId).places.push({ chunkId, offset, byteLength });
  }

  /** Never rejects: a layout that cannot be read is one without views, and says why. */
  read({ blueprintActivations }: Pick<IndexedRrd, 'blueprintActivations'>): Promise<readonly FileBlueprint[]> {
    const chosen = new Map<string, Store>();
    for (const store of this.#stores.values()) chosen.set(store.storeId.applicationId, store);
    // A footer does not list what is activated: then the last one counts, which is what a program that goes on saving means.
    for (const { blueprintId } of blueprintActivations) {
      const store = this.#stores.get(storeKey(blueprintId));
      if (store !== undefined) chosen.set(blueprintId.applicationId, store);
    }
    return Promise.all([...chosen.values()].map((store) => this.#readStore(store)));
  }

  #storeOf(storeId: RrdStoreId): Store {
    const key = storeKey(storeId);
    const store = this.#stores.get(key) ?? { storeId, places: [] };
    this.#stores.set(key, store);
    return store;
  }

  async #readStore({ storeId: { applicationId }, places }: Store): Promise<FileBlueprint> {
    const from = Math.min(...places.map(({ offset }) => offset));
    const to = Math.max(...places.map(({ offset, byteLength }) => offset + byteLength));
    try {
      // They mostly lie one behind the other: one question to the network instead of fifty.
      const isNear = to - from <= 2 * MAX_BLUEPRINT_BYTES;
      const all = isNear ? await this.#source.read(from, to - from) : undefined;
      const streams = await Promise.all(
        places.map(async (place) => {
          const start = place.offset - from;
          const bytes = all?.subarray(start, start + place.byteLength);
          return unpackRrdChunk(place, bytes ?? (await this.#source.read(place.offset, place.byteLength)));
        }),
      );
      return { applicationId, ...decodeBlueprint(streams) };
    } catch (error) {
      if (!(error instanceof RrdError || error instanceof ProtoError)) throw error;
      const layout = { root: undefined, panels: {}, time: {} };
      return { applicationId, layout, problems: [`The layout in the file cannot be read: ${error.message}`] };
    }
  }
}
