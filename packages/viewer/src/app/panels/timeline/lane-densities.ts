import type { EntityPath } from '@rushes/proto';
import type { Density, RecordingStore } from '../../data/recording-store.ts';
import type { TimeSpanShown } from '../../state/time-viewport.ts';

/** A density with the span that it was counted over. */
export interface LaneDensity {
  readonly density: Density;
  readonly span: TimeSpanShown;
}

interface Entry extends LaneDensity {
  readonly timeline: string;
  readonly version: number;
  readonly store: RecordingStore;
  readonly countedAtMillis: number;
}

/** New data alone makes a lane be counted again no more often than this. */
const RECOUNT_MILLIS = 200;

/**
 * Remembers the densities of the lanes. While a recording grows, a lane is drawn from its last count (which knows its own span,
 * so it is drawn in the right place) and counted again a few times a second.
 */
export class LaneDensities {
  readonly #entries = new Map<EntityPath, Entry>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `stale` is true when there is something newer to count: draw again a little later. */
  get(
    store: RecordingStore,
    entity: EntityPath,
    timeline: string,
    span: TimeSpanShown,
    buckets: number,
    isZoomed: boolean,
  ): { readonly lane: LaneDensity; readonly stale: boolean } {
    const kept = this.#entries.get(entity);
    const now = this.#now();
    if (kept !== undefined && kept.store === store && kept.timeline === timeline) {
      const sameSpan = kept.span.from === span.from && kept.span.to === span.to;
      const sameLook = sameSpan && kept.density.counts.length === buckets;
      if (sameLook && kept.version === store.version) return { lane: kept, stale: false };
      // A span that a person zoomed must be right at once; one that grows with the data may wait.
      const mayWait = (sameLook || !isZoomed) && kept.density.counts.length === buckets;
      if (mayWait && now - kept.countedAtMillis < RECOUNT_MILLIS) return { lane: kept, stale: true };
    }
    const density = store.density(entity, timeline, span.from, span.to, buckets);
    const entry = { density, span, timeline, version: store.version, store, countedAtMillis: now };
    this.#entries.set(entity, entry);
    return { lane: entry, stale: false };
  }
}
