import type { FrameHandle } from './decoder.ts';

/** Frames on their way to the page at once: a hiccup of half a second at 30 fps loses none of them, whatever their size. */
const MIN_UNDERWAY = 15;
/** One of three seconds loses none either, as long as they are not larger than this together. */
const MAX_UNDERWAY = 90;
const UNDERWAY_BYTES = 64 * 2 ** 20;
/**
 * A page that takes frames more slowly than they come would always see them that late; after a while only so many may be under way.
 * Not fewer: four or five are, on a machine that keeps up, while each takes 150 ms through decoder, page and screen.
 */
const MAX_UNDERWAY_LATE = 12;
/** A page that just opened, or that shares its machine for a moment, catches up within that. */
const LATE_AFTER_MILLIS = 10_000;

export interface FrameOutboxOptions<F, E> {
  /** Takes the frame over. */
  readonly send: (event: E) => void;
  /** A frame gave way to a newer one. */
  readonly onDropped: () => void;
  readonly nowMillis: () => number;
  /** Bytes that a frame holds. */
  readonly byteLength: (frame: F) => number;
}

/**
 * Hands frames of one stream to the page, which says `taken` for each. A page that has stopped taking (busy, in the debugger)
 * must not have decoded pictures heaped up in front of it: beyond a few, only the newest waits.
 */
export class FrameOutbox<F extends FrameHandle<F>, E extends { readonly frame: F }> {
  readonly #send: (event: E) => void;
  readonly #onDropped: () => void;
  readonly #nowMillis: () => number;
  readonly #byteLength: (frame: F) => number;
  #underway = 0;
  /** Since when more than a few are under way without a break. */
  #lateSinceMillis: number | undefined;
  #waiting: E | undefined;

  constructor(options: FrameOutboxOptions<F, E>) {
    this.#send = options.send;
    this.#nowMillis = options.nowMillis;
    this.#onDropped = options.onDropped;
    this.#byteLength = options.byteLength;
  }

  /** Takes the frame over. */
  post(event: E): void {
    if (this.#underway < this.#limit(event.frame)) {
      this.#underway++;
      this.#send(event);
      return;
    }
    if (this.#waiting !== undefined) {
      this.#waiting.frame.close();
      this.#onDropped();
    }
    this.#waiting = event;
  }

  /** The page has received a frame. */
  noteTaken(): void {
    this.#underway = Math.max(0, this.#underway - 1);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.post(waiting);
  }

  #limit(frame: F): number {
    if (this.#underway < MAX_UNDERWAY_LATE) this.#lateSinceMillis = undefined;
    else this.#lateSinceMillis ??= this.#nowMillis();
    const isLate = this.#lateSinceMillis !== undefined && this.#nowMillis() - this.#lateSinceMillis > LATE_AFTER_MILLIS;
    if (isLate) return MAX_UNDERWAY_LATE;
    return Math.min(MAX_UNDERWAY, Math.max(MIN_UNDERWAY, Math.floor(UNDERWAY_BYTES / this.#byteLength(frame))));
  }

  /** Nobody waits for frames any more. */
  clear(): void {
    this.#waiting?.frame.close();
    this.#waiting = undefined;
  }
}
