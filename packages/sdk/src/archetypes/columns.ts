import { describe } from '../coerce/describe.ts';
import type { NumberList } from '../coerce/number.ts';
import type { Archetype } from './archetype.ts';

/**
 * One value of an archetype per row, as {@link RecordingStream.sendColumns} takes it; made by `Scalars.columns` and the like, and by
 * {@link columnsOf}.
 *
 * @group Archetypes
 */
export interface ArchetypeColumns {
  /** In the order of the times they go with. */
  readonly rows: readonly Archetype[];
}

/**
 * Fields with one entry per row. Where a field is one number, a typed array will do.
 *
 * @group Archetypes
 */
export type ColumnsOf<F> = F extends unknown ? { readonly [K in keyof F]: RowsOf<F[K]> } : never;

type RowsOf<T> =
  | readonly (T | undefined)[]
  | (number extends T ? NumberList : never)
  | (undefined extends T ? undefined : never);

/**
 * Columns of any archetype from one value per row.
 *
 * @example
 * rec.sendColumns('camera/boxes', [{ name: 'frame', sequence: [0, 1] }], columnsOf([boxesOfFrame0, boxesOfFrame1]));
 *
 * @group Archetypes
 */
export function columnsOf(rows: readonly Archetype[]): ArchetypeColumns {
  return { rows };
}

/** One row per entry of the fields, which must all have as many. */
export function rowsOf<F>(where: string, columns: object, make: (fields: F) => Archetype): ArchetypeColumns {
  const lists = Object.entries(columns).filter(([, list]) => list !== undefined);
  for (const [key, list] of lists) {
    if (!Array.isArray(list) && !ArrayBuffer.isView(list)) {
      throw new TypeError(`${where}.columns ${key} must be an array with one entry per row, but is ${describe(list)}.`);
    }
  }
  const [first, ...others] = lists.map(([key, list]) => ({ key, list: list as ArrayLike<unknown> }));
  if (first === undefined) {
    throw new TypeError(`${where}.columns needs at least one field with one entry per row, but got none.`);
  }
  const wrong = others.find(({ list }) => list.length !== first.list.length);
  if (wrong !== undefined) {
    throw new RangeError(
      `${where}.columns ${wrong.key} must have ${first.list.length} rows as ${first.key} has, but has ${wrong.list.length}.`,
    );
  }
  const rows = Array.from({ length: first.list.length }, (_, row) =>
    make(Object.fromEntries([first, ...others].map(({ key, list }) => [key, list[row]])) as F),
  );
  return { rows };
}
