import type { Clock } from '../../packages/sdk/src/clock.ts';

/** Time that passes only when the test says so. */
export class FakeClock implements Clock {
  #millis = 0;
  readonly #epochNanos = 1_700_000_000_000_000_000n;
  #timers: { readonly atMillis: number; readonly callback: () => void }[] = [];
  #deferred: (() => void)[] = [];

  nowNanos(): bigint {
    return this.#epochNanos + BigInt(Math.round(this.#millis * 1e6));
  }

  nowMillis(): number {
    return this.#millis;
  }

  setTimer(callback: () => void, millis: number): () => void {
    const timer = { atMillis: this.#millis + millis, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  /** Ends the turn of the event loop. */
  endTurn(): void {
    for (const callback of this.#deferred.splice(0)) callback();
  }

  /** Lets time pass; timers fire in order. */
  advance(millis: number): void {
    const end = this.#millis + millis;
    for (;;) {
      this.endTurn();
      const [next] = this.#timers.filter((timer) => timer.atMillis <= end).sort((a, b) => a.atMillis - b.atMillis);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#millis = Math.max(this.#millis, next.atMillis);
      next.callback();
    }
    this.#millis = end;
  }
}
