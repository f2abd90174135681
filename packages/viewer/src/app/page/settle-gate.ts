import type { EntityPath } from '@rushes/proto';
import type { ViewReport } from './view-stage.ts';

/** What a draw of all visible views has shown. */
export interface DrawReport {
  /** Recordings, history or the layout are still on their way: no draw counts yet. */
  readonly pending: boolean;
  readonly views: readonly ViewReport[];
  /** Ordinal of the sample on display, for streams that some view shows. Infinity: its trouble is said instead. */
  readonly shownSamples: ReadonlyMap<EntityPath, number>;
}

/** What a moving cursor asks for at one moment. */
export interface SettleWish {
  /** The cursor moves by itself: a view may be one sample behind at every single draw and yet be right. */
  readonly moving: boolean;
  /** Ordinal asked for, for streams that some view shows. */
  readonly samples: ReadonlyMap<EntityPath, number>;
}

interface Waiter {
  wish: SettleWish | undefined;
  readonly painted: Set<string>;
  readonly resolve: () => void;
}

/**
 * The waiting room of `settled()`. A waiter leaves once each visible view has painted, in a draw that began after its call, and
 * that draw is on the screen. With a moving cursor a view also counts once every stream shows at least the sample that was due
 * at the time of the call, for it may never catch up with the very newest.
 */
export class SettleGate {
  readonly #afterPaint: (callback: () => void) => void;
  readonly #waiters = new Set<Waiter>();

  /** `afterPaint` calls back when what was drawn before is on the screen. */
  constructor(afterPaint: (callback: () => void) => void) {
    this.#afterPaint = afterPaint;
  }

  /** The caller asks for a draw, or no one will ever leave. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.add({ wish: undefined, painted: new Set(), resolve });
    });
  }

  /** There will be no more draws: everybody leaves. */
  dispose(): void {
    for (const waiter of this.#waiters) waiter.resolve();
    this.#waiters.clear();
  }

  get isWaiting(): boolean {
    return this.#waiters.size > 0;
  }

  /** After each draw; `wish` is what the cursor asked for in it. */
  afterDraw(report: DrawReport, wish: () => SettleWish): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of this.#waiters) {
      if (report.pending) {
        waiter.wish = undefined;
        waiter.painted.clear();
        continue;
      }
      waiter.wish ??= wish();
      const reached = waiter.wish.moving && reaches(report.shownSamples, waiter.wish.samples);
      for (const view of report.views) if (view.painted || reached) waiter.painted.add(view.id);
      if (report.views.every((view) => waiter.painted.has(view.id))) {
        this.#waiters.delete(waiter);
        this.#afterPaint(waiter.resolve);
      }
    }
  }
}

function reaches(shown: ReadonlyMap<EntityPath, number>, wanted: ReadonlyMap<EntityPath, number>): boolean {
  for (const [entity, sample] of wanted) if ((shown.get(entity) ?? -1) < sample) return false;
  return wanted.size > 0;
}
