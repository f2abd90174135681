import { type ChunkId, chunkIdFromBytes, type RrdChunkColumns, TUID_BYTES } from '@rushes/proto';

/** What it takes to read a chunk of a file again. */
export type ChunkPlaceColumns = Pick<RrdChunkColumns, 'count' | 'chunkIds' | 'offsets' | 'byteLengths'>;

/** Where the chunks of one recording lie in their file: 36 bytes each. */
export class ChunkPlaces {
  #ids = new Uint8Array(64 * TUID_BYTES);
  #offsets = new Float64Array(64);
  #byteLengths = new Uint32Array(64);
  #firstKeys = new Float64Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param firstKeys Key of row 0 of each chunk with video samples, else −1. */
  add({ count, chunkIds, offsets, byteLengths }: ChunkPlaceColumns, firstKeys: Float64Array): void {
    this.#makeRoom(this.#count + count);
    this.#ids.set(chunkIds, this.#count * TUID_BYTES);
    this.#offsets.set(offsets, this.#count);
    this.#byteLengths.set(byteLengths, this.#count);
    this.#firstKeys.set(firstKeys, this.#count);
    this.#count += count;
  }

  idOf(index: number): ChunkId {
    return chunkIdFromBytes(this.#ids, index * TUID_BYTES);
  }

  offsetOf(index: number): number {
    return this.#offsets[index] ?? 0;
  }

  byteLengthOf(index: number): number {
    return this.#byteLengths[index] ?? 0;
  }

  firstKeyOf(index: number): number {
    return this.#firstKeys[index] ?? -1;
  }

  #makeRoom(count: number): void {
    if (count <= this.#offsets.length) return;
    const capacity = Math.max(count, 2 * this.#offsets.length);
    this.#ids = enlarged(this.#ids, new Uint8Array(capacity * TUID_BYTES));
    this.#offsets = enlarged(this.#offsets, new Float64Array(capacity));
    this.#byteLengths = enlarged(this.#byteLengths, new Uint32Array(capacity));
    this.#firstKeys = enlarged(this.#firstKeys, new Float64Array(capacity));
  }
}

function enlarged<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
