import {
  type Chunk,
  type ChunkHeader,
  type ComponentColumn,
  decodeChunk,
  decodeMessage,
  plainNumbers,
  plainValue,
} from '@rushes/proto';
import type { MemorySink } from '@rushes/sdk';

/** A chunk message, decoded whole. */
export interface LoggedChunk {
  readonly header: ChunkHeader;
  readonly chunk: Chunk;
}

/** Everything in a memory sink. */
export function drainChunks(sink: MemorySink): LoggedChunk[] {
  return sink.drain().map((bytes) => {
    const message = decodeMessage(bytes);
    if (message.kind !== 'chunk') throw new Error(`Expected a chunk message, found ${message.kind}.`);
    return { header: message.header, chunk: decodeChunk(message.body) };
  });
}

/** Components of the first row, by name, as plain values. */
export function firstRow({ chunk }: LoggedChunk): Record<string, unknown> {
  return Object.fromEntries(chunk.components.map((column) => [column.descriptor.component, instances(column, 0)]));
}

/** The instances of one row as plain values; numbers flat. */
export function instances(column: ComponentColumn, row: number): unknown[] {
  const from = column.rowStarts[row] ?? 0;
  const to = column.rowStarts[row + 1] ?? 0;
  const { values, itemType } = column;
  const each = Array.from({ length: to - from }, (_, i) => from + i);
  switch (values.kind) {
    case 'numbers':
      return Array.from(plainNumbers(values.numbers, itemType, from, to) as ArrayLike<number | bigint>);
    case 'bytes':
      return each.map((i) => [...values.bytes.subarray(values.starts[i], values.starts[i + 1])]);
    default:
      return each.map((i) => plainValue(values, itemType, i));
  }
}
