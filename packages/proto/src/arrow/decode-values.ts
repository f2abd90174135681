import type { ColumnValues } from '../chunk.ts';
import { MAX_ROWS } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { ItemType, NumberType } from '../item-type.ts';
import { copyNumbers, NUMBER_ARRAYS } from '../number-arrays.ts';
import { type ArrowType, arrowTypeText } from './arrow-type.ts';
import type { BatchReader } from './batch-reader.ts';
import { unpackBits } from './bits.ts';
import { formatterOf } from './format-opaque.ts';
import { badArrow } from './framing.ts';
import { readOffsets } from './offsets.ts';

/** Characters of all texts of one column; instances beyond them show as "…". Nobody reads a million of them. */
const MAX_TEXT_CHARACTERS = 4 * 1024 * 1024;

/** The instances that the rows of a column use, of all that the array has. */
export interface InstanceRange {
  readonly first: number;
  readonly count: number;
}

/** Reads the next array as values of its item type. The array must have no nulls and not be opaque. */
export function readValues(batch: BatchReader, type: ArrowType, range: InstanceRange, what: string): ColumnValues {
  const node = batch.anyNode();
  checkRange(range, node.length, what);
  batch.validity(node, what);
  switch (type.kind) {
    case 'number':
      return { kind: 'numbers', numbers: readNumbers(batch, type.type, range, what) };
    case 'boolean': {
      checkInstances(range.count, what);
      const packed = batch.buffer(Math.ceil((range.first + range.count) / 8), what);
      return { kind: 'booleans', booleans: unpackBits(packed, range.first, range.count) };
    }
    case 'fixed-size-list': {
      if (type.item.kind !== 'number') break;
      const inner = { first: range.first * type.size, count: range.count * type.size };
      const child = batch.anyNode();
      checkRange(inner, child.length, what);
      batch.validity(child, what);
      return { kind: 'numbers', numbers: readNumbers(batch, type.item.type, inner, what) };
    }
    case 'utf8':
    case 'binary':
      return readPieces(batch, type.kind === 'utf8' ? 'utf8' : 'bytes', node.length, type.large, range, what);
    case 'list':
      return readPieces(batch, 'byte-list', node.length, type.large, range, what);
    default:
      break;
  }
  throw new TypeError(`There is no reader for ${arrowTypeText(type)}.`);
}

/**
 * Reads the next array as one text per instance, for people. Without `withTexts` the array is only stepped over.
 */
export function readTexts(
  batch: BatchReader,
  type: ArrowType,
  range: InstanceRange,
  withTexts: boolean,
  what: string,
): { readonly itemType: ItemType; readonly values: ColumnValues } {
  const itemType: ItemType = { type: 'Opaque', text: arrowTypeText(type) };
  checkRange(range, batch.peekLength(), what);
  checkInstances(range.count, what);
  // Some types need no bytes at all for an instance: a few bytes could ask for millions of texts.
  if (range.count > batch.bodyLength) {
    throw badArrow(
      `${range.count} instances of ${what} need more than the ${batch.bodyLength} bytes of the whole chunk`,
    );
  }
  if (!withTexts) {
    batch.skip(type);
    return { itemType, values: { kind: 'opaque', texts: [] } };
  }
  const format = formatterOf(batch, type, what);
  const texts: string[] = [];
  let characters = 0;
  for (let i = 0; i < range.count; i++) {
    const text = characters < MAX_TEXT_CHARACTERS ? format(range.first + i) : '…';
    characters += text.length;
    texts.push(text);
  }
  return { itemType, values: { kind: 'opaque', texts } };
}

function readNumbers(batch: BatchReader, type: NumberType, range: InstanceRange, what: string) {
  const width = NUMBER_ARRAYS[type].BYTES_PER_ELEMENT;
  const bytes = batch.buffer((range.first + range.count) * width, what);
  return copyNumbers(type, bytes, range.first * width, range.count);
}

/** `byte-list`: bytes in a child array of their own, as `List<UInt8>` has them. */
function readPieces(
  batch: BatchReader,
  layout: 'utf8' | 'bytes' | 'byte-list',
  length: number,
  large: boolean,
  range: InstanceRange,
  what: string,
): ColumnValues {
  const offsets = readOffsets(batch, length, large, what);
  const total = offsets.first + (offsets.starts[length] ?? 0);
  if (layout === 'byte-list') {
    const child = batch.anyNode();
    checkRange({ first: 0, count: total }, child.length, what);
    batch.validity(child, what);
  }
  const bytes = batch.buffer(total, what);
  const whole = range.first === 0 && range.count === length;
  const starts = whole ? offsets.starts : offsets.starts.slice(range.first, range.first + range.count + 1);
  const base = starts[0] ?? 0;
  if (base !== 0) for (let i = 0; i < starts.length; i++) starts[i] = (starts[i] ?? 0) - base;
  const from = offsets.first + base;
  const used = bytes.subarray(from, from + (starts[range.count] ?? 0));
  // Texts are small and travel between threads with their chunk; pictures are large and are borrowed.
  return layout === 'utf8' ? { kind: 'utf8', starts, bytes: used.slice() } : { kind: 'bytes', starts, bytes: used };
}

/** For values that take more memory here than in the message. */
function checkInstances(count: number, what: string): void {
  if (count > MAX_ROWS) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The ${what} has at most ${MAX_ROWS} instances, found ${count}.`,
    );
  }
}

function checkRange(range: InstanceRange, length: number, what: string): void {
  if (range.first + range.count > length) {
    throw badArrow(`The rows of ${what} use ${range.first + range.count} entries, but there are ${length}`);
  }
}
