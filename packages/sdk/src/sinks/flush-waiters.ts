import type { Clock } from '../clock.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import type { SendQueue } from './send-queue.ts';

interface Waiter {
  readonly mark: number;
  readonly settle: () => void;
}

/** Those who wait until everything up to a mark of the queue is acknowledged. */
export class FlushWaiters {
  readonly #queue: SendQueue;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(queue: SendQueue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /** The newest mark waited for. */
  get newestMark(): number {
    return Math.max(0, ...Array.from(this.#waiters, (waiter) => waiter.mark));
  }

  /**
   * Waits for all that is queued now.
   *
   * @throws SdkError `flush-timeout`; `describeState` says in its message why it takes so long.
   */
  wait(timeoutMillis: number, describeState: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelTimer = Number.isFinite(timeoutMillis)
        ? this.#clock.setTimer(() => {
            this.#waiters.delete(waiter);
            const message = `Not everything logged was acknowledged within ${timeoutMillis} ms: ${describeState()}.`;
            reject(new SdkError(SdkErrorCode.FlushTimeout, message));
          }, timeoutMillis)
        : () => undefined;
      const waiter: Waiter = {
        mark: this.#queue.mark,
        settle: () => {
          cancelTimer();
          resolve();
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Lets go whoever has what was waited for; to be called whenever the queue got shorter. */
  settle(): void {
    for (const waiter of this.#waiters) if (this.#queue.isSettled(waiter.mark)) this.#release(waiter);
  }

  /** Lets go everyone: the queue will not be served any more. */
  releaseAll(): void {
    for (const waiter of this.#waiters) this.#release(waiter);
  }

  #release(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    waiter.settle();
  }
}
