import type { ComponentColumn, NumberArray } from './chunk.ts';
import type { ComponentDescriptor } from './components.ts';
import type { ItemType } from './item-type.ts';
import type { PlainValue } from './plain-value.ts';
import { newValuesBuilder } from './values/new-values-builder.ts';
import { grownBytes, grownInt32, MIN_CAPACITY, type ValuesBuilder } from './values/values-builder.ts';

/**
 * One instance of a nested type: a struct as an object with the schema's names of its fields (one that may be null may be left
 * out), a list as an array, or, of numbers, as one typed array (points flat), a union as `{ arm: value }`.
 *
 * @group Chunks
 */
export type NestedValue = PlainValue;

/**
 * The instances of one row, normalised: numbers in the typed array of the item type (flat for a fixed-size list), booleans,
 * strings, byte strings and nested values as plain arrays. The builder copies them; the caller keeps its arrays.
 *
 * @group Chunks
 */
export type ComponentData =
  | NumberArray
  | readonly boolean[]
  | readonly string[]
  | readonly Uint8Array[]
  | readonly NestedValue[];

/**
 * What one row holds of one component.
 *
 * @group Chunks
 */
export interface ComponentBatch {
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
  readonly data: ComponentData;
}

/** Grows one component column, row by row. Used through {@link ChunkBuilder}. */
export class ColumnBuilder {
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
  readonly #values: ValuesBuilder;
  #rowStarts = new Int32Array(MIN_CAPACITY + 1);
  /** Made only when a row is skipped: hardly any column has one. */
  #logged: Uint8Array | undefined;
  #rowCount = 0;
  #loggedRows = 0;

  constructor(descriptor: ComponentDescriptor, itemType: ItemType) {
    this.descriptor = descriptor;
    this.itemType = itemType;
    this.#values = newValuesBuilder(itemType, descriptor.component);
  }

  get byteLength(): number {
    return this.#values.byteLength + 4 * this.#rowCount;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Whether any row holds the component; a column without one is not part of a chunk. */
  get hasLoggedRows(): boolean {
    return this.#loggedRows > 0;
  }

  /** Adds a row that holds these instances. */
  append(data: ComponentData): void {
    this.#values.append(data);
    this.#endRow(1);
    this.#loggedRows++;
  }

  /** Takes back what a row added that could not be completed, so that `rowCount` rows are left at most. */
  truncate(rowCount: number): void {
    if (this.#rowCount > rowCount) {
      this.#rowCount = rowCount;
      this.#loggedRows--;
    }
    this.#values.truncate(this.#rowStarts[this.#rowCount] ?? 0);
  }

  /** Adds rows in which the component was not logged, up to `rowCount` rows in all. */
  skipTo(rowCount: number): void {
    while (this.#rowCount < rowCount) {
      this.#logged ??= new Uint8Array(this.#rowStarts.length - 1).fill(1, 0, this.#rowCount);
      this.#endRow(0);
    }
  }

  /** Hands the column over; the builder must not be used after that. */
  finish(): ComponentColumn {
    return {
      descriptor: this.descriptor,
      itemType: this.itemType,
      rowStarts: this.#rowStarts.subarray(0, this.#rowCount + 1),
      logged: this.#logged?.subarray(0, this.#rowCount),
      values: this.#values.finish(),
    };
  }

  #endRow(logged: 0 | 1): void {
    const row = this.#rowCount;
    if (row + 1 >= this.#rowStarts.length) {
      this.#rowStarts = grownInt32(this.#rowStarts, row + 2);
      if (this.#logged !== undefined) this.#logged = grownBytes(this.#logged, this.#rowStarts.length - 1, row);
    }
    this.#rowStarts[row + 1] = this.#values.count;
    if (this.#logged !== undefined) this.#logged[row] = logged;
    this.#rowCount = row + 1;
  }
}
