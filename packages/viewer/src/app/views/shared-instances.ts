import { readNumbers } from '../data/read-column.ts';
import type { RowRef } from '../data/recording-store.ts';

/**
 * The value for instance `index` when `values` has fewer entries than there are instances: the last one repeats, so one
 * colour logged for a thousand boxes colours them all. Undefined when there is none at all.
 */
export function valueForInstance<T>(values: ArrayLike<T> | undefined, index: number): T | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return values[Math.min(index, values.length - 1)];
}

/** The first value of a row of numbers, if it has a finite one. */
export function readFirstNumber(ref: RowRef | undefined): number | undefined {
  const value = Number(readNumbers(ref)?.numbers[0] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
