import { flatNumberType } from './chunk.ts';
import type { ComponentData } from './column-builder.ts';
import { type ItemType, isOfType } from './item-type.ts';
import { NUMBER_ARRAYS } from './number-arrays.ts';
import type { PlainValue } from './plain-value.ts';

/**
 * Plain values in the form that a chunk's builder takes: numbers as one typed array, flat where they are points.
 *
 * @group Chunks
 */
export function componentData(itemType: ItemType, values: readonly PlainValue[]): ComponentData {
  const isFlat = isOfType(itemType, 'FixedSizeList');
  if (typeof itemType !== 'string' && !isFlat) return values;
  if (itemType === 'Utf8' || itemType === 'Boolean' || itemType === 'Null') return values;
  const type = isFlat ? flatNumberType(itemType) : itemType;
  const numbers = values.flatMap((value) => flatten(value));
  if (type === 'Int64' || type === 'UInt64') return NUMBER_ARRAYS[type].from(numbers.map(BigInt));
  return NUMBER_ARRAYS[type].from(numbers.map(Number));
}

function flatten(value: PlainValue): readonly (number | bigint)[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [value];
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) {
    return Array.from(value as Iterable<PlainValue>).flatMap(flatten);
  }
  return [];
}
