import { numberToHalf } from '@rushes/proto';
import { describe } from './describe.ts';
import { checkNumbers, isNumberList, type NumberList } from './number.ts';

/**
 * Tables of numbers that are stored as half floats, `size` numbers per instance: flat, or in nested arrays, one level per dimension.
 *
 * @group Archetypes
 */
export type HalfFloats = NumberList | readonly HalfFloats[];

/** A coercion to the bits of half floats, `size` per instance. */
export function halfFloats(size: number): (where: string, input: HalfFloats) => Uint16Array {
  return (where, input) => {
    const flat: number[] = [];
    flatten(where, input, flat);
    if (flat.length % size !== 0) {
      throw new RangeError(`${where} must hold ${size} numbers per instance, but has ${flat.length}.`);
    }
    return Uint16Array.from(flat, numberToHalf);
  };
}

function flatten(where: string, input: HalfFloats, flat: number[]): void {
  if (isNumberList(input)) {
    for (const value of checkNumbers(where, input)) flat.push(value);
  } else if (Array.isArray(input)) {
    input.forEach((inner: HalfFloats, i) => {
      flatten(`${where}[${i}]`, inner, flat);
    });
  } else {
    throw new TypeError(`${where} must be an array of numbers, nested or flat, but is ${describe(input)}.`);
  }
}
