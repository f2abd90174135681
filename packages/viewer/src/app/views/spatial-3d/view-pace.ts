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

  constructor(invalidate: () => void) {
    this.#invalidate = invalidate;
  }

  /** Draws are to be measured: how long they take decides how much the next one draws. */
  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** A person moved the eye. */
  moved(): void {
    this.#isMoving = true;
    this.#restLater();
  }

  /** The share of the points to draw now. */
  share(): number {
    return this.#isMoving ? this.#share : 1;
  }

  /** @param tookMillis Until the graphics card had done it. */
  drew(tookMillis: number): void {
    if (!this.#isMoving) return;
    const wanted = this.#share * Math.min(1.5, Math.max(0.05, GOOD_MILLIS / Math.max(1, tookMillis)));
    this.#share = Math.min(1, Math.max(LEAST_SHARE, wanted));
    // Counted from the end of a draw: a slow one is no rest.
    this.#restLater();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #restLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isMoving = false;
      if (this.#share < 1) this.#invalidate();
    }, STILL_AFTER_MILLIS);
  }
}
