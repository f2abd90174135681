import type { ColumnValues, StructFieldValues } from '../chunk.ts';
import { MAX_ROWS } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { type ItemType, isOfType, type NumberType } from '../item-type.ts';
import { copyNumbers, NUMBER_ARRAYS } from '../number-arrays.ts';
import { type ArrowType, arrowTypeText } from './arrow-type.ts';
import type { ArrayNode, BatchReader } from './batch-reader.ts';
import { unpackBits } from './bits.ts';
import { badArrow } from './framing.ts';
import { readOffsets } from './offsets.ts';
import { readUnionPlaces } from './union-places.ts';

/** The instances that the rows of a column use, of all that the array has. */
export interface InstanceRange {
  readonly first: number;
  readonly count: number;
}

/** Which array is read, and as what; `what` names the column in messages. */
interface Target {
  readonly range: InstanceRange;
  readonly what: string;
}

/** Reads the next array as values of its item type, which must be that of `itemTypeOf`. Validity is not looked at. */
export function readValues(
  batch: BatchReader,
  type: ArrowType,
  itemType: ItemType,
  range: InstanceRange,
  what: string,
): ColumnValues {
  return readArray(batch, type, itemType, { range, what }).values;
}

function readArray(
  batch: BatchReader,
  type: ArrowType,
  itemType: ItemType,
  target: Target,
): Pick<StructFieldValues, 'values' | 'valid'> {
  const { range, what } = target;
  const node = batch.anyNode();
  checkRange(range, node.length, what);
  // Neither of these has a buffer of validity.
  if (type.kind === 'null') return { values: { kind: 'nulls', length: range.count }, valid: undefined };
  if (type.kind === 'union') return { values: readUnion(batch, type, itemType, node, target), valid: undefined };
  const bits = batch.validity(node, what);
  const valid = bits === undefined ? undefined : unpackBits(bits, range.first, range.count);
  const values = readBuffers(batch, type, itemType, node, target);
  return { values, valid: valid?.includes(0) === true ? valid : undefined };
}

/** What follows node and validity. */
function readBuffers(
  batch: BatchReader,
  type: ArrowType,
  itemType: ItemType,
  node: ArrayNode,
  target: Target,
): ColumnValues {
  const { range, what } = target;
  switch (type.kind) {
    case 'number':
      return { kind: 'numbers', numbers: readNumbers(batch, type.type, range, what) };
    case 'boolean': {
      checkInstances(range.count, what);
      const packed = batch.buffer(Math.ceil((range.first + range.count) / 8), what);
      return { kind: 'booleans', booleans: unpackBits(packed, range.first, range.count) };
    }
    case 'fixed-size-list':
      return { kind: 'numbers', numbers: readFlatNumbers(batch, type, range, what) };
    case 'utf8':
    case 'binary':
      return readPieces(batch, type.kind === 'utf8' ? 'utf8' : 'bytes', node.length, type.large, target);
    case 'list': {
      if (!isOfType(itemType, 'List')) return readPieces(batch, 'byte-list', node.length, type.large, target);
      const { starts, from } = readStarts(batch, node.length, type.large, target);
      const items = readArray(batch, type.item, itemType.item, {
        range: { first: from, count: starts[range.count] ?? 0 },
        what,
      });
      return { kind: 'lists', starts, items: items.values };
    }
    case 'struct': {
      const types = isOfType(itemType, 'Struct') ? itemType.fields : [];
      const fields = type.fields.map(({ name, type: fieldType }, i) => ({
        name,
        ...readArray(batch, fieldType, types[i]?.type ?? 'Null', { range, what: `${what}, field "${name}"` }),
      }));
      return { kind: 'structs', length: range.count, fields };
    }
    default:
      throw new TypeError(`There is no reader for ${arrowTypeText(type)}.`);
  }
}

function readUnion(
  batch: BatchReader,
  type: Extract<ArrowType, { kind: 'union' }>,
  itemType: ItemType,
  node: ArrayNode,
  { range, what }: Target,
): ColumnValues {
  const places = readUnionPlaces(batch, type, { length: node.length, range, what });
  const types = isOfType(itemType, 'Union') ? itemType.variants : [];
  const variants = type.variants.map(({ name, type: armType }, i) => {
    const armRange = places.ranges[i] ?? { first: 0, count: 0 };
    return readArray(batch, armType, types[i]?.type ?? 'Null', { range: armRange, what: `${what}, variant "${name}"` });
  });
  return {
    kind: 'union',
    typeIds: places.typeIds,
    offsets: places.offsets,
    variants: variants.map(({ values }) => values),
  };
}

function readNumbers(batch: BatchReader, type: NumberType, range: InstanceRange, what: string) {
  const width = NUMBER_ARRAYS[type].BYTES_PER_ELEMENT;
  const bytes = batch.buffer((range.first + range.count) * width, what);
  return copyNumbers(type, bytes, range.first * width, range.count);
}

/** All numbers of fixed-size lists, which may lie in each other. */
function readFlatNumbers(
  batch: BatchReader,
  { size, item }: Extract<ArrowType, { kind: 'fixed-size-list' }>,
  range: InstanceRange,
  what: string,
): ReturnType<typeof readNumbers> {
  const inner = { first: range.first * size, count: range.count * size };
  const child = batch.anyNode();
  checkRange(inner, child.length, what);
  batch.validity(child, what);
  if (item.kind === 'fixed-size-list') return readFlatNumbers(batch, item, inner, what);
  if (item.kind !== 'number') throw new TypeError(`There is no reader for lists of ${arrowTypeText(item)}.`);
  return readNumbers(batch, item.type, inner, what);
}

/** The starts of the range, from 0 on, and where in the child its first instance begins. */
function readStarts(
  batch: BatchReader,
  length: number,
  large: boolean,
  { range, what }: Target,
): { readonly starts: Int32Array; readonly from: number; readonly total: number } {
  const offsets = readOffsets(batch, length, large, what);
  const total = offsets.first + (offsets.starts[length] ?? 0);
  const whole = range.first === 0 && range.count === length;
  const starts = whole ? offsets.starts : offsets.starts.slice(range.first, range.first + range.count + 1);
  const base = starts[0] ?? 0;
  if (base !== 0) for (let i = 0; i < starts.length; i++) starts[i] = (starts[i] ?? 0) - base;
  return { starts, from: offsets.first + base, total };
}

/** `byte-list`: bytes in a child array of their own, as `List<UInt8>` has them. */
function readPieces(
  batch: BatchReader,
  layout: 'utf8' | 'bytes' | 'byte-list',
  length: number,
  large: boolean,
  target: Target,
): ColumnValues {
  const { range, what } = target;
  const { starts, from, total } = readStarts(batch, length, large, target);
  if (layout === 'byte-list') {
    const child = batch.anyNode();
    checkRange({ first: 0, count: total }, child.length, what);
    batch.validity(child, what);
  }
  const used = batch.buffer(total, what).subarray(from, from + (starts[range.count] ?? 0));
  // Texts are small and travel between threads with their chunk; pictures are large and are borrowed.
  return layout === 'utf8' ? { kind: 'utf8', starts, bytes: used.slice() } : { kind: 'bytes', starts, bytes: used };
}

/** For values that take more memory here than in the message. */
export function checkInstances(count: number, what: string): void {
  if (count > MAX_ROWS) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The ${what} has at most ${MAX_ROWS} instances, found ${count}.`,
    );
  }
}

export function checkRange(range: InstanceRange, length: number, what: string): void {
  if (range.first + range.count > length) {
    throw badArrow(`The rows of ${what} use ${range.first + range.count} entries, but there are ${length}`);
  }
}
