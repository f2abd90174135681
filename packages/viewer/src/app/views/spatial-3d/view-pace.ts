/** The eye counts as moving for so long after its last move. */
const STILL_AFTER_MILLIS = 180;
/** What a draw may take while the eye moves. */
const GOOD_MILLIS = 28;
const LEAST_SHARE = 0.02;

/**
 * How much of large point clouds is drawn: all of it while the eye stands still; while it moves, as much as the machine draws at
 * interactive rates. Asks for one more draw when the eye has come to rest.
 */
export class ViewPace {
  readonly #invalidate: () => void;
  #share = 1;
  #isMoving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastDraw: number | undefined;

  constructor(invalidate: () => void) {
    this.#invalidate = invalidate;
  }

  /** A person moved the eye. */
  moved(): void {
    this.#isMoving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isMoving = false;
      this.#lastDraw = undefined;
      if (this.#share < 1) this.#invalidate();
    }, STILL_AFTER_MILLIS);
  }

  /** The share of the points to draw now. */
  share(): number {
    return this.#isMoving ? this.#share : 1;
  }

  /** @param tookMillis On the main thread; the graphics process may take longer, which shows in the time between draws. */
  drew(tookMillis: number, nowMillis = performance.now()): void {
    const between = this.#lastDraw === undefined ? 0 : nowMillis - this.#lastDraw;
    if (!this.#isMoving) return;
    this.#lastDraw = nowMillis;
    // A long pause between two draws of a drag is the person's, not the machine's.
    const took = Math.max(tookMillis, between < STILL_AFTER_MILLIS * 3 ? between : 0);
    if (took === 0) return;
    const wanted = this.#share * Math.min(1.5, Math.max(0.3, GOOD_MILLIS / took));
    this.#share = Math.min(1, Math.max(LEAST_SHARE, wanted));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
