import type { PlainStruct } from '@rushes/proto';
import { describe } from './describe.ts';
import { toUint } from './integer.ts';
import { checkNumbers, isNumberList } from './number.ts';
import { toText } from './text.ts';

/**
 * The numbers of a tensor, outermost dimension first; their type is the tensor's. A plain array is stored as Float64.
 *
 * @group Archetypes
 */
export type TensorBuffer =
  | readonly number[]
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/**
 * Numbers in nested arrays, one level per dimension.
 *
 * @group Archetypes
 */
export interface NestedNumbers extends ReadonlyArray<number | NestedNumbers> {}

/**
 * An array of any number of dimensions: flat numbers (one dimension), nested arrays, or flat numbers with their shape.
 *
 * @group Archetypes
 */
export type TensorInput =
  | TensorBuffer
  | NestedNumbers
  | {
      /** The numbers, the last dimension running fastest. */
      readonly buffer: TensorBuffer;
      /** Size of each dimension, outermost first. */
      readonly shape: readonly number[];
      /** Names of the dimensions, such as `['height', 'width']`. */
      readonly names?: readonly string[] | undefined;
    };

/** A tensor, as the column has it. */
export interface TensorStruct extends PlainStruct {
  readonly shape: BigUint64Array;
  readonly names: readonly string[] | null;
  readonly buffer: Readonly<Record<string, TensorValues>>;
}

type TensorValues = Exclude<TensorBuffer, readonly number[] | Uint8ClampedArray>;

/** Checks and copies a tensor. */
export function toTensor(where: string, input: TensorInput): TensorStruct {
  if (isShaped(input)) {
    const { buffer, shape, names } = input;
    return shaped(where, numbersOf(`${where}.buffer`, buffer), shape, names);
  }
  if (Array.isArray(input) && input.some(Array.isArray)) {
    const shape: number[] = [];
    for (let level: unknown = input; Array.isArray(level); level = level[0]) shape.push(level.length);
    const flat: number[] = [];
    flatten(where, input, shape, 0, flat);
    return shaped(where, Float64Array.from(flat), shape, undefined);
  }
  const numbers = numbersOf(where, input as TensorBuffer);
  return shaped(where, numbers, [numbers.length], undefined);
}

function isShaped(input: TensorInput): input is Extract<TensorInput, { readonly shape: unknown }> {
  return typeof input === 'object' && input !== null && 'buffer' in input && 'shape' in input;
}

function shaped(
  where: string,
  numbers: TensorValues,
  shape: readonly number[],
  names: readonly string[] | undefined,
): TensorStruct {
  if (!Array.isArray(shape)) {
    throw new TypeError(`${where}.shape must be an array of sizes, but is ${describe(shape)}.`);
  }
  const sizes = shape.map((size, i) => toUint(`${where}.shape[${i}]`, size, Number.MAX_SAFE_INTEGER));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count !== numbers.length) {
    throw new RangeError(
      `${where} must hold ${count} numbers for its shape [${sizes.join(', ')}], but has ${numbers.length}.`,
    );
  }
  if (names !== undefined && names.length !== sizes.length) {
    throw new RangeError(`${where}.names must have ${sizes.length} names, one per dimension, but has ${names.length}.`);
  }
  return {
    shape: BigUint64Array.from(sizes, BigInt),
    names: names === undefined ? null : names.map((name, i) => toText(`${where}.names[${i}]`, name)),
    buffer: { [variantOf(numbers)]: numbers },
  };
}

/** A copy of the numbers in the array of their own type. */
function numbersOf(where: string, input: TensorBuffer): TensorValues {
  if (Array.isArray(input)) return Float64Array.from(checkNumbers(where, input) as readonly number[]);
  if (input instanceof Uint8ClampedArray) return Uint8Array.from(input);
  if (input instanceof BigInt64Array || input instanceof BigUint64Array) return input.slice();
  if (ArrayBuffer.isView(input) && isNumberList(input) && !isFloat16(input)) {
    // Not slice(): a Buffer's slice is a view on the same memory.
    return input instanceof Uint8Array ? new Uint8Array(input) : input.slice();
  }
  throw new TypeError(
    `${where} must be a typed array or (nested) arrays of numbers, or {buffer, shape}, but is ${describe(input)}.`,
  );
}

function isFloat16(input: object): boolean {
  return Object.prototype.toString.call(input) === '[object Float16Array]';
}

/** Name of the union's arm for an array of this type. */
function variantOf(numbers: TensorValues): string {
  const letter =
    numbers instanceof Float32Array || numbers instanceof Float64Array
      ? 'F'
      : numbers instanceof Int8Array ||
          numbers instanceof Int16Array ||
          numbers instanceof Int32Array ||
          numbers instanceof BigInt64Array
        ? 'I'
        : 'U';
  return `${letter}${numbers.BYTES_PER_ELEMENT * 8}`;
}

function flatten(where: string, level: unknown, shape: readonly number[], depth: number, out: number[]): void {
  if (depth === shape.length) {
    if (typeof level !== 'number') throw new TypeError(`${where} must be a number, but is ${describe(level)}.`);
    out.push(level);
    return;
  }
  if (!Array.isArray(level) || level.length !== shape[depth]) {
    throw new RangeError(
      `${where} must have ${shape[depth]} elements as its neighbours have, but is ${describe(level)}.`,
    );
  }
  for (let i = 0; i < level.length; i++) flatten(`${where}[${i}]`, level[i], shape, depth + 1, out);
}
