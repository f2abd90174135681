import { rowInstanceCount } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';

/** What one instance has of a component. */
export interface InstanceValue {
  /** As if the instance were all that was logged. */
  readonly ref: RowRef;
  /** One value was logged for all instances. */
  readonly isShared: boolean;
}

/**
 * The value of one instance in a row. Where the row has fewer values than there are instances, the last one holds for all further
 * ones, as it is drawn. Undefined where the row has none.
 */
export function instanceValue(ref: RowRef, instance: number): InstanceValue | undefined {
  const count = rowInstanceCount(ref);
  if (count === 0) return undefined;
  const index = (ref.column.rowStarts[ref.row] ?? 0) + Math.min(instance, count - 1);
  const column = { ...ref.column, rowStarts: Int32Array.of(index, index + 1), logged: undefined };
  return { ref: { ...ref, row: 0, column }, isShared: count === 1 };
}

/** How many instances an entity has: as many as its longest component. */
export function instanceCount(refs: readonly (RowRef | undefined)[]): number {
  return refs.reduce((most, ref) => Math.max(most, rowInstanceCount(ref)), 0);
}
