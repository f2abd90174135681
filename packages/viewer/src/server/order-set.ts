const SEGMENT_BITS = 15;
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
const SEGMENT_BYTES = 1 << (SEGMENT_BITS - 3);

/**
 * A set of arrival numbers, one bit each: what a page was sent of a log of millions of chunks costs it some hundred
 * kilobytes, and nothing for numbers that the log has forgotten.
 */
export class OrderSet {
  readonly #segments = new Map<number, Uint8Array>();
  #forgottenBelow = 0;

  /** Numbers below what {@link forgetBelow} was told are not taken in. */
  add(order: number): void {
    const index = segmentOf(order);
    if (index < this.#forgottenBelow) return;
    let segment = this.#segments.get(index);
    if (segment === undefined) {
      segment = new Uint8Array(SEGMENT_BYTES);
      this.#segments.set(index, segment);
    }
    const bit = order & SEGMENT_MASK;
    segment[bit >>> 3] = (segment[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }

  delete(order: number): void {
    const segment = this.#segments.get(segmentOf(order));
    if (segment === undefined) return;
    const bit = order & SEGMENT_MASK;
    segment[bit >>> 3] = (segment[bit >>> 3] ?? 0) & ~(1 << (bit & 7));
  }

  has(order: number): boolean {
    const segment = this.#segments.get(segmentOf(order));
    if (segment === undefined) return false;
    const bit = order & SEGMENT_MASK;
    return ((segment[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }

  /** Nobody will ask for numbers below `order` again; gives back the memory of whole segments. */
  forgetBelow(order: number): void {
    const index = segmentOf(order);
    if (index <= this.#forgottenBelow) return;
    this.#forgottenBelow = index;
    for (const held of this.#segments.keys()) if (held < index) this.#segments.delete(held);
  }
}

// Not a shift: arrival numbers of a long-running hub may go beyond 32 bits.
function segmentOf(order: number): number {
  return Math.floor(order / (SEGMENT_MASK + 1));
}
