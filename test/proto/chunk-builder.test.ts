import {
  archetypeField,
  type Chunk,
  ChunkBuilder,
  COMPONENT_TYPES,
  type ComponentBatch,
  type ComponentData,
  type ComponentTypeName,
  checkChunk,
  decodeChunk,
  encodeChunk,
  type ItemType,
  type PlainValue,
  parseEntityPath,
  TuidGenerator,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { instancesOf } from './arbitrary-chunk.ts';

const ids = new TuidGenerator({ nowNanos: () => 5n, start: 0n });
const path = parseEntityPath('/a');
const frame = { name: 'frame', kind: 'sequence' } as const;
const logTime = { name: 'log_time', kind: 'timestamp' } as const;
const batch = (itemType: ItemType, data: ComponentData, component = 'X:x'): ComponentBatch => ({
  descriptor: { component },
  itemType,
  data,
});
const scalar = (value: number): ComponentBatch => ({
  ...archetypeField('Scalars', 'scalars'),
  data: Float64Array.of(value),
});
const text = (value: string): ComponentBatch => ({ ...archetypeField('TextLog', 'text'), data: [value] });

function cells(chunk: Chunk): Record<string, unknown[]> {
  return Object.fromEntries(
    chunk.components.map((column) => [
      column.descriptor.component,
      Array.from({ length: chunk.rowCount }, (_, row) => instancesOf(column, row)),
    ]),
  );
}

const GOOD_VALUES: Readonly<Partial<Record<ComponentTypeName, PlainValue>>> = {
  ImageFormat: { width: 2, height: 2, pixel_format: 26 },
  RotationAxisAngle: { axis: [0, 0, 1], angle: 1 },
  LineStrip3D: Float32Array.of(1, 2, 3),
  TensorData: { shape: [2n], names: ['x'], buffer: { U16: Uint16Array.of(1, 2) } },
  KeyValuePairs: [{ first: 'a', second: 'b' }],
};

describe('ChunkBuilder', () => {
  it('takes rows with different components, sorts all by name, and keeps order and ids', () => {
    const builder = new ChunkBuilder(path, [logTime, frame]);
    builder.appendRow(ids, [10n, 1n], [text('a'), scalar(1)]);
    builder.appendRow(ids, BigInt64Array.of(9n, 2n), [scalar(2)]);
    builder.appendRow(ids, [11n, 3n], [text('c')]);
    expect(builder.rowCount).toBe(3);
    const chunk = builder.finish(ids.nextChunkId());
    checkChunk(chunk);
    expect(cells(chunk)).toEqual({ 'Scalars:scalars': [[1], [2], null], 'TextLog:text': [['a'], null, ['c']] });
    expect(chunk.timelines.map(({ name, times, isSorted }) => [name, [...times], isSorted])).toEqual([
      ['frame', [1n, 2n, 3n], true],
      ['log_time', [10n, 9n, 11n], false],
    ]);
  });

  it('grows over thousands of rows and is empty again after finish', () => {
    const builder = new ChunkBuilder(path, [frame]);
    for (let i = 0; i < 5000; i++) builder.appendRow(ids, [BigInt(i)], i % 1000 === 999 ? [text('t')] : [scalar(i)]);
    const chunk = builder.finish(ids.nextChunkId());
    checkChunk(chunk);
    expect(chunk.rowCount).toBe(5000);
    expect(instancesOf(chunk.components[0] as never, 4998)).toEqual([4998]);
    expect(instancesOf(chunk.components[0] as never, 4999)).toBe(null);
    expect([builder.rowCount, builder.byteLength]).toEqual([0, 0]);
    builder.appendRow(ids, [1n], [scalar(7)]);
    expect(cells(builder.finish(ids.nextChunkId()))).toEqual({ 'Scalars:scalars': [[7]] });
    expect(cells(chunk)['Scalars:scalars']?.[0]).toEqual([0]);
  });

  it('copies what it is given', () => {
    const builder = new ChunkBuilder(path, []);
    const sample = Uint8Array.of(1, 2, 3);
    const numbers = Float32Array.of(1, 2);
    builder.appendRow(ids, [], [batch({ type: 'Bytes' }, [sample]), batch('Float32', numbers, 'Y:y')]);
    sample.fill(0);
    numbers.fill(0);
    expect(cells(builder.finish(ids.nextChunkId()))).toEqual({ 'X:x': [[[1, 2, 3]]], 'Y:y': [[1, 2]] });
  });

  it('tells empty rows from rows left out', () => {
    const builder = new ChunkBuilder(path, []);
    builder.appendRow(ids, [], [batch('Utf8', []), batch('UInt8', new Uint8Array(0), 'Y:y')]);
    builder.appendRow(ids, [], [batch('UInt8', Uint8Array.of(1), 'Y:y')]);
    expect(cells(decodeChunk(encodeChunk(builder.finish(ids.nextChunkId()))))).toEqual({
      'X:x': [[], null],
      'Y:y': [[], [1]],
    });
  });

  it('counts bytes as they come', () => {
    const builder = new ChunkBuilder(path, [frame]);
    builder.appendRow(ids, [0n], [batch({ type: 'Bytes' }, [new Uint8Array(10_000)])]);
    expect(builder.byteLength).toBeGreaterThanOrEqual(10_000);
    expect(builder.byteLength).toBeLessThan(10_100);
  });

  it.each<[string, ItemType, ComponentData, RegExp]>([
    ['another array', 'Float32', Float64Array.of(1), /"X:x" \(Float32\) takes a Float32Array, found Float64Array/],
    [
      'numbers that do not fill a list',
      { type: 'FixedSizeList', size: 2, item: 'Float32' },
      Float32Array.of(1, 2, 3),
      /multiple of 2 numbers, found 3/,
    ],
    ['a number for a flag', 'Boolean', [1] as never, /takes booleans, found number/],
    ['a lone text', 'Utf8', 'abc' as never, /array of strings, found string/],
    ['null for a text', 'Utf8', [null] as never, /takes strings, found null/],
    ['numbers for bytes', { type: 'Bytes' }, [[1, 2]] as never, /takes Uint8Arrays, found Array/],
    ['an opaque type', { type: 'Opaque', text: 'Struct<>' }, [], /cannot be written/],
  ])('refuses %s', (_, itemType, data, message) => {
    const builder = new ChunkBuilder(path, [frame]);
    expect(() => builder.appendRow(ids, [1n], [batch(itemType, data)])).toThrow(message);
    expect(builder.rowCount).toBe(0);
  });

  const format = { width: 1, height: 1 };
  it.each<[string, ComponentTypeName, unknown, RegExp]>([
    ['a struct that is none', 'ImageFormat', 5, /"X:x" \(Struct\) takes objects, found number/],
    ['a field that is missing', 'ImageFormat', { width: 1 }, /needs a value of its field "height", found none/],
    ['a field of another name', 'ImageFormat', { ...format, heigth: 2 }, /has no field "heigth"; it has width, height/],
    ['a number out of range', 'ImageFormat', { ...format, height: -1 }, /"X:x.height" .* fit UInt32, found -1/],
    ['a fraction', 'ImageFormat', { ...format, height: 0.5 }, /fit UInt32, found 0.5/],
    [
      'a text for a number',
      'ImageFormat',
      { ...format, height: '1' },
      /"X:x.height" \(UInt32\) takes numbers, found string/,
    ],
    ['too few numbers', 'RotationAxisAngle', { axis: [1, 2], angle: 0 }, /"X:x.axis" .* takes 3 numbers, found 2/],
    ['a line of half a point', 'LineStrip3D', Float32Array.of(1, 2), /multiple of 3 numbers, found 2/],
    ['a line of other numbers', 'LineStrip3D', Float64Array.of(1, 2, 3), /takes a Float32Array, found Float64Array/],
    ['an unknown arm', 'TensorData', { shape: [1], buffer: { F128: [] } }, /takes one of U8, .*F64, found F128/],
    ['two arms at once', 'TensorData', { shape: [], buffer: { U16: [], U32: [] } }, /found U16, U32/],
    ['null in a list', 'KeyValuePairs', [null], /takes objects, found null/],
    ['a list that is none', 'KeyValuePairs', 'x', /takes an array or a typed array, found string/],
  ])('refuses %s, and stays as it was', (_, name, value, message) => {
    const { itemType }: { readonly itemType: ItemType } = COMPONENT_TYPES[name];
    const good = GOOD_VALUES[name] ?? null;
    const builder = new ChunkBuilder(path, [frame]);
    builder.appendRow(ids, [1n], [batch(itemType, [good])]);
    expect(() => builder.appendRow(ids, [2n], [batch(itemType, [good, value] as never)])).toThrow(message);
    builder.appendRow(ids, [3n], [batch(itemType, [good])]);
    const chunk = builder.finish(ids.nextChunkId());
    checkChunk(chunk);
    expect(cells(decodeChunk(encodeChunk(chunk)))['X:x']).toHaveLength(2);
  });

  it('forgets a row that could not be taken whole', () => {
    const builder = new ChunkBuilder(path, [frame]);
    builder.appendRow(ids, [1n], [scalar(1), batch('Boolean', [true])]);
    const broken = [scalar(2), batch('Boolean', [false, 'x'] as never), batch('Utf8', ['new'], 'Z:z')];
    expect(() => builder.appendRow(ids, [2n], broken)).toThrow(TypeError);
    expect(() => builder.appendRow(ids, [2n], [batch('Utf8', ['first'], 'N:n'), batch('UInt8', [] as never)])).toThrow(
      TypeError,
    );
    builder.appendRow(ids, [3n], [scalar(3), batch('Boolean', [false])]);
    const chunk = builder.finish(ids.nextChunkId());
    checkChunk(chunk);
    expect(chunk.rowCount).toBe(2);
    expect(cells(chunk)).toEqual({ 'Scalars:scalars': [[1], [3]], 'X:x': [[true], [false]] });
    expect([...(chunk.timelines[0]?.times ?? [])]).toEqual([1n, 3n]);
  });

  it('refuses times out of range, too few of them, rows without components, and a component twice', () => {
    const builder = new ChunkBuilder(path, [frame]);
    expect(() => builder.appendRow(ids, [-(2n ** 63n)], [scalar(1)])).toThrow(/-2\^63/);
    expect(() => builder.appendRow(ids, [2n ** 63n], [scalar(1)])).toThrow(/2\^63 - 1/);
    expect(() => builder.appendRow(ids, [], [scalar(1)])).toThrow(/needs 1 times/);
    expect(() => builder.appendRow(ids, [1n], [])).toThrow(/at least one component/);
    expect(() => builder.appendRow(ids, [1n], [scalar(1), scalar(2)])).toThrow(/twice/);
    expect(() => new ChunkBuilder(path, [frame, frame])).toThrow(/different names/);
    builder.appendRow(ids, [1n], [scalar(1)]);
    expect(() => builder.appendRow(ids, [1n], [{ ...scalar(1), itemType: 'Float32' }])).toThrow(
      /holds Float64 in this chunk/,
    );
    checkChunk(builder.finish(ids.nextChunkId()));
  });
});
