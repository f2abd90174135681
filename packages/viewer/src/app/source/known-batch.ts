import type { EntityPath, RrdManifestEntry, Timeline } from '@rushes/proto';
import { VIDEO_SAMPLE } from '@rushes/proto';
import type { SampleKeys } from './chunk-intake.ts';
import { type KnownChunkBatch, NO_TIME, type PartialComponent } from './file-messages.ts';

/** Numbers names in the order in which they come. */
class Names<T> {
  readonly #numbers = new Map<string, number>();
  #fresh: T[] = [];

  numberOf(name: string, make: () => T): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    this.#fresh.push(make());
    return number;
  }

  takeFresh(): readonly T[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

interface Span {
  readonly mins: BigInt64Array<ArrayBuffer>;
  readonly maxs: BigInt64Array<ArrayBuffer>;
}

/** Turns the entries of one recording's manifest into columns, batch by batch. */
export class KnownBatchBuilder {
  readonly #keys: SampleKeys;
  readonly #entities = new Names<EntityPath>();
  readonly #timelines = new Names<Timeline>();
  readonly #shapes = new Names<readonly string[]>();

  constructor(keys: SampleKeys) {
    this.#keys = keys;
  }

  build(entries: readonly RrdManifestEntry[]): KnownChunkBatch {
    const count = entries.length;
    const spans = new Map<number, Span>();
    const partial: PartialComponent[] = [];
    const batch = {
      count,
      entityOf: new Uint32Array(count),
      shapeOf: new Uint32Array(count),
      rowCounts: new Uint32Array(count),
      byteLengths: new Uint32Array(count),
      statics: new Uint8Array(count),
      firstKeys: new Float64Array(count).fill(-1),
      offsets: new Float64Array(count),
    };
    for (const [i, entry] of entries.entries()) {
      batch.entityOf[i] = this.#entities.numberOf(entry.entityPath, () => entry.entityPath);
      batch.shapeOf[i] = this.#shapeOf(entry);
      batch.rowCounts[i] = entry.rowCount;
      batch.byteLengths[i] = entry.byteLength;
      batch.statics[i] = entry.isStatic ? 1 : 0;
      batch.offsets[i] = entry.offset;
      this.#noteSpans(entry, i, count, spans);
      for (const { descriptor, rowCount, spans: own } of entry.components) {
        const { component } = descriptor;
        if (component === VIDEO_SAMPLE) batch.firstKeys[i] = this.#keys.take(entry.rowCount);
        if (own !== entry.spans) partial.push({ chunk: i, component, rowCount, spans: own });
      }
    }
    return {
      ...batch,
      spans: [...spans].map(([timeline, span]) => ({ timeline, ...span })),
      partial,
      entities: this.#entities.takeFresh(),
      timelines: this.#timelines.takeFresh(),
      shapes: this.#shapes.takeFresh(),
    };
  }

  #shapeOf({ components }: RrdManifestEntry): number {
    const names = components.map(({ descriptor }) => descriptor.component);
    return this.#shapes.numberOf(JSON.stringify(names), () => names);
  }

  #noteSpans(entry: RrdManifestEntry, at: number, count: number, spans: Map<number, Span>): void {
    for (const { timeline: name, kind, min, max } of entry.spans) {
      const timeline = this.#timelines.numberOf(name, () => ({ name, kind }));
      let span = spans.get(timeline);
      if (span === undefined) {
        span = { mins: new BigInt64Array(count).fill(NO_TIME), maxs: new BigInt64Array(count).fill(NO_TIME) };
        spans.set(timeline, span);
      }
      span.mins[at] = min;
      span.maxs[at] = max;
    }
  }
}

/** The buffers of a batch, to be transferred with it. */
export function batchBuffers(batch: KnownChunkBatch): ArrayBuffer[] {
  const { entityOf, shapeOf, rowCounts, byteLengths, statics, firstKeys, offsets, spans } = batch;
  const columns = [entityOf, shapeOf, rowCounts, byteLengths, statics, firstKeys, offsets];
  return [...columns, ...spans.flatMap(({ mins, maxs }) => [mins, maxs])].map(({ buffer }) => buffer);
}
