import { LOADING_MILLIS } from './player-limits.ts';

/** How long samples have been waited for; over all wishes, since a new one comes with every sample while following. */
export class Patience {
  #sinceMillis: number | undefined;
  #isWaiting = false;

  /** A look begins; without a `leftMillis` before the next one, waiting is over. */
  look(): void {
    if (!this.#isWaiting) this.#sinceMillis = undefined;
    this.#isWaiting = false;
  }

  /** How much longer to wait from now on, 0 or less when that has been long enough. */
  leftMillis(nowMillis: number): number {
    this.#isWaiting = true;
    this.#sinceMillis ??= nowMillis;
    return this.#sinceMillis + LOADING_MILLIS - nowMillis;
  }

  /** Something older arrived: there may be more of it. */
  renew(nowMillis: number): void {
    if (this.#sinceMillis !== undefined) this.#sinceMillis = nowMillis;
  }
}
