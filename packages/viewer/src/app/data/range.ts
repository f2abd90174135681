import type { ChunkTable } from './chunk-table.ts';
import { rowRef } from './latest-at.ts';
import type { RowRef } from './recording-store.ts';
import type { SortedRows } from './sorted-rows.ts';

/**
 * The rows with from <= time <= to, found while they are read. Read it to its end, or leave it, before the store changes.
 * A `Clear` hides nothing here: a range tells what was logged, not what stands.
 */
export function* rangeRows(
  table: ChunkTable,
  rows: SortedRows,
  component: string,
  from: bigint,
  to: bigint,
): Generator<RowRef, void, undefined> {
  let position = rows.firstAtOrAfter(from);
  while (position >= 0) {
    const time = rows.timeAt(position);
    if (time > to) return;
    const ref = rowRef(table, component, { slot: rows.slotAt(position), row: rows.rowAt(position) }, time);
    if (ref !== undefined) yield ref;
    position = rows.next(position);
  }
}
