/** Waits for moments that are given in milliseconds since the pace began; absolute, so that late timers do not add up. */
export interface Pace {
  /** Resolves at this moment, in a later turn if it has passed, and at once when the pace is stopped. */
  until(millis: number): Promise<void>;
  stop(): void;
  readonly stopped: boolean;
}

/** Timers take at most 2^31 − 1 ms; a pace may be asked to wait for ever. */
const LONGEST_WAIT_MILLIS = 2 ** 31 - 1;

/** A pace that begins now. One waits at a time. */
export function startPace(): Pace {
  const startedMillis = performance.now();
  let stopped = false;
  let wake: () => void = () => undefined;
  return {
    get stopped() {
      return stopped;
    },
    stop: () => {
      stopped = true;
      wake();
    },
    until: (millis) => {
      const waitMillis = Math.min(startedMillis + millis - performance.now(), LONGEST_WAIT_MILLIS);
      return new Promise((resolve) => {
        if (stopped || waitMillis <= 0) {
          setImmediate(resolve);
          return;
        }
        const timer = setTimeout(resolve, waitMillis);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
