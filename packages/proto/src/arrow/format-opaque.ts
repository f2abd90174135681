import { halfToNumber } from '../half-float.ts';
import { NUMBER_ARRAYS } from '../number-arrays.ts';
import { type ArrowType, arrowTypeText } from './arrow-type.ts';
import type { ArrayNode, BatchReader } from './batch-reader.ts';
import { bitAt } from './bits.ts';
import { badArrow } from './framing.ts';
import { readOffsets } from './offsets.ts';

/** Text of the instance at an index of an array. */
export type Formatter = (index: number) => string;

/** Entries of a list that are shown; its length tells of the rest. */
const SHOWN_ENTRIES = 8;
const SHOWN_CHARACTERS = 200;
/** Levels that are shown: with all of them an instance of a few bytes could ask for a text without end. */
const SHOWN_DEPTH = 3;
const lenientDecoder = new TextDecoder();

/**
 * Reads the next array, whatever its type, as texts for people. Stepping through it checks all lengths and offsets; values
 * of types without a reader are shown by the name of the type.
 */
export function formatterOf(batch: BatchReader, type: ArrowType, what: string, depth = 0): Formatter {
  if (depth > SHOWN_DEPTH) {
    batch.skip(type);
    return () => '…';
  }
  const node = batch.anyNode();
  if (type.kind === 'null') return () => 'null';
  if (type.kind === 'other' || type.kind === 'union') {
    batch.skipRest(type);
    return () => arrowTypeText(type);
  }
  const validity = batch.validity(node, what);
  const format = clipped(formatterOfValues(batch, type, node, what, depth));
  if (validity === undefined) return format;
  return (index) => (bitAt(validity, index) ? format(index) : 'null');
}

function formatterOfValues(
  batch: BatchReader,
  type: ArrowType,
  node: ArrayNode,
  what: string,
  depth: number,
): Formatter {
  switch (type.kind) {
    case 'boolean': {
      const packed = batch.buffer(Math.ceil(node.length / 8), what);
      return (index) => String(bitAt(packed, index));
    }
    case 'number':
      return numberFormatter(batch, type.type, node, what);
    case 'time':
      return numberFormatter(batch, 'Int64', node, what);
    case 'fixed-size-binary': {
      const bytes = batch.buffer(node.length * type.size, what);
      return (index) => hex(bytes.subarray(index * type.size, (index + 1) * type.size));
    }
    case 'utf8':
    case 'binary': {
      const { starts, first } = readOffsets(batch, node.length, type.large, what);
      const bytes = batch.buffer(first + (starts[node.length] ?? 0), what);
      const piece = (index: number) => bytes.subarray(first + (starts[index] ?? 0), first + (starts[index + 1] ?? 0));
      return type.kind === 'utf8'
        ? (index) => JSON.stringify(lenientDecoder.decode(piece(index).subarray(0, SHOWN_CHARACTERS)))
        : (index) => hex(piece(index));
    }
    case 'list': {
      const { starts, first } = readOffsets(batch, node.length, type.large, what);
      checkChild(batch, first + (starts[node.length] ?? 0), what);
      const item = formatterOf(batch, type.item, what, depth + 1);
      return (index) => list(item, first + (starts[index] ?? 0), first + (starts[index + 1] ?? 0));
    }
    case 'fixed-size-list': {
      checkChild(batch, node.length * type.size, what);
      const item = formatterOf(batch, type.item, what, depth + 1);
      return (index) => list(item, index * type.size, (index + 1) * type.size);
    }
    case 'struct': {
      const fields = type.fields.map((field) => {
        checkChild(batch, node.length, what);
        return { name: field.name, format: formatterOf(batch, field.type, what, depth + 1) };
      });
      const shown = fields.slice(0, SHOWN_ENTRIES);
      const rest = fields.length > shown.length ? ', …' : '';
      return (index) => `{${shown.map(({ name, format }) => `${name}: ${format(index)}`).join(', ')}${rest}}`;
    }
    default:
      throw new TypeError(`There is no text for ${arrowTypeText(type)}.`);
  }
}

function numberFormatter(
  batch: BatchReader,
  type: keyof typeof NUMBER_ARRAYS,
  node: ArrayNode,
  what: string,
): Formatter {
  const Numbers = NUMBER_ARRAYS[type];
  const width = Numbers.BYTES_PER_ELEMENT;
  const bytes = batch.buffer(node.length * width, what);
  return (index) => {
    // One number at a time from a copy of its own: the buffer need not be aligned.
    const number = new Numbers(bytes.slice(index * width, (index + 1) * width).buffer)[0];
    return String(type === 'Float16' ? halfToNumber(Number(number)) : number);
  };
}

function checkChild(batch: BatchReader, needed: number, what: string): void {
  const length = batch.peekLength();
  if (needed > length) throw badArrow(`The rows of ${what} use ${needed} entries, but there are ${length}`);
}

function list(item: Formatter, from: number, to: number): string {
  const shown = Math.min(to, from + SHOWN_ENTRIES);
  const texts: string[] = [];
  for (let i = from; i < shown; i++) texts.push(item(i));
  if (to > shown) texts.push(`… ${to - from} in all`);
  return `[${texts.join(', ')}]`;
}

function hex(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > 32 ? `0x${digits}… (${bytes.length} bytes)` : `0x${digits}`;
}

function clipped(format: Formatter): Formatter {
  return (index) => {
    const text = format(index);
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  };
}
