import { assertNever } from '../assert-never.ts';
import { type ItemType, itemTypeText } from '../item-type.ts';
import { BooleansBuilder, NullsBuilder } from './boolean-values.ts';
import { ListsBuilder, StructsBuilder, UnionBuilder } from './nested-values.ts';
import { NumbersBuilder } from './number-values.ts';
import { BytesBuilder, Utf8Builder } from './piece-values.ts';
import type { ValuesBuilder } from './values-builder.ts';

/** A builder for values of this type. `component` names it in messages: `Image:format`, and below it `Image:format.width`. */
export function newValuesBuilder(itemType: ItemType, component: string): ValuesBuilder {
  const what = `Component "${component}" (${shortText(itemType)})`;
  if (itemType === 'Boolean') return new BooleansBuilder(what);
  if (itemType === 'Utf8') return new Utf8Builder(what);
  if (itemType === 'Null') return new NullsBuilder(what);
  if (typeof itemType === 'string') return new NumbersBuilder(itemType, what);
  switch (itemType.type) {
    case 'Bytes':
      return new BytesBuilder(what);
    case 'FixedSizeList':
      return new NumbersBuilder(itemType, what);
    case 'List':
      return new ListsBuilder(newValuesBuilder(itemType.item, component), what);
    case 'Struct': {
      const fields = itemType.fields.map(({ name, type, nullable }) => ({
        name,
        nullable,
        values: newValuesBuilder(type, `${component}.${name}`),
        isUnion: typeof type === 'object' && type.type === 'Union',
      }));
      return new StructsBuilder(fields, what);
    }
    case 'Union': {
      const variants = itemType.variants.map(({ id, name, type }) => ({
        id,
        name,
        values: newValuesBuilder(type, `${component}.${name}`),
      }));
      return new UnionBuilder(variants, what);
    }
    case 'Opaque':
      throw new TypeError(`Component "${component}" has type ${itemType.text}, which cannot be written.`);
    default:
      return assertNever(itemType);
  }
}

/** Structs and unions would fill lines. */
function shortText(itemType: ItemType): string {
  if (typeof itemType === 'string') return itemType;
  return itemType.type === 'Struct' || itemType.type === 'Union' ? itemType.type : itemTypeText(itemType);
}
