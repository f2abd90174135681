import { type Chunk, type ComponentColumn, compareTuids, type EntityPath, isDescendantOrSelf } from '@rushes/proto';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';

/** A row written down plainly; what the store must answer like, found by looking at everything. */
export interface PlainRow {
  readonly chunk: Chunk;
  readonly row: number;
  readonly time: bigint | undefined;
  readonly key: number | undefined;
}

const CLEAR = 'Clear:is_recursive';

export class NaiveModel {
  #held: IngestedChunk[] = [];

  add(chunks: readonly IngestedChunk[]): void {
    for (const chunk of chunks) {
      if (!this.#held.some((other) => other.chunk.id === chunk.chunk.id)) this.#held.push(chunk);
    }
  }

  evict(ids: readonly string[]): void {
    this.#held = this.#held.filter(({ chunk }) => !ids.includes(chunk.id));
  }

  rows(entity: EntityPath, component: string | undefined, timeline: string): PlainRow[] {
    const rows: PlainRow[] = [];
    for (const { chunk, video } of this.#held) {
      if (chunk.entityPath !== entity) continue;
      const column = chunk.components.find(({ descriptor }) => descriptor.component === component);
      if (component !== undefined && column === undefined) continue;
      const times = chunk.timelines.find(({ name }) => name === timeline)?.times;
      if (chunk.timelines.length > 0 && times === undefined) continue;
      for (let row = 0; row < chunk.rowCount; row += 1) {
        if (column !== undefined && !isLogged(column, row)) continue;
        const key = video === undefined ? undefined : video.firstKey + row;
        rows.push({ chunk, row, time: times?.[row], key });
      }
    }
    return rows.sort(compareRows);
  }

  temporal(entity: EntityPath, component: string | undefined, timeline: string): PlainRow[] {
    return this.rows(entity, component, timeline).filter(({ time }) => time !== undefined);
  }

  latestAt(entity: EntityPath, component: string, timeline: string, time: bigint): PlainRow | undefined {
    const rows = this.rows(entity, component, timeline);
    const found = rows.filter((row) => row.time === undefined).at(-1) ?? rows.filter((row) => before(row, time)).at(-1);
    if (found === undefined || component === CLEAR) return found;
    const isHidden = this.#clears(entity, timeline).some(
      (clear) =>
        (clear.time === undefined) === (found.time === undefined) &&
        (clear.time === undefined || before(clear, time)) &&
        compareRows(clear, found) > 0,
    );
    return isHidden ? undefined : found;
  }

  #clears(entity: EntityPath, timeline: string): PlainRow[] {
    const entities = new Set(this.#held.map(({ chunk }) => chunk.entityPath));
    return [...entities]
      .filter((other) => isDescendantOrSelf(entity, other))
      .flatMap((other) =>
        this.rows(other, CLEAR, timeline).filter(({ chunk, row }) => other === entity || isRecursive(chunk, row)),
      );
  }
}

export function compareRows(a: PlainRow, b: PlainRow): number {
  const isStatic = a.time === undefined;
  if (isStatic !== (b.time === undefined)) return isStatic ? -1 : 1;
  if (a.time !== undefined && b.time !== undefined && a.time !== b.time) return a.time < b.time ? -1 : 1;
  return compareTuids(a.chunk.rowIds, a.row * 16, b.chunk.rowIds, b.row * 16);
}

function before(row: PlainRow, time: bigint): boolean {
  return row.time !== undefined && row.time <= time;
}

function isLogged(column: ComponentColumn, row: number): boolean {
  return column.logged === undefined || column.logged[row] === 1;
}

function isRecursive(chunk: Chunk, row: number): boolean {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === CLEAR);
  if (column?.values.kind !== 'booleans') return false;
  return column.values.booleans[column.rowStarts[row] ?? 0] === 1;
}
