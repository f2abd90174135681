import { assertNever } from './assert-never.ts';
import { type ColumnValues, type ComponentColumn, type NumberArray, numbersPerInstance } from './chunk.ts';
import { type ComponentDescriptor, type ItemType, itemTypeText } from './components.ts';
import { copyInto, NUMBER_ARRAYS, type NumberType, newNumberArray } from './number-arrays.ts';

/**
 * The instances of one row, normalised: numbers in the typed array of the item type (flat for a fixed-size list), booleans,
 * strings and byte strings as plain arrays. The builder copies them; the caller keeps its arrays.
 *
 * @group Chunks
 */
export type ComponentData = NumberArray | readonly boolean[] | readonly string[] | readonly Uint8Array[];

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

const MIN_CAPACITY = 8;
const textEncoder = new TextEncoder();

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

/** Grows the values of one column. `append` takes the instances of one row. */
interface ValuesBuilder {
  /** Instances so far. */
  readonly count: number;
  readonly byteLength: number;
  append(data: ComponentData): void;
  /** Forgets all instances but the first `count`. */
  truncate(count: number): void;
  finish(): ColumnValues;
}

function newValuesBuilder(itemType: ItemType, component: string): ValuesBuilder {
  if (itemType === 'Boolean') return new BooleansBuilder(component);
  if (itemType === 'Utf8') return new Utf8Builder(component);
  if (typeof itemType === 'string') return new NumbersBuilder(itemType, itemType, component);
  switch (itemType.type) {
    case 'Bytes':
      return new BytesBuilder(component);
    case 'FixedSizeList':
      return new NumbersBuilder(itemType.item, itemType, component);
    case 'Opaque':
      throw new TypeError(`Component "${component}" has type ${itemType.text}, which cannot be written.`);
    default:
      return assertNever(itemType);
  }
}

class NumbersBuilder implements ValuesBuilder {
  count = 0;
  readonly #type: NumberType;
  readonly #width: number;
  readonly #what: string;
  #numbers: NumberArray;
  #length = 0;

  constructor(type: NumberType, itemType: ItemType, component: string) {
    this.#type = type;
    this.#width = numbersPerInstance(itemType);
    this.#what = `Component "${component}" (${itemTypeText(itemType)})`;
    this.#numbers = newNumberArray(type, MIN_CAPACITY * this.#width);
  }

  get byteLength(): number {
    return this.#length * this.#numbers.BYTES_PER_ELEMENT;
  }

  append(data: ComponentData): void {
    if (!(data instanceof NUMBER_ARRAYS[this.#type])) {
      throw new TypeError(`${this.#what} takes a ${NUMBER_ARRAYS[this.#type].name}, found ${nameOf(data)}.`);
    }
    const instances = data.length / this.#width;
    if (!Number.isInteger(instances)) {
      throw new RangeError(`${this.#what} takes a multiple of ${this.#width} numbers, found ${data.length}.`);
    }
    const length = this.#length + data.length;
    if (length > this.#numbers.length) {
      const grown = newNumberArray(this.#type, grownLength(this.#numbers.length, length));
      copyInto(grown, this.#numbers.subarray(0, this.#length), 0);
      this.#numbers = grown;
    }
    copyFew(this.#numbers, data, this.#length);
    this.#length = length;
    this.count += instances;
  }

  truncate(count: number): void {
    this.count = count;
    this.#length = count * this.#width;
  }

  finish(): ColumnValues {
    return { kind: 'numbers', numbers: this.#numbers.subarray(0, this.#length) };
  }
}

class BooleansBuilder implements ValuesBuilder {
  count = 0;
  readonly #component: string;
  #booleans: Uint8Array = new Uint8Array(MIN_CAPACITY);

  constructor(component: string) {
    this.#component = component;
  }

  get byteLength(): number {
    return this.count;
  }

  append(data: ComponentData): void {
    if (!Array.isArray(data)) throw new TypeError(expectedArray(this.#component, 'booleans', data));
    this.#booleans = grownBytes(this.#booleans, this.count + data.length, this.count);
    for (const value of data as readonly unknown[]) {
      if (typeof value !== 'boolean') throw new TypeError(expectedArray(this.#component, 'booleans', value));
      this.#booleans[this.count++] = value ? 1 : 0;
    }
  }

  truncate(count: number): void {
    this.count = count;
  }

  finish(): ColumnValues {
    return { kind: 'booleans', booleans: this.#booleans.subarray(0, this.count) };
  }
}

/** Byte strings back to back, with their starts: the common part of texts and bytes. */
class Pieces {
  count = 0;
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;
  #starts = new Int32Array(MIN_CAPACITY + 1);

  /** Makes room for `byteLength` more bytes. The first allocation is exact: most chunks of pictures hold one. */
  reserve(byteLength: number): void {
    if (this.length + byteLength > MAX_COLUMN_BYTES) {
      throw new RangeError(`A column holds at most ${MAX_COLUMN_BYTES} bytes, found ${this.length + byteLength}.`);
    }
    this.bytes = grownBytes(this.bytes, this.length + byteLength, this.length);
  }

  /** Closes the piece whose bytes were just written. */
  end(byteLength: number): void {
    this.length += byteLength;
    this.count++;
    if (this.count >= this.#starts.length) this.#starts = grownInt32(this.#starts, this.count + 1);
    this.#starts[this.count] = this.length;
  }

  truncate(count: number): void {
    this.count = count;
    this.length = this.#starts[count] ?? 0;
  }

  finish(): { starts: Int32Array; bytes: Uint8Array } {
    return { starts: this.#starts.subarray(0, this.count + 1), bytes: this.bytes.subarray(0, this.length) };
  }
}

abstract class PiecesBuilder implements ValuesBuilder {
  protected readonly component: string;
  protected readonly pieces = new Pieces();
  readonly #kind: 'utf8' | 'bytes';

  constructor(component: string, kind: 'utf8' | 'bytes') {
    this.component = component;
    this.#kind = kind;
  }

  abstract append(data: ComponentData): void;

  get count(): number {
    return this.pieces.count;
  }

  get byteLength(): number {
    return this.pieces.length + 4 * this.pieces.count;
  }

  truncate(count: number): void {
    this.pieces.truncate(count);
  }

  finish(): ColumnValues {
    return { kind: this.#kind, ...this.pieces.finish() };
  }
}

class Utf8Builder extends PiecesBuilder {
  constructor(component: string) {
    super(component, 'utf8');
  }

  append(data: ComponentData): void {
    if (!Array.isArray(data)) throw new TypeError(expectedArray(this.component, 'strings', data));
    for (const text of data as readonly unknown[]) {
      if (typeof text !== 'string') throw new TypeError(expectedArray(this.component, 'strings', text));
      // A UTF-16 unit takes at most three bytes.
      this.pieces.reserve(text.length * 3);
      const { written } = textEncoder.encodeInto(text, this.pieces.bytes.subarray(this.pieces.length));
      this.pieces.end(written);
    }
  }
}

class BytesBuilder extends PiecesBuilder {
  constructor(component: string) {
    super(component, 'bytes');
  }

  append(data: ComponentData): void {
    if (!Array.isArray(data)) throw new TypeError(expectedArray(this.component, 'Uint8Arrays', data));
    for (const bytes of data as readonly unknown[]) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError(expectedArray(this.component, 'Uint8Arrays', bytes));
      this.pieces.reserve(bytes.length);
      this.pieces.bytes.set(bytes, this.pieces.length);
      this.pieces.end(bytes.length);
    }
  }
}

/** Offsets of a column are 32-bit and signed. */
const MAX_COLUMN_BYTES = 2 ** 31 - 1;

/** A call of `set` costs more than the loop for the handful of numbers that most rows hold. */
function copyFew(into: NumberArray, from: NumberArray, offset: number): void {
  if (from.length > 8 || from instanceof BigInt64Array || from instanceof BigUint64Array) {
    copyInto(into, from, offset);
    return;
  }
  for (let i = 0; i < from.length; i++) into[offset + i] = from[i] ?? 0;
}

function grownLength(length: number, needed: number): number {
  return Math.max(length * 2, needed);
}

function grownInt32(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  if (needed <= array.length) return array;
  const grown = new Int32Array(grownLength(array.length, needed));
  grown.set(array);
  return grown;
}

function grownBytes(array: Uint8Array, needed: number, used: number): Uint8Array {
  if (needed <= array.length) return array;
  const grown = new Uint8Array(grownLength(array.length, needed));
  grown.set(array.subarray(0, used));
  return grown;
}

function expectedArray(component: string, what: string, found: unknown): string {
  return `Component "${component}" takes an array of ${what}, found ${nameOf(found)}.`;
}

function nameOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return typeof value;
  return value.constructor?.name ?? 'object';
}
