import { type ItemType, isOfType, type PlainValue } from '@rushes/proto';
import fc from 'fast-check';

/** One instance of a type as a program would write it. */
export function arbitraryValue(itemType: ItemType): fc.Arbitrary<PlainValue> {
  if (typeof itemType === 'string') return arbitraryLeaf(itemType);
  switch (itemType.type) {
    case 'Bytes':
      return fc.uint8Array({ maxLength: 6 });
    case 'FixedSizeList':
      return fc.array(arbitraryNumbers(itemType), { minLength: 1, maxLength: 1 }).map(([numbers]) => numbers ?? null);
    case 'List':
      if (numberTypeOf(itemType.item) !== undefined) return arbitraryNumbers(itemType.item, 3);
      return fc.array(arbitraryValue(itemType.item), { maxLength: 3 });
    case 'Struct':
      return fc.record(
        Object.fromEntries(
          itemType.fields.map(({ name, type, nullable }): [string, fc.Arbitrary<PlainValue>] => [
            name,
            nullable ? fc.option(arbitraryValue(type), { freq: 2 }) : arbitraryValue(type),
          ]),
        ),
      );
    case 'Union':
      return fc.oneof(
        ...itemType.variants
          .filter(({ id }) => id !== 0)
          .map(({ name, type }) => arbitraryValue(type).map((value) => ({ [name]: value }))),
      );
    case 'Opaque':
      throw new TypeError('Nothing of an opaque type can be written.');
  }
}

function arbitraryLeaf(type: Extract<ItemType, string>): fc.Arbitrary<PlainValue> {
  switch (type) {
    case 'Boolean':
      return fc.boolean();
    case 'Utf8':
      return fc.string({ unit: 'grapheme', maxLength: 4 });
    case 'Null':
      return fc.constant(null);
    case 'Float16':
      return fc.constantFrom(0, 0.5, -2, 65_504, Number.POSITIVE_INFINITY);
    case 'Float32':
      return fc.float();
    case 'Float64':
      return fc.double();
    default:
      return fc.integer({ min: 0, max: 100 }).map((value) => (type.endsWith('64') ? BigInt(value) : value));
  }
}

/** The arrays of fast-check, by the type of their numbers; half floats as their bits. */
const ARRAYS = {
  UInt8: fc.uint8Array,
  UInt16: fc.uint16Array,
  UInt32: fc.uint32Array,
  UInt64: fc.bigUint64Array,
  Int8: fc.int8Array,
  Int16: fc.int16Array,
  Int32: fc.int32Array,
  Int64: fc.bigInt64Array,
  Float16: fc.uint16Array,
  Float32: fc.float32Array,
  Float64: fc.float64Array,
} as const;

function numberTypeOf(type: ItemType): keyof typeof ARRAYS | undefined {
  if (isOfType(type, 'FixedSizeList')) return numberTypeOf(type.item);
  return typeof type === 'string' && type in ARRAYS ? (type as keyof typeof ARRAYS) : undefined;
}

/** Up to `max` instances (exactly one without it) of a type made of numbers, flat. */
function arbitraryNumbers(type: ItemType, max?: number): fc.Arbitrary<PlainValue> {
  const numberType = numberTypeOf(type) ?? 'UInt8';
  const width = widthOf(type);
  return fc.integer({ min: max === undefined ? 1 : 0, max: max ?? 1 }).chain((count): fc.Arbitrary<PlainValue> => {
    const size = { minLength: count * width, maxLength: count * width };
    return ARRAYS[numberType](size);
  });
}

function widthOf(type: ItemType): number {
  return isOfType(type, 'FixedSizeList') ? type.size * widthOf(type.item) : 1;
}
