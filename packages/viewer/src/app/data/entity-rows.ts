import type { Chunk, ComponentColumn, EntityPath } from '@rushes/proto';
import type { ChunkTable } from './chunk-table.ts';
import { RowIndex, type RowMask } from './row-index.ts';

/** The component of the `Clear` archetype. */
export const CLEAR_COMPONENT = 'Clear:is_recursive';

const NO_CHUNKS: readonly Chunk[] = [];

interface ComponentRows {
  readonly index: RowIndex;
  readonly chunks: Set<Chunk>;
  listed: readonly Chunk[] | undefined;
}

/** All that is held of one entity: its chunks, and an index for each of its components. */
export class EntityRows {
  readonly path: EntityPath;
  /** Every row on a timeline, whatever it holds: what counts as an event. */
  readonly events: RowIndex;
  /** The rows that clear this entity's descendants as well. */
  readonly recursiveClears: RowIndex;
  readonly #table: ChunkTable;
  readonly #slots = new Set<number>();
  readonly #components = new Map<string, ComponentRows>();
  #hasRecursiveClears = false;

  constructor(path: EntityPath, table: ChunkTable) {
    this.path = path;
    this.#table = table;
    this.events = new RowIndex(table, this.#slots, () => 'all');
    this.recursiveClears = new RowIndex(table, this.#slots, (slot) => recursiveClearMask(table.chunkAt(slot)));
  }

  /** False until a recursive `Clear` was logged here: spares a look for nearly all entities. */
  get hasRecursiveClears(): boolean {
    return this.#hasRecursiveClears;
  }

  /** Sorted by name. A component stays known after its last row was evicted. */
  componentNames(): string[] {
    return [...this.#components.keys()].sort();
  }

  component(name: string): RowIndex | undefined {
    return this.#components.get(name)?.index;
  }

  /** In order of arrival; the same array while nothing changed. */
  chunksOf(name: string): readonly Chunk[] {
    const rows = this.#components.get(name);
    if (rows === undefined) return NO_CHUNKS;
    rows.listed ??= [...rows.chunks];
    return rows.listed;
  }

  /** An index over this entity's rows that the owner keeps up to date with {@link RowIndex.add} and `remove`. */
  makeIndex(select: (slot: number) => RowMask): RowIndex {
    return new RowIndex(this.#table, this.#slots, select);
  }

  /** True if a component was logged here for the first time. */
  add(slot: number): boolean {
    const chunk = this.#table.chunkAt(slot);
    this.#slots.add(slot);
    let isNew = false;
    for (const { descriptor } of chunk.components) {
      const name = descriptor.component;
      if (name === CLEAR_COMPONENT && recursiveClearMask(chunk) !== undefined) {
        this.#hasRecursiveClears = true;
        this.#table.hasRecursiveClears = true;
      }
      if (this.#components.has(name)) continue;
      const index = this.makeIndex((candidate) => componentMask(this.#table.chunkAt(candidate), name));
      this.#components.set(name, { index, chunks: new Set(), listed: undefined });
      isNew = true;
    }
    this.events.add(slot);
    this.recursiveClears.add(slot);
    for (const { descriptor } of chunk.components) {
      const rows = this.#components.get(descriptor.component);
      if (rows === undefined) continue;
      rows.index.add(slot);
      rows.chunks.add(chunk);
      rows.listed = undefined;
    }
    return isNew;
  }

  /** Must be called while the slot is still held. */
  remove(slot: number): void {
    this.#slots.delete(slot);
    this.events.remove(slot);
    this.recursiveClears.remove(slot);
    const chunk = this.#table.chunkAt(slot);
    for (const { descriptor } of chunk.components) {
      const rows = this.#components.get(descriptor.component);
      if (rows === undefined) continue;
      rows.index.remove(slot);
      rows.chunks.delete(chunk);
      rows.listed = undefined;
    }
  }
}

/** The column of a component, if the chunk has it. */
export function findColumn(chunk: Chunk, component: string): ComponentColumn | undefined {
  for (const column of chunk.components) if (column.descriptor.component === component) return column;
  return undefined;
}

function componentMask(chunk: Chunk, component: string): RowMask {
  const column = findColumn(chunk, component);
  return column === undefined ? undefined : (column.logged ?? 'all');
}

function recursiveClearMask(chunk: Chunk): RowMask {
  const column = findColumn(chunk, CLEAR_COMPONENT);
  if (column === undefined || column.values.kind !== 'booleans') return undefined;
  const mask = new Uint8Array(chunk.rowCount);
  let found = false;
  for (let row = 0; row < chunk.rowCount; row += 1) {
    const start = column.rowStarts[row] as number;
    const isLogged = column.logged === undefined || column.logged[row] === 1;
    if (!isLogged || start === column.rowStarts[row + 1] || column.values.booleans[start] !== 1) continue;
    mask[row] = 1;
    found = true;
  }
  return found ? mask : undefined;
}
