import {
  BLUEPRINT_TYPES,
  type Chunk,
  ChunkBuilder,
  COMPONENT_TYPES,
  type ComponentData,
  checkChunk,
  decodeChunk,
  encodeChunk,
  halvesToFloats,
  type ItemType,
  isOfType,
  itemTypeText,
  type PlainValue,
  parseEntityPath,
  plainValue,
  TuidGenerator,
} from '@rushes/proto';
import { type DataType, type Field, Type, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compactChunk } from '../../../packages/viewer/src/app/source/compact-chunk.ts';
import { checkDecodedChunk, survives, withExtremeWords, withFlippedBits } from '../hostile.ts';
import { arbitraryValue } from './arbitrary-value.ts';

/** Every nested type of the tables, by the name of a component or encoding that has it. */
const NESTED: readonly (readonly [name: string, itemType: ItemType])[] = [
  ...Object.entries(COMPONENT_TYPES).map(([name, { itemType }]) => [name, itemType] as const),
  ...Object.entries<ItemType>(BLUEPRINT_TYPES),
].filter(
  ([, itemType]) =>
    typeof itemType === 'object' && !isOfType(itemType, 'Bytes') && !isOfType(itemType, 'FixedSizeList'),
);
const ALL_NESTED = [...NESTED, ['SphericalHarmonics3Rgb', COMPONENT_TYPES.SphericalHarmonics3Rgb.itemType] as const];

const ids = new TuidGenerator({ nowNanos: () => 5n, start: 9n });

/** One chunk with the given rows of one component; null where it is not logged. */
function chunkOf(itemType: ItemType, rows: readonly (readonly PlainValue[] | null)[]): Chunk {
  const builder = new ChunkBuilder(parseEntityPath('/a'), [{ name: 't', kind: 'sequence' }]);
  const other = { descriptor: { component: 'Y:y' }, itemType: 'Boolean', data: [true] } as const;
  rows.forEach((row, i) => {
    const own = row === null ? [] : [{ descriptor: { component: 'X:x' }, itemType, data: dataOf(itemType, row) }];
    builder.appendRow(ids, [BigInt(i)], [...own, other]);
  });
  return builder.finish(ids.nextChunkId());
}

/** Fixed-size lists go in flat. */
function dataOf(itemType: ItemType, row: readonly PlainValue[]): ComponentData {
  if (!isOfType(itemType, 'FixedSizeList')) return row;
  return Uint16Array.from(row.flatMap((value) => [...(value as Uint16Array)]));
}

function rowsOf(chunk: Chunk): readonly (readonly PlainValue[] | null)[] {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === 'X:x');
  if (column === undefined) return Array.from({ length: chunk.rowCount }, () => null);
  return Array.from({ length: chunk.rowCount }, (_, row) => {
    if (column.logged?.[row] === 0) return null;
    const from = column.rowStarts[row] ?? 0;
    const count = (column.rowStarts[row + 1] ?? 0) - from;
    return Array.from({ length: count }, (__, i) => plainValue(column.values, column.itemType, from + i));
  });
}

/** What comes back of a value: half floats as numbers, of unions of numbers the numbers. */
function expected(value: PlainValue, itemType: ItemType): PlainValue {
  if (value === null) return null;
  if (value instanceof Uint16Array && /Float16/.test(itemTypeText(itemType))) return halvesToFloats(value);
  if (isOfType(itemType, 'List') && Array.isArray(value)) return value.map((item) => expected(item, itemType.item));
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  const struct = value as Readonly<Record<string, PlainValue>>;
  if (isOfType(itemType, 'Union')) {
    const [[name, part] = ['', null]] = Object.entries(struct);
    const arm = expected(part, itemType.variants.find((each) => each.name === name)?.type ?? 'Null');
    return itemType.variants.length > 4 ? arm : { [name]: arm };
  }
  if (!isOfType(itemType, 'Struct')) return value;
  return Object.fromEntries(itemType.fields.map(({ name, type }) => [name, expected(struct[name] ?? null, type)]));
}

const arbitraryRows = (itemType: ItemType) =>
  fc.array(fc.option(fc.array(arbitraryValue(itemType), { maxLength: 3 }), { freq: 4 }), {
    minLength: 1,
    maxLength: 4,
  });

describe.each(ALL_NESTED)('%s', (_, itemType) => {
  it('comes back from Arrow as it went in, and as it is', () => {
    fc.assert(
      fc.property(arbitraryRows(itemType), (rows) => {
        const chunk = chunkOf(itemType, rows);
        checkChunk(chunk);
        const decoded = decodeChunk(encodeChunk(chunk));
        checkChunk(decoded);
        expect(decoded).toEqual(chunk);
        expect(rowsOf(decoded)).toEqual(rows.map((row) => row?.map((value) => expected(value, itemType)) ?? null));
        expect(encodeChunk(decoded)).toEqual(encodeChunk(chunk));
      }),
      { numRuns: 12 },
    );
  });

  it('is read by apache-arrow with the same type and values', () => {
    fc.assert(
      fc.property(arbitraryRows(itemType), (rows) => {
        const chunk = chunkOf(itemType, rows);
        if (!chunk.components.some(({ descriptor }) => descriptor.component === 'X:x')) return;
        const table = tableFromIPC(encodeChunk(chunk));
        const field = table.schema.fields.find(({ name }) => name === 'X:x');
        expect(witnessType(field?.type.children?.[0])).toBe(`item?: ${typeText(itemType)}`);
        const vector = table.getChild('X:x');
        const theirs = rows.map((__, row) => witnessValue(vector?.get(row), itemType));
        expect(theirs).toEqual(rows.map((row) => row?.map((value) => plain(expected(value, itemType))) ?? null));
      }),
      { numRuns: 6 },
    );
  });

  it('is copied whole into one buffer for another thread', () => {
    fc.assert(
      fc.property(arbitraryRows(itemType), (rows) => {
        const chunk = decodeChunk(encodeChunk(chunkOf(itemType, rows)));
        const { chunk: copy, buffer } = compactChunk(chunk);
        expect(copy).toEqual(chunk);
        for (const array of arraysOf(copy)) expect(array.buffer).toBe(buffer);
      }),
      { numRuns: 3 },
    );
  });
});

describe('hostile nested columns', () => {
  const tensor: PlainValue = { shape: [2n, 1n], names: ['a', 'bc'], buffer: { I16: Int16Array.of(-1, 7) } };
  const nameless: PlainValue = { shape: BigUint64Array.of(1n), names: null, buffer: null };
  const info = { id: 1, label: 'one', color: null };
  const context: PlainValue = [
    {
      class_id: 1,
      class_description: {
        info,
        keypoint_annotations: [info],
        keypoint_connections: [{ keypoint0: 0, keypoint1: 1 }],
      },
    },
  ];
  const tensorChunk = encodeChunk(chunkOf(COMPONENT_TYPES.TensorData.itemType, [[tensor, nameless], null]));
  const contextChunk = encodeChunk(chunkOf(COMPONENT_TYPES.AnnotationContext.itemType, [[context], [[]]]));
  // Thousands of errors are made here: where they were made need not be known.
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  /** Schemas are broken elsewhere; what is new here are the arrays. */
  const batchOf = (bytes: Uint8Array) => 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const bodyOf = (bytes: Uint8Array) =>
    batchOf(bytes) + 8 + new DataView(bytes.buffer).getUint32(batchOf(bytes) + 4, true);

  it.each([
    ['the values of a tensor', tensorChunk, bodyOf(tensorChunk)],
    ['an annotation context', contextChunk, batchOf(contextChunk)],
  ])('%s: any bit turned over is refused or keeps the invariants', (_, bytes, from) => {
    const check = checkDecodedChunk(bytes.length);
    for (const flipped of withFlippedBits(bytes, from)) survives(flipped, decodeChunk, check);
  });

  it.each([
    ['a tensor', tensorChunk],
    ['an annotation context', contextChunk],
  ])('%s: lengths and offsets out of bounds are refused', (_, bytes) => {
    const check = checkDecodedChunk(bytes.length);
    for (const broken of withExtremeWords(bytes, batchOf(bytes))) survives(broken, decodeChunk, check);
  });

  it.each([
    ['a tensor', tensorChunk],
    ['an annotation context', contextChunk],
  ])('%s cut off anywhere is refused', (_, bytes) => {
    const end = bytes.length - 8;
    for (let length = 0; length < end; length++) {
      expect(survives(bytes.subarray(0, length), decodeChunk, checkDecodedChunk(length))).toBeUndefined();
    }
  });
});

/** The typed arrays of a chunk that have bytes. */
function arraysOf(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return value.byteLength === 0 ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysOf) : [];
}

/** Our types in the words of {@link witnessType}. */
function typeText(itemType: ItemType): string {
  if (typeof itemType === 'string') return itemType;
  switch (itemType.type) {
    case 'Bytes':
      return 'List<item: UInt8>';
    case 'FixedSizeList':
      return `FixedSizeList<${itemType.size}, item: ${typeText(itemType.item)}>`;
    case 'List':
      return `List<item: ${typeText(itemType.item)}>`;
    case 'Struct':
      return `Struct<${itemType.fields.map(({ name, type, nullable }) => `${name}${nullable ? '?' : ''}: ${typeText(type)}`).join(', ')}>`;
    case 'Union':
      return `Union<${itemType.variants.map(({ id, name, type }) => `${id} ${name}${type === 'Null' ? '?' : ''}: ${typeText(type)}`).join(', ')}>`;
    case 'Opaque':
      return itemType.text;
  }
}

/** A field as apache-arrow sees it, names and nullability included. */
function witnessType(field: Field | undefined): string {
  if (field === undefined) return 'none';
  const type = field.type as DataType & { listSize?: number; typeIds?: Int32Array };
  const children = (type.children ?? []).map((child: Field) => witnessType(child));
  const typeIds = type.typeIds;
  const inner = typeIds === undefined ? children : children.map((child: string, i: number) => `${typeIds[i]} ${child}`);
  const size = type.listSize === undefined ? '' : `${type.listSize}, `;
  const name = NESTED_NAMES.get(type.typeId) ?? String(type).replace('Uint', 'UInt').replace('Bool', 'Boolean');
  return `${field.name}${field.nullable ? '?' : ''}: ${inner.length > 0 ? `${name}<${size}${inner.join(', ')}>` : name}`;
}

const NESTED_NAMES: ReadonlyMap<Type, string> = new Map<Type, string>([
  [Type.List, 'List'],
  [Type.FixedSizeList, 'FixedSizeList'],
  [Type.Struct, 'Struct'],
  [Type.Union, 'Union'],
  [Type.DenseUnion, 'Union'],
]);

/** What apache-arrow hands out, in the form of {@link plain}. */
function witnessValue(value: unknown, itemType: ItemType): unknown {
  if (value === null || value === undefined) return null;
  return Array.from(value as Iterable<unknown>, (each) => witnessInstance(each, itemType));
}

function witnessInstance(value: unknown, itemType: ItemType): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (isOfType(itemType, 'Struct')) {
    const struct = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(itemType.fields.map(({ name, type }) => [name, witnessInstance(struct[name], type)]));
  }
  const items = Array.from(value as Iterable<unknown>);
  const inner = isOfType(itemType, 'List') || isOfType(itemType, 'FixedSizeList') ? itemType.item : 'UInt8';
  const plainItems = items.map((item) => witnessInstance(item, inner));
  // Points are flat with us.
  return isOfType(inner, 'FixedSizeList') ? plainItems.flat() : plainItems;
}

/** A value without typed arrays, and without the names of arms, which apache-arrow does not tell. */
function plain(value: PlainValue | undefined): unknown {
  if (value === null || value === undefined || typeof value !== 'object') return value ?? null;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value);
  const [[name, part] = ['', null]] = entries;
  if (['CursorRelative', 'Absolute', 'Infinite'].includes(name)) return plain(part);
  return Object.fromEntries(entries.map(([field, each]) => [field, plain(each)]));
}
