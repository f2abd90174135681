import { BLUEPRINT_TYPES, COMPONENT_TYPES } from '../components.ts';
import type { ItemType } from '../item-type.ts';
import { type ArrowType, arrowTypeText } from './arrow-type.ts';

/** Nested types that have a row in the tables, each once. */
const KNOWN_TYPES: readonly Exclude<ItemType, string>[] = [
  ...new Set([...Object.values(COMPONENT_TYPES).map(({ itemType }) => itemType), ...Object.values(BLUEPRINT_TYPES)]),
].filter((itemType) => typeof itemType === 'object');

/** The item type that this package reads an instance of the Arrow type as; nested ones only where a table has them. */
export function itemTypeOf(type: ArrowType): ItemType {
  switch (type.kind) {
    case 'boolean':
      return 'Boolean';
    case 'number':
      return type.type;
    case 'utf8':
      return 'Utf8';
    case 'binary':
      return { type: 'Bytes' };
    case 'list':
      if (isBytes(type)) return { type: 'Bytes' };
      break;
    case 'fixed-size-list': {
      const item = type.item.kind === 'number' ? type.item.type : undefined;
      if (item !== undefined && type.size > 0) return { type: 'FixedSizeList', size: type.size, item };
      break;
    }
    default:
      break;
  }
  return KNOWN_TYPES.find((known) => matches(type, known)) ?? { type: 'Opaque', text: arrowTypeText(type) };
}

/**
 * Which of the arrays of a type, depth first, may hold nulls without anything being lost: fields of structs that say so, and
 * arrays that hold nothing else.
 */
export function nullableArrays(itemType: ItemType, isNullable = false): readonly boolean[] {
  if (typeof itemType === 'string') return [isNullable || itemType === 'Null'];
  switch (itemType.type) {
    case 'Bytes':
    case 'Opaque':
      return [isNullable, false];
    case 'FixedSizeList':
    case 'List':
      return [isNullable, ...nullableArrays(itemType.item)];
    case 'Struct':
      return [isNullable, ...itemType.fields.flatMap(({ type, nullable }) => nullableArrays(type, nullable))];
    case 'Union':
      // Has no nulls of its own: what is null is so in one of its arms.
      return [false, ...itemType.variants.flatMap(({ type }) => nullableArrays(type))];
  }
}

/** Whether arrays of `type` can be read as `item`: the same shape and names. Which parts may be null, the values tell. */
function matches(type: ArrowType, item: ItemType): boolean {
  if (typeof item === 'string') return leafName(type) === item;
  switch (item.type) {
    case 'Bytes':
      return type.kind === 'list' && isBytes(type);
    case 'FixedSizeList':
      return type.kind === 'fixed-size-list' && type.size === item.size && matches(type.item, item.item);
    case 'List':
      return type.kind === 'list' && matches(type.item, item.item);
    case 'Struct':
      return (
        type.kind === 'struct' &&
        type.fields.length === item.fields.length &&
        type.fields.every((field, i) => isSameMember(field, item.fields[i]))
      );
    case 'Union':
      return (
        type.kind === 'union' &&
        type.variants.length === item.variants.length &&
        type.variants.every(
          (variant, i) => variant.id === item.variants[i]?.id && isSameMember(variant, item.variants[i]),
        )
      );
    case 'Opaque':
      return false;
  }
}

function isSameMember(
  found: { readonly name: string; readonly type: ArrowType },
  known: { readonly name: string; readonly type: ItemType } | undefined,
): boolean {
  return known !== undefined && found.name === known.name && matches(found.type, known.type);
}

function leafName(type: ArrowType): string | undefined {
  switch (type.kind) {
    case 'null':
      return 'Null';
    case 'boolean':
      return 'Boolean';
    case 'number':
      return type.type;
    case 'utf8':
      return 'Utf8';
    default:
      return undefined;
  }
}

function isBytes({ item }: Extract<ArrowType, { kind: 'list' }>): boolean {
  return item.kind === 'number' && item.type === 'UInt8';
}
