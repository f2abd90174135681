import { describe } from './describe.ts';
import { checkNumbers, isNumberList, type NumberList } from './number.ts';

/**
 * One vector: two numbers, plain or typed.
 *
 * @group Archetypes
 */
export type Vec2 = NumberList;

/**
 * Points or sizes of two numbers: an array of pairs, one pair, or a flat array (plain or typed) of even length.
 * NaN is data and kept ("no value here"); what is not a number is refused.
 *
 * @group Archetypes
 */
export type Vec2s = NumberList | readonly NumberList[];

/**
 * One vector: three numbers, plain or typed.
 *
 * @group Archetypes
 */
export type Vec3 = NumberList;

/**
 * Points, sizes or directions of three numbers: an array of triples, one triple, or a flat array (plain or typed) whose length is a
 * multiple of three. NaN is data and kept; what is not a number is refused.
 *
 * @group Archetypes
 */
export type Vec3s = NumberList | readonly NumberList[];

/** How a vector is written down, and what it becomes. */
export interface VectorType<A extends VectorArray = VectorArray> {
  /** Names of the numbers, for messages. */
  readonly names: readonly string[];
  readonly array: new (length: number) => A;
  /** Limits for whole numbers; left out, any number will do. */
  readonly integers?: { readonly min: number; readonly max: number };
}

/** What vectors become. */
export type VectorArray = Float32Array | Float64Array | Uint32Array | Int32Array;

export const VEC2: VectorType<Float32Array> = { names: ['x', 'y'], array: Float32Array };
export const VEC3: VectorType<Float32Array> = { names: ['x', 'y', 'z'], array: Float32Array };

const COUNT_WORDS = ['no numbers', 'one number', 'two numbers', 'three numbers', 'four numbers'];
const SHAPE_WORDS = ['an empty array', 'one number', 'a pair', 'a triple', 'an array'];

/** Flat x, y, x, y, …; always a fresh array, so the caller may go on using what it passed. */
export function toVectors<A extends VectorArray>(where: string, input: Vec2s | Vec3s, type: VectorType<A>): A {
  const size = type.names.length;
  if (isNumberList(input)) {
    if (input.length % size !== 0) {
      throw new RangeError(
        `${where} must hold ${COUNT_WORDS[size]} (${type.names.join(', ')}) per instance, but has ${input.length} numbers.`,
      );
    }
    checkNumbers(where, input);
    return filled(where, input, type);
  }
  if (!Array.isArray(input)) {
    throw new TypeError(
      `${where} must be an array of ${bracketed(type)} ${size === 2 ? 'pairs' : 'arrays'} or a flat array of numbers, but is ${describe(input)}.`,
    );
  }
  const flat = new type.array(input.length * size);
  for (let i = 0; i < input.length; i++) writeVector(flat, i, where, input[i], type);
  return flat;
}

/** Exactly one vector. */
export function toVector<A extends VectorArray>(where: string, input: Vec2 | Vec3, type: VectorType<A>): A {
  const size = type.names.length;
  if (!isNumberList(input) || input.length !== size) {
    throw new TypeError(`${where} must be ${SHAPE_WORDS[size]} ${bracketed(type)}, but is ${describe(input)}.`);
  }
  checkNumbers(where, input);
  return filled(where, input, type);
}

/** Flat x, y, x, y, … as Float32. */
export function toVec2s(where: string, input: Vec2s): Float32Array {
  return toVectors(where, input, VEC2);
}

function writeVector(flat: VectorArray, i: number, where: string, vector: unknown, type: VectorType): void {
  const size = type.names.length;
  if (!isNumberList(vector) || vector.length !== size) {
    throw new TypeError(`${where}[${i}] must be ${SHAPE_WORDS[size]} ${bracketed(type)}, but is ${describe(vector)}.`);
  }
  for (let k = 0; k < size; k++) {
    const value: unknown = vector[k];
    // The name is put together for what is refused alone: there may be millions of these.
    if (typeof value !== 'number') {
      throw new TypeError(`${where}[${i}][${k}] must be a number, but is ${describe(value)}.`);
    }
    if (!fits(value, type)) throw outOfRange(`${where}[${i}][${k}]`, value, type);
    flat[i * size + k] = value;
  }
}

/** The numbers in the vectors' own array, checked. */
function filled<A extends VectorArray>(where: string, numbers: NumberList, type: VectorType<A>): A {
  for (let i = 0; type.integers !== undefined && i < numbers.length; i++) {
    const value = numbers[i] as number;
    if (!fits(value, type)) throw outOfRange(`${where}[${i}]`, value, type);
  }
  const flat = new type.array(numbers.length);
  flat.set(numbers);
  return flat;
}

function fits(value: number, { integers }: VectorType): boolean {
  return integers === undefined || (Number.isInteger(value) && value >= integers.min && value <= integers.max);
}

function outOfRange(where: string, value: number, { integers }: VectorType): RangeError {
  return new RangeError(`${where} must be an integer from ${integers?.min} to ${integers?.max}, but is ${value}.`);
}

function bracketed(type: VectorType): string {
  return `[${type.names.join(', ')}]`;
}
