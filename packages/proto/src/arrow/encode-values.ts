import { assertNever } from '../assert-never.ts';
import { type ColumnValues, instanceCount } from '../chunk.ts';
import { type FixedSizeListType, type ItemType, isOfType, itemTypeText, type NestedKind } from '../item-type.ts';
import { bytesOf } from '../number-arrays.ts';
import { packBits } from './bits.ts';
import type { ArrayLayout } from './chunk-template.ts';

const NOTHING = new Uint8Array(0);

/**
 * Lays out the array of one level of a column with all arrays below it, in Arrow's order: depth first, every array its node,
 * its validity and its own buffers before its children.
 *
 * @param valid One byte an instance, 0 = null; undefined = none is null.
 */
export function layOutValues(arrays: ArrayLayout, values: ColumnValues, itemType: ItemType, valid?: Uint8Array): void {
  layOutNode(arrays, instanceCount(values, itemType), valid, values.kind);
  switch (values.kind) {
    case 'numbers':
      if (isOfType(itemType, 'FixedSizeList')) layOutInnerNodes(arrays, itemType, instanceCount(values, itemType));
      arrays.buffer(bytesOf(values.numbers));
      break;
    case 'booleans':
      arrays.buffer(packBits(values.booleans));
      break;
    case 'utf8':
      arrays.buffer(bytesOf(values.starts));
      arrays.buffer(values.bytes);
      break;
    case 'bytes':
      arrays.buffer(bytesOf(values.starts));
      arrays.node(values.bytes.length, 0);
      arrays.buffer(NOTHING);
      arrays.buffer(values.bytes);
      break;
    case 'nulls':
      break;
    case 'lists':
      arrays.buffer(bytesOf(values.starts));
      layOutValues(arrays, values.items, childType(itemType, 'List').item);
      break;
    case 'structs': {
      const { fields } = childType(itemType, 'Struct');
      values.fields.forEach((field, i) => {
        layOutValues(arrays, field.values, fields[i]?.type ?? 'Null', field.valid);
      });
      break;
    }
    case 'union': {
      const { variants } = childType(itemType, 'Union');
      arrays.buffer(bytesOf(values.typeIds));
      arrays.buffer(bytesOf(values.offsets));
      values.variants.forEach((variant, i) => {
        layOutValues(arrays, variant, variants[i]?.type ?? 'Null');
      });
      break;
    }
    case 'opaque':
      throw new TypeError(`A column has the type ${itemTypeText(itemType)}, which cannot be written.`);
    default:
      assertNever(values);
  }
}

function layOutNode(
  arrays: ArrayLayout,
  count: number,
  valid: Uint8Array | undefined,
  kind: ColumnValues['kind'],
): void {
  if (kind === 'nulls') {
    // Neither validity nor values: all there is to say is how many.
    arrays.node(count, count);
    return;
  }
  const nulls = valid === undefined ? 0 : countZeros(valid);
  arrays.node(count, nulls);
  if (kind !== 'union') arrays.buffer(valid === undefined || nulls === 0 ? NOTHING : packBits(valid));
}

/** A fixed-size list has an array for each of its levels; only the innermost one, whose node comes last, holds something. */
function layOutInnerNodes(arrays: ArrayLayout, { size, item }: FixedSizeListType, outer: number): void {
  arrays.node(outer * size, 0);
  arrays.buffer(NOTHING);
  if (typeof item === 'object') layOutInnerNodes(arrays, item, outer * size);
}

export function countZeros(flags: Uint8Array): number {
  let zeros = 0;
  for (const flag of flags) if (flag === 0) zeros++;
  return zeros;
}

function childType<T extends NestedKind>(itemType: ItemType, type: T): Extract<ItemType, { type: T }> {
  if (isOfType(itemType, type)) return itemType;
  throw new TypeError(`Values of another kind do not hold ${itemTypeText(itemType)}.`);
}
