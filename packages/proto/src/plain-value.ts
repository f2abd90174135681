import { assertNever } from './assert-never.ts';
import { type ColumnValues, flatNumberType, type NumberArray, numbersPerInstance } from './chunk.ts';
import { halvesToFloats } from './half-float.ts';
import { type ItemType, isOfType, type ListType, type UnionType } from './item-type.ts';

/**
 * A value as programs write it: lists of numbers as one typed array (flat, also where they are points), structs as objects.
 *
 * @group Components
 */
export type PlainValue = number | bigint | string | boolean | null | NumberArray | readonly PlainValue[] | PlainStruct;

/**
 * A struct as an object, by the names of its fields.
 *
 * @group Components
 */
export interface PlainStruct {
  readonly [field: string]: PlainValue;
}

/**
 * Whether a plain value is a list of numbers.
 *
 * @group Components
 */
export function isNumberArray(value: PlainValue): value is NumberArray {
  return ArrayBuffer.isView(value);
}

/**
 * Whether a plain value is a list of something else. (`Array.isArray` by itself does not narrow readonly arrays.)
 *
 * @group Components
 */
export function isPlainList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

type Values<K extends ColumnValues['kind']> = Extract<ColumnValues, { kind: K }>;

const textDecoder = new TextDecoder();

/**
 * One instance of a column as a plain value. Typed arrays are views of the column's memory, but for half floats, which come
 * as `Float32Array`. A union gives its value by itself where the arms differ in nothing but the type of their numbers, else
 * `{ arm: value }`.
 *
 * @group Components
 */
export function plainValue(values: ColumnValues, itemType: ItemType, index: number): PlainValue {
  switch (values.kind) {
    case 'numbers': {
      const numbers = plainNumbers(values.numbers, itemType, index, index + 1);
      return typeof itemType === 'object' ? numbers : (numbers[0] ?? null);
    }
    case 'booleans':
      return values.booleans[index] === 1;
    case 'utf8':
      return textDecoder.decode(values.bytes.subarray(values.starts[index] ?? 0, values.starts[index + 1] ?? 0));
    case 'bytes':
      return values.bytes.subarray(values.starts[index] ?? 0, values.starts[index + 1] ?? 0);
    case 'nulls':
      return null;
    case 'lists':
      return isOfType(itemType, 'List') ? plainList(values, itemType, index) : null;
    case 'structs': {
      if (!isOfType(itemType, 'Struct')) return null;
      const types = itemType.fields;
      return Object.fromEntries(
        values.fields.map(({ name, values: fieldValues, valid }, i) => [
          name,
          valid?.[index] === 0 ? null : plainValue(fieldValues, types[i]?.type ?? 'Null', index),
        ]),
      );
    }
    case 'union':
      return isOfType(itemType, 'Union') ? plainUnion(values, itemType, index) : null;
    case 'opaque':
      return values.texts[index] ?? '';
    default:
      return assertNever(values);
  }
}

/**
 * The numbers of the instances `from` to before `to`, flat; a view, but for half floats.
 *
 * @group Components
 */
export function plainNumbers(numbers: NumberArray, itemType: ItemType, from: number, to: number): NumberArray {
  const width = numbersPerInstance(itemType);
  const part = numbers.subarray(from * width, to * width);
  const type = isOfType(itemType, 'FixedSizeList') ? flatNumberType(itemType) : itemType;
  return type === 'Float16' && part instanceof Uint16Array ? halvesToFloats(part) : part;
}

function plainList({ starts, items }: Values<'lists'>, { item }: ListType, index: number): PlainValue {
  const from = starts[index] ?? 0;
  const to = starts[index + 1] ?? from;
  if (items.kind === 'numbers') return plainNumbers(items.numbers, item, from, to);
  return Array.from({ length: to - from }, (_, i) => plainValue(items, item, from + i));
}

function plainUnion({ typeIds, offsets, variants }: Values<'union'>, itemType: UnionType, index: number): PlainValue {
  const id = typeIds[index] ?? 0;
  const at = itemType.variants.findIndex((variant) => variant.id === id);
  const variant = itemType.variants[at];
  const values = variants[at];
  if (id === 0 || variant === undefined || values === undefined) return null;
  const value = plainValue(values, variant.type, offsets[index] ?? 0);
  return isNumbersOnly(itemType) ? value : { [variant.name]: value };
}

/** All arms but that of null are lists of numbers, as those of a tensor's buffer: the typed array tells which it is. */
function isNumbersOnly({ variants }: UnionType): boolean {
  return variants.every(({ id, type }) => id === 0 || (typeof type === 'object' && isNumberList(type)));
}

function isNumberList(type: Exclude<ItemType, string>): boolean {
  return type.type === 'Bytes' || (type.type === 'List' && typeof type.item === 'string' && type.item !== 'Utf8');
}
