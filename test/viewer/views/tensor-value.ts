import type { NestedValue } from '@rushes/proto';

const ARRAYS = {
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  I8: Int8Array,
  I16: Int16Array,
  I32: Int32Array,
  F32: Float32Array,
  F64: Float64Array,
} as const;

/** `TensorData` as a chunk takes it: the shape, the names of the dimensions if any, and the numbers as one type. */
export function tensorValue(
  shape: readonly number[],
  numbers: readonly number[],
  type: keyof typeof ARRAYS | 'U64' | 'I64',
  names?: readonly string[],
): NestedValue {
  const buffer =
    type === 'U64'
      ? BigUint64Array.from(numbers, BigInt)
      : type === 'I64'
        ? BigInt64Array.from(numbers, BigInt)
        : ARRAYS[type].from(numbers);
  return {
    shape: BigUint64Array.from(shape, BigInt),
    names: names === undefined ? null : [...names],
    buffer: { [type]: buffer },
  };
}
