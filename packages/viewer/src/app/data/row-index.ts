import type { TimeColumn } from '@rushes/proto';
import type { ChunkTable } from './chunk-table.ts';
import { SortedRows } from './sorted-rows.ts';

/** Which rows of a chunk an index takes: all, those with a 1 in the mask, or none. */
export type RowMask = Uint8Array | 'all' | undefined;

/** Says which rows of the chunk in this slot belong to an index; must answer alike for as long as the slot is held. */
export type RowSelector = (slot: number) => RowMask;

/** One row by its place in the {@link ChunkTable}. */
export interface RowPlace {
  readonly slot: number;
  readonly row: number;
}

/**
 * Some rows of one entity, in time order on each timeline. The order of a timeline is made when it is first asked for and kept
 * up from then on: a recording has several timelines, a person looks at one.
 */
export class RowIndex {
  readonly #table: ChunkTable;
  readonly #entitySlots: ReadonlySet<number>;
  readonly #select: RowSelector;
  readonly #byTimeline = new Map<string, SortedRows>();
  #static: RowPlace | undefined = undefined;

  /** `entitySlots`: every chunk of the entity that is held; the owner keeps it up to date. */
  constructor(table: ChunkTable, entitySlots: ReadonlySet<number>, select: RowSelector) {
    this.#table = table;
    this.#entitySlots = entitySlots;
    this.#select = select;
  }

  /** The static row that counts: the one logged last. */
  get static(): RowPlace | undefined {
    return this.#static;
  }

  on(timeline: string): SortedRows {
    const known = this.#byTimeline.get(timeline);
    if (known !== undefined) return known;
    const rows = this.#sortAll(timeline);
    this.#byTimeline.set(timeline, rows);
    return rows;
  }

  add(slot: number): void {
    const mask = this.#select(slot);
    if (mask === undefined) return;
    const chunk = this.#table.chunkAt(slot);
    if (chunk.timelines.length === 0) this.#offerStatic(slot, chunk.rowCount, mask);
    for (const column of chunk.timelines) {
      const rows = this.#byTimeline.get(column.name);
      if (rows !== undefined) insertRows(rows, column, slot, mask);
    }
  }

  /** Must be called while the slot is still held, and after it has left the entity's slots. */
  remove(slot: number): void {
    const mask = this.#select(slot);
    if (mask === undefined) return;
    const chunk = this.#table.chunkAt(slot);
    if (this.#static?.slot === slot) this.#findStatic();
    for (const column of chunk.timelines) {
      const rows = this.#byTimeline.get(column.name);
      if (rows === undefined) continue;
      for (let row = 0; row < column.times.length; row += 1) {
        if (isTaken(mask, row)) rows.remove(column.times[row] as bigint, slot, row);
      }
    }
  }

  #sortAll(timeline: string): SortedRows {
    const found: { readonly slot: number; readonly column: TimeColumn; readonly mask: RowMask }[] = [];
    for (const slot of this.#entitySlots) {
      const mask = this.#select(slot);
      if (mask === undefined) continue;
      const column = this.#table.chunkAt(slot).timelines.find((candidate) => candidate.name === timeline);
      if (column !== undefined && column.times.length > 0) found.push({ slot, column, mask });
    }
    // In the order of their first rows nearly every insert becomes an append.
    found.sort((a, b) => compareTimes(a.column.times[0] as bigint, b.column.times[0] as bigint));
    const rows = new SortedRows(this.#table);
    for (const { slot, column, mask } of found) insertRows(rows, column, slot, mask);
    return rows;
  }

  #offerStatic(slot: number, rowCount: number, mask: RowMask): void {
    for (let row = 0; row < rowCount; row += 1) {
      if (!isTaken(mask, row)) continue;
      const best = this.#static;
      if (best === undefined || this.#table.compareRows(best.slot, best.row, slot, row) < 0) {
        this.#static = { slot, row };
      }
    }
  }

  #findStatic(): void {
    this.#static = undefined;
    for (const slot of this.#entitySlots) {
      const chunk = this.#table.chunkAt(slot);
      if (chunk.timelines.length === 0) this.#offerStatic(slot, chunk.rowCount, this.#select(slot));
    }
  }
}

function insertRows(rows: SortedRows, column: TimeColumn, slot: number, mask: RowMask): void {
  const { times } = column;
  for (let row = 0; row < times.length; row += 1) {
    if (isTaken(mask, row)) rows.insert(times[row] as bigint, slot, row);
  }
}

function isTaken(mask: RowMask, row: number): boolean {
  return mask === 'all' || (mask !== undefined && mask[row] === 1);
}

function compareTimes(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
