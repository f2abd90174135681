import { assertNever } from './assert-never.ts';

/**
 * Item types whose instances are plain numbers of a fixed width. `Float16` is kept as its 16 bits.
 *
 * @group Components
 */
export type NumberType =
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'Int64'
  | 'Float16'
  | 'Float32'
  | 'Float64';

/**
 * The Arrow type of one instance of a component, in the notation of Rerun's schema table. Children are called `item` and
 * are never null, but for the fields of a struct that say so.
 *
 * @group Components
 */
export type ItemType =
  | 'Boolean'
  | NumberType
  | 'Utf8'
  /** No value at all: an arm of a union that only says which it is. */
  | 'Null'
  /** A byte string per instance: `List<UInt8 not null>` (Blob, VideoSample, ImageBuffer). */
  | { readonly type: 'Bytes' }
  | FixedSizeListType
  | ListType
  | StructType
  | UnionType
  /** Any Arrow type this version has no reader for; kept as text for display. */
  | { readonly type: 'Opaque'; readonly text: string };

/**
 * `size` numbers per instance, or `size` rows of numbers: `FixedSizeList<item not null, size>`.
 *
 * @group Components
 */
export interface FixedSizeListType {
  readonly type: 'FixedSizeList';
  readonly size: number;
  readonly item: NumberType | FixedSizeListType;
}

/**
 * Any number of items per instance: `List<item not null>`. Of `UInt8`, write `Bytes`.
 *
 * @group Components
 */
export interface ListType {
  readonly type: 'List';
  readonly item: ItemType;
}

/**
 * One value of each field per instance; the order of the fields counts.
 *
 * @group Components
 */
export interface StructType {
  readonly type: 'Struct';
  readonly fields: readonly StructField[];
}

/**
 * One field of a struct.
 *
 * @group Components
 */
export interface StructField {
  readonly name: string;
  readonly type: ItemType;
  readonly nullable: boolean;
}

/**
 * One of several types per instance: a dense union. The arm of id 0 is {@link NULL_ARM} and stands for null.
 *
 * @group Components
 */
export interface UnionType {
  readonly type: 'Union';
  readonly variants: readonly UnionVariant[];
}

/**
 * One arm of a union.
 *
 * @group Components
 */
export interface UnionVariant {
  /** Arrow's type id, 0 to 127. */
  readonly id: number;
  readonly name: string;
  readonly type: ItemType;
}

/**
 * The first arm of every union of Rerun's: no value.
 *
 * @group Components
 */
export const NULL_ARM: UnionVariant = { id: 0, name: '_null_markers', type: 'Null' };

/**
 * The item types that are more than a name.
 *
 * @group Components
 */
export type NestedKind = Exclude<ItemType, string>['type'];

/**
 * Whether an item type is a struct, a list, …; narrows it.
 *
 * @group Components
 */
export function isOfType<T extends NestedKind>(
  itemType: ItemType,
  type: T,
): itemType is Extract<ItemType, { type: T }> {
  return typeof itemType === 'object' && itemType.type === type;
}

/**
 * Whether two item types are the same Arrow type.
 *
 * @group Components
 */
export function sameItemType(a: ItemType, b: ItemType): boolean {
  return a === b || itemTypeText(a) === itemTypeText(b);
}

/**
 * The item type as a short text, for messages and as a key: `Float32`, `Float32[2]`, `Bytes`, `Struct<id: UInt16, label: Utf8?>`.
 *
 * @group Components
 */
export function itemTypeText(itemType: ItemType): string {
  if (typeof itemType === 'string') return itemType;
  switch (itemType.type) {
    case 'Bytes':
      return 'Bytes';
    case 'FixedSizeList':
      return `${itemTypeText(itemType.item)}[${itemType.size}]`;
    case 'List':
      return `List<${itemTypeText(itemType.item)}>`;
    case 'Struct':
      return `Struct<${itemType.fields.map(({ name, type, nullable }) => `${name}: ${itemTypeText(type)}${nullable ? '?' : ''}`).join(', ')}>`;
    case 'Union':
      return `Union<${itemType.variants.map(({ id, name, type }) => `${id} ${name}: ${itemTypeText(type)}`).join(', ')}>`;
    case 'Opaque':
      return itemType.text;
    default:
      return assertNever(itemType);
  }
}
