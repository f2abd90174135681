import type { ColumnValues } from '../chunk.ts';
import { grownBytes, MIN_CAPACITY, unexpected, type ValuesBuilder } from './values-builder.ts';

export class BooleansBuilder implements ValuesBuilder {
  count = 0;
  readonly #what: string;
  #booleans: Uint8Array = new Uint8Array(MIN_CAPACITY);

  constructor(what: string) {
    this.#what = what;
  }

  get byteLength(): number {
    return this.count;
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.#what, 'an array of booleans', data);
    for (const value of data) this.appendOne(value);
  }

  appendOne(value: unknown): void {
    if (typeof value !== 'boolean') throw unexpected(this.#what, 'booleans', value);
    this.#booleans = grownBytes(this.#booleans, this.count + 1, this.count);
    this.#booleans[this.count++] = value ? 1 : 0;
  }

  appendNull(): void {
    this.appendOne(false);
  }

  truncate(count: number): void {
    this.count = count;
  }

  finish(): ColumnValues {
    return { kind: 'booleans', booleans: this.#booleans.subarray(0, this.count) };
  }
}

/** What holds no value: only counted. */
export class NullsBuilder implements ValuesBuilder {
  count = 0;
  readonly byteLength = 0;
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.#what, 'an array of nulls', data);
    for (const value of data) this.appendOne(value);
  }

  appendOne(value: unknown): void {
    if (value !== null) throw unexpected(this.#what, 'null', value);
    this.count++;
  }

  appendNull(): void {
    this.count++;
  }

  truncate(count: number): void {
    this.count = count;
  }

  finish(): ColumnValues {
    return { kind: 'nulls', length: this.count };
  }
}
