import { createHash } from 'node:crypto';
import {
  type ChunkId,
  type ComponentColumn,
  decodeChunk,
  type RrdStoreId,
  RrdWriter,
  storeKey,
  TuidGenerator,
} from '@rushes/proto';
import { instancesOf } from '../../proto/arbitrary-chunk.ts';
import { concat, ofKind, readStream, SOURCE, STORE } from '../../proto/rrd/files.ts';

/** Runs a tool that writes a recording and returns the recording with the tool's report. */
export async function rewritten<Report>(
  run: (options: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly ids: TuidGenerator;
  }) => Promise<Report>,
): Promise<{ readonly file: Uint8Array; readonly report: Report }> {
  const pieces: Uint8Array[] = [];
  const report = await run({
    // Copied at once: a tool may use the memory of what it has written again.
    write: async (bytes) => {
      pieces.push(bytes.slice());
    },
    ids: new TuidGenerator({ nowNanos: () => 1_800_000_000_000_000_000n, start: 1n }),
  });
  return { file: concat(pieces), report };
}

/** A recording of chunks of one store, in this order. */
export function fileOf(
  chunks: readonly Uint8Array[],
  options: {
    readonly storeId?: RrdStoreId;
    readonly compression?: 'none' | 'lz4';
    readonly end?: boolean;
    readonly footer?: boolean;
  } = {},
): Uint8Array {
  const { storeId = STORE, compression = 'none', end = true, footer = true } = options;
  const ids = new TuidGenerator({ nowNanos: () => 1_600_000_000_000_000_000n, start: 1n });
  const writer = new RrdWriter({ compression, footer, ids });
  const pieces = [...writer.header(), ...writer.storeInfo({ storeId, source: SOURCE })];
  for (const chunk of chunks) pieces.push(...writer.chunk(storeId, chunk));
  if (end) pieces.push(...writer.end());
  return concat(pieces);
}

/** The chunks of a recording with their Arrow streams, in the order of the file. */
export function chunksOf(
  file: Uint8Array,
): readonly { readonly storeId: RrdStoreId; readonly arrow: Uint8Array; readonly id: ChunkId }[] {
  return ofKind(readStream(file), 'chunk').map(({ storeId, arrow, facts }) => ({ storeId, arrow, id: facts.chunkId }));
}

/** Every row of a recording as a text, sorted: equal for recordings that hold the same rows, however they are cut into chunks. */
export function rowsOf(
  file: Uint8Array,
  keeps: (row: { readonly entity: string; readonly times: ReadonlyMap<string, bigint> }) => boolean = () => true,
): string[] {
  const rows: string[] = [];
  for (const { storeId, arrow } of chunksOf(file)) {
    const chunk = decodeChunk(arrow);
    for (let row = 0; row < chunk.rowCount; row++) {
      const times = new Map(chunk.timelines.map(({ name, times: values }) => [name, values[row] ?? 0n]));
      if (!keeps({ entity: chunk.entityPath, times })) continue;
      const cells = chunk.components.flatMap((column) => {
        const instances = column.values.kind === 'bytes' ? hashesOf(column, row) : instancesOf(column, row);
        return instances === null ? [] : [[column.descriptor, column.itemType, instances]];
      });
      const id = Buffer.from(chunk.rowIds.subarray(16 * row, 16 * row + 16)).toString('hex');
      rows.push(
        JSON.stringify([id, storeKey(storeId), chunk.entityPath, [...times], cells], (_, value: unknown) =>
          typeof value === 'bigint' ? `${value}n` : value,
        ),
      );
    }
  }
  return rows.sort();
}

/** As `instancesOf`, but of bytes their hashes: video would make long texts. */
function hashesOf(column: ComponentColumn, row: number): readonly string[] | null {
  const { values, rowStarts } = column;
  if (values.kind !== 'bytes' || column.logged?.[row] === 0) return null;
  const { starts, bytes } = values;
  const from = rowStarts[row] ?? 0;
  return Array.from({ length: (rowStarts[row + 1] ?? from) - from }, (_, i) =>
    createHash('sha1')
      .update(bytes.subarray(starts[from + i], starts[from + i + 1]))
      .digest('hex'),
  );
}
