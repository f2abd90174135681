import { describe } from './describe.ts';

/**
 * Points or sizes of two numbers: an array of pairs, one pair, or a flat array (plain or typed) of even length.
 * NaN is data and kept ("no value here"); what is not a number is refused.
 *
 * @group Archetypes
 */
export type Vec2s = NumberList | readonly (readonly number[] | Float32Array | Float64Array)[];

/**
 * One number for all instances, or a list of numbers, plain or typed.
 *
 * @group Archetypes
 */
export type Numbers = number | NumberList;

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

/** Flat x, y, x, y, … as Float32; always a fresh array, so the caller may go on using what it passed. */
export function toVec2s(where: string, input: Vec2s): Float32Array {
  if (isNumberList(input)) {
    if (input.length % 2 !== 0) {
      throw new RangeError(`${where} must hold two numbers (x, y) per instance, but has ${input.length} numbers.`);
    }
    return Float32Array.from(checkNumbers(where, input));
  }
  if (!Array.isArray(input)) {
    throw new TypeError(
      `${where} must be an array of [x, y] pairs or a flat array of numbers, but is ${describe(input)}.`,
    );
  }
  const flat = new Float32Array(input.length * 2);
  for (let i = 0; i < input.length; i++) {
    const pair: unknown = input[i];
    if (!isNumberList(pair) || pair.length !== 2) {
      throw new TypeError(`${where}[${i}] must be a pair [x, y], but is ${describe(pair)}.`);
    }
    checkNumbers(`${where}[${i}]`, pair);
    flat[2 * i] = pair[0] as number;
    flat[2 * i + 1] = pair[1] as number;
  }
  return flat;
}

/** One Float32 per instance. */
export function toFloat32s(where: string, input: Numbers): Float32Array {
  return typeof input === 'number' ? Float32Array.of(input) : Float32Array.from(numberList(where, input));
}

/** One Float64 per instance. */
export function toFloat64s(where: string, input: Numbers): Float64Array {
  return typeof input === 'number' ? Float64Array.of(input) : Float64Array.from(numberList(where, input));
}

/** Class and keypoint ids: integers from 0 to 65535. */
export function toUint16s(where: string, input: Numbers): Uint16Array {
  const numbers = typeof input === 'number' ? [input] : numberList(where, input);
  const ids = new Uint16Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const id = numbers[i] as number;
    if (!Number.isInteger(id) || id < 0 || id > 0xffff) {
      throw new RangeError(`${where}[${i}] must be an integer from 0 to 65535, but is ${id}.`);
    }
    ids[i] = id;
  }
  return ids;
}

/** A single finite number, such as a draw order. */
export function toOneFloat32(where: string, input: number): Float32Array {
  if (typeof input === 'number' && Number.isFinite(input)) return Float32Array.of(input);
  throw new TypeError(`${where} must be a finite number, but is ${describe(input)}.`);
}

function numberList(where: string, input: unknown): NumberList {
  if (!isNumberList(input)) {
    throw new TypeError(`${where} must be a number or an array of numbers, but is ${describe(input)}.`);
  }
  return checkNumbers(where, input);
}

/** True for number-typed arrays and for plain arrays whose first element is a number (or that are empty). */
function isNumberList(input: unknown): input is NumberList {
  if (Array.isArray(input)) return input.length === 0 || typeof input[0] === 'number';
  return (
    ArrayBuffer.isView(input) &&
    !(input instanceof DataView) &&
    !(input instanceof BigInt64Array) &&
    !(input instanceof BigUint64Array)
  );
}

function checkNumbers(where: string, numbers: NumberList): NumberList {
  if (ArrayBuffer.isView(numbers)) return numbers;
  for (let i = 0; i < numbers.length; i++) {
    if (typeof numbers[i] !== 'number') {
      throw new TypeError(`${where}[${i}] must be a number, but is ${describe(numbers[i])}.`);
    }
  }
  return numbers;
}
