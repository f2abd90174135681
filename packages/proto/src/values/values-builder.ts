import type { ColumnValues } from '../chunk.ts';
import type { PlainValue } from '../plain-value.ts';

/** Grows the values of one column, or of one level of a nested one. */
export interface ValuesBuilder {
  /** Instances so far. */
  readonly count: number;
  readonly byteLength: number;
  /** Adds the instances of one row, or of one list: a typed array for numbers, else an array. */
  append(data: unknown): void;
  /** Adds one instance. */
  appendOne(value: PlainValue): void;
  /** Adds something in the place of a null. */
  appendNull(): void;
  /** Forgets all instances but the first `count`; also what an `append` that threw has left behind. */
  truncate(count: number): void;
  finish(): ColumnValues;
}

export const MIN_CAPACITY = 8;

export function grownLength(length: number, needed: number): number {
  return Math.max(length * 2, needed);
}

export function grownInt32(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  if (needed <= array.length) return array;
  const grown = new Int32Array(grownLength(array.length, needed));
  grown.set(array);
  return grown;
}

export function grownBytes(array: Uint8Array, needed: number, used: number): Uint8Array {
  if (needed <= array.length) return array;
  const grown = new Uint8Array(grownLength(array.length, needed));
  grown.set(array.subarray(0, used));
  return grown;
}

/** `what` names component and type: `Component "Scalars:scalars" (Float64)`. */
export function unexpected(what: string, expected: string, found: unknown): TypeError {
  return new TypeError(`${what} takes ${expected}, found ${nameOf(found)}.`);
}

export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return value.constructor?.name ?? 'object';
}
