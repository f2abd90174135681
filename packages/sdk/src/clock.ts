/** Where time, timers and microtasks come from; injected by tests. @group Recording */
export interface Clock {
  /** Nanoseconds since the Unix epoch; never goes back. */
  nowNanos(): bigint;
  /** Monotone milliseconds from any start. */
  nowMillis(): number;
  /** Calls back once after `millis`; the returned function cancels. */
  setTimer(callback: () => void, millis: number, options?: { readonly keepsProcessAlive?: boolean }): () => void;
  /** Calls back at the end of the current turn of the event loop, before timers and I/O. */
  defer(callback: () => void): void;
}

/** The system's clock. */
export function systemClock(): Clock {
  const wallClock = new MonotoneWallClock(Date.now, () => performance.now());
  return {
    nowNanos: () => wallClock.nowNanos(),
    nowMillis: () => performance.now(),
    setTimer(callback, millis, options) {
      const timer = setTimeout(callback, millis);
      // In Node a timer is an object that can let the process end; in browsers it is a number.
      if (options?.keepsProcessAlive === false && typeof timer === 'object') timer.unref();
      return () => clearTimeout(timer);
    },
    defer: (callback) => queueMicrotask(callback),
  };
}

/** Differences below this between the two clocks are their rounding and not a clock that was set. */
const TOLERANCE_MILLIS = 20;

/**
 * Wall-clock time that never goes back: the system's clock gives the day, the monotone clock the steps between. A clock set
 * forward is followed; a clock set back is not, time goes on from where it was.
 */
export class MonotoneWallClock {
  readonly #wallMillis: () => number;
  readonly #monotoneMillis: () => number;
  #offsetMillis: number;
  #epochNanos: bigint;

  constructor(wallMillis: () => number, monotoneMillis: () => number) {
    this.#wallMillis = wallMillis;
    this.#monotoneMillis = monotoneMillis;
    this.#offsetMillis = wallMillis() - monotoneMillis();
    this.#epochNanos = millisToNanos(this.#offsetMillis);
  }

  nowNanos(): bigint {
    const monotone = this.#monotoneMillis();
    const offset = this.#wallMillis() - monotone;
    if (offset > this.#offsetMillis + TOLERANCE_MILLIS) {
      this.#offsetMillis = offset;
      this.#epochNanos = millisToNanos(offset);
    }
    // Nanoseconds of the monotone part fit a double exactly (up to 104 days at ns, and beyond at the clock's µs).
    return this.#epochNanos + BigInt(Math.round(monotone * 1e6));
  }
}

function millisToNanos(millis: number): bigint {
  return BigInt(Math.round(millis * 1000)) * 1000n;
}
