type Column = Uint8Array | Uint32Array | Int32Array | Float64Array | BigInt64Array;

/** A typed array that gets longer; values beyond its length are not defined. */
export class GrowingColumn<T extends Column> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(0);
  }

  get length(): number {
    return this.#length;
  }

  /** What is in it now: a view, valid until something is added. */
  get values(): T {
    return this.#values.subarray(0, this.#length) as T;
  }

  at(index: number): T[number] {
    return this.#values[index] as T[number];
  }

  set(index: number, value: T[number]): void {
    this.#values[index] = value as never;
  }

  append(values: T): void {
    this.reserve(values.length);
    this.#values.set(values as never, this.#length);
    this.#length += values.length;
  }

  push(value: T[number]): void {
    this.reserve(1);
    this.#values[this.#length] = value as never;
    this.#length += 1;
  }

  /** Makes it longer with the same value over and over. */
  fill(count: number, value: T[number]): void {
    this.reserve(count);
    this.#values.fill(value as never, this.#length, this.#length + count);
    this.#length += count;
  }

  reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#values.length) return;
    // The first batch is all there is, mostly: it gets just the room it needs.
    const larger = this.#make(this.#length === 0 ? needed : Math.max(needed, 2 * this.#length));
    larger.set(this.values as never);
    this.#values = larger;
  }
}
