import { COMPONENT_TYPES, checkChunk, decodeChunk, encodeChunk, ProtoError } from '@rushes/proto';
import {
  Binary,
  Bool,
  Data,
  type DataType,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  LargeBinary,
  LargeUtf8,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimeNanosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimeUnit,
  Uint8,
  Uint32,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { instancesOf } from '../arbitrary-chunk.ts';

const ID = '18E9E72A36FC4B40394cfad7b95990f6';
const list = (type: DataType, nullable = true) => new List(new Field('item', type, nullable));

type TimeType = Int64 | Duration | TimestampNanosecond | TimestampMillisecond;

interface Column {
  readonly name: string;
  readonly vector: Vector;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nullable?: boolean;
}

const rowIds = (count: number): Column => ({
  name: 'rerun.controls.RowId',
  vector: vectorFromArray(
    Array.from({ length: count }, (_, i) => Uint8Array.from({ length: 16 }, (_, byte) => (byte === 15 ? i : 1))),
    new FixedSizeBinary(16),
  ),
  metadata: { 'rerun:kind': 'control' },
  nullable: false,
});
const index = (name: string, values: readonly bigint[], type: TimeType = new Int64(), sorted = false): Column => ({
  name,
  vector: new Vector([new Data<DataType>(type, 0, values.length, 0, [undefined, BigInt64Array.from(values)])]),
  metadata: { 'rerun:kind': 'index', 'rerun:index_name': name, ...(sorted ? { 'rerun:is_sorted': 'true' } : {}) },
});
const data = (name: string, rows: readonly unknown[], type: DataType): Column => ({
  name,
  vector: vectorFromArray([...rows], type),
  metadata: { 'rerun:kind': 'data', 'rerun:component': name },
});

/** A chunk as apache-arrow's own writer makes it. */
function written(columns: readonly Column[], metadata: Record<string, string> = {}): Uint8Array {
  const fields = columns.map(
    (column) =>
      new Field(column.name, column.vector.type, column.nullable ?? true, new Map(Object.entries(column.metadata))),
  );
  const all = { 'rerun:id': `chunk_${ID}`, 'rerun:entity_path': '/some/thing', 'sorbet:version': '0.1.3', ...metadata };
  const schema = new Schema(fields, new Map(Object.entries(all)));
  const children = columns.map((column) => column.vector.data[0] ?? makeData({ type: column.vector.type }));
  const type = new Struct(fields);
  const batch = new RecordBatch(schema, makeData({ type, length: children[0]?.length ?? 0, children, nullCount: 0 }));
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

const scalars = (rows: readonly unknown[]) => data('Scalars:scalars', rows, list(new Float64()));

describe('chunks of other writers', () => {
  it('[W12] reads what apache-arrow writes', () => {
    const chunk = decodeChunk(
      written([rowIds(3), index('frame', [3n, 4n, 9n]), scalars([[1.5], null, [2.5, Number.NaN]])]),
    );
    checkChunk(chunk);
    expect(chunk.id).toBe(ID);
    expect(chunk.entityPath).toBe('/some/thing');
    expect(chunk.timelines).toEqual([
      { name: 'frame', kind: 'sequence', times: BigInt64Array.of(3n, 4n, 9n), isSorted: true },
    ]);
    const [column] = chunk.components;
    if (column === undefined) throw new Error('no column');
    expect([0, 1, 2].map((row) => instancesOf(column, row))).toEqual([[1.5], null, [2.5, Number.NaN]]);
  });

  it('[W13] sorts columns that come in another order', () => {
    const chunk = decodeChunk(
      written([
        data('B:b', [['x']], list(new Utf8())),
        index('z', [1n], new TimestampNanosecond()),
        rowIds(1),
        data('A:a', [[true]], list(new Bool())),
        index('a', [2n], new Duration(TimeUnit.NANOSECOND)),
      ]),
    );
    checkChunk(chunk);
    expect(chunk.timelines.map((column) => [column.name, column.kind, column.times[0]])).toEqual([
      ['a', 'duration', 2n],
      ['z', 'timestamp', 1n],
    ]);
    expect(chunk.components.map((column) => [column.descriptor.component, instancesOf(column, 0)])).toEqual([
      ['A:a', [true]],
      ['B:b', ['x']],
    ]);
  });

  it.each([
    ['Utf8', list(new Utf8()), [['é', '']], [['é', '']]],
    ['LargeUtf8', list(new LargeUtf8()), [['é', 'b']], [['é', 'b']]],
    ['Binary', list(new Binary()), [[Uint8Array.of(1, 2)]], [[[1, 2]]]],
    ['LargeBinary', list(new LargeBinary()), [[Uint8Array.of(1, 2), Uint8Array.of()]], [[[1, 2], []]]],
    ['List<UInt8>', list(list(new Uint8(), false)), [[[1, 2], [3]]], [[[1, 2], [3]]]],
    ['List<nullable UInt8>', list(list(new Uint8())), [[[7]]], [[[7]]]],
    ['non-null items', list(new Int32(), false), [[-5, 6]], [[-5, 6]]],
    [
      'FixedSizeList',
      list(new FixedSizeList(2, new Field('item', new Float32(), false))),
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
  ])('reads %s', (_, type, rows, expected) => {
    const chunk = decodeChunk(written([rowIds(1), data('X:x', rows, type)]));
    checkChunk(chunk);
    expect(chunk.components.map((column) => instancesOf(column, 0))).toEqual(expected);
  });

  it('keeps columns of unknown types as texts', () => {
    const struct = new Struct([new Field('id', new Uint8(), false), new Field('label', new Utf8(), true)]);
    const chunk = decodeChunk(
      written([
        rowIds(2),
        data('A:a', [[{ id: 1, label: 'one' }], [{ id: 2, label: null }]], list(struct)),
        data('B:b', [[new Date(5)], []], list(new TimestampMillisecond())),
        data('C:c', [[[[1], [2, 3]]], null], list(list(list(new Int32())))),
        data('D:d', [[1n], null], list(new TimeNanosecond())),
        data('E:e', [[7], [8]], list(new Int32())),
      ]),
    );
    checkChunk(chunk);
    const byName = Object.fromEntries(
      chunk.components.map((column) => [column.descriptor.component, [instancesOf(column, 0), instancesOf(column, 1)]]),
    );
    expect(byName).toEqual({
      'A:a': [['{id: 1, label: "one"}'], ['{id: 2, label: null}']],
      'B:b': [['Timestamp(MILLISECOND)'], []],
      'C:c': [['[[1], [2, 3]]'], null],
      'D:d': [['Time'], null],
      'E:e': [[7], [8]],
    });
    expect(chunk.components[0]?.itemType).toEqual({ type: 'Opaque', text: 'Struct<id: UInt8, label: Utf8>' });
    expect(() => encodeChunk(chunk)).toThrow(/cannot be written/);
  });

  const formatType = (nullable: boolean) =>
    new Struct([
      new Field('width', new Uint32(), nullable),
      new Field('height', new Uint32(), nullable),
      ...['pixel_format', 'color_model', 'channel_datatype'].map((name) => new Field(name, new Uint8(), true)),
    ]);
  const rgb = { width: 4, height: 3, pixel_format: null, color_model: 2, channel_datatype: 6 };

  it('reads structs that the tables know, whatever they say of nulls', () => {
    for (const nullable of [true, false]) {
      const nv12 = { ...rgb, pixel_format: 26, color_model: null, channel_datatype: null };
      const chunk = decodeChunk(
        written([rowIds(3), data('Image:format', [[rgb], null, [nv12, rgb]], list(formatType(nullable)))]),
      );
      checkChunk(chunk);
      const [column] = chunk.components;
      expect(column?.itemType).toBe(COMPONENT_TYPES.ImageFormat.itemType);
      expect([0, 1, 2].map((row) => column && instancesOf(column, row))).toEqual([[rgb], null, [nv12, rgb]]);
      expect(decodeChunk(encodeChunk(chunk))).toEqual(chunk);
    }
  });

  it('shows a struct as text where a field is null that must not be', () => {
    const broken = { ...rgb, width: null };
    const chunk = decodeChunk(written([rowIds(1), data('Image:format', [[broken]], list(formatType(true)))]));
    checkChunk(chunk);
    expect(chunk.components.map((column) => instancesOf(column, 0))).toEqual([
      ['{width: null, height: 3, pixel_format: null, color_model: 2, channel_datatype: 6}'],
    ]);
  });

  it('reads rows that are cut out of a larger array of lists', () => {
    const point = (x: number) => [x, x, x];
    const strips = [[[point(1)]], [[point(2), point(3)], []], [[point(4)]]];
    const type = list(list(new FixedSizeList(3, new Field('item', new Float32(), false)), false));
    const [whole] = vectorFromArray(strips, type).data;
    if (whole === undefined) throw new Error('no data');
    const column = { ...data('LineStrips3D:strips', [], type), vector: new Vector([whole.slice(1, 2)]) };
    const chunk = decodeChunk(written([rowIds(2), column]));
    checkChunk(chunk);
    expect([0, 1].map((row) => chunk.components.map((each) => instancesOf(each, row)))).toEqual([
      [[Float32Array.of(2, 2, 2, 3, 3, 3), new Float32Array(0)]],
      [[Float32Array.of(4, 4, 4)]],
    ]);
  });

  it('shows nulls among the instances of a row as text instead of inventing a number', () => {
    const chunk = decodeChunk(written([rowIds(1), data('X:x', [[1, null, 3]], list(new Float32()))]));
    expect(chunk.components.map((column) => [column.itemType, instancesOf(column, 0)])).toEqual([
      [{ type: 'Opaque', text: 'Float32' }, ['1', 'null', '3']],
    ]);
  });

  it('accepts an id without prefix and in the other case', () => {
    expect(decodeChunk(written([rowIds(1), scalars([[1]])], { 'rerun:id': ID.toLowerCase() })).id).toBe(ID);
  });

  it('finds out itself whether times descend', () => {
    const times = (values: readonly bigint[]) =>
      decodeChunk(written([rowIds(values.length), index('t', values), scalars(values.map(() => [1]))])).timelines[0]
        ?.isSorted;
    expect(times([-1n, 0n, 0n, 1n << 40n])).toBe(true);
    expect(times([1n << 40n, 5n])).toBe(false);
    expect(times([0n, -1n])).toBe(false);
    expect(times([-1n, -(1n << 40n)])).toBe(false);
  });
});

describe('[W14] what is no chunk', () => {
  const good = [rowIds(2), index('t', [1n, 2n]), scalars([[1], [2]])] as const;
  it.each<[string, Uint8Array, string, RegExp]>([
    ['no id', written(good, { 'rerun:id': '' }), 'bad-id', /32 hex digits/],
    ['a bad entity path', written(good, { 'rerun:entity_path': '/a\\q' }), 'bad-entity-path', /offset 2/],
    ['no component', written([rowIds(1), index('t', [1n])]), 'bad-chunk', /at least one component/],
    ['no row ids', written([index('t', [1n]), scalars([[1]])]), 'bad-chunk', /one column of row ids/],
    ['row ids twice', written([rowIds(1), rowIds(1), scalars([[1]])]), 'bad-chunk', /one column of row ids/],
    [
      'a timeline twice',
      written([rowIds(1), index('t', [1n]), index('t', [1n]), scalars([[1]])]),
      'bad-chunk',
      /"t" is there/,
    ],
    ['a component twice', written([rowIds(1), scalars([[1]]), scalars([[1]])]), 'bad-chunk', /more than once/],
    ['a time of -2^63', written([rowIds(1), index('t', [-(2n ** 63n)]), scalars([[1]])]), 'bad-chunk', /-2\^63/],
    [
      'false is_sorted',
      written([rowIds(2), index('t', [2n, 1n], new Int64(), true), scalars([[1], [2]])]),
      'bad-chunk',
      /sorted/,
    ],
    [
      'a time of another type',
      written([rowIds(1), index('t', [1n], new TimestampMillisecond()), scalars([[1]])]),
      'bad-chunk',
      /"t"/,
    ],
    ['a component without lists', written([rowIds(1), data('X:x', [1], new Float32())]), 'bad-chunk', /list per row/],
    [
      'a column of no kind',
      written([rowIds(1), { ...scalars([[1]]), metadata: {} }]),
      'bad-chunk',
      /rerun:kind = control, index or data/,
    ],
    [
      'row ids that do not ascend',
      written([
        { ...rowIds(1), vector: vectorFromArray([new Uint8Array(16), new Uint8Array(16)], new FixedSizeBinary(16)) },
        scalars([[1], [2]]),
      ]),
      'bad-chunk',
      /ascend/,
    ],
  ])('refuses %s', (_, bytes, code, message) => {
    const error = caught(() => decodeChunk(bytes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('[W12] refuses dictionaries', () => {
    const type = list(new Dictionary(new Utf8(), new Int32()));
    const bytes = written([rowIds(1), data('X:x', [['a']], type)]);
    expect(caught(() => decodeChunk(bytes)).code).toBe('bad-arrow');
  });

  it('[W12] refuses two record batches and bytes after the end', () => {
    const one = written(good);
    expect(caught(() => decodeChunk(Uint8Array.of(...one, 1, 2, 3))).code).toBe('bad-arrow');
    const body = one.subarray(0, one.length - 8);
    expect(caught(() => decodeChunk(Uint8Array.of(...body, ...one))).message).toMatch(/exactly one record batch/);
    expect(decodeChunk(body).rowCount).toBe(2);
  });
});

function caught(run: () => unknown): ProtoError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtoError) return error;
    throw error;
  }
  throw new Error('Expected a ProtoError, nothing was thrown.');
}
