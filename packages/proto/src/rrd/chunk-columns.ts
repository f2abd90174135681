import type { ComponentDescriptor } from '../components.ts';
import type { EntityPath } from '../entity-path.ts';
import { chunkIdFromBytes, TUID_BYTES, writeChunkId } from '../ids.ts';
import type { Timeline, TimelineKind } from '../time.ts';
import type { TimeSpan } from '../wire/messages.ts';
import type { RrdComponentFacts } from './chunk-facts.ts';
import type { RrdManifestEntry } from './manifest.ts';

/**
 * First and last times of chunks on one timeline.
 *
 * @group Recordings
 */
export interface RrdSpanColumn extends Timeline {
  /** One byte a chunk: 1 = it is on the timeline. Where it is not, its times mean nothing. */
  readonly on: Uint8Array;
  readonly mins: BigInt64Array;
  /** Inclusive. */
  readonly maxs: BigInt64Array;
}

/**
 * A component that is not in every row of its chunk.
 *
 * @group Recordings
 */
export interface RrdPartialComponent {
  /** Place of the chunk in the columns. */
  readonly chunk: number;
  readonly descriptor: ComponentDescriptor;
  readonly rowCount: number;
  /** Times of those rows; undefined if they are those of the whole chunk. */
  readonly spans: readonly TimeSpan[] | undefined;
}

/**
 * What is known of chunks of one store, in columns: an object for each of hundreds of thousands takes twenty times the memory, and
 * most of the time that opening a recording takes.
 *
 * @group Recordings
 */
export interface RrdChunkColumns {
  readonly count: number;
  /** Each path once. */
  readonly entityPaths: readonly EntityPath[];
  /** Index in `entityPaths`, a chunk. */
  readonly entityOf: Uint32Array;
  /** 16 bytes a chunk. */
  readonly chunkIds: Uint8Array;
  /** 1 = static. */
  readonly statics: Uint8Array;
  readonly rowCounts: Float64Array;
  /** Of the payload of the chunk's message in the file, and its length. */
  readonly offsets: Float64Array;
  readonly byteLengths: Float64Array;
  /** Bytes of the Arrow stream when uncompressed. */
  readonly uncompressedBytes: Float64Array;
  /** Sets of components that chunks have, each once, sorted by name. */
  readonly shapes: readonly (readonly ComponentDescriptor[])[];
  /** Index in `shapes`, a chunk. */
  readonly shapeOf: Uint32Array;
  /** Sorted by name of the timeline. */
  readonly spans: readonly RrdSpanColumn[];
  readonly partial: readonly RrdPartialComponent[];
}

/** Numbers things by a key, in the order in which they come. */
class Numbered<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string, make: () => T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.length;
    this.#numbers.set(key, number);
    this.all.push(make());
    return number;
  }
}

interface GrowingSpan {
  readonly timeline: string;
  readonly kind: TimelineKind;
  readonly on: Uint8Array;
  readonly mins: BigInt64Array;
  readonly maxs: BigInt64Array;
}

/**
 * Entries of one store, in columns; for those that a scan found.
 *
 * @group Recordings
 */
export function toChunkColumns(entries: readonly RrdManifestEntry[]): RrdChunkColumns {
  const count = entries.length;
  const entities = new Numbered<EntityPath>();
  const shapes = new Numbered<readonly ComponentDescriptor[]>();
  const spans = new Numbered<GrowingSpan>();
  const partial: RrdPartialComponent[] = [];
  const columns = {
    count,
    entityOf: new Uint32Array(count),
    chunkIds: new Uint8Array(count * TUID_BYTES),
    statics: new Uint8Array(count),
    rowCounts: new Float64Array(count),
    offsets: new Float64Array(count),
    byteLengths: new Float64Array(count),
    uncompressedBytes: new Float64Array(count),
    shapeOf: new Uint32Array(count),
  };
  for (const [chunk, entry] of entries.entries()) {
    columns.entityOf[chunk] = entities.numberOf(entry.entityPath, () => entry.entityPath);
    writeChunkId(entry.chunkId, columns.chunkIds, chunk * TUID_BYTES);
    columns.statics[chunk] = entry.isStatic ? 1 : 0;
    columns.rowCounts[chunk] = entry.rowCount;
    columns.offsets[chunk] = entry.offset;
    columns.byteLengths[chunk] = entry.byteLength;
    columns.uncompressedBytes[chunk] = entry.uncompressedBytes;
    const descriptors = entry.components.map(({ descriptor }) => descriptor);
    columns.shapeOf[chunk] = shapes.numberOf(JSON.stringify(descriptors), () => descriptors);
    for (const span of entry.spans) noteSpan(spans, span, chunk, count);
    for (const { descriptor, rowCount, spans: own } of entry.components) {
      if (own === entry.spans && rowCount === entry.rowCount) continue;
      partial.push({ chunk, descriptor, rowCount, spans: own === entry.spans ? undefined : own });
    }
  }
  return {
    ...columns,
    entityPaths: entities.all,
    shapes: shapes.all,
    spans: spans.all
      .map(({ timeline: name, ...column }) => ({ name, ...column }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    partial,
  };
}

function noteSpan(
  spans: Numbered<GrowingSpan>,
  { timeline, kind, min, max }: TimeSpan,
  chunk: number,
  count: number,
): void {
  const number = spans.numberOf(`${kind} ${timeline}`, () => ({
    timeline,
    kind,
    on: new Uint8Array(count),
    mins: new BigInt64Array(count),
    maxs: new BigInt64Array(count),
  }));
  const column = spans.all[number];
  if (column === undefined) return;
  column.on[chunk] = 1;
  column.mins[chunk] = min;
  column.maxs[chunk] = max;
}

/** An object for each chunk; for those who look at some or have few. */
export function toManifestEntries(columns: RrdChunkColumns): RrdManifestEntry[] {
  const partials = new Map<number, RrdPartialComponent[]>();
  for (const partial of columns.partial) {
    const known = partials.get(partial.chunk);
    if (known === undefined) partials.set(partial.chunk, [partial]);
    else known.push(partial);
  }
  return Array.from({ length: columns.count }, (_, chunk) => toEntry(columns, chunk, partials.get(chunk) ?? []));
}

function toEntry(columns: RrdChunkColumns, chunk: number, partials: readonly RrdPartialComponent[]): RrdManifestEntry {
  const rowCount = columns.rowCounts[chunk] ?? 0;
  const spans: TimeSpan[] = [];
  for (const { name, kind, on, mins, maxs } of columns.spans) {
    if (on[chunk] === 1) spans.push({ timeline: name, kind, min: mins[chunk] ?? 0n, max: maxs[chunk] ?? 0n });
  }
  const components = (columns.shapes[columns.shapeOf[chunk] ?? 0] ?? []).map((descriptor): RrdComponentFacts => {
    const partial = partials.find((candidate) => candidate.descriptor === descriptor);
    return { descriptor, rowCount: partial?.rowCount ?? rowCount, spans: partial?.spans ?? spans };
  });
  return {
    chunkId: chunkIdFromBytes(columns.chunkIds, chunk * TUID_BYTES),
    // Every chunk has an entity: `entityOf` is an index that this package wrote.
    entityPath: columns.entityPaths[columns.entityOf[chunk] ?? 0] as EntityPath,
    isStatic: columns.statics[chunk] === 1,
    rowCount,
    spans,
    components,
    offset: columns.offsets[chunk] ?? 0,
    byteLength: columns.byteLengths[chunk] ?? 0,
    uncompressedBytes: columns.uncompressedBytes[chunk] ?? 0,
  };
}
