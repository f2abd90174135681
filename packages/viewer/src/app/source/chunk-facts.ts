import { type Chunk, type ChunkHeader, compareTuids, TUID_BYTES, VIDEO_CODEC, VIDEO_SAMPLE } from '@rushes/proto';
import type { BudgetChunk } from '../data/eviction.ts';

/** A codec as it was logged, with what decides between several. */
export interface LoggedCodec {
  readonly fourcc: number;
  readonly isStatic: boolean;
  readonly rowId: Uint8Array;
}

/** The codec that was logged last in this chunk, if any. */
export function latestCodec(chunk: Chunk): LoggedCodec | undefined {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === VIDEO_CODEC);
  if (column === undefined || column.values.kind !== 'numbers') return undefined;
  for (let row = chunk.rowCount - 1; row >= 0; row -= 1) {
    const start = column.rowStarts[row] ?? 0;
    const isEmpty = start === column.rowStarts[row + 1];
    if (isEmpty || column.logged?.[row] === 0) continue;
    const rowId = chunk.rowIds.slice(row * TUID_BYTES, (row + 1) * TUID_BYTES);
    return { fourcc: Number(column.values.numbers[start]), isStatic: chunk.timelines.length === 0, rowId };
  }
  return undefined;
}

/** A static codec counts more than one on a timeline; among equals the one logged last. Chunks come in any order. */
export function replacesCodec(candidate: LoggedCodec, known: LoggedCodec | undefined): boolean {
  if (known === undefined) return true;
  if (candidate.isStatic !== known.isStatic) return candidate.isStatic;
  return compareTuids(candidate.rowId, 0, known.rowId, 0) > 0;
}

/** What the memory budget has to know of a chunk. */
export function describeForBudget(chunk: Chunk, header: ChunkHeader, byteLength: number): BudgetChunk {
  const isStatic = chunk.timelines.length === 0;
  const hasSamples = chunk.components.some(({ descriptor }) => descriptor.component === VIDEO_SAMPLE);
  const isWhole = isStatic && chunk.components.every(({ logged }) => logged === undefined);
  return {
    id: chunk.id,
    entity: chunk.entityPath,
    byteLength,
    firstRowId: rowIdAt(chunk, 0),
    lastRowId: rowIdAt(chunk, Math.max(0, chunk.rowCount - 1)),
    kind: isStatic ? 'static' : hasSamples ? 'video' : 'rows',
    startsAtKeyframe: header.video?.startsAtKeyframe === true,
    wholeComponents: isWhole ? chunk.components.map(({ descriptor }) => descriptor.component).join(' ') : undefined,
  };
}

function rowIdAt(chunk: Chunk, row: number): bigint {
  if (chunk.rowCount === 0) return 0n;
  const { rowIds } = chunk;
  const view = new DataView(rowIds.buffer, rowIds.byteOffset + row * TUID_BYTES, TUID_BYTES);
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
}
