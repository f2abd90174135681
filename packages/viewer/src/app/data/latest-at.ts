import { type EntityPath, parentEntityPath } from '@rushes/proto';
import type { ChunkTable } from './chunk-table.ts';
import { CLEAR_COMPONENT, type EntityRows, findColumn } from './entity-rows.ts';
import type { RowRef } from './recording-store.ts';
import type { RowIndex, RowPlace } from './row-index.ts';

/** What a query looks things up in. */
export interface QueryScope {
  readonly table: ChunkTable;
  readonly entities: ReadonlyMap<EntityPath, EntityRows>;
}

/**
 * The newest row of a component at or before `time`. A static row stands above all of them. A row is hidden by a `Clear` that
 * was logged at the entity itself, or recursively at an ancestor, with a later (time, row id) but not after `time`. Static
 * rows are hidden by static clears only: what is said once and for all, such as a codec, outlives a clear in time.
 */
export function latestAt(
  scope: QueryScope,
  entity: EntityRows,
  component: string,
  timeline: string,
  time: bigint,
): RowRef | undefined {
  const index = entity.component(component);
  if (index === undefined) return undefined;
  if (index.static !== undefined) return latestStatic(scope, entity, component, index.static);
  const rows = index.on(timeline);
  const position = rows.lastAtOrBefore(time);
  if (position < 0) return undefined;
  const slot = rows.slotAt(position);
  const row = rows.rowAt(position);
  const rowTime = rows.timeAt(position);
  if (component !== CLEAR_COMPONENT && isCleared(scope, entity, timeline, time, { slot, row }, rowTime))
    return undefined;
  return rowRef(scope.table, component, { slot, row }, rowTime);
}

/** Whether a row at `rowTime` is hidden at `time` by a clear that came after it. */
export function isCleared(
  scope: QueryScope,
  entity: EntityRows,
  timeline: string,
  time: bigint,
  place: RowPlace,
  rowTime: bigint,
): boolean {
  return someClears(scope, entity, (clears) => {
    const rows = clears.on(timeline);
    const position = rows.lastAtOrBefore(time);
    if (position < 0) return false;
    const clearTime = rows.timeAt(position);
    if (clearTime !== rowTime) return clearTime > rowTime;
    return scope.table.compareRows(rows.slotAt(position), rows.rowAt(position), place.slot, place.row) > 0;
  });
}

/** The row reference of a place; undefined if the chunk has no such column, which its index rules out. */
export function rowRef(
  table: ChunkTable,
  component: string,
  place: RowPlace,
  time: bigint | undefined,
): RowRef | undefined {
  const chunk = table.chunkAt(place.slot);
  const column = findColumn(chunk, component);
  return column === undefined ? undefined : { chunk, column, row: place.row, time };
}

function latestStatic(scope: QueryScope, entity: EntityRows, component: string, place: RowPlace): RowRef | undefined {
  const isHidden =
    component !== CLEAR_COMPONENT &&
    someClears(scope, entity, (clears) => {
      const clear = clears.static;
      return clear !== undefined && scope.table.compareRows(clear.slot, clear.row, place.slot, place.row) > 0;
    });
  return isHidden ? undefined : rowRef(scope.table, component, place, undefined);
}

/** Asks of every index of clears that reach this entity: all of its own, the recursive ones of its ancestors. */
function someClears(scope: QueryScope, entity: EntityRows, test: (clears: RowIndex) => boolean): boolean {
  const own = entity.component(CLEAR_COMPONENT);
  if (own !== undefined && test(own)) return true;
  if (!scope.table.hasRecursiveClears) return false;
  let path = parentEntityPath(entity.path);
  while (path !== undefined) {
    const ancestor = scope.entities.get(path);
    if (ancestor?.hasRecursiveClears === true && test(ancestor.recursiveClears)) return true;
    path = parentEntityPath(path);
  }
  return false;
}
