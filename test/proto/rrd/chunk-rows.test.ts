import {
  ChunkRows,
  decodeChunk,
  encodeChunk,
  isStaticChunk,
  joinRows,
  parseChunkId,
  readChunkFacts,
} from '@rushes/proto';
import {
  Data,
  type DataType,
  Field,
  FixedSizeBinary,
  Int32,
  LargeUtf8,
  List,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChunk, arbitraryNestedChunk, instancesOf } from '../arbitrary-chunk.ts';

const ID = parseChunkId('18E9E72A36FC4B40394cfad7b95990f6');

/** What a chunk says, row by row, its id and its sorted flags left out. */
function rowsOf(arrow: Uint8Array): unknown {
  const chunk = decodeChunk(arrow);
  return {
    entityPath: chunk.entityPath,
    rowIds: chunk.rowIds,
    times: chunk.timelines.map(({ name, kind, times }) => ({ name, kind, times })),
    components: chunk.components.map((column) => ({
      descriptor: column.descriptor,
      itemType: column.itemType,
      rows: Array.from({ length: chunk.rowCount }, (_, row) => instancesOf(column, row)),
    })),
  };
}

/** A chunk with columns that `decodeChunk` only shows as text, and metadata that nobody here knows; made by apache-arrow. */
function foreignChunk(): Uint8Array {
  const item = new Struct([
    new Field('id', new Int32(), true),
    new Field('label', new LargeUtf8(), true),
    new Field('tags', new List(new Field('item', new Utf8(), true)), true),
  ]);
  const rows = [
    [{ id: 1, label: 'a', tags: ['x', 'yy'] }],
    null,
    [],
    [
      { id: null, label: 'bcd', tags: [] },
      { id: 4, label: null, tags: null },
    ],
    [{ id: 5, label: 'e', tags: [null, 'z'] }],
  ];
  const ids = Array.from(rows, (_, i) => Uint8Array.from({ length: 16 }, (_, byte) => (byte === 15 ? i : 1)));
  const columns: [Field, Vector][] = [
    [
      new Field('rerun.controls.RowId', new FixedSizeBinary(16), false, new Map([['rerun:kind', 'control']])),
      vectorFromArray(ids, new FixedSizeBinary(16)),
    ],
    [
      new Field(
        'Foreign:things',
        new List(new Field('item', item, true)),
        true,
        new Map([
          ['rerun:kind', 'data'],
          ['mine', 'kept'],
        ]),
      ),
      vectorFromArray(rows, new List(new Field('item', item, true))),
    ],
  ];
  const metadata = new Map([
    ['rerun:entity_path', '/foreign'],
    ['other:key', 'kept as well'],
    ['rerun:id', `chunk_${ID}`],
    ['rerun:timestamp_sdk_ipc_encoded', '1.000000000'],
  ]);
  const schema = new Schema(
    columns.map(([field]) => field),
    metadata,
  );
  const children = columns.map(([, vector]) => vector.data[0] ?? new Data<DataType>(vector.type, 0, 0));
  const struct = new Data<DataType>(new Struct(schema.fields), 0, rows.length, 0, undefined, children);
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, struct as Data<Struct>));
  writer.close();
  return writer.toUint8Array(true);
}

describe('the rows of a chunk', () => {
  it.each([
    ['one level', arbitraryChunk],
    ['several levels', arbitraryNestedChunk],
  ])('are the same after they were cut anywhere and joined again, of types of %s', (_, chunks) => {
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(), { maxLength: 4 }), (chunk, cuts) => {
        const arrow = encodeChunk(chunk);
        const rows = ChunkRows.read(arrow);
        const borders = [...new Set([0, ...cuts.map((cut) => cut % chunk.rowCount), chunk.rowCount])].sort(
          (a, b) => a - b,
        );
        const slices = borders.slice(1).map((to, i) => ({ rows, from: borders[i] ?? 0, to }));
        const pieces = slices.map((slice) => ChunkRows.read(joinRows(ID, [slice])));
        const joined = joinRows(
          chunk.id,
          pieces.map((piece) => ({ rows: piece, from: 0, to: piece.rowCount })),
        );
        expect(rowsOf(joined)).toEqual(rowsOf(arrow));
        expect(readChunkFacts(joined)).toEqual(readChunkFacts(arrow));
        expect(rows.isStatic).toBe(isStaticChunk(chunk));
        const bytes = pieces.reduce((sum, piece) => sum + piece.valueBytes(), 0);
        expect(bytes).toBe(rows.valueBytes());
      }),
      { numRuns: 100 },
    );
  });

  it('that decodeChunk shows as text only, and metadata that nobody knows, stay what they are: so says apache-arrow', () => {
    const arrow = foreignChunk();
    const rows = ChunkRows.read(arrow);
    const joined = joinRows(ID, [
      { rows, from: 1, to: 3 },
      { rows, from: 3, to: 5 },
    ]);
    const expected = tableFromIPC(arrow).slice(1, 5);
    const found = tableFromIPC(joined);
    expect(found.toString()).toBe(expected.toString());
    const pairs = (map: ReadonlyMap<string, string>) => Object.fromEntries(map);
    expect(found.schema.fields.map((field) => pairs(field.metadata))).toEqual([
      { 'rerun:kind': 'control', 'rerun:is_sorted': 'true' },
      { 'rerun:kind': 'data', mine: 'kept' },
    ]);
    expect(pairs(found.schema.metadata)).toEqual({
      'rerun:id': `chunk_${ID}`,
      'rerun:entity_path': '/foreign',
      'other:key': 'kept as well',
    });
  });

  it('are not joined out of order', () => {
    const rows = ChunkRows.read(foreignChunk());
    const slices = [
      { rows, from: 2, to: 5 },
      { rows, from: 0, to: 2 },
    ];
    expect(() => joinRows(ID, slices)).toThrow('Row ids must ascend strictly');
  });
});
