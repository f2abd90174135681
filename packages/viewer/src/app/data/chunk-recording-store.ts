import {
  type Chunk,
  type ChunkId,
  type EntityPath,
  type RecordingId,
  type TimelineKind,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import type { IngestedChunk } from '../source/ingest-messages.ts';
import { ChunkTable } from './chunk-table.ts';
import { countDensity } from './density.ts';
import { EntityRows, findColumn } from './entity-rows.ts';
import { buildEntityTree, type EntityTree, loggedPaths } from './entity-tree.ts';
import { latestAt } from './latest-at.ts';
import { rangeRows } from './range.ts';
import { rangeNumbers } from './range-numbers.ts';
import type {
  Density,
  EntityNode,
  NumberRange,
  RowRef,
  TimelineExtent,
  UnloadedSpan,
  VideoTrack,
  WritableRecordingStore,
} from './recording-store.ts';
import { TimelineExtents } from './timeline-extents.ts';
import { ChunkVideoTrack, type TrackScope } from './video-track.ts';

const NO_CHUNKS: readonly Chunk[] = [];
const NO_SPANS: readonly UnloadedSpan[] = [];
const NO_NUMBERS: NumberRange = { times: new Float64Array(0), values: new Float64Array(0), width: 0 };

/** An empty store for one recording. Chunks may be added in any order; one that is held already is passed over. */
export function createRecordingStore(recording: RecordingId): WritableRecordingStore {
  return new ChunkRecordingStore(recording);
}

class ChunkRecordingStore implements WritableRecordingStore {
  readonly recording: RecordingId;
  readonly #table = new ChunkTable();
  readonly #entities = new Map<EntityPath, EntityRows>();
  readonly #extents = new TimelineExtents(this.#table);
  readonly #tracks = new Map<EntityPath, ChunkVideoTrack>();
  readonly #dropped = new Map<EntityPath, number>();
  readonly #listeners = new Set<() => void>();
  readonly #scope: TrackScope = {
    table: this.#table,
    entities: this.#entities,
    isSequence: (timeline) => this.#extents.kindOf(timeline) === 'sequence',
  };
  #version = 0;
  #historyComplete = false;
  #tree: EntityTree | undefined = undefined;
  #listedTracks: readonly VideoTrack[] | undefined = [];
  /** Paths below an entity that count for its density; emptied when the tree grows. */
  readonly #subtrees = new Map<EntityPath, readonly EntityPath[]>();

  constructor(recording: RecordingId) {
    this.recording = recording;
  }

  get version(): number {
    return this.#version;
  }

  get historyComplete(): boolean {
    return this.#historyComplete;
  }

  add(chunks: readonly IngestedChunk[]): void {
    let added = 0;
    for (const ingested of chunks) {
      const slot = this.#table.add(ingested);
      if (slot === undefined) continue;
      added += 1;
      this.#index(slot, ingested);
    }
    if (added > 0) this.#changed();
  }

  evict(chunkIds: readonly ChunkId[]): void {
    let evicted = 0;
    for (const id of chunkIds) {
      const slot = this.#table.slotOf(id);
      if (slot === undefined) continue;
      evicted += 1;
      const { entityPath } = this.#table.chunkAt(slot);
      this.#entities.get(entityPath)?.remove(slot);
      this.#tracks.get(entityPath)?.remove(slot);
      this.#extents.remove(slot);
      this.#table.release(slot);
    }
    if (evicted > 0) this.#changed();
  }

  noteDropped(entity: EntityPath, rows: number): void {
    this.#dropped.set(entity, this.dropped(entity) + rows);
    this.#tracks.get(entity)?.noteDropped(rows);
    this.#changed();
  }

  noteHistoryComplete(): void {
    if (this.#historyComplete) return;
    this.#historyComplete = true;
    this.#changed();
  }

  timelines(): readonly TimelineExtent[] {
    return this.#extents.list();
  }

  timelineKind(name: string): TimelineKind | undefined {
    return this.#extents.kindOf(name);
  }

  entityTree(): EntityNode {
    return this.#currentTree().root;
  }

  entities(): readonly EntityPath[] {
    return this.#subtree(this.#currentTree().root.path);
  }

  components(entity: EntityPath): readonly string[] {
    return this.#currentTree().nodes.get(entity)?.components ?? [];
  }

  latestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | undefined {
    const rows = this.#entities.get(entity);
    return rows === undefined ? undefined : latestAt(this.#scope, rows, component, timeline, time);
  }

  peekLatestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | undefined {
    return this.latestAt(entity, component, timeline, time);
  }

  unloadedSpans(): readonly UnloadedSpan[] {
    return NO_SPANS;
  }

  range(entity: EntityPath, component: string, timeline: string, from: bigint, to: bigint): Iterable<RowRef> {
    const rows = this.#entities.get(entity)?.component(component)?.on(timeline);
    return rows === undefined ? [] : rangeRows(this.#table, rows, component, from, to);
  }

  rangeNumbers(
    entity: EntityPath,
    component: string,
    timeline: string,
    from: bigint,
    to: bigint,
    origin = 0n,
  ): NumberRange {
    const rows = this.#entities.get(entity)?.component(component)?.on(timeline);
    return rows === undefined ? NO_NUMBERS : rangeNumbers(this.#table, rows, { component, from, to, origin });
  }

  chunksOf(entity: EntityPath, component: string): readonly Chunk[] {
    return this.#entities.get(entity)?.chunksOf(component) ?? NO_CHUNKS;
  }

  hasTimes(entity: EntityPath, component: string): boolean {
    return this.chunksOf(entity, component).some((chunk) => chunk.timelines.length > 0);
  }

  firstTimeAfter(entity: EntityPath, component: string, timeline: string, time: bigint): bigint | undefined {
    const rows = this.#entities.get(entity)?.component(component)?.on(timeline);
    const position = rows?.firstAtOrAfter(time + 1n) ?? -1;
    return rows === undefined || position < 0 ? undefined : rows.timeAt(position);
  }

  takeMissing(): boolean {
    return false;
  }

  nextEvent(entity: EntityPath | undefined, timeline: string, time: bigint, step: 1 | -1): bigint | undefined {
    const only = entity === undefined ? undefined : this.#entities.get(entity);
    if (entity !== undefined) return only === undefined ? undefined : nextEventOf(only, timeline, time, step);
    let nearest: bigint | undefined;
    for (const rows of this.#entities.values()) {
      const found = nextEventOf(rows, timeline, time, step);
      if (found === undefined) continue;
      if (nearest === undefined || (step > 0 ? found < nearest : found > nearest)) nearest = found;
    }
    return nearest;
  }

  density(entity: EntityPath, timeline: string, from: bigint, to: bigint, buckets: number): Density {
    const sources = this.#subtree(entity).flatMap((path) => this.#entities.get(path)?.events.on(timeline) ?? []);
    return countDensity(sources, from, to, buckets);
  }

  videoTracks(): readonly VideoTrack[] {
    this.#listedTracks ??= this.entities().flatMap((path) => this.#tracks.get(path) ?? []);
    return this.#listedTracks;
  }

  videoTrack(entity: EntityPath): VideoTrack | undefined {
    return this.#tracks.get(entity);
  }

  dropped(entity: EntityPath): number {
    return this.#dropped.get(entity) ?? 0;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #index(slot: number, ingested: IngestedChunk): void {
    const { entityPath } = ingested.chunk;
    let rows = this.#entities.get(entityPath);
    if (rows === undefined) {
      rows = new EntityRows(entityPath, this.#table);
      this.#entities.set(entityPath, rows);
    }
    if (rows.add(slot)) this.#treeGrew();
    this.#extents.add(slot);
    this.#trackFor(rows, ingested)?.add(slot);
  }

  /** A track exists from the first chunk with a codec or samples on: a codec alone tells that a video is to come. */
  #trackFor(rows: EntityRows, { chunk, video }: IngestedChunk): ChunkVideoTrack | undefined {
    const known = this.#tracks.get(rows.path);
    if (known !== undefined) return known;
    const isVideo = [VIDEO_CODEC, VIDEO_SAMPLE].some((component) => findColumn(chunk, component) !== undefined);
    if (!isVideo && video === undefined) return undefined;
    const track = new ChunkVideoTrack(this.#scope, rows);
    track.noteDropped(this.dropped(rows.path));
    this.#tracks.set(rows.path, track);
    this.#listedTracks = undefined;
    return track;
  }

  #currentTree(): EntityTree {
    this.#tree ??= buildEntityTree(this.#entities.values());
    return this.#tree;
  }

  #subtree(entity: EntityPath): readonly EntityPath[] {
    const known = this.#subtrees.get(entity);
    if (known !== undefined) return known;
    const node = this.#currentTree().nodes.get(entity);
    const paths = node === undefined ? [] : loggedPaths(node);
    this.#subtrees.set(entity, paths);
    return paths;
  }

  #treeGrew(): void {
    this.#tree = undefined;
    this.#subtrees.clear();
    this.#listedTracks = undefined;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

function nextEventOf(rows: EntityRows, timeline: string, time: bigint, step: 1 | -1): bigint | undefined {
  const events = rows.events.on(timeline);
  const position = step > 0 ? events.firstAtOrAfter(time + 1n) : events.lastAtOrBefore(time - 1n);
  return position < 0 ? undefined : events.timeAt(position);
}
