/** Someone who has a decoder and can do without it for a while. */
export interface DecoderHolder {
  /** Closes the decoder. Does not ask for a new one at once. */
  releaseDecoder(): void;
}

/** Browsers and graphics cards stop handing out decoders at 16 or so; the camera rigs we are made for have up to 16 streams. */
export const MAX_DECODERS = 16;

/** Keeps the number of live decoders within bounds: one too many takes the one that was opened longest ago. */
export class DecoderBudget {
  readonly #limit: number;
  /** In the order of opening. */
  readonly #holders = new Set<DecoderHolder>();

  constructor(limit = MAX_DECODERS) {
    this.#limit = limit;
  }

  /** Number of decoders held. */
  get size(): number {
    return this.#holders.size;
  }

  /** To be called before a decoder is opened. */
  acquire(holder: DecoderHolder): void {
    this.#holders.delete(holder);
    for (const oldest of this.#holders) {
      if (this.#holders.size < this.#limit) break;
      this.#holders.delete(oldest);
      oldest.releaseDecoder();
    }
    this.#holders.add(holder);
  }

  /** To be called after it was closed. */
  release(holder: DecoderHolder): void {
    this.#holders.delete(holder);
  }
}
