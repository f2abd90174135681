import type { ColumnValues } from '../chunk.ts';
import type { PlainValue } from '../plain-value.ts';
import { grownBytes, grownInt32, MIN_CAPACITY, unexpected, type ValuesBuilder } from './values-builder.ts';

/** Offsets of a column are 32-bit and signed. */
const MAX_COLUMN_BYTES = 2 ** 31 - 1;
const textEncoder = new TextEncoder();

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
  protected readonly what: string;
  protected readonly pieces = new Pieces();
  readonly #kind: 'utf8' | 'bytes';

  constructor(what: string, kind: 'utf8' | 'bytes') {
    this.what = what;
    this.#kind = kind;
  }

  abstract append(data: unknown): void;
  abstract appendOne(value: PlainValue): void;

  appendNull(): void {
    this.pieces.end(0);
  }

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

export class Utf8Builder extends PiecesBuilder {
  constructor(what: string) {
    super(what, 'utf8');
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.what, 'an array of strings', data);
    for (const text of data) this.appendOne(text);
  }

  appendOne(text: unknown): void {
    if (typeof text !== 'string') throw unexpected(this.what, 'strings', text);
    // A UTF-16 unit takes at most three bytes.
    this.pieces.reserve(text.length * 3);
    const { written } = textEncoder.encodeInto(text, this.pieces.bytes.subarray(this.pieces.length));
    this.pieces.end(written);
  }
}

export class BytesBuilder extends PiecesBuilder {
  constructor(what: string) {
    super(what, 'bytes');
  }

  append(data: unknown): void {
    if (!Array.isArray(data)) throw unexpected(this.what, 'an array of Uint8Arrays', data);
    for (const bytes of data) this.appendOne(bytes);
  }

  appendOne(bytes: unknown): void {
    if (!(bytes instanceof Uint8Array)) throw unexpected(this.what, 'Uint8Arrays', bytes);
    this.pieces.reserve(bytes.length);
    this.pieces.bytes.set(bytes, this.pieces.length);
    this.pieces.end(bytes.length);
  }
}
