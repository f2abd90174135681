import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Chunk, checkChunk, decodeChunk, encodeChunk } from '@rushes/proto';
import { type Field, type Schema, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { instancesOf } from '../arbitrary-chunk.ts';

const file = fileURLToPath(new URL('../../../../shared/corpus/rrd/all-kinds-plain.rrd', import.meta.url));
const exists = existsSync(file);
const skipped = exists ? '' : ' (skipped: ../shared/corpus not present)';

/** The Arrow payloads of the chunks of a recording without compression. */
function chunksOf(recording: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(recording.buffer, recording.byteOffset, recording.byteLength);
  const payloads: Uint8Array[] = [];
  for (let offset = 12; offset + 16 <= recording.length; ) {
    const kind = view.getBigUint64(offset, true);
    const length = Number(view.getBigUint64(offset + 8, true));
    const message = recording.subarray(offset + 16, offset + 16 + length);
    if (kind === 2n) payloads.push(bytesField(message, 5));
    offset += 16 + length;
  }
  return payloads;
}

/** The field of bytes with this number in a protobuf message. */
function bytesField(message: Uint8Array, wanted: number): Uint8Array {
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[offset++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (offset < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) offset += 8;
    else {
      const length = varint();
      if (tag >> 3 === wanted) return message.subarray(offset, offset + length);
      offset += length;
    }
  }
  throw new Error(`The message has no field ${wanted}.`);
}

describe.skipIf(!exists)(`chunks that Rerun reads${skipped}`, () => {
  const payloads = exists ? chunksOf(readFileSync(file)) : [];
  const chunks = payloads.map((payload) => decodeChunk(payload));

  it('decodes all of them, each a chunk in order', () => {
    expect(chunks.length).toBeGreaterThan(10);
    for (const chunk of chunks) checkChunk(chunk);
  });

  it('finds what was logged', () => {
    const components = new Set(
      chunks.flatMap((chunk) => chunk.components.map((column) => column.descriptor.component)),
    );
    for (const name of [
      'VideoStream:codec',
      'VideoStream:sample',
      'Points3D:positions',
      'Scalars:scalars',
      'TextLog:text',
    ]) {
      expect(components).toContain(name);
    }
    expect(columnsOf(chunks, 'VideoStream:codec').flatMap(allInstances)).toEqual([0x61766331]);
    const samples = columnsOf(chunks, 'VideoStream:sample').flatMap(allInstances) as number[][];
    expect(samples).toHaveLength(60);
    expect(samples.every((bytes) => bytes[0] === 0 && bytes[1] === 0)).toBe(true);
    expect(columnsOf(chunks, 'TextLog:text').flatMap(allInstances)).toHaveLength(6);
    const timelines = new Map(chunks.flatMap((chunk) => chunk.timelines.map(({ name, kind }) => [name, kind])));
    expect(Object.fromEntries(timelines)).toMatchObject({
      frame: 'sequence',
      log_time: 'timestamp',
      session_time: 'duration',
    });
  });

  it('[W13] writes them with the same schema and the same values', () => {
    for (const [i, payload] of payloads.entries()) {
      const chunk = chunks[i];
      if (chunk === undefined || chunk.components.some((column) => column.values.kind === 'opaque')) continue;
      const theirs = tableFromIPC(payload);
      const ours = tableFromIPC(encodeChunk(chunk));
      expect(described(ours.schema)).toEqual(described(theirs.schema));
      // As bytes: comparing a megabyte of numbers one by one takes seconds.
      const again = encodeChunk(decodeChunk(encodeChunk(chunk)));
      expect(Buffer.from(again).equals(encodeChunk(chunk))).toBe(true);
    }
  });

  it('keeps no column as opaque that the tables know', () => {
    const opaque = chunks.flatMap((chunk) => chunk.components).filter((column) => column.values.kind === 'opaque');
    expect(opaque.map((column) => column.descriptor.component)).toEqual([]);
  });
});

function columnsOf(chunks: readonly Chunk[], component: string) {
  return chunks.flatMap((chunk) =>
    chunk.components
      .filter((column) => column.descriptor.component === component)
      .map((column) => ({ column, rowCount: chunk.rowCount })),
  );
}

function allInstances({ column, rowCount }: ReturnType<typeof columnsOf>[number]): readonly unknown[] {
  return Array.from({ length: rowCount }, (_, row) => instancesOf(column, row) ?? []).flat();
}

/** All that a schema says, whatever the order: the program that made these files did not sort its components. */
function described(schema: Schema) {
  const byName = [...schema.fields].sort((a, b) => (a.name < b.name ? -1 : 1));
  const fields = byName.map((field) => ({
    name: field.name,
    type: `${field.type}`,
    nullable: field.nullable,
    children: (field.type.children as readonly Field[] | null)?.map((child) => [
      child.name,
      child.nullable,
      `${child.type}`,
    ]),
    metadata: Object.fromEntries(field.metadata),
  }));
  return { fields, metadata: Object.fromEntries(schema.metadata) };
}
