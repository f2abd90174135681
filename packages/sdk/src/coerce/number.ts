import { describe } from './describe.ts';

/**
 * A list of numbers, plain or typed. `bigint` arrays are not numbers.
 *
 * @group Archetypes
 */
export type NumberList =
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/**
 * One number for all instances, or a list of numbers, plain or typed.
 *
 * @group Archetypes
 */
export type Numbers = number | NumberList;

/** One Float32 per instance. */
export function toFloat32s(where: string, input: Numbers): Float32Array {
  return typeof input === 'number' ? Float32Array.of(input) : Float32Array.from(numberList(where, input));
}

/** One Float64 per instance. */
export function toFloat64s(where: string, input: Numbers): Float64Array {
  return typeof input === 'number' ? Float64Array.of(input) : Float64Array.from(numberList(where, input));
}

/** A single finite number, such as a draw order; `min` and `max` are allowed values. */
export function toOneFloat32(
  where: string,
  input: number,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = {},
): Float32Array {
  if (typeof input !== 'number' || !Number.isFinite(input)) {
    throw new TypeError(`${where} must be a finite number, but is ${describe(input)}.`);
  }
  if (input >= min && input <= max) return Float32Array.of(input);
  const range = max === Number.POSITIVE_INFINITY ? `${min} or more` : `from ${min} to ${max}`;
  throw new RangeError(`${where} must be a number ${range}, but is ${input}.`);
}

/** A single finite number above zero: what something is divided by. */
export function toOnePositiveFloat32(where: string, input: number): Float32Array {
  const value = toOneFloat32(where, input);
  if (input > 0) return value;
  throw new RangeError(`${where} must be a number above 0, but is ${input}.`);
}

/** True for number-typed arrays and for plain arrays whose first element is a number (or that are empty). */
export function isNumberList(input: unknown): input is NumberList {
  if (Array.isArray(input)) return input.length === 0 || typeof input[0] === 'number';
  return (
    ArrayBuffer.isView(input) &&
    !(input instanceof DataView) &&
    !(input instanceof BigInt64Array) &&
    !(input instanceof BigUint64Array)
  );
}

/** Refuses a plain array that holds something else than numbers. NaN is a number: it is data. */
export function checkNumbers(where: string, numbers: NumberList): NumberList {
  if (ArrayBuffer.isView(numbers)) return numbers;
  for (let i = 0; i < numbers.length; i++) {
    if (typeof numbers[i] !== 'number') {
      throw new TypeError(`${where}[${i}] must be a number, but is ${describe(numbers[i])}.`);
    }
  }
  return numbers;
}

function numberList(where: string, input: unknown): NumberList {
  if (!isNumberList(input)) {
    throw new TypeError(`${where} must be a number or an array of numbers, but is ${describe(input)}.`);
  }
  return checkNumbers(where, input);
}
