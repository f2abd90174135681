/** Writes bits, most significant first, into a growing buffer: the mirror of `BitReader`, without emulation prevention. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #current = 0;
  #used = 0;

  writeBit(bit: number): void {
    this.#current = (this.#current << 1) | (bit & 1);
    this.#used++;
    if (this.#used === 8) {
      this.#bytes.push(this.#current);
      this.#current = 0;
      this.#used = 0;
    }
  }

  writeFlag(flag: boolean): void {
    this.writeBit(flag ? 1 : 0);
  }

  /** The low `count` bits of `value`, 0 to 32. */
  writeBits(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.writeBit(Math.floor(value / 2 ** bit) % 2);
  }

  /** `ue(v)` of 0 to 2^32 - 2. */
  writeUe(value: number): void {
    const bits = Math.floor(Math.log2(value + 1));
    this.writeBits(0, bits);
    this.writeBits(value + 1, bits + 1);
  }

  /** The closing 1 bit and zeros up to the next whole byte. */
  writeTrailingBits(): void {
    this.writeBit(1);
    while (this.#used !== 0) this.writeBit(0);
  }

  /** A copy of the whole bytes written so far. */
  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
