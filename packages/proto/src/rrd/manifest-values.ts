import type { ReadColumn } from './read-table.ts';

// Columns of a manifest's table as plain arrays, one value a row.

/** Beyond 2^53 infinite, which no check of a place lets pass. */
export function uints(column: ReadColumn, count: number): Float64Array {
  const numbers = new Float64Array(count);
  const { values } = column;
  for (let row = 0; row < count; row++) {
    const high = values.getUint32(8 * row + 4, true);
    numbers[row] = high >= 2 ** 21 ? Number.POSITIVE_INFINITY : high * 2 ** 32 + values.getUint32(8 * row, true);
  }
  return numbers;
}

/** A copy: columns of a table may begin at any byte. */
export function times({ values }: ReadColumn, count: number): BigInt64Array {
  return new BigInt64Array(bytesOfView(values).slice(0, 8 * count).buffer);
}

/** One byte each. */
export function flags({ values }: ReadColumn, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let row = 0; row < count; row++) bytes[row] = (values.getUint8(row >> 3) >> (row & 7)) & 1;
  return bytes;
}

export function bytesOfView(view: DataView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}
