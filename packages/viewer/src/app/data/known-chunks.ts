import type { EntityPath, Timeline, TimelineKind } from '@rushes/proto';
import { type KnownChunkBatch, NO_TIME } from '../source/file-messages.ts';
import { GrowingColumn } from './growing-column.ts';
import type { TimelineExtent } from './recording-store.ts';
import { SpanIndex } from './span-index.ts';

/** What the objects around the arrays of a loaded chunk take, in the two threads that hold it. */
const LOADED_OVERHEAD_BYTES = 3072;

const NO_CHUNKS = new Int32Array(0);

/** Chunks of one entity that have one component, or all of the entity's. */
export class KnownRows {
  readonly chunks = new GrowingColumn((length) => new Int32Array(length));
  readonly statics: number[] = [];
  readonly #known: KnownChunks;
  readonly #component: string | undefined;
  readonly #indexes = new Map<string, { readonly size: number; readonly index: SpanIndex }>();
  /** Some chunk has the component in some of its rows only. */
  hasPartial = false;

  readonly #all: KnownRows | undefined;

  /** `all`: every chunk of the entity; undefined for those themselves. */
  constructor(known: KnownChunks, component: string | undefined, all: KnownRows | undefined) {
    this.#known = known;
    this.#component = component;
    this.#all = all;
  }

  /** Spans on a timeline; made when it is first asked for. */
  on(timeline: string): SpanIndex {
    // Mostly all chunks of an entity have the same components: one index for all of them.
    if (this.#all?.chunks.length === this.chunks.length && !this.hasPartial) return this.#all.on(timeline);
    const made = this.#indexes.get(timeline);
    if (made !== undefined && made.size === this.chunks.length) return made.index;
    const index = this.#known.makeIndex(this.chunks.values, timeline, this.hasPartial ? this.#component : undefined);
    this.#indexes.set(timeline, { size: this.chunks.length, index });
    return index;
  }
}

/** What is known of one entity. */
export interface KnownEntity {
  readonly path: EntityPath;
  readonly all: KnownRows;
  readonly components: ReadonlyMap<string, KnownRows>;
  /** Sorted by name. */
  componentNames(): string[];
}

interface MutableEntity extends KnownEntity {
  readonly components: Map<string, KnownRows>;
}

interface PartialRows {
  readonly rowCount: number;
  /** Undefined where the component has no row on the timeline. */
  readonly spans: ReadonlyMap<string, { readonly min: bigint; readonly max: bigint }>;
}

/**
 * All chunks of a recording in a file, by what its manifest says of them: some 50 bytes for each, whether it is loaded or not. A
 * chunk is named by its place in the file's order.
 */
export class KnownChunks {
  readonly #entities: MutableEntity[] = [];
  readonly #byPath = new Map<EntityPath, MutableEntity>();
  readonly #timelines: { readonly timeline: Timeline; readonly mins: Times; readonly maxs: Times }[] = [];
  readonly #extents = new Map<string, { min: bigint; max: bigint }>();
  readonly #shapes: (readonly string[])[] = [];
  readonly #entityOf = new GrowingColumn((length) => new Uint32Array(length));
  readonly #rowCounts = new GrowingColumn((length) => new Uint32Array(length));
  readonly #byteLengths = new GrowingColumn((length) => new Uint32Array(length));
  readonly #firstKeys = new GrowingColumn((length) => new Float64Array(length));
  readonly #statics: number[] = [];
  readonly #partial = new Map<string, PartialRows>();
  #version = 0;

  /** Grows with every batch. */
  get version(): number {
    return this.#version;
  }

  get count(): number {
    return this.#rowCounts.length;
  }

  /** Chunks that are on no timeline. */
  get statics(): readonly number[] {
    return this.#statics;
  }

  entities(): readonly KnownEntity[] {
    return this.#entities;
  }

  entity(path: EntityPath): KnownEntity | undefined {
    return this.#byPath.get(path);
  }

  entityOf(chunk: number): KnownEntity {
    return this.#entities[this.#entityOf.at(chunk)] as KnownEntity;
  }

  byteLengthOf(chunk: number): number {
    return this.#byteLengths.at(chunk);
  }

  /** About what a chunk takes in memory when it is loaded, in bytes. */
  costOf(chunk: number): number {
    return this.#byteLengths.at(chunk) + LOADED_OVERHEAD_BYTES;
  }

  rowCountOf(chunk: number): number {
    return this.#rowCounts.at(chunk);
  }

  /** Key of the first sample of a chunk, −1 if it has none. */
  firstKeyOf(chunk: number): number {
    return this.#firstKeys.at(chunk);
  }

  /** Sorted by name. */
  timelines(): readonly TimelineExtent[] {
    const listed = this.#timelines.flatMap(({ timeline }) => {
      const extent = this.#extents.get(timeline.name);
      return extent === undefined ? [] : [{ ...timeline, ...extent }];
    });
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  timelineKind(name: string): TimelineKind | undefined {
    return this.#timelines.find(({ timeline }) => timeline.name === name)?.timeline.kind;
  }

  /** First and last time of a chunk, all its rows; undefined if it is not on the timeline. */
  spanOf(chunk: number, timeline: string): { readonly min: bigint; readonly max: bigint } | undefined {
    const columns = this.#timelines.find((candidate) => candidate.timeline.name === timeline);
    if (columns === undefined || chunk >= columns.mins.length) return undefined;
    const min = columns.mins.at(chunk);
    return min === NO_TIME ? undefined : { min, max: columns.maxs.at(chunk) };
  }

  /** Takes in what is known of further chunks; true if an entity or a component of one is new. */
  add(batch: KnownChunkBatch): boolean {
    const base = this.count;
    let grew = false;
    for (const path of batch.entities) {
      const entity = this.#makeEntity(path);
      this.#entities.push(entity);
      this.#byPath.set(path, entity);
      grew = true;
    }
    this.#shapes.push(...batch.shapes);
    for (const timeline of batch.timelines) this.#timelines.push({ timeline, mins: makeTimes(), maxs: makeTimes() });
    this.#entityOf.append(batch.entityOf);
    this.#rowCounts.append(batch.rowCounts);
    this.#byteLengths.append(batch.byteLengths);
    this.#firstKeys.append(batch.firstKeys);
    this.#addSpans(batch, base);
    for (const { chunk, component, rowCount, spans } of batch.partial) {
      const byTimeline = new Map(spans.map(({ timeline, min, max }) => [timeline, { min, max }]));
      this.#partial.set(`${base + chunk} ${component}`, { rowCount, spans: byTimeline });
    }
    for (let i = 0; i < batch.count; i += 1) grew = this.#index(batch, i, base + i) || grew;
    for (const { chunk, component } of batch.partial) {
      const rows = this.entityOf(base + chunk).components.get(component);
      if (rows !== undefined) rows.hasPartial = true;
    }
    this.#version += 1;
    return grew;
  }

  /** @internal */
  makeIndex(chunks: Int32Array, timeline: string, partialComponent: string | undefined): SpanIndex {
    const columns = this.#timelines.find((candidate) => candidate.timeline.name === timeline);
    const on = columns === undefined ? NO_CHUNKS : chunks.filter((chunk) => columns.mins.at(chunk) !== NO_TIME);
    if (columns === undefined || partialComponent === undefined) {
      const mins = BigInt64Array.from(on, (chunk) => columns?.mins.at(chunk) ?? 0n);
      const maxs = BigInt64Array.from(on, (chunk) => columns?.maxs.at(chunk) ?? 0n);
      return new SpanIndex(
        on,
        mins,
        maxs,
        Float64Array.from(on, (chunk) => this.rowCountOf(chunk)),
      );
    }
    return this.#makePartialIndex(on, timeline, partialComponent, columns);
  }

  /** For a component that some chunks have in some rows only: those rows' times count. */
  #makePartialIndex(
    chunks: Int32Array,
    timeline: string,
    component: string,
    { mins, maxs }: { readonly mins: Times; readonly maxs: Times },
  ): SpanIndex {
    const found = [...chunks].flatMap((chunk) => {
      const partial = this.#partial.get(`${chunk} ${component}`);
      if (partial === undefined)
        return [{ chunk, min: mins.at(chunk), max: maxs.at(chunk), rows: this.rowCountOf(chunk) }];
      const span = partial.spans.get(timeline);
      return span === undefined ? [] : [{ chunk, ...span, rows: partial.rowCount }];
    });
    return new SpanIndex(
      Int32Array.from(found, ({ chunk }) => chunk),
      BigInt64Array.from(found, ({ min }) => min),
      BigInt64Array.from(found, ({ max }) => max),
      Float64Array.from(found, ({ rows }) => rows),
    );
  }

  #addSpans(batch: KnownChunkBatch, base: number): void {
    for (const { timeline, mins, maxs } of batch.spans) {
      const columns = this.#timelines[timeline];
      if (columns === undefined) continue;
      // Chunks of former batches were not on it.
      columns.mins.fill(base - columns.mins.length, NO_TIME);
      columns.maxs.fill(base - columns.maxs.length, NO_TIME);
      columns.mins.append(mins);
      columns.maxs.append(maxs);
      this.#widen(columns.timeline.name, mins, maxs);
    }
    for (const { mins, maxs } of this.#timelines) {
      mins.fill(this.count - mins.length, NO_TIME);
      maxs.fill(this.count - maxs.length, NO_TIME);
    }
  }

  #widen(name: string, mins: BigInt64Array, maxs: BigInt64Array): void {
    let extent = this.#extents.get(name);
    for (let i = 0; i < mins.length; i += 1) {
      const min = mins[i] as bigint;
      const max = maxs[i] as bigint;
      if (min === NO_TIME) continue;
      if (extent === undefined) {
        extent = { min, max };
        this.#extents.set(name, extent);
        continue;
      }
      if (min < extent.min) extent.min = min;
      if (max > extent.max) extent.max = max;
    }
  }

  #index(batch: KnownChunkBatch, i: number, chunk: number): boolean {
    const entity = this.#entities[batch.entityOf[i] as number] as MutableEntity;
    const isStatic = batch.statics[i] === 1;
    let grew = false;
    if (isStatic) {
      this.#statics.push(chunk);
      entity.all.statics.push(chunk);
    } else {
      entity.all.chunks.push(chunk);
    }
    for (const component of this.#shapes[batch.shapeOf[i] as number] ?? []) {
      let rows = entity.components.get(component);
      if (rows === undefined) {
        rows = new KnownRows(this, component, entity.all);
        entity.components.set(component, rows);
        grew = true;
      }
      if (isStatic) rows.statics.push(chunk);
      else rows.chunks.push(chunk);
    }
    return grew;
  }

  #makeEntity(path: EntityPath): MutableEntity {
    const components = new Map<string, KnownRows>();
    return {
      path,
      all: new KnownRows(this, undefined, undefined),
      components,
      componentNames: () => [...components.keys()].sort(),
    };
  }
}

type Times = GrowingColumn<BigInt64Array>;

function makeTimes(): Times {
  return new GrowingColumn((length) => new BigInt64Array(length));
}
