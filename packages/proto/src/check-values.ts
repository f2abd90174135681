import { assertNever } from './assert-never.ts';
import { type ColumnValues, flatNumberType, instanceCount } from './chunk.ts';
import { ProtoError, ProtoErrorCode } from './errors.ts';
import { type ItemType, itemTypeText, type StructType, type UnionType } from './item-type.ts';
import { NUMBER_ARRAYS } from './number-arrays.ts';

type Values<K extends ColumnValues['kind']> = Extract<ColumnValues, { kind: K }>;

/**
 * Checks that values are of the kind that the item type asks for, at all levels, and that there are `count` of them.
 *
 * @throws ProtoError `bad-chunk`
 */
export function checkValues(values: ColumnValues, itemType: ItemType, count: number, where: string): void {
  if (!valuesFit(values, itemType)) {
    throw badChunk(`Values of kind "${values.kind}" do not hold ${itemTypeText(itemType)}`, where);
  }
  const found = instanceCount(values, itemType);
  if (found !== count) throw badChunk(`${itemTypeText(itemType)} must have ${count} values, found ${found}`, where);
  switch (values.kind) {
    case 'utf8':
    case 'bytes':
      checkStarts(values.starts, count, values.bytes.length, 'Instance starts', where);
      break;
    case 'lists': {
      if (typeof itemType !== 'object' || itemType.type !== 'List') break;
      const items = instanceCount(values.items, itemType.item);
      checkStarts(values.starts, count, items, 'List starts', where);
      checkValues(values.items, itemType.item, items, where);
      break;
    }
    case 'structs':
      if (typeof itemType === 'object' && itemType.type === 'Struct') checkStructs(values, itemType, where);
      break;
    case 'union':
      if (typeof itemType === 'object' && itemType.type === 'Union') checkUnion(values, itemType, where);
      break;
    default:
      break;
  }
}

function checkStructs({ fields, length }: Values<'structs'>, itemType: StructType, where: string): void {
  if (fields.length !== itemType.fields.length) {
    throw badChunk(`A struct must have ${itemType.fields.length} fields, found ${fields.length}`, where);
  }
  itemType.fields.forEach(({ name, type, nullable }, i) => {
    const field = fields[i];
    if (field?.name !== name) throw badChunk(`Field ${i} must be "${name}", found "${field?.name}"`, where);
    const at = `field "${name}". ${where}`;
    if (field.valid !== undefined) {
      if (!nullable || isUnion(type)) throw badChunk('The field must not have nulls', at);
      if (field.valid.length !== length) {
        throw badChunk(`${length} structs need as many bytes of "valid", found ${field.valid.length}`, at);
      }
    }
    checkValues(field.values, type, length, at);
  });
}

function checkUnion({ typeIds, offsets, variants }: Values<'union'>, itemType: UnionType, where: string): void {
  if (variants.length !== itemType.variants.length) {
    throw badChunk(`A union must have ${itemType.variants.length} variants, found ${variants.length}`, where);
  }
  if (offsets.length !== typeIds.length) {
    throw badChunk(`${typeIds.length} instances of a union need as many offsets, found ${offsets.length}`, where);
  }
  const counts = new Map<number, number>();
  itemType.variants.forEach(({ id, name, type }, i) => {
    const values = variants[i];
    if (values === undefined) return;
    const count = instanceCount(values, type);
    counts.set(id, count);
    checkValues(values, type, count, `variant "${name}". ${where}`);
  });
  for (let i = 0; i < typeIds.length; i++) {
    const count = counts.get(typeIds[i] ?? -1);
    if (count === undefined) throw badChunk(`A union has no variant of id ${typeIds[i]}`, where);
    const offset = offsets[i] ?? -1;
    if (offset < 0 || offset >= count) {
      throw badChunk(`An offset of a union must be below ${count}, found ${offset}`, where);
    }
  }
}

/** Checks that `starts` cut `end` things into `count` pieces without a gap. */
export function checkStarts(starts: Int32Array, count: number, end: number, what: string, where: string): void {
  if (starts.length !== count + 1) {
    throw badChunk(`${what} must be one more than ${count}, found ${starts.length}`, where);
  }
  if (starts[0] !== 0 || starts[count] !== end) {
    throw badChunk(`${what} must go from 0 to ${end}, found ${starts[0]} to ${starts[count]}`, where);
  }
  for (let i = 1; i <= count; i++) {
    if ((starts[i] ?? 0) < (starts[i - 1] ?? 0)) throw badChunk(`${what} must not descend, number ${i} does`, where);
  }
}

function isUnion(type: ItemType): boolean {
  return typeof type === 'object' && type.type === 'Union';
}

function valuesFit(values: ColumnValues, itemType: ItemType): boolean {
  if (itemType === 'Boolean') return values.kind === 'booleans';
  if (itemType === 'Utf8') return values.kind === 'utf8';
  if (itemType === 'Null') return values.kind === 'nulls';
  if (typeof itemType === 'string') {
    return values.kind === 'numbers' && values.numbers instanceof NUMBER_ARRAYS[itemType];
  }
  switch (itemType.type) {
    case 'Bytes':
      return values.kind === 'bytes';
    case 'FixedSizeList':
      return values.kind === 'numbers' && values.numbers instanceof NUMBER_ARRAYS[flatNumberType(itemType)];
    case 'List':
      return values.kind === 'lists';
    case 'Struct':
      return values.kind === 'structs';
    case 'Union':
      return values.kind === 'union';
    case 'Opaque':
      return values.kind === 'opaque';
    default:
      return assertNever(itemType);
  }
}

function badChunk(problem: string, where: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadChunk, `${problem}. ${where}`);
}
