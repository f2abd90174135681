import { type ComponentColumn, halfToNumber, numbersPerInstance } from '@rushes/proto';
import type { ChunkTable } from './chunk-table.ts';
import { findColumn } from './entity-rows.ts';
import type { NumberRange } from './recording-store.ts';
import type { BlockNumbers, RowBlock, SortedRows } from './sorted-rows.ts';

/** What to read, and where from. */
export interface NumberQuery {
  readonly component: string;
  readonly from: bigint;
  readonly to: bigint;
  /** Subtracted from every time. */
  readonly origin: bigint;
}

/** A piece of a block that lies in the range. */
interface Piece {
  readonly numbers: BlockNumbers;
  readonly first: number;
  readonly end: number;
}

/** The numbers of all rows with from <= time <= to. Numbers once read stay with their block until it changes. */
export function rangeNumbers(table: ChunkTable, rows: SortedRows, query: NumberQuery): NumberRange {
  const pieces: Piece[] = [];
  let rowCount = 0;
  let width = 0;
  const firstRank = rows.countBefore(query.from);
  const endRank = query.to < query.from ? firstRank : countUpTo(rows, query.to);
  let rank = 0;
  for (const block of rows.blocks) {
    const first = Math.max(0, firstRank - rank);
    const end = Math.min(block.length, endRank - rank);
    rank += block.length;
    if (first >= end) continue;
    const numbers = blockNumbers(table, block, query);
    pieces.push({ numbers, first, end });
    rowCount += end - first;
    width = Math.max(width, numbers.width);
  }
  return joinPieces(pieces, rowCount, width);
}

function countUpTo(rows: SortedRows, to: bigint): number {
  const position = rows.lastAtOrBefore(to);
  return position < 0 ? 0 : rows.rankOf(position) + 1;
}

function joinPieces(pieces: readonly Piece[], rowCount: number, width: number): NumberRange {
  const times = new Float64Array(rowCount);
  const values = new Float64Array(rowCount * width);
  let row = 0;
  for (const { numbers, first, end } of pieces) {
    times.set(numbers.times.subarray(first, end), row);
    const rowsHere = end - first;
    if (numbers.width === width) {
      values.set(numbers.values.subarray(first * width, end * width), row * width);
    } else {
      values.fill(Number.NaN, row * width, (row + rowsHere) * width);
      for (let r = 0; r < rowsHere; r += 1) {
        const start = (first + r) * numbers.width;
        values.set(numbers.values.subarray(start, start + numbers.width), (row + r) * width);
      }
    }
    row += rowsHere;
  }
  return { times, values, width };
}

function blockNumbers(table: ChunkTable, block: RowBlock, query: NumberQuery): BlockNumbers {
  if (block.numbers?.origin === query.origin) return block.numbers;
  const columns = columnsOf(table, block, query.component);
  let width = 0;
  for (let i = 0; i < block.length; i += 1) {
    width = Math.max(width, numberCount(columns[i], block.rows[i] as number));
  }
  const times = new Float64Array(block.length);
  const values = new Float64Array(block.length * width).fill(Number.NaN);
  for (let i = 0; i < block.length; i += 1) {
    times[i] = Number((block.times[i] as bigint) - query.origin);
    copyNumbers(columns[i], block.rows[i] as number, values, i * width);
  }
  const numbers: BlockNumbers = { origin: query.origin, width, times, values };
  block.numbers = numbers;
  return numbers;
}

/** The column of each row of a block; runs of rows of one chunk look it up once. */
function columnsOf(table: ChunkTable, block: RowBlock, component: string): (ComponentColumn | undefined)[] {
  const columns: (ComponentColumn | undefined)[] = [];
  let lastSlot = -1;
  let column: ComponentColumn | undefined;
  for (let i = 0; i < block.length; i += 1) {
    const slot = block.slots[i] as number;
    if (slot !== lastSlot) {
      column = findColumn(table.chunkAt(slot), component);
      lastSlot = slot;
    }
    columns.push(column);
  }
  return columns;
}

function numberCount(column: ComponentColumn | undefined, row: number): number {
  if (column === undefined) return 0;
  if (column.values.kind !== 'numbers' && column.values.kind !== 'booleans') return 0;
  return (
    ((column.rowStarts[row + 1] as number) - (column.rowStarts[row] as number)) * numbersPerInstance(column.itemType)
  );
}

function copyNumbers(column: ComponentColumn | undefined, row: number, out: Float64Array, offset: number): void {
  const count = numberCount(column, row);
  if (column === undefined || count === 0) return;
  const { values } = column;
  const start = (column.rowStarts[row] as number) * numbersPerInstance(column.itemType);
  if (values.kind === 'numbers') {
    const isHalf = column.itemType === 'Float16';
    for (let i = 0; i < count; i += 1) {
      const number = Number(values.numbers[start + i]);
      out[offset + i] = isHalf ? halfToNumber(number) : number;
    }
  } else if (values.kind === 'booleans') {
    for (let i = 0; i < count; i += 1) out[offset + i] = values.booleans[start + i] as number;
  }
}
