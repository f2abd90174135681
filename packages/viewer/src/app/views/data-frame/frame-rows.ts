import { type Chunk, type ComponentColumn, type EntityPath, timeRange } from '@rushes/proto';
import { ChunkTable } from '../../data/chunk-table.ts';
import { GrowingColumn } from '../../data/growing-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { RowIndex, type RowMask } from '../../data/row-index.ts';
import { ChunkFeed } from '../shared-chunk-feed.ts';
import type { FrameColumn } from './frame-columns.ts';

/** A component that a chunk has, and the column of the table that it belongs to. */
interface ChunkPart {
  readonly index: number;
  readonly column: ComponentColumn;
}

/** A row of the store by its place. */
export interface FramePlace {
  readonly chunk: Chunk;
  readonly row: number;
}

/**
 * The lines of a table on one timeline: rows that have the same time share a line, as long as no component comes twice. Kept up
 * chunk by chunk, 16 bytes a row and 4 a line; what is in the cells is read when they are in sight.
 */
export class FrameRows {
  readonly timeline: string;
  readonly columns: readonly FrameColumn[];
  readonly #table = new ChunkTable();
  readonly #slots = new Set<number>();
  readonly #index: RowIndex;
  readonly #feed = new ChunkFeed();
  readonly #columnsOf = new Map<EntityPath, Map<string, number>>();
  readonly #parts = new WeakMap<Chunk, readonly ChunkPart[]>();
  /** The rank of each line's first row. */
  #starts = lineStarts();
  /** Rows that are in lines already. */
  #lined = 0;
  #revision = 0;

  constructor(timeline: string, columns: readonly FrameColumn[]) {
    this.timeline = timeline;
    this.columns = columns;
    for (const { entity, component, index } of columns) {
      const components = this.#columnsOf.get(entity) ?? new Map<string, number>();
      this.#columnsOf.set(entity, components.set(component, index));
    }
    this.#index = new RowIndex(this.#table, this.#slots, (slot) => this.#maskOf(this.#table.chunkAt(slot)));
    this.#index.on(timeline);
  }

  get entities(): Iterable<EntityPath> {
    return this.#columnsOf.keys();
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Grows when lines changed other than by lines after the last one. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in what changed in the store; true if anything did. Costs little when nothing came. */
  update(store: RecordingStore): boolean {
    const lists = new Map<string, readonly Chunk[]>();
    for (const { entity, component } of this.columns) {
      lists.set(`${entity} ${component}`, store.chunksOf(entity, component));
    }
    const change = this.#feed.update(lists);
    if (change === undefined) return false;
    const rows = this.#index.on(this.timeline);
    let onlyAppends = change.gone.size === 0;
    for (const chunk of change.gone) this.#remove(chunk);
    const last = rows.lastTime;
    for (const chunk of change.fresh) {
      if (!this.#add(chunk)) continue;
      const times = chunk.timelines.find(({ name }) => name === this.timeline);
      const first = times && timeRange(times)?.min;
      if (first !== undefined && last !== undefined && first <= last) onlyAppends = false;
    }
    if (!onlyAppends) {
      this.#starts = lineStarts();
      this.#lined = 0;
      this.#revision += 1;
    }
    this.#makeLines();
    return true;
  }

  timeOf(line: number): bigint {
    const rows = this.#index.on(this.timeline);
    return rows.timeAt(rows.positionAtRank(this.#starts.at(line)));
  }

  /** The rows of a line, in order of logging. */
  placesOf(line: number): readonly FramePlace[] {
    const rows = this.#index.on(this.timeline);
    const places: FramePlace[] = [];
    const from = this.#starts.at(line);
    const end = line + 1 < this.#starts.length ? this.#starts.at(line + 1) : this.#lined;
    let position = rows.positionAtRank(from);
    for (let rank = from; rank < end && position >= 0; rank += 1) {
      places.push({ chunk: this.#table.chunkAt(rows.slotAt(position)), row: rows.rowAt(position) });
      position = rows.next(position);
    }
    return places;
  }

  /** What rows logged, by column. */
  cellsOf(places: readonly FramePlace[], time: bigint): ReadonlyMap<number, RowRef> {
    const cells = new Map<number, RowRef>();
    for (const { chunk, row } of places) {
      for (const { index, column } of this.#partsOf(chunk)) {
        if (isLogged(column, row)) cells.set(index, { chunk, column, row, time });
      }
    }
    return cells;
  }

  /** How many lines are at or before `time`; the line before that is the current one. */
  countUpTo(time: bigint): number {
    let low = 0;
    let high = this.lineCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeOf(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #add(chunk: Chunk): boolean {
    const slot = this.#table.add({ chunk, video: undefined, byteLength: 0 });
    if (slot === undefined) return false;
    this.#slots.add(slot);
    this.#index.add(slot);
    return true;
  }

  #remove(chunk: Chunk): void {
    const slot = this.#table.slotOf(chunk.id);
    if (slot === undefined) return;
    this.#slots.delete(slot);
    this.#index.remove(slot);
    this.#table.release(slot);
  }

  /** Makes lines of the rows after those that are in lines. */
  #makeLines(): void {
    const rows = this.#index.on(this.timeline);
    const taken = new Set<number>();
    let lineTime: bigint | undefined;
    let linePosition = -1;
    for (let position = rows.positionAtRank(this.#lined); position >= 0; position = rows.next(position)) {
      const time = rows.timeAt(position);
      const isSameTime = time === lineTime;
      if (isSameTime && taken.size === 0) this.#take(taken, rows.slotAt(linePosition), rows.rowAt(linePosition));
      if (!isSameTime || !this.#take(taken, rows.slotAt(position), rows.rowAt(position))) {
        this.#starts.push(this.#lined);
        lineTime = time;
        linePosition = position;
        taken.clear();
      }
      this.#lined += 1;
    }
  }

  /** Puts the columns of a row into a line; false, and no change, if one of them is taken. */
  #take(taken: Set<number>, slot: number, row: number): boolean {
    const parts = this.#partsOf(this.#table.chunkAt(slot)).filter(({ column }) => isLogged(column, row));
    if (parts.some(({ index }) => taken.has(index))) return false;
    for (const { index } of parts) taken.add(index);
    return true;
  }

  #partsOf(chunk: Chunk): readonly ChunkPart[] {
    let parts = this.#parts.get(chunk);
    if (parts === undefined) {
      const columns = this.#columnsOf.get(chunk.entityPath);
      parts = chunk.components.flatMap((column) => {
        const index = columns?.get(column.descriptor.component);
        return index === undefined ? [] : [{ index, column }];
      });
      this.#parts.set(chunk, parts);
    }
    return parts;
  }

  #maskOf(chunk: Chunk): RowMask {
    const parts = this.#partsOf(chunk);
    if (parts.length === 0) return undefined;
    if (parts.some(({ column }) => column.logged === undefined)) return 'all';
    const mask = new Uint8Array(chunk.rowCount);
    for (const { column } of parts) {
      for (let row = 0; row < chunk.rowCount; row += 1) if (isLogged(column, row)) mask[row] = 1;
    }
    return mask;
  }
}

function isLogged(column: ComponentColumn, row: number): boolean {
  return column.logged === undefined || column.logged[row] === 1;
}

function lineStarts(): GrowingColumn<Int32Array> {
  return new GrowingColumn((length) => new Int32Array(length));
}
