import { type ColumnValues, flatNumberType, type NumberArray, numbersPerInstance } from '../chunk.ts';
import { numberToHalf } from '../half-float.ts';
import type { ItemType, NumberType } from '../item-type.ts';
import { copyInto, NUMBER_ARRAYS, newNumberArray } from '../number-arrays.ts';
import type { PlainValue } from '../plain-value.ts';
import { grownLength, MIN_CAPACITY, nameOf, unexpected, type ValuesBuilder } from './values-builder.ts';

/** Numbers, and fixed-size lists of them. */
export class NumbersBuilder implements ValuesBuilder {
  count = 0;
  readonly #type: NumberType;
  readonly #width: number;
  readonly #what: string;
  #numbers: NumberArray;
  #length = 0;

  constructor(itemType: NumberType | Extract<ItemType, { type: 'FixedSizeList' }>, what: string) {
    this.#type = typeof itemType === 'string' ? itemType : flatNumberType(itemType);
    this.#width = numbersPerInstance(itemType);
    this.#what = what;
    this.#numbers = newNumberArray(this.#type, MIN_CAPACITY * this.#width);
  }

  get byteLength(): number {
    return this.#length * this.#numbers.BYTES_PER_ELEMENT;
  }

  append(data: unknown): void {
    if (!(data instanceof NUMBER_ARRAYS[this.#type])) {
      throw new TypeError(`${this.#what} takes a ${NUMBER_ARRAYS[this.#type].name}, found ${nameOf(data)}.`);
    }
    const instances = data.length / this.#width;
    if (!Number.isInteger(instances)) {
      throw new RangeError(`${this.#what} takes a multiple of ${this.#width} numbers, found ${data.length}.`);
    }
    this.#reserve(data.length);
    copyFew(this.#numbers, data, this.#length);
    this.#length += data.length;
    this.count += instances;
  }

  appendOne(value: PlainValue): void {
    if (this.#width === 1 && typeof value !== 'object') {
      this.#push(value);
    } else {
      if (typeof value !== 'object' || value === null || !('length' in value)) {
        throw unexpected(this.#what, `${this.#width} numbers`, value);
      }
      if (value.length !== this.#width) {
        throw new RangeError(`${this.#what} takes ${this.#width} numbers, found ${String(value.length)}.`);
      }
      if (value instanceof NUMBER_ARRAYS[this.#type]) {
        this.append(value);
        return;
      }
      for (const number of value as Iterable<unknown>) this.#push(number);
    }
    this.count++;
  }

  appendNull(): void {
    this.#reserve(this.#width);
    const empty = this.#numbers.subarray(this.#length, this.#length + this.#width);
    if (empty instanceof BigInt64Array || empty instanceof BigUint64Array) empty.fill(0n);
    else empty.fill(0);
    this.#length += this.#width;
    this.count++;
  }

  truncate(count: number): void {
    this.count = count;
    this.#length = count * this.#width;
  }

  finish(): ColumnValues {
    return { kind: 'numbers', numbers: this.#numbers.subarray(0, this.#length) };
  }

  #reserve(count: number): void {
    const length = this.#length + count;
    if (length <= this.#numbers.length) return;
    const grown = newNumberArray(this.#type, grownLength(this.#numbers.length, length));
    copyInto(grown, this.#numbers.subarray(0, this.#length), 0);
    this.#numbers = grown;
  }

  #push(value: unknown): void {
    this.#reserve(1);
    const numbers = this.#numbers;
    if (numbers instanceof BigInt64Array || numbers instanceof BigUint64Array) {
      const number = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
      if (typeof number !== 'bigint') throw unexpected(this.#what, 'whole numbers', value);
      numbers[this.#length] = number;
      if (numbers[this.#length] !== number) throw this.#outOfRange(value);
    } else {
      const number = typeof value === 'bigint' ? Number(value) : value;
      if (typeof number !== 'number') throw unexpected(this.#what, 'numbers', value);
      numbers[this.#length] = this.#type === 'Float16' ? numberToHalf(number) : number;
      // Floats may be rounded, integers may not.
      if (!this.#type.startsWith('Float') && numbers[this.#length] !== number) throw this.#outOfRange(value);
    }
    this.#length++;
  }

  #outOfRange(value: unknown): RangeError {
    return new RangeError(`${this.#what} takes numbers that fit ${this.#type}, found ${String(value)}.`);
  }
}

/** A call of `set` costs more than the loop for the handful of numbers that most rows hold. */
function copyFew(into: NumberArray, from: NumberArray, offset: number): void {
  if (from.length > 8 || from instanceof BigInt64Array || from instanceof BigUint64Array) {
    copyInto(into, from, offset);
    return;
  }
  for (let i = 0; i < from.length; i++) into[offset + i] = from[i] ?? 0;
}
