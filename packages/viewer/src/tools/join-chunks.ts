import { ChunkRows, compareTuids, joinRows, ProtoError, type RowSlice, TUID_BYTES } from '@rushes/proto';
import type { RecordingOutput } from './recording-output.ts';

/** The rows of a chunk; undefined if it cannot be taken apart: its Arrow stream is broken, or has a type that is not known. */
export function rowsOrUndefined(arrow: Uint8Array): ChunkRows | undefined {
  try {
    return ChunkRows.read(arrow);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

/** Neighbouring slices as one. */
export function coalesce(slices: readonly RowSlice[]): RowSlice[] {
  const merged: { rows: ChunkRows; from: number; to: number }[] = [];
  for (const slice of slices) {
    const last = merged.at(-1);
    if (last?.rows === slice.rows && last.to === slice.from) last.to = slice.to;
    else merged.push({ ...slice });
  }
  return merged;
}

/**
 * The rows of several chunks in ascending order of their ids, in as few slices as that takes; undefined if an id is there
 * twice, so that they cannot be one chunk.
 */
export function inRowOrder(chunks: readonly ChunkRows[]): RowSlice[] | undefined {
  const sorted = chunks.filter(({ rowCount }) => rowCount > 0).sort((a, b) => compareRows(a, 0, b, 0));
  const followsOn = sorted.every((rows, i) => {
    const former = sorted[i - 1];
    return former === undefined || compareRows(former, former.rowCount - 1, rows, 0) < 0;
  });
  if (followsOn) return sorted.map((rows) => ({ rows, from: 0, to: rows.rowCount }));
  const single = sorted.flatMap((rows) =>
    Array.from({ length: rows.rowCount }, (_, from) => ({ rows, from, to: from + 1 })),
  );
  single.sort((a, b) => compareRows(a.rows, a.from, b.rows, b.from));
  for (const [i, slice] of single.entries()) {
    const former = single[i - 1];
    if (former !== undefined && compareRows(former.rows, former.from, slice.rows, slice.from) === 0) return undefined;
  }
  return coalesce(single);
}

function compareRows(a: ChunkRows, rowA: number, b: ChunkRows, rowB: number): number {
  return compareTuids(a.rowIds, rowA * TUID_BYTES, b.rowIds, rowB * TUID_BYTES);
}

/** Cuts a row of slices where the columns change: each run can be one chunk. */
export function runsOfColumns(slices: readonly RowSlice[]): RowSlice[][] {
  const runs: RowSlice[][] = [];
  for (const slice of slices) {
    const run = runs.at(-1);
    if (run?.[0]?.rows.columnsKey === slice.rows.columnsKey) run.push(slice);
    else runs.push([slice]);
  }
  return runs;
}

/** Whether a run is one whole chunk, which can stay as it is. */
export function isWhole(run: readonly RowSlice[]): boolean {
  const [only] = run;
  return run.length === 1 && only !== undefined && only.from === 0 && only.to === only.rows.rowCount;
}

/** The Arrow stream of a new chunk. */
export function joinRun(output: RecordingOutput, run: readonly RowSlice[]): Uint8Array {
  return joinRows(output.newChunkId(), run);
}
