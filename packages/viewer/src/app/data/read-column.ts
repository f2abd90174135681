import { type NumberArray, numbersPerInstance } from '@rushes/proto';
import type { RowRef } from './recording-store.ts';

/**
 * Readers of one row. Each answers undefined when there is no row, or when its component is of another type than the reader
 * is for; a logged row of no instances ("cleared") gives an empty answer. None of them throws: what was logged by others is
 * no reason for a view to break.
 */
const textDecoder = new TextDecoder();

/** Numbers of one row, `width` to an instance. A view of the chunk's memory: do not change it, do not keep it. */
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

/** The numbers of a row of any number type or of fixed-size lists of them. */
export function readNumbers(ref: RowRef | undefined): RowNumbers | undefined {
  if (ref === undefined || ref.column.values.kind !== 'numbers') return undefined;
  const width = numbersPerInstance(ref.column.itemType);
  return { numbers: ref.column.values.numbers.subarray(rowStart(ref) * width, rowEnd(ref) * width), width };
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
