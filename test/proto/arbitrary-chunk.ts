import {
  BLUEPRINT_TYPES,
  type Chunk,
  ChunkBuilder,
  COMPONENT_TYPES,
  type ComponentBatch,
  type ComponentColumn,
  type ComponentData,
  type ItemType,
  joinEntityPath,
  MAX_TIME,
  MIN_TIME,
  plainValue,
  TimelineKind,
  TuidGenerator,
} from '@rushes/proto';
import fc from 'fast-check';
import { arbitraryValue } from './arrow/arbitrary-value.ts';

/** Item types of one level. */
type Plain = Exclude<ItemType, { type: 'Opaque' | 'List' | 'Struct' | 'Union' } | 'Null'>;

/** An item type with the instances of one row of it. */
interface Kind<T extends ItemType = ItemType> {
  readonly itemType: T;
  readonly data: fc.Arbitrary<ComponentData>;
}

const floats = (size: number, item: 'Float32' | 'Float64' | 'UInt8' | 'UInt16' | 'UInt32') =>
  ({ type: 'FixedSizeList', size, item }) as const;

/** Every item type of one level that can be written. */
export const ITEM_TYPES: readonly Kind<Plain>[] = [
  { itemType: 'Boolean', data: fc.array(fc.boolean(), { maxLength: 11 }) },
  { itemType: 'UInt8', data: fc.uint8Array({ maxLength: 5 }) },
  { itemType: 'UInt16', data: fc.uint16Array({ maxLength: 5 }) },
  { itemType: 'UInt32', data: fc.uint32Array({ maxLength: 5 }) },
  { itemType: 'UInt64', data: fc.bigUint64Array({ maxLength: 5 }) },
  { itemType: 'Int8', data: fc.int8Array({ maxLength: 5 }) },
  { itemType: 'Int16', data: fc.int16Array({ maxLength: 5 }) },
  { itemType: 'Int32', data: fc.int32Array({ maxLength: 5 }) },
  { itemType: 'Int64', data: fc.bigInt64Array({ maxLength: 5 }) },
  { itemType: 'Float32', data: fc.float32Array({ maxLength: 5 }) },
  { itemType: 'Float64', data: fc.float64Array({ maxLength: 5 }) },
  { itemType: 'Utf8', data: fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 4 }) },
  { itemType: { type: 'Bytes' }, data: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }) },
  { itemType: floats(2, 'Float32'), data: multiple(2, (values) => Float32Array.from(values)) },
  { itemType: floats(9, 'Float64'), data: multiple(9, (values) => Float64Array.from(values)) },
  { itemType: floats(3, 'UInt8'), data: multiple(3, (values) => Uint8Array.from(values)) },
  { itemType: floats(4, 'UInt16'), data: multiple(4, (values) => Uint16Array.from(values)) },
  { itemType: floats(1, 'UInt32'), data: multiple(1, (values) => Uint32Array.from(values)) },
];

/** Nested types of every shape, and two others between them. */
const NESTED_TYPES: readonly Kind[] = [
  ...ITEM_TYPES.slice(0, 1),
  ...ITEM_TYPES.filter(({ itemType }) => itemType === 'Utf8'),
  ...(['AnnotationContext', 'ImageFormat', 'KeyValuePairs', 'LineStrip3D', 'TensorData'] as const).map((name) =>
    nested(COMPONENT_TYPES[name].itemType),
  ),
  nested(BLUEPRINT_TYPES.VisibleTimeRange),
];

function nested(itemType: ItemType): Kind {
  return { itemType, data: fc.array(arbitraryValue(itemType), { maxLength: 3 }) };
}

function multiple<T extends ComponentData>(size: number, make: (values: number[]) => T): fc.Arbitrary<T> {
  return fc
    .integer({ min: 0, max: 3 })
    .chain((count) =>
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: count * size, maxLength: count * size }).map(make),
    );
}

const TIMELINES = [
  { name: 'frame', kind: TimelineKind.Sequence },
  { name: 'session_time', kind: TimelineKind.Duration },
  { name: 'log_time', kind: TimelineKind.Timestamp },
  { name: 'Ünïcode ⏱', kind: TimelineKind.Sequence },
] as const;

/** Chunks of all item types of one level: static and temporal, sorted and not, with components missing in some rows. */
export const arbitraryChunk: fc.Arbitrary<Chunk> = chunksOf(ITEM_TYPES);

/** The same of nested types. */
export const arbitraryNestedChunk: fc.Arbitrary<Chunk> = chunksOf(NESTED_TYPES);

function chunksOf(kinds: readonly Kind[]): fc.Arbitrary<Chunk> {
  const dataOf = (index: number) => kinds[index]?.data ?? fc.constant([]);
  const batchOf = (index: number, data: ComponentData, named: boolean): ComponentBatch => {
    const component = `Test:field_${String(index).padStart(2, '0')}`;
    return {
      descriptor: named ? { component, archetype: 'test.Test', componentType: `test.Type${index}` } : { component },
      itemType: kinds[index]?.itemType ?? 'Boolean',
      data,
    };
  };
  return fc
    .record({
      path: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { maxLength: 3 }),
      timelines: fc.subarray([...TIMELINES]),
      types: fc.subarray([...kinds.keys()], { minLength: 1, maxLength: 6 }),
      start: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      named: fc.boolean(),
    })
    .chain((shape) =>
      fc
        .array(
          fc.record({
            times: fc.tuple(...shape.timelines.map(() => fc.bigInt({ min: MIN_TIME, max: MAX_TIME }))),
            cells: fc.tuple(...shape.types.map((index) => fc.option(dataOf(index), { freq: 4 }))),
          }),
          { minLength: 1, maxLength: 9 },
        )
        .map((rows) => {
          const ids = new TuidGenerator({ nowNanos: () => 1_700_000_000_000_000_123n, start: shape.start });
          const builder = new ChunkBuilder(joinEntityPath(shape.path), shape.timelines);
          for (const { times, cells } of rows) {
            const batches = cells.flatMap((data, i) =>
              data === null ? [] : [batchOf(shape.types[i] ?? 0, data, shape.named)],
            );
            // A row without anything is none; the first component stands in.
            builder.appendRow(ids, times, batches.length > 0 ? batches : [batchOf(0, [true], shape.named)]);
          }
          return builder.finish(ids.nextChunkId());
        }),
    );
}

/** The instances of one row as plain values; null where the component was not logged. */
export function instancesOf(column: ComponentColumn, row: number): readonly unknown[] | null {
  if (column.logged?.[row] === 0) return null;
  const instances: unknown[] = [];
  for (let i = column.rowStarts[row] ?? 0; i < (column.rowStarts[row + 1] ?? 0); i++)
    instances.push(instanceOf(column, i));
  return instances;
}

function instanceOf({ itemType, values }: ComponentColumn, i: number): unknown {
  switch (values.kind) {
    case 'numbers': {
      if (typeof itemType === 'string') return values.numbers[i];
      const size = itemType.type === 'FixedSizeList' ? itemType.size : 1;
      return [...values.numbers.slice(i * size, (i + 1) * size)];
    }
    case 'bytes':
      return [...values.bytes.subarray(values.starts[i], values.starts[i + 1])];
    default:
      return plainValue(values, itemType, i);
  }
}
