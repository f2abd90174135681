import type { ColumnValues } from '../chunk.ts';
import type { StructField, UnionVariant } from '../item-type.ts';
import type { PlainStruct, PlainValue } from '../plain-value.ts';
import { grownBytes, grownInt32, MIN_CAPACITY, unexpected, type ValuesBuilder } from './values-builder.ts';

// Each of these hands its parts to the builders of the level below.

export class ListsBuilder implements ValuesBuilder {
  count = 0;
  readonly #items: ValuesBuilder;
  readonly #what: string;
  #starts = new Int32Array(MIN_CAPACITY + 1);

  constructor(items: ValuesBuilder, what: string) {
    this.#items = items;
    this.#what = what;
  }

  get byteLength(): number {
    return this.#items.byteLength + 4 * this.count;
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.#what, 'an array of lists', data);
    for (const value of data) this.appendOne(value);
  }

  appendOne(value: unknown): void {
    // A typed array holds all items of the list, flat.
    if (ArrayBuffer.isView(value)) this.#items.append(value);
    else if (Array.isArray(value)) for (const item of value) this.#items.appendOne(item);
    else throw unexpected(this.#what, 'an array or a typed array', value);
    this.#end();
  }

  appendNull(): void {
    this.#end();
  }

  truncate(count: number): void {
    this.count = count;
    this.#items.truncate(this.#starts[count] ?? 0);
  }

  finish(): ColumnValues {
    return { kind: 'lists', starts: this.#starts.subarray(0, this.count + 1), items: this.#items.finish() };
  }

  #end(): void {
    this.count++;
    this.#starts = grownInt32(this.#starts, this.count + 1);
    this.#starts[this.count] = this.#items.count;
  }
}

/** One field of a struct while it grows. */
export interface FieldBuilder extends Pick<StructField, 'name' | 'nullable'> {
  readonly values: ValuesBuilder;
  /** Nulls are an arm of the union that the field holds. */
  readonly isUnion: boolean;
}

export class StructsBuilder implements ValuesBuilder {
  count = 0;
  readonly #fields: readonly FieldBuilder[];
  readonly #names: ReadonlySet<string>;
  readonly #what: string;
  /** By field; made only when something is null. */
  readonly #valid: (Uint8Array | undefined)[];

  constructor(fields: readonly FieldBuilder[], what: string) {
    this.#fields = fields;
    this.#names = new Set(fields.map(({ name }) => name));
    this.#what = what;
    this.#valid = fields.map(() => undefined);
  }

  get byteLength(): number {
    return this.#fields.reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.#what, 'an array of objects', data);
    for (const value of data) this.appendOne(value);
  }

  appendOne(value: PlainValue): void {
    if (!isStruct(value)) throw unexpected(this.#what, 'objects', value);
    for (const key of Object.keys(value)) {
      if (!this.#names.has(key)) {
        throw new TypeError(`${this.#what} has no field "${key}"; it has ${[...this.#names].join(', ')}.`);
      }
    }
    this.#fields.forEach((field, i) => {
      const part = value[field.name] ?? null;
      if (part !== null) field.values.appendOne(part);
      else if (field.nullable) this.#appendNullField(field, i);
      else throw new TypeError(`${this.#what} needs a value of its field "${field.name}", found none.`);
    });
    this.#end();
  }

  appendNull(): void {
    for (const { values } of this.#fields) values.appendNull();
    this.#end();
  }

  truncate(count: number): void {
    this.count = count;
    for (const { values } of this.#fields) values.truncate(count);
    for (const valid of this.#valid) valid?.fill(1, count);
  }

  finish(): ColumnValues {
    return {
      kind: 'structs',
      length: this.count,
      fields: this.#fields.map(({ name, values }, i) => ({
        name,
        values: values.finish(),
        valid: this.#valid[i]?.subarray(0, this.count),
      })),
    };
  }

  #appendNullField({ values, isUnion }: FieldBuilder, index: number): void {
    values.appendNull();
    if (isUnion) return;
    const valid = this.#valid[index];
    const grown = grownBytes(valid ?? new Uint8Array(0), this.count + 1, this.count);
    // What was not set yet is valid.
    if (grown !== valid) grown.fill(1, valid === undefined ? 0 : this.count);
    grown[this.count] = 0;
    this.#valid[index] = grown;
  }

  #end(): void {
    this.#valid.forEach((valid, i) => {
      if (valid === undefined || this.count < valid.length) return;
      const grown = grownBytes(valid, this.count + 1, this.count);
      grown.fill(1, this.count);
      this.#valid[i] = grown;
    });
    this.count++;
  }
}

/** One arm of a union while it grows. */
export interface VariantBuilder extends Pick<UnionVariant, 'id' | 'name'> {
  readonly values: ValuesBuilder;
}

export class UnionBuilder implements ValuesBuilder {
  count = 0;
  readonly #variants: readonly VariantBuilder[];
  readonly #what: string;
  #typeIds: Uint8Array = new Uint8Array(MIN_CAPACITY);
  #offsets = new Int32Array(MIN_CAPACITY);

  constructor(variants: readonly VariantBuilder[], what: string) {
    this.#variants = variants;
    this.#what = what;
  }

  get byteLength(): number {
    return this.#variants.reduce((sum, { values }) => sum + values.byteLength, 5 * this.count);
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.#what, 'an array of objects', data);
    for (const value of data) this.appendOne(value);
  }

  appendOne(value: PlainValue): void {
    if (!isStruct(value)) throw unexpected(this.#what, 'an object with one key', value);
    const [[name, part] = ['', null], ...others] = Object.entries(value);
    const variant = this.#variants.find((each) => each.name === name && each.id !== 0);
    if (variant === undefined || others.length > 0) {
      const names = this.#variants.filter(({ id }) => id !== 0).map((each) => each.name);
      throw new TypeError(`${this.#what} takes one of ${names.join(', ')}, found ${Object.keys(value).join(', ')}.`);
    }
    variant.values.appendOne(part ?? null);
    this.#end(variant);
  }

  appendNull(): void {
    const variant = this.#variants.find(({ id }) => id === 0);
    if (variant === undefined) throw new TypeError(`${this.#what} has no arm for null.`);
    variant.values.appendNull();
    this.#end(variant);
  }

  truncate(count: number): void {
    if (count < this.count) this.count = count;
    for (const { id, values } of this.#variants) {
      let kept = 0;
      for (let i = 0; i < this.count; i++) if (this.#typeIds[i] === id) kept++;
      values.truncate(kept);
    }
  }

  finish(): ColumnValues {
    return {
      kind: 'union',
      typeIds: Int8Array.from(this.#typeIds.subarray(0, this.count)),
      offsets: this.#offsets.subarray(0, this.count),
      variants: this.#variants.map(({ values }) => values.finish()),
    };
  }

  #end({ id, values }: VariantBuilder): void {
    this.#typeIds = grownBytes(this.#typeIds, this.count + 1, this.count);
    this.#offsets = grownInt32(this.#offsets, this.count + 1);
    this.#typeIds[this.count] = id;
    this.#offsets[this.count] = values.count - 1;
    this.count++;
  }
}

function isStruct(value: unknown): value is PlainStruct {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
