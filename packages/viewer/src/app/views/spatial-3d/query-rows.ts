import type { EntityPath } from '@rushes/proto';
import { readNumbers } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';

/** The rows that make one thing, by field. Comparing them tells whether anything changed, without decoding. */
export type RowsOf<F extends string> = Readonly<Record<F, RowRef | undefined>>;

/** The newest row of each field; each by itself, as fields of one archetype may be logged one by one. */
export function findRows<F extends string>(
  store: RecordingStore,
  entity: EntityPath,
  archetype: string,
  fields: readonly F[],
  timeline: string,
  time: bigint,
): RowsOf<F> {
  const rows = {} as Record<F, RowRef | undefined>;
  for (const field of fields) rows[field] = store.latestAt(entity, `${archetype}:${field}`, timeline, time);
  return rows;
}

/** True when both name the same rows, so that what was read from one holds for the other. */
export function sameRows<F extends string>(a: RowsOf<F>, b: RowsOf<F>): boolean {
  for (const field in a) if (!sameRow(a[field], b[field])) return false;
  return true;
}

/** Numbers of a row of points or vectors as floats; undefined if nothing was logged, or something else than numbers. */
export function readFloats(ref: RowRef | undefined): Float32Array | undefined {
  const numbers = readNumbers(ref)?.numbers;
  if (numbers === undefined || numbers instanceof Float32Array) return numbers;
  return Float32Array.from(numbers as ArrayLike<number | bigint>, Number);
}

/** The first number of a row, if it is finite. */
export function readFirst(ref: RowRef | undefined): number | undefined {
  const value = Number(readNumbers(ref)?.numbers[0] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function sameRow(a: RowRef | undefined, b: RowRef | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.chunk === b.chunk && a.row === b.row && a.column === b.column)
  );
}
