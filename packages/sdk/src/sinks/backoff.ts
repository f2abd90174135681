const FIRST_DELAY_MILLIS = 200;
const LONGEST_DELAY_MILLIS = 4000;

/** How long to wait before each next attempt: twice as long each time, and never two programs in step. */
export class Backoff {
  readonly #random: () => number;
  #attempts = 0;

  /** `random` gives 0 ≤ x < 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds; half of the nominal delay is fixed, half is chance. */
  next(): number {
    const nominal = Math.min(FIRST_DELAY_MILLIS * 2 ** this.#attempts, LONGEST_DELAY_MILLIS);
    if (nominal < LONGEST_DELAY_MILLIS) this.#attempts++;
    return nominal / 2 + (nominal / 2) * this.#random();
  }

  reset(): void {
    this.#attempts = 0;
  }
}
