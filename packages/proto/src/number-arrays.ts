import type { NumberArray } from './chunk.ts';
import type { NumberType } from './item-type.ts';

/** The typed array that holds each number type; half floats as their bits, see `half-float.ts`. */
export const NUMBER_ARRAYS = {
  UInt8: Uint8Array,
  UInt16: Uint16Array,
  UInt32: Uint32Array,
  UInt64: BigUint64Array,
  Int8: Int8Array,
  Int16: Int16Array,
  Int32: Int32Array,
  Int64: BigInt64Array,
  Float16: Uint16Array,
  Float32: Float32Array,
  Float64: Float64Array,
} as const satisfies Record<NumberType, unknown>;

/** A new array of zeros for numbers of this type. */
export function newNumberArray(type: NumberType, length: number): NumberArray {
  return new NUMBER_ARRAYS[type](length);
}

/** Numbers from a range of bytes, copied, so that they are aligned and own their memory. */
export function copyNumbers(type: NumberType, bytes: Uint8Array, byteOffset: number, length: number): NumberArray {
  const array = newNumberArray(type, length);
  bytesOf(array).set(bytes.subarray(byteOffset, byteOffset + array.byteLength));
  return array;
}

/** The memory of a typed array as bytes, not copied. */
export function bytesOf(array: NumberArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Copies `from` into `into` at `offset`. Both must be arrays of the same type. */
export function copyInto(into: NumberArray, from: NumberArray, offset: number): void {
  if (from instanceof BigInt64Array || from instanceof BigUint64Array) {
    if (!(into instanceof BigInt64Array || into instanceof BigUint64Array)) throw new TypeError(MIXED);
    into.set(from, offset);
  } else {
    if (into instanceof BigInt64Array || into instanceof BigUint64Array) throw new TypeError(MIXED);
    into.set(from, offset);
  }
}

const MIXED = 'Arrays of 64-bit integers and of other numbers cannot be mixed.';
