import { ProtoError, ProtoErrorCode } from '../errors.ts';

/**
 * Reads bits, most significant first, from the payload of an H.264 NAL unit. Emulation prevention bytes (the 3 in
 * `00 00 03`) are skipped on the way, so that the head of a large slice can be read without copying the slice.
 *
 * Throws {@link ProtoError} `truncated` past the end and `bad-bitstream` for an Exp-Golomb code that no encoder writes.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** Offset of the byte that `#current` will be replaced by. */
  #next: number;
  #current = 0;
  #bitsLeft = 0;
  /** Zero bytes directly before `#next`; two of them make a following 3 an emulation prevention byte. */
  #zeros = 0;
  #bitPosition = 0;

  /** Reads `bytes[start..end)`, borrowed: they must not change while this reader is in use. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#next = start;
    this.#end = end;
  }

  /** Bits read so far, emulation prevention bytes not counted. */
  get bitPosition(): number {
    return this.#bitPosition;
  }

  readBit(): number {
    if (this.#bitsLeft === 0) this.#load();
    this.#bitsLeft--;
    this.#bitPosition++;
    return (this.#current >> this.#bitsLeft) & 1;
  }

  readFlag(): boolean {
    return this.readBit() === 1;
  }

  /** An unsigned number of `count` bits, 0 to 32. */
  readBits(count: number): number {
    let value = 0;
    let missing = count;
    while (missing > 0) {
      if (this.#bitsLeft === 0) this.#load();
      const take = Math.min(missing, this.#bitsLeft);
      this.#bitsLeft -= take;
      // Multiplication instead of a shift: 32 bits must stay unsigned.
      value = value * 2 ** take + ((this.#current >> this.#bitsLeft) & ((1 << take) - 1));
      missing -= take;
    }
    this.#bitPosition += count;
    return value;
  }

  skipBits(count: number): void {
    for (let left = count; left > 0; left -= 32) this.readBits(Math.min(left, 32));
  }

  /** `ue(v)`: 0 to 2^32 - 2. */
  readUe(): number {
    let zeros = 0;
    while (this.readBit() === 0) {
      zeros++;
      if (zeros > 31) {
        throw new ProtoError(
          ProtoErrorCode.BadBitstream,
          `Expected an Exp-Golomb code of at most 31 leading zeros, found more before bit ${this.#bitPosition}.`,
        );
      }
    }
    return 2 ** zeros - 1 + this.readBits(zeros);
  }

  /** `ue(v)` that must not exceed `max`; `name` is what the standard calls it. */
  readUeUpTo(max: number, name: string): number {
    const value = this.readUe();
    if (value > max) {
      throw new ProtoError(
        ProtoErrorCode.BadBitstream,
        `${name} must be at most ${max} but is ${value}, at bit ${this.#bitPosition} of the NAL unit.`,
      );
    }
    return value;
  }

  /** `se(v)`. */
  readSe(): number {
    const code = this.readUe();
    return code % 2 === 0 ? -(code / 2) : (code + 1) / 2;
  }

  /** `more_rbsp_data()`: whether anything but the closing 1 bit and its zero padding is left. */
  moreRbspData(): boolean {
    let last = this.#end - 1;
    // Zero bytes after the payload, and the 3 that guards them, are no data.
    while (last >= this.#next && (this.#bytes[last] === 0 || this.#isGuard(last))) last--;
    const pending = this.#current & ((1 << this.#bitsLeft) - 1);
    if (last < this.#next) return this.#bitsLeft > 0 && (pending & (pending - 1)) !== 0;
    const byte = this.#bytes[last] ?? 0;
    return last > this.#next || this.#bitsLeft > 0 || byte !== 0x80;
  }

  #isGuard(at: number): boolean {
    return this.#bytes[at] === 3 && at >= 2 && this.#bytes[at - 1] === 0 && this.#bytes[at - 2] === 0;
  }

  #load(): void {
    let byte = this.#next < this.#end ? this.#bytes[this.#next] : undefined;
    if (byte === 3 && this.#zeros >= 2) {
      this.#next++;
      this.#zeros = 0;
      byte = this.#next < this.#end ? this.#bytes[this.#next] : undefined;
    }
    if (byte === undefined) {
      throw new ProtoError(
        ProtoErrorCode.Truncated,
        `The NAL unit ends after ${this.#bitPosition} bits of its payload, in the middle of a syntax element.`,
      );
    }
    this.#next++;
    this.#zeros = byte === 0 ? this.#zeros + 1 : 0;
    this.#current = byte;
    this.#bitsLeft = 8;
  }
}
