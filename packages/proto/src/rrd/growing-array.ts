type Growable = Uint8Array | Uint32Array | Float64Array | BigInt64Array;

/** A typed array that gets longer: a million numbers in a plain array of bigints would take five times the memory. */
export class GrowingArray<T extends Growable> {
  #array: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#array = make(64);
  }

  get length(): number {
    return this.#length;
  }

  /** What is in it now: a view that the next `push` may leave behind. */
  get values(): T {
    return this.#array.subarray(0, this.#length) as T;
  }

  push(...values: readonly T[number][]): void {
    const end = this.#length + values.length;
    if (end > this.#array.length) {
      const larger = this.#make(Math.max(end, 2 * this.#array.length));
      larger.set(this.#array as Uint8Array & BigInt64Array);
      this.#array = larger;
    }
    for (const value of values) this.#array[this.#length++] = value;
  }
}
