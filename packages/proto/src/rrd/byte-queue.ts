const NO_BYTES = new Uint8Array(0);

/** Bytes that come in pieces and go in other pieces. Pieces are borrowed until they are taken; nothing is copied twice. */
export class ByteQueue {
  readonly #pieces: Uint8Array[] = [];
  /** Bytes of the first piece that are gone. */
  #gone = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** The next `count` bytes, which must be there: a view where one piece has them all, else a copy. */
  peek(count: number): Uint8Array {
    const first = this.#pieces[0] ?? NO_BYTES;
    if (this.#gone + count <= first.length) return first.subarray(this.#gone, this.#gone + count);
    const out = new Uint8Array(count);
    let filled = 0;
    let from = this.#gone;
    for (const piece of this.#pieces) {
      const part = piece.subarray(from, from + count - filled);
      out.set(part, filled);
      filled += part.length;
      from = 0;
      if (filled === count) break;
    }
    return out;
  }

  /** Takes `count` bytes away, or all if there are fewer; returns how many. */
  skip(count: number): number {
    const skipped = Math.min(count, this.#length);
    this.#length -= skipped;
    this.#gone += skipped;
    let emptied = 0;
    for (const piece of this.#pieces) {
      if (this.#gone < piece.length) break;
      this.#gone -= piece.length;
      emptied++;
    }
    if (emptied > 0) this.#pieces.splice(0, emptied);
    return skipped;
  }
}
