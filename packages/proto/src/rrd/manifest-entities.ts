import { type EntityPath, parseEntityPath } from '../entity-path.ts';
import type { RrdChunkColumns } from './chunk-columns.ts';
import type { ReadColumn } from './read-table.ts';

/** The entity of each row. @throws ProtoError for a text that is no path */
export function readEntities(column: ReadColumn, count: number): Pick<RrdChunkColumns, 'entityPaths' | 'entityOf'> {
  const entityPaths: EntityPath[] = [];
  const entityOf = new Uint32Array(count);
  // By their bytes: making a text of each row of the same few paths would take longer than all the rest.
  const known = new Map<number, { readonly bytes: Uint8Array; readonly number: number }[]>();
  const numbers = new Map<EntityPath, number>();
  for (let row = 0; row < count; row++) {
    const bytes = column.textBytes(row);
    const hash = hashOf(bytes);
    const alike = known.get(hash);
    let found = alike?.find((candidate) => sameBytes(candidate.bytes, bytes));
    if (found === undefined) {
      const path = parseEntityPath(column.text(row));
      // Two spellings may be one path.
      const number = numbers.get(path) ?? entityPaths.push(path) - 1;
      numbers.set(path, number);
      found = { bytes, number };
      if (alike === undefined) known.set(hash, [found]);
      else alike.push(found);
    }
    entityOf[row] = found.number;
  }
  return { entityPaths, entityOf };
}

/** FNV-1a. */
export function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
