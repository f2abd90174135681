import { type Chunk, type ChunkHeader, type ComponentColumn, decodeChunk, decodeMessage } from '@rushes/proto';
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
  const bytesAt = (i: number) => {
    if (values.kind !== 'utf8' && values.kind !== 'bytes') return new Uint8Array(0);
    return values.bytes.subarray(values.starts[i], values.starts[i + 1]);
  };
  const each = Array.from({ length: to - from }, (_, i) => from + i);
  switch (values.kind) {
    case 'numbers': {
      const width = typeof itemType === 'object' && itemType.type === 'FixedSizeList' ? itemType.size : 1;
      return Array.from(values.numbers.subarray(from * width, to * width) as ArrayLike<number | bigint>);
    }
    case 'booleans':
      return each.map((i) => values.booleans[i] === 1);
    case 'utf8':
      return each.map((i) => new TextDecoder().decode(bytesAt(i)));
    case 'bytes':
      return each.map((i) => [...bytesAt(i)]);
    case 'opaque':
      return each.map((i) => values.texts[i]);
  }
}
