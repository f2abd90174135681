import type { ChunkTable } from './chunk-table.ts';

/**
 * Rows per block. Larger blocks make the search over blocks shorter and the shift on an insert longer; at 512 both stay
 * under a microsecond for a million rows.
 */
const BLOCK_ROWS = 512;
const FIRST_BLOCK_ROWS = 8;
/** A position is `block * POSITION_STRIDE + offset`: one number, valid until the next change. */
const POSITION_STRIDE = 1024;

/** Numbers read from a block's rows, kept until the block changes; owned by `range-numbers.ts`. */
export interface BlockNumbers {
  readonly origin: bigint;
  readonly width: number;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A run of rows in order. The arrays may be longer than `length`. */
export class RowBlock {
  times: BigInt64Array;
  slots: Int32Array;
  rows: Int32Array;
  length = 0;
  numbers: BlockNumbers | undefined = undefined;

  constructor(capacity: number) {
    this.times = new BigInt64Array(capacity);
    this.slots = new Int32Array(capacity);
    this.rows = new Int32Array(capacity);
  }

  get isFull(): boolean {
    return this.length >= BLOCK_ROWS;
  }

  insertAt(offset: number, time: bigint, slot: number, row: number): void {
    if (this.length === this.times.length) this.#grow();
    if (offset < this.length) {
      this.times.copyWithin(offset + 1, offset, this.length);
      this.slots.copyWithin(offset + 1, offset, this.length);
      this.rows.copyWithin(offset + 1, offset, this.length);
    }
    this.times[offset] = time;
    this.slots[offset] = slot;
    this.rows[offset] = row;
    this.length += 1;
    this.numbers = undefined;
  }

  removeAt(offset: number): void {
    this.times.copyWithin(offset, offset + 1, this.length);
    this.slots.copyWithin(offset, offset + 1, this.length);
    this.rows.copyWithin(offset, offset + 1, this.length);
    this.length -= 1;
    this.numbers = undefined;
  }

  /** Keeps the first half and returns a new block with the rest. */
  splitOff(): RowBlock {
    const middle = this.length >> 1;
    const rest = new RowBlock(BLOCK_ROWS);
    rest.times.set(this.times.subarray(middle, this.length));
    rest.slots.set(this.slots.subarray(middle, this.length));
    rest.rows.set(this.rows.subarray(middle, this.length));
    rest.length = this.length - middle;
    this.length = middle;
    this.numbers = undefined;
    return rest;
  }

  #grow(): void {
    const capacity = Math.min(BLOCK_ROWS, this.times.length * 2);
    const { times, slots, rows } = this;
    this.times = new BigInt64Array(capacity);
    this.slots = new Int32Array(capacity);
    this.rows = new Int32Array(capacity);
    this.times.set(times);
    this.slots.set(slots);
    this.rows.set(rows);
  }
}

/**
 * Rows ordered by (time, row id), as a list of sorted blocks. An append at the end is O(1), which is what live data does; an
 * insert anywhere else shifts at most one block, so history may come newest to oldest, overlap, or be unsorted, and a
 * query never has to wait for a merge.
 */
export class SortedRows {
  readonly #table: ChunkTable;
  readonly #blocks: RowBlock[] = [];
  #size = 0;
  /** Rows before each block; undefined = to be counted again. Appending keeps it valid. */
  #rowsBefore: number[] | undefined = [];

  constructor(table: ChunkTable) {
    this.#table = table;
  }

  get size(): number {
    return this.#size;
  }

  /** For bulk reading; valid until the next change. */
  get blocks(): readonly RowBlock[] {
    return this.#blocks;
  }

  insert(time: bigint, slot: number, row: number): void {
    this.#size += 1;
    const last = this.#blocks.at(-1);
    if (last === undefined || this.#compare(last, last.length - 1, time, slot, row) < 0) {
      this.#append(last, time, slot, row);
      return;
    }
    this.#rowsBefore = undefined;
    const blockIndex = this.#firstBlockFrom(time, slot, row);
    const block = this.#blockAt(blockIndex);
    const offset = this.#firstOffsetFrom(block, time, slot, row);
    if (!block.isFull) block.insertAt(offset, time, slot, row);
    else if (offset === 0) this.#insertBefore(blockIndex, time, slot, row);
    else this.#insertSplitting(blockIndex, offset, time, slot, row);
  }

  /** True if the row was there. */
  remove(time: bigint, slot: number, row: number): boolean {
    const position = this.positionOf(time, slot, row);
    if (position < 0) return false;
    const blockIndex = Math.floor(position / POSITION_STRIDE);
    const block = this.#blockAt(blockIndex);
    block.removeAt(position % POSITION_STRIDE);
    if (block.length === 0) this.#blocks.splice(blockIndex, 1);
    this.#size -= 1;
    this.#rowsBefore = undefined;
    return true;
  }

  /** The last row at or before `time`, or -1. */
  lastAtOrBefore(time: bigint): number {
    const blocks = this.#blocks;
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((blocks[middle] as RowBlock).times[0] as bigint) <= time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return -1;
    const block = blocks[low - 1] as RowBlock;
    return (low - 1) * POSITION_STRIDE + upperBound(block, time) - 1;
  }

  /** The first row at or after `time`, or -1. */
  firstAtOrAfter(time: bigint): number {
    const blockIndex = this.#firstBlockReaching(time);
    const block = this.#blocks[blockIndex];
    return block === undefined ? -1 : blockIndex * POSITION_STRIDE + lowerBound(block, time);
  }

  /** How many rows are before `time`. */
  countBefore(time: bigint): number {
    const blockIndex = this.#firstBlockReaching(time);
    const block = this.#blocks[blockIndex];
    return block === undefined ? this.#size : this.#rowsBeforeBlock(blockIndex) + lowerBound(block, time);
  }

  /** The position of this very row, or -1. */
  positionOf(time: bigint, slot: number, row: number): number {
    const blockIndex = this.#firstBlockFrom(time, slot, row);
    const block = this.#blocks[blockIndex];
    if (block === undefined) return -1;
    const offset = this.#firstOffsetFrom(block, time, slot, row);
    const isFound = block.slots[offset] === slot && block.rows[offset] === row && block.times[offset] === time;
    return isFound ? blockIndex * POSITION_STRIDE + offset : -1;
  }

  /** The rank of a position: how many rows come before it. */
  rankOf(position: number): number {
    return this.#rowsBeforeBlock(Math.floor(position / POSITION_STRIDE)) + (position % POSITION_STRIDE);
  }

  /** The position of the row with `rank` rows before it, or -1. */
  positionAtRank(rank: number): number {
    if (rank < 0 || rank >= this.#size) return -1;
    const ranks = this.#allRowsBefore();
    let low = 0;
    let high = ranks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[middle] as number) <= rank) low = middle + 1;
      else high = middle;
    }
    return (low - 1) * POSITION_STRIDE + rank - (ranks[low - 1] as number);
  }

  /** The position after this one, or -1. */
  next(position: number): number {
    const blockIndex = Math.floor(position / POSITION_STRIDE);
    if ((position % POSITION_STRIDE) + 1 < this.#blockAt(blockIndex).length) return position + 1;
    return blockIndex + 1 < this.#blocks.length ? (blockIndex + 1) * POSITION_STRIDE : -1;
  }

  timeAt(position: number): bigint {
    return this.#blockOf(position).times[position % POSITION_STRIDE] as bigint;
  }

  slotAt(position: number): number {
    return this.#blockOf(position).slots[position % POSITION_STRIDE] as number;
  }

  rowAt(position: number): number {
    return this.#blockOf(position).rows[position % POSITION_STRIDE] as number;
  }

  get firstTime(): bigint | undefined {
    return this.#blocks[0]?.times[0];
  }

  get lastTime(): bigint | undefined {
    const last = this.#blocks.at(-1);
    return last?.times[last.length - 1];
  }

  #append(last: RowBlock | undefined, time: bigint, slot: number, row: number): void {
    let block = last;
    if (block === undefined || block.isFull) {
      this.#rowsBefore?.push(this.#size - 1);
      block = new RowBlock(block === undefined ? FIRST_BLOCK_ROWS : BLOCK_ROWS);
      this.#blocks.push(block);
    }
    block.insertAt(block.length, time, slot, row);
  }

  /** A full block whose first row comes after the new one: the block before it takes the row, or a new one does. */
  #insertBefore(blockIndex: number, time: bigint, slot: number, row: number): void {
    const before = this.#blocks[blockIndex - 1];
    if (before !== undefined && !before.isFull) {
      before.insertAt(before.length, time, slot, row);
      return;
    }
    const block = new RowBlock(BLOCK_ROWS);
    block.insertAt(0, time, slot, row);
    this.#blocks.splice(blockIndex, 0, block);
  }

  #insertSplitting(blockIndex: number, offset: number, time: bigint, slot: number, row: number): void {
    const block = this.#blockAt(blockIndex);
    const rest = block.splitOff();
    this.#blocks.splice(blockIndex + 1, 0, rest);
    if (offset <= block.length) block.insertAt(offset, time, slot, row);
    else rest.insertAt(offset - block.length, time, slot, row);
  }

  #compare(block: RowBlock, offset: number, time: bigint, slot: number, row: number): number {
    const other = block.times[offset] as bigint;
    if (other < time) return -1;
    if (other > time) return 1;
    return this.#table.compareRows(block.slots[offset] as number, block.rows[offset] as number, slot, row);
  }

  /** The first block whose last row is not before the given one; the number of blocks if there is none. */
  #firstBlockFrom(time: bigint, slot: number, row: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blockAt(middle);
      if (this.#compare(block, block.length - 1, time, slot, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstOffsetFrom(block: RowBlock, time: bigint, slot: number, row: number): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(block, middle, time, slot, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first block whose last time is not before `time`. */
  #firstBlockReaching(time: bigint): number {
    const blocks = this.#blocks;
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = blocks[middle] as RowBlock;
      if ((block.times[block.length - 1] as bigint) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #blockAt(blockIndex: number): RowBlock {
    return this.#blocks[blockIndex] as RowBlock;
  }

  #blockOf(position: number): RowBlock {
    return this.#blocks[Math.floor(position / POSITION_STRIDE)] as RowBlock;
  }

  #rowsBeforeBlock(blockIndex: number): number {
    return this.#allRowsBefore()[blockIndex] as number;
  }

  #allRowsBefore(): number[] {
    if (this.#rowsBefore !== undefined) return this.#rowsBefore;
    const ranks: number[] = [];
    let rows = 0;
    for (const block of this.#blocks) {
      ranks.push(rows);
      rows += block.length;
    }
    this.#rowsBefore = ranks;
    return ranks;
  }
}

/** Offset of the first row with a time >= `time`. */
function lowerBound(block: RowBlock, time: bigint): number {
  const { times } = block;
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as bigint) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offset of the first row with a time > `time`. */
function upperBound(block: RowBlock, time: bigint): number {
  const { times } = block;
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as bigint) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
