import {
  isOfType,
  type NumberArray,
  numbersPerInstance,
  type PlainStruct,
  type PlainValue,
  plainNumbers,
  plainValue,
} from '@rushes/proto';
import type { RowRef } from './recording-store.ts';

export type { PlainStruct } from '@rushes/proto';

/**
 * Readers of one row. Each answers undefined when there is no row, or when its component is of another type than the reader
 * is for; a logged row of no instances ("cleared") gives an empty answer. None of them throws: what was logged by others is
 * no reason for a view to break.
 */
const textDecoder = new TextDecoder();

/** Numbers of one row, `width` to an instance. Mostly a view of the chunk's memory: do not change it, do not keep it. */
export interface RowNumbers {
  readonly numbers: NumberArray;
  readonly width: number;
}

/** How many instances the row has. */
export function rowInstanceCount(ref: RowRef | undefined): number {
  return ref === undefined ? 0 : rowEnd(ref) - rowStart(ref);
}

/** The texts of a row of `Utf8`. */
export function readTexts(ref: RowRef | undefined): readonly string[] | undefined {
  if (ref === undefined || ref.column.values.kind !== 'utf8') return undefined;
  const { starts, bytes } = ref.column.values;
  const texts: string[] = [];
  for (let i = rowStart(ref); i < rowEnd(ref); i += 1) {
    texts.push(textDecoder.decode(bytes.subarray(starts[i] ?? 0, starts[i + 1] ?? 0)));
  }
  return texts;
}

/** The numbers of a row of any number type or of fixed-size lists of them; booleans as 0 and 1. */
export function readNumbers(ref: RowRef | undefined): RowNumbers | undefined {
  if (ref === undefined) return undefined;
  const { values, itemType } = ref.column;
  if (values.kind === 'booleans') return { numbers: values.booleans.subarray(rowStart(ref), rowEnd(ref)), width: 1 };
  if (values.kind !== 'numbers') return undefined;
  const numbers = plainNumbers(values.numbers, itemType, rowStart(ref), rowEnd(ref));
  return { numbers, width: numbersPerInstance(itemType) };
}

/** Lists of numbers of one row, one list an instance: list `i` is the points `starts[i]` to before `starts[i+1]`. */
export interface RowLists {
  /** Begins at 0; one more than there are lists. */
  readonly starts: Int32Array;
  /** All points of all lists, `width` numbers each. */
  readonly numbers: NumberArray;
  readonly width: number;
}

/** The lists of a row of line strips: `LineStrip2D`, `LineStrip3D`, `GeoLineString`. */
export function readLists(ref: RowRef | undefined): RowLists | undefined {
  if (ref === undefined || !isOfType(ref.column.itemType, 'List')) return undefined;
  const { values, itemType } = ref.column;
  if (values.kind !== 'lists' || values.items.kind !== 'numbers') return undefined;
  const starts = values.starts.slice(rowStart(ref), rowEnd(ref) + 1);
  const first = starts[0] ?? 0;
  const last = starts[starts.length - 1] ?? first;
  if (first !== 0) for (let i = 0; i < starts.length; i += 1) starts[i] = (starts[i] ?? 0) - first;
  const numbers = plainNumbers(values.items.numbers, itemType.item, first, last);
  return { starts, numbers, width: numbersPerInstance(itemType.item) };
}

/** The structs of a row, one plain object an instance: `ImageFormat`, `TensorData`, `RotationAxisAngle`, …. */
export function readStructs(ref: RowRef | undefined): readonly PlainStruct[] | undefined {
  if (ref === undefined || ref.column.values.kind !== 'structs') return undefined;
  // What the values of a struct give is a struct.
  return readValues(ref) as readonly PlainStruct[];
}

/** The instances of a row of any type as plain values, the first `max` of them. */
export function readValues(ref: RowRef | undefined, max = Number.POSITIVE_INFINITY): readonly PlainValue[] | undefined {
  if (ref === undefined) return undefined;
  const { values, itemType } = ref.column;
  const from = rowStart(ref);
  return Array.from({ length: Math.min(rowEnd(ref) - from, max) }, (_, i) => plainValue(values, itemType, from + i));
}

/** States of a row: texts, or numbers and booleans as text, as a `StateChange` of others may have them. */
export function readStates(ref: RowRef | undefined): readonly string[] | undefined {
  const { kind } = ref?.column.values ?? {};
  if (kind === 'utf8') return readTexts(ref);
  return kind === 'numbers' || kind === 'booleans' ? readValues(ref)?.map(String) : undefined;
}

/** Colours as 0xRRGGBBAA. A view of the chunk's memory. */
export function readColors(ref: RowRef | undefined): Uint32Array | undefined {
  const numbers = readNumbers(ref)?.numbers;
  return numbers instanceof Uint32Array ? numbers : undefined;
}

/** One byte each, 0 or 1. A view of the chunk's memory. */
export function readBooleans(ref: RowRef | undefined): Uint8Array | undefined {
  if (ref === undefined || ref.column.values.kind !== 'booleans') return undefined;
  return ref.column.values.booleans.subarray(rowStart(ref), rowEnd(ref));
}

/** The bytes of one instance of a row of blobs; undefined if there is no such instance. A view of the chunk's memory. */
export function readBytes(ref: RowRef | undefined, instance = 0): Uint8Array | undefined {
  if (ref === undefined || ref.column.values.kind !== 'bytes') return undefined;
  const index = rowStart(ref) + instance;
  if (instance < 0 || index >= rowEnd(ref)) return undefined;
  const { starts, bytes } = ref.column.values;
  return bytes.subarray(starts[index] ?? 0, starts[index + 1] ?? 0);
}

function rowStart(ref: RowRef): number {
  return ref.column.rowStarts[ref.row] ?? 0;
}

function rowEnd(ref: RowRef): number {
  return ref.column.rowStarts[ref.row + 1] ?? 0;
}
