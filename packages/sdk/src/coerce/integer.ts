import { describe } from './describe.ts';
import type { NumberList } from './number.ts';

/**
 * Ids: one for all instances, or a list, as numbers or bigints.
 *
 * @group Archetypes
 */
export type Ids = number | bigint | NumberList | readonly bigint[] | BigInt64Array | BigUint64Array;

const UINT64_MAX = 2n ** 64n - 1n;

/** Class and keypoint ids: integers from 0 to 65535. */
export function toUint16s(where: string, input: Ids): Uint16Array {
  if (typeof input === 'number' || typeof input === 'bigint') return Uint16Array.of(toUint(where, input, 0xffff));
  const { length } = checkList(where, input);
  const ids = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const id = input[i];
    // Only what is refused pays for its name.
    ids[i] =
      typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff
        ? id
        : toUint(`${where}[${i}]`, id, 0xffff);
  }
  return ids;
}

/** One integer from 0 to `max`, given as a number or a bigint. */
export function toUint(where: string, input: unknown, max: number): number {
  if (typeof input !== 'number' && typeof input !== 'bigint') {
    throw new TypeError(`${where} must be an integer from 0 to ${max}, but is ${describe(input)}.`);
  }
  const value = Number(input);
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new RangeError(`${where} must be an integer from 0 to ${max}, but is ${describe(input)}.`);
}

/** A count: an integer from 0 to 2^64 - 1; beyond 2^53 only bigints are exact. */
export function toUint64(where: string, input: number | bigint): bigint {
  if (typeof input !== 'number' && typeof input !== 'bigint') {
    throw new TypeError(`${where} must be a whole number (number or bigint), but is ${describe(input)}.`);
  }
  if (typeof input === 'number' && !Number.isSafeInteger(input)) {
    throw new RangeError(`${where} must be a safe integer (give larger ones as bigint), but is ${input}.`);
  }
  const value = BigInt(input);
  if (value >= 0n && value <= UINT64_MAX) return value;
  throw new RangeError(`${where} must be from 0 to 2^64 - 1, but is ${describe(input)}.`);
}

function checkList(where: string, input: Exclude<Ids, number | bigint>): { readonly length: number } {
  if (Array.isArray(input) || (ArrayBuffer.isView(input) && !(input instanceof DataView))) return input;
  throw new TypeError(`${where} must be an integer or an array of integers, but is ${describe(input)}.`);
}
