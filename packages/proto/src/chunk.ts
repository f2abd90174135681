import { assertNever } from './assert-never.ts';
import type { ComponentDescriptor } from './components.ts';
import type { EntityPath } from './entity-path.ts';
import type { ChunkId } from './ids.ts';
import type { FixedSizeListType, ItemType, NumberType } from './item-type.ts';
import type { Timeline } from './time.ts';

/** The times of a chunk's rows on one timeline. */
export interface TimeColumn extends Timeline {
  /** One per row; sequence numbers or nanoseconds, see {@link Timeline}. */
  readonly times: BigInt64Array;
  /** True only when the times were checked to be non-decreasing. */
  readonly isSorted: boolean;
}

/**
 * The instances of all rows, back to back. Plain typed arrays, so that a column can be posted to another thread and read
 * without an Arrow library. `Utf8` and `Bytes` keep their bytes together: instance `i` is `bytes[starts[i] .. starts[i+1]]`.
 * A `FixedSizeList` of n numbers is flat: instance `i` is `numbers[i*n .. i*n+n]`. Booleans are one byte each, 0 or 1.
 *
 * Nested types nest in the same way: instance `i` of `lists` is the instances `starts[i] .. starts[i+1]` of `items`; of
 * `structs`, instance `i` of every field; of `union`, instance `offsets[i]` of the variant whose id is `typeIds[i]`.
 */
export type ColumnValues =
  | { readonly kind: 'numbers'; readonly numbers: NumberArray }
  | { readonly kind: 'booleans'; readonly booleans: Uint8Array }
  | { readonly kind: 'utf8'; readonly starts: Int32Array; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly starts: Int32Array; readonly bytes: Uint8Array }
  /** Instances of the type `Null`. */
  | { readonly kind: 'nulls'; readonly length: number }
  | { readonly kind: 'lists'; readonly starts: Int32Array; readonly items: ColumnValues }
  | { readonly kind: 'structs'; readonly length: number; readonly fields: readonly StructFieldValues[] }
  | {
      readonly kind: 'union';
      readonly typeIds: Int8Array;
      readonly offsets: Int32Array;
      /** As many as the type has, in its order. */
      readonly variants: readonly ColumnValues[];
    }
  | { readonly kind: 'opaque'; readonly texts: readonly string[] };

/**
 * One field of all instances of a struct, in the order of its type.
 *
 * @group Chunks
 */
export interface StructFieldValues {
  readonly name: string;
  /** As many as there are structs; what stands where one is null means nothing. */
  readonly values: ColumnValues;
  /** One byte an instance, 0 = null; undefined = none is null. A field that holds a union has none: its arm 0 is null. */
  readonly valid: Uint8Array | undefined;
}

/**
 * The typed arrays that hold numbers of a column, one per number type of {@link ItemType}.
 *
 * @group Chunks
 */
export type NumberArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** One component of a chunk: a list of instances per row. */
export interface ComponentColumn {
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
  /** Length rowCount + 1: row `r` owns the instances `rowStarts[r] .. rowStarts[r+1]`. */
  readonly rowStarts: Int32Array;
  /** One byte a row, 1 = logged in this row; undefined = logged in every row. A logged row of no instances is "cleared". */
  readonly logged: Uint8Array | undefined;
  readonly values: ColumnValues;
}

/**
 * Rows of one entity, either static (no timeline) or on one or more timelines: the unit that is encoded once in the SDK,
 * travels over the socket, sits in the hub and lies in the file.
 */
export interface Chunk {
  readonly id: ChunkId;
  readonly entityPath: EntityPath;
  readonly rowCount: number;
  /** 16 bytes per row, big-endian TUIDs; unique over all recordings, ascending in order of logging. */
  readonly rowIds: Uint8Array;
  /** Empty = static. Sorted by name. */
  readonly timelines: readonly TimeColumn[];
  /** Sorted by component name; at least one. */
  readonly components: readonly ComponentColumn[];
}

/**
 * Whether the chunk holds static data: no timeline, valid at all times.
 *
 * @group Chunks
 */
export function isStaticChunk(chunk: Chunk): boolean {
  return chunk.timelines.length === 0;
}

/**
 * How many instances a column's values hold.
 *
 * @group Chunks
 */
export function instanceCount(values: ColumnValues, itemType: ItemType): number {
  switch (values.kind) {
    case 'numbers':
      return values.numbers.length / numbersPerInstance(itemType);
    case 'booleans':
      return values.booleans.length;
    case 'utf8':
    case 'bytes':
    case 'lists':
      return Math.max(values.starts.length - 1, 0);
    case 'nulls':
    case 'structs':
      return values.length;
    case 'union':
      return values.typeIds.length;
    case 'opaque':
      return values.texts.length;
    default:
      return assertNever(values);
  }
}

/**
 * How many numbers one instance takes: the size of a fixed-size list, all levels together, else 1.
 *
 * @group Chunks
 */
export function numbersPerInstance(itemType: ItemType): number {
  return typeof itemType === 'object' && itemType.type === 'FixedSizeList' ? flatSize(itemType) : 1;
}

function flatSize({ size, item }: FixedSizeListType): number {
  return typeof item === 'string' ? size : size * flatSize(item);
}

/**
 * The type of the numbers of a fixed-size list, at its innermost level.
 *
 * @group Chunks
 */
export function flatNumberType({ item }: FixedSizeListType): NumberType {
  return typeof item === 'string' ? item : flatNumberType(item);
}

/**
 * The smallest and the largest time of a column; undefined if it has no rows.
 *
 * @group Chunks
 */
export function timeRange(column: TimeColumn): { readonly min: bigint; readonly max: bigint } | undefined {
  const { times } = column;
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined) return undefined;
  if (column.isSorted) return { min: first, max: last };
  let min = first;
  let max = first;
  for (const time of times) {
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return { min, max };
}
