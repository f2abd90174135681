/** What the scheduler needs of a browser; injected so that it can be tested. */
export interface FrameClock {
  requestAnimationFrame(callback: (nowMillis: number) => void): number;
  cancelAnimationFrame(id: number): void;
  setTimeout(callback: () => void, millis: number): number;
  clearTimeout(id: number): void;
  now(): number;
}

/**
 * In a hidden or covered tab the browser gives no animation frames; after this long a timer takes their place, so that
 * `settled()` and time go on there too.
 */
const HIDDEN_FRAME_MILLIS = 250;

/** One frame of `clock`: the next animation frame, or a timer where none comes. Returns a cancel function. */
export function requestFrame(clock: FrameClock, callback: (nowMillis: number) => void): () => void {
  const cancel = (): void => {
    clock.cancelAnimationFrame(frame);
    clock.clearTimeout(timer);
  };
  const frame = clock.requestAnimationFrame((nowMillis) => {
    cancel();
    callback(nowMillis);
  });
  const timer = clock.setTimeout(() => {
    cancel();
    callback(clock.now());
  }, HIDDEN_FRAME_MILLIS);
  return cancel;
}

/** Draws on demand: however often something changes, at most one draw per animation frame, and none when nothing does. */
export class DrawScheduler {
  readonly #draw: (nowMillis: number, waitedMillis: number) => void;
  readonly #clock: FrameClock;
  #cancel: (() => void) | undefined;

  /** `draw` hears how long it had to wait for the screen. */
  constructor(draw: (nowMillis: number, waitedMillis: number) => void, clock: FrameClock) {
    this.#draw = draw;
    this.#clock = clock;
  }

  /** Asks for a draw at the next frame. */
  invalidate = (): void => {
    if (this.#cancel !== undefined) return;
    const askedMillis = this.#clock.now();
    this.#cancel = requestFrame(this.#clock, (nowMillis) => {
      this.#cancel = undefined;
      this.#draw(nowMillis, Math.max(0, this.#clock.now() - askedMillis));
    });
  };

  /** Draws at once, for what must not miss the coming paint (a canvas that a resize has emptied). */
  drawNow(): void {
    this.dispose();
    this.#draw(this.#clock.now(), 0);
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
