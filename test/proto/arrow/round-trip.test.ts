import { checkChunk, decodeChunk, encodeChunk } from '@rushes/proto';
import { type Schema, Type, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChunk, instancesOf } from '../arbitrary-chunk.ts';

describe('a chunk through Arrow and back', () => {
  it('[W12] [W14] is the same chunk, of whatever types', () => {
    fc.assert(
      fc.property(arbitraryChunk, (chunk) => {
        checkChunk(chunk);
        const decoded = decodeChunk(encodeChunk(chunk));
        checkChunk(decoded);
        expect(decoded).toEqual(chunk);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back the same from bytes at an odd address', () => {
    fc.assert(
      fc.property(arbitraryChunk, fc.integer({ min: 1, max: 9 }), (chunk, offset) => {
        const bytes = encodeChunk(chunk);
        const shifted = new Uint8Array(bytes.length + offset);
        shifted.set(bytes, offset);
        expect(decodeChunk(shifted.subarray(offset))).toEqual(chunk);
      }),
      { numRuns: 50 },
    );
  });

  it('borrows only byte strings, also from a Buffer of Node', () => {
    fc.assert(
      fc.property(arbitraryChunk, (chunk) => {
        const bytes = Buffer.from(encodeChunk(chunk));
        const decoded = decodeChunk(bytes);
        expect(decoded).toEqual(chunk);
        bytes.fill(0xaa);
        // What was decoded of the same schema before must not have been changed by that either.
        expect(decodeChunk(encodeChunk(chunk))).toEqual(chunk);
        const owned = (all: typeof chunk) => all.components.filter((column) => column.values.kind !== 'bytes');
        expect({ ...decoded, components: owned(decoded) }).toEqual({ ...chunk, components: owned(chunk) });
      }),
      { numRuns: 100 },
    );
  });

  it('[W12] is read by apache-arrow with the same values', () => {
    fc.assert(
      fc.property(arbitraryChunk, (chunk) => {
        const table = tableFromIPC(encodeChunk(chunk));
        expect(table.numRows).toBe(chunk.rowCount);
        for (const column of chunk.timelines) {
          const raw = table.getChild(column.name)?.data[0]?.values as BigInt64Array;
          expect([...raw.subarray(0, chunk.rowCount)]).toEqual([...column.times]);
        }
        for (const column of chunk.components) {
          const vector = table.getChild(column.descriptor.component);
          for (let row = 0; row < chunk.rowCount; row++) {
            expect(plain(vector?.get(row))).toEqual(instancesOf(column, row));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('[W13] has columns in order and says in its metadata what Rerun reads', () => {
    fc.assert(
      fc.property(arbitraryChunk, (chunk) => {
        const { schema } = tableFromIPC(encodeChunk(chunk));
        expect([...schema.metadata]).toEqual([
          ['rerun:id', `chunk_${chunk.id}`],
          ['rerun:entity_path', chunk.entityPath],
          ['sorbet:version', '0.1.3'],
        ]);
        expect(schema.fields.map((field) => field.name)).toEqual([
          'rerun.controls.RowId',
          ...chunk.timelines.map((column) => column.name),
          ...chunk.components.map((column) => column.descriptor.component),
        ]);
        expectColumns(schema, chunk);
      }),
      { numRuns: 100 },
    );
  });

  it('writes the id into a schema that it wrote before', () => {
    const [chunk] = fc.sample(arbitraryChunk, { numRuns: 1, seed: 7 });
    if (chunk === undefined) throw new Error('no sample');
    encodeChunk(chunk);
    const other = { ...chunk, id: `${'0123456789ABCDEF'}${'fedcba9876543210'}` as typeof chunk.id };
    expect(decodeChunk(encodeChunk(other)).id).toBe(other.id);
    expect(decodeChunk(encodeChunk(chunk)).id).toBe(chunk.id);
  });
});

function expectColumns(schema: Schema, chunk: Parameters<typeof encodeChunk>[0]): void {
  const [rowId, ...others] = schema.fields;
  expect(rowId?.nullable).toBe(false);
  expect(Object.fromEntries(rowId?.metadata ?? [])).toEqual({
    'rerun:kind': 'control',
    'ARROW:extension:name': 'rerun.datatypes.TUID',
    'ARROW:extension:metadata': '{"namespace":"row"}',
    'rerun:is_sorted': 'true',
  });
  chunk.timelines.forEach((column, i) => {
    expect(others[i]?.nullable).toBe(true);
    expect(others[i]?.typeId).toBe(
      { sequence: Type.Int, duration: Type.Duration, timestamp: Type.Timestamp }[column.kind],
    );
    expect(Object.fromEntries(others[i]?.metadata ?? [])).toEqual({
      'rerun:kind': 'index',
      'rerun:index_name': column.name,
      ...(column.isSorted ? { 'rerun:is_sorted': 'true' } : {}),
    });
  });
  chunk.components.forEach(({ descriptor }, i) => {
    const field = others[chunk.timelines.length + i];
    expect(field?.nullable).toBe(true);
    expect(field?.typeId).toBe(Type.List);
    const [item] = field?.type.children ?? [];
    expect([item?.name, item?.nullable]).toEqual(['item', true]);
    for (const inner of item?.type.children ?? []) expect([inner.name, inner.nullable]).toEqual(['item', false]);
    expect(Object.fromEntries(field?.metadata ?? [])).toEqual({
      'rerun:kind': 'data',
      'rerun:component': descriptor.component,
      ...(descriptor.archetype === undefined ? {} : { 'rerun:archetype': descriptor.archetype }),
      ...(descriptor.componentType === undefined ? {} : { 'rerun:component_type': descriptor.componentType }),
    });
  });
}

/** What apache-arrow hands out, vectors of vectors included, as plain arrays. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  return Array.from(value as Iterable<unknown>, plain);
}
