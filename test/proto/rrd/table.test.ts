import { describe, expect, it } from 'vitest';
import { encodeTable, type TableColumn } from '../../../packages/proto/src/rrd/arrow-table.ts';
import { readTable } from '../../../packages/proto/src/rrd/read-table.ts';

const ROWS = 32;
const NO_BYTES = new Uint8Array(0);

function column(name: string, values: Uint8Array): TableColumn {
  return { name, type: 'UInt64', isNullable: false, nulls: 0, metadata: {}, buffers: [NO_BYTES, values] };
}

/** Points every empty buffer to the values of the first column. */
function withSharedBuffers(table: Uint8Array, byteLength: number): Uint8Array {
  const copy = table.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 16 <= copy.length; at += 8) {
    if (view.getBigUint64(at, true) !== BigInt(byteLength) || view.getBigUint64(at + 8, true) !== 0n) continue;
    view.setBigUint64(at, 0n, true);
    view.setBigUint64(at + 8, BigInt(byteLength), true);
  }
  return copy;
}

describe('tables of manifests', () => {
  const values = new Uint8Array(new BigUint64Array(ROWS).fill(3n).buffer);

  it('are read as they were written', () => {
    const { rowCount, columns } = readTable(encodeTable([column('a', values), column('b', values)], ROWS));
    expect(rowCount).toBe(ROWS);
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'uint64'],
      ['b', 'uint64'],
    ]);
    expect(columns[1]?.values.getBigUint64(8 * (ROWS - 1), true)).toBe(3n);
  });

  it('[R5] may not have columns that share their bytes, to ask for more work than they are long', () => {
    // One column of values, and many that are empty until they are pointed at it.
    const others = Array.from({ length: 500 }, (_, i) => column(`c${i}`, NO_BYTES));
    const table = encodeTable([column('a', values), ...others], ROWS);
    const one = withSharedBuffers(encodeTable([column('a', values), column('b', NO_BYTES)], ROWS), values.length);
    expect(readTable(one).columns[1]?.values.getBigUint64(0, true)).toBe(3n);
    expect(() => readTable(withSharedBuffers(table, values.length))).toThrow('do not fit');
  });
});
