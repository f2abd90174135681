import type { Chunk, TimeColumn } from './chunk.ts';
import { ColumnBuilder, type ComponentBatch } from './column-builder.ts';
import type { EntityPath } from './entity-path.ts';
import { type ChunkId, TUID_BYTES } from './ids.ts';
import { itemTypeText, sameItemType } from './item-type.ts';
import { checkTime, MIN_TIME, type Timeline } from './time.ts';

/**
 * Where the ids of rows come from: a {@link TuidGenerator}.
 *
 * @group Chunks
 */
export interface RowIdSource {
  /** Writes 16 bytes at `offset`; each call a greater id than the one before. */
  writeNext(out: Uint8Array, offset: number): void;
}

const MIN_ROWS = 8;

/**
 * Grows a chunk row by row, for one entity and one set of timelines. A component may be missing in some rows.
 *
 * @example
 * ```ts
 * const builder = new ChunkBuilder(parseEntityPath('arm/torque'), [{ name: 'frame', kind: 'sequence' }]);
 * const { descriptor, itemType } = archetypeField('Scalars', 'scalars');
 * builder.appendRow(ids, [42n], [{ descriptor, itemType, data: Float64Array.of(3.2) }]);
 * const bytes = encodeChunk(builder.finish(ids.nextChunkId()));
 * ```
 * @group Chunks
 */
export class ChunkBuilder {
  readonly entityPath: EntityPath;
  readonly #timelines: readonly Timeline[];
  #times: TimesBuilder[] = [];
  #columns: ColumnBuilder[] = [];
  #rowIds = new Uint8Array(MIN_ROWS * TUID_BYTES);
  #rowCount = 0;

  /**
   * @param entityPath What the rows belong to.
   * @param timelines None for a static chunk; in any order, each name once.
   */
  constructor(entityPath: EntityPath, timelines: readonly Timeline[]) {
    const names = new Set(timelines.map((timeline) => timeline.name));
    if (names.size !== timelines.length) throw new RangeError('timelines must have different names.');
    this.entityPath = entityPath;
    this.#timelines = timelines;
    this.#times = timelines.map((timeline) => new TimesBuilder(timeline));
  }

  /** Rows appended since the last {@link finish}. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes that the rows take, about: what limits of queues and batches count. */
  get byteLength(): number {
    let total = this.#rowCount * (TUID_BYTES + 8 * this.#times.length);
    for (const column of this.#columns) total += column.byteLength;
    return total;
  }

  /**
   * Adds one row. Everything is copied.
   *
   * @param rowIds Gives the row its id.
   * @param times One per timeline, in the order given to the constructor.
   * @param batches What the row holds; a component at most once.
   * @throws ProtoError `bad-chunk` for a time out of range; TypeError or RangeError for data that does not fit its type.
   * After a throw the row is not part of the chunk.
   */
  appendRow(rowIds: RowIdSource, times: BigInt64Array | readonly bigint[], batches: readonly ComponentBatch[]): void {
    if (times.length !== this.#times.length) {
      throw new RangeError(`A row needs ${this.#times.length} times, one per timeline; found ${times.length}.`);
    }
    for (let i = 0; i < times.length; i++) checkTime(times[i] ?? MIN_TIME);
    if (batches.length === 0) throw new RangeError('A row needs at least one component, found none.');
    const row = this.#rowCount;
    try {
      for (let i = 0; i < batches.length; i++) {
        const batch = batches[i];
        if (batch !== undefined) this.#appendBatch(batch, i, row);
      }
    } catch (error) {
      for (const column of this.#columns) column.truncate(row);
      throw error;
    }
    for (let i = 0; i < times.length; i++) this.#times[i]?.append(times[i] ?? MIN_TIME);
    if (this.#rowIds.length < (row + 1) * TUID_BYTES) {
      const grown = new Uint8Array(this.#rowIds.length * 2);
      grown.set(this.#rowIds);
      this.#rowIds = grown;
    }
    rowIds.writeNext(this.#rowIds, row * TUID_BYTES);
    this.#rowCount = row + 1;
  }

  /**
   * The rows as a chunk. Its arrays now belong to the caller; the builder is empty again, ready for more rows.
   */
  finish(id: ChunkId): Chunk {
    const columns = this.#columns.filter((column) => column.hasLoggedRows);
    for (const column of columns) column.skipTo(this.#rowCount);
    const chunk: Chunk = {
      id,
      entityPath: this.entityPath,
      rowCount: this.#rowCount,
      rowIds: this.#rowIds.subarray(0, this.#rowCount * TUID_BYTES),
      timelines: this.#times.map((times) => times.finish()).sort((a, b) => compareText(a.name, b.name)),
      components: columns
        .map((column) => column.finish())
        .sort((a, b) => compareText(a.descriptor.component, b.descriptor.component)),
    };
    this.#times = this.#timelines.map((timeline) => new TimesBuilder(timeline));
    this.#columns = [];
    this.#rowIds = new Uint8Array(MIN_ROWS * TUID_BYTES);
    this.#rowCount = 0;
    return chunk;
  }

  #appendBatch(batch: ComponentBatch, index: number, row: number): void {
    // Rows of one entity mostly come with the same components in the same order: look there first.
    let column = this.#columns[index];
    if (column === undefined || column.descriptor !== batch.descriptor) column = this.#columnFor(batch);
    if (column.itemType !== batch.itemType && !sameItemType(column.itemType, batch.itemType)) {
      throw new TypeError(
        `Component "${batch.descriptor.component}" holds ${itemTypeText(column.itemType)} in this chunk, found ${itemTypeText(batch.itemType)}.`,
      );
    }
    if (column.rowCount < row) column.skipTo(row);
    else if (column.rowCount > row) {
      throw new RangeError(`Component "${batch.descriptor.component}" is given twice in one row.`);
    }
    column.append(batch.data);
  }

  #columnFor(batch: ComponentBatch): ColumnBuilder {
    const name = batch.descriptor.component;
    const known = this.#columns.find((column) => column.descriptor.component === name);
    if (known !== undefined) return known;
    const column = new ColumnBuilder(batch.descriptor, batch.itemType);
    this.#columns.push(column);
    return column;
  }
}

class TimesBuilder {
  readonly #timeline: Timeline;
  #times = new BigInt64Array(MIN_ROWS);
  #count = 0;
  #last = MIN_TIME;
  #isSorted = true;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  append(time: bigint): void {
    if (this.#count === this.#times.length) {
      const grown = new BigInt64Array(this.#count * 2);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#count++] = time;
    if (time < this.#last) this.#isSorted = false;
    this.#last = time;
  }

  finish(): TimeColumn {
    return {
      name: this.#timeline.name,
      kind: this.#timeline.kind,
      times: this.#times.subarray(0, this.#count),
      isSorted: this.#isSorted,
    };
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
