/** Weight of the newest wait in the average. */
const WEIGHT = 0.2;
/** A screen of 60 Hz answers within 17 ms. */
const LATE_MILLIS = 22;
/** A sleeping tab is not a slow one. */
const LONGEST_MILLIS = 200;

/**
 * Tells from how long drawing had to wait for the screen whether the machine keeps up. Discarded: the time between two draws, which
 * is the pace of the data while following.
 */
export class ScreenPace {
  #averageMillis = 0;

  note(waitedMillis: number): void {
    const wait = Math.min(waitedMillis, LONGEST_MILLIS);
    this.#averageMillis += WEIGHT * (wait - this.#averageMillis);
  }

  get isLate(): boolean {
    return this.#averageMillis > LATE_MILLIS;
  }
}
