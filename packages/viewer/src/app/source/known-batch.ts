import type { EntityPath, RrdChunkColumns, Timeline } from '@rushes/proto';
import { VIDEO_SAMPLE } from '@rushes/proto';
import type { SampleKeys } from './chunk-intake.ts';
import { type KnownChunkBatch, NO_TIME } from './file-messages.ts';

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

/** Turns what is known of one recording's chunks into batches, which number names from the first batch on. */
export class KnownBatchBuilder {
  readonly #keys: SampleKeys;
  readonly #entities = new Names<EntityPath>();
  readonly #timelines = new Names<Timeline>();
  readonly #shapes = new Names<readonly string[]>();

  constructor(keys: SampleKeys) {
    this.#keys = keys;
  }

  build(columns: RrdChunkColumns): KnownChunkBatch {
    const { count } = columns;
    const entities = columns.entityPaths.map((path) => this.#entities.numberOf(path, () => path));
    const names = columns.shapes.map((shape) => shape.map(({ component }) => component));
    const shapes = names.map((shape) => this.#shapes.numberOf(JSON.stringify(shape), () => shape));
    const hasSamples = names.map((shape) => shape.includes(VIDEO_SAMPLE));
    const firstKeys = new Float64Array(count).fill(-1);
    for (let i = 0; i < count; i += 1) {
      if (hasSamples[columns.shapeOf[i] ?? 0] === true) firstKeys[i] = this.#keys.take(columns.rowCounts[i] ?? 0);
    }
    const spans = columns.spans.map(({ name, kind, on, mins, maxs }) => ({
      timeline: this.#timelines.numberOf(name, () => ({ name, kind })),
      mins: timesOn(mins, on),
      maxs: timesOn(maxs, on),
    }));
    return {
      count,
      entityOf: columns.entityOf.map((entity) => entities[entity] ?? 0),
      shapeOf: columns.shapeOf.map((shape) => shapes[shape] ?? 0),
      rowCounts: Uint32Array.from(columns.rowCounts),
      byteLengths: Uint32Array.from(columns.byteLengths),
      statics: Uint8Array.from(columns.statics),
      offsets: Float64Array.from(columns.offsets),
      firstKeys,
      spans,
      partial: columns.partial.flatMap(({ chunk, descriptor: { component }, rowCount, spans: own }) =>
        own === undefined ? [] : [{ chunk, component, rowCount, spans: own }],
      ),
      entities: this.#entities.takeFresh(),
      timelines: this.#timelines.takeFresh(),
      shapes: this.#shapes.takeFresh(),
    };
  }
}

function timesOn(times: BigInt64Array, on: Uint8Array): BigInt64Array<ArrayBuffer> {
  const marked = BigInt64Array.from(times);
  for (let i = 0; i < on.length; i += 1) if (on[i] === 0) marked[i] = NO_TIME;
  return marked;
}

/** The buffers of a batch, to be transferred with it. */
export function batchBuffers(batch: KnownChunkBatch): ArrayBuffer[] {
  const { entityOf, shapeOf, rowCounts, byteLengths, statics, firstKeys, offsets, spans } = batch;
  const columns = [entityOf, shapeOf, rowCounts, byteLengths, statics, firstKeys, offsets];
  return [...columns, ...spans.flatMap(({ mins, maxs }) => [mins, maxs])].map(({ buffer }) => buffer);
}
