import { type Chunk, type ChunkId, compareTuids } from '@rushes/proto';
import type { IngestedChunk } from '../source/ingest-messages.ts';

const ROW_ID_BYTES = 16;

/**
 * Everything held, by slot. Indexes name a row by two small integers, slot and row, instead of an object per row. A slot is
 * used again after its chunk was released, so whoever keeps slots must have let go of them before.
 */
export class ChunkTable {
  readonly #held: (IngestedChunk | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #slotById = new Map<ChunkId, number>();
  /** False until some entity was cleared with all below it: spares every query of a deep entity the walk to the root. */
  hasRecursiveClears = false;

  /** The slot taken, or undefined when this chunk is held already. */
  add(ingested: IngestedChunk): number | undefined {
    if (this.#slotById.has(ingested.chunk.id)) return undefined;
    const slot = this.#freeSlots.pop() ?? this.#held.length;
    this.#held[slot] = ingested;
    this.#slotById.set(ingested.chunk.id, slot);
    return slot;
  }

  slotOf(id: ChunkId): number | undefined {
    return this.#slotById.get(id);
  }

  /** Frees the slot. Every index must have removed its rows before: they compare by the row ids of this chunk. */
  release(slot: number): void {
    this.#slotById.delete(this.chunkAt(slot).id);
    this.#held[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  heldAt(slot: number): IngestedChunk {
    const held = this.#held[slot];
    if (held === undefined) throw new RangeError(`Expected a chunk in slot ${slot}, found it free.`);
    return held;
  }

  chunkAt(slot: number): Chunk {
    return this.heldAt(slot).chunk;
  }

  /** Order of logging: negative when the first row has the lower row id. */
  compareRows(slotA: number, rowA: number, slotB: number, rowB: number): number {
    const a = this.chunkAt(slotA).rowIds;
    const b = this.chunkAt(slotB).rowIds;
    return compareTuids(a, rowA * ROW_ID_BYTES, b, rowB * ROW_ID_BYTES);
  }
}
