import {
  type Chunk,
  type ChunkId,
  type EntityPath,
  MAX_TIME,
  MIN_TIME,
  parentEntityPath,
  type RecordingId,
  type TimelineKind,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import type { KnownChunkBatch, LoadedChunk } from '../source/file-messages.ts';
import { createRecordingStore } from './chunk-recording-store.ts';
import { CLEAR_COMPONENT } from './entity-rows.ts';
import { buildEntityTree, type EntityTree, loggedPaths } from './entity-tree.ts';
import { type FileTrackWorld, FileVideoTrack } from './file-video-track.ts';
import { KnownChunks, type KnownRows } from './known-chunks.ts';
import { findVideo, type KnownVideo } from './known-video.ts';
import type { LoadedChunks, RangeWish } from './load-plan.ts';
import type {
  Density,
  EntityNode,
  NumberRange,
  RecordingStore,
  RowRef,
  TimelineExtent,
  UnloadedSpan,
  VideoTrack,
} from './recording-store.ts';
import { countSpans } from './span-density.ts';

const Away = 0;
const Loaded = 1;
const Failed = 2;

interface RangeAsked {
  readonly rows: KnownRows;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * A recording in a file: knows every chunk of it, holds those that are loaded. What the manifest tells (timelines, entities,
 * densities, how many samples) is answered at once and for all; rows are answered from what is loaded, and where that is not
 * enough the answer is nothing and {@link takeMissing} says so. What is asked for is remembered, for loading it.
 */
export class FileRecordingStore implements RecordingStore, LoadedChunks {
  readonly recording: RecordingId;
  readonly known = new KnownChunks();
  #held;
  #states = new Uint8Array(0);
  readonly #loadedIds = new Map<number, ChunkId>();
  #loadedBytes = 0;
  readonly #videos = new Map<EntityPath, KnownVideo>();
  readonly #tracks = new Map<EntityPath, FileVideoTrack>();
  readonly #ranges = new Map<KnownRows, RangeAsked>();
  #rangesVersion = 0;
  readonly #missed = new Set<number>();
  #isMissing = false;
  #version = 0;
  #historyComplete = false;
  #tree: EntityTree | undefined;
  #listedTracks: readonly VideoTrack[] | undefined;
  readonly #densities = new Map<string, Density>();
  #densitiesVersion = 0;
  readonly #listeners = new Set<() => void>();

  constructor(recording: RecordingId) {
    this.recording = recording;
    this.#held = createRecordingStore(recording);
  }

  // ---- what the manifest tells

  get version(): number {
    return this.#version;
  }

  get historyComplete(): boolean {
    return this.#historyComplete;
  }

  timelines(): readonly TimelineExtent[] {
    return this.known.timelines();
  }

  timelineKind(name: string): TimelineKind | undefined {
    return this.known.timelineKind(name);
  }

  entityTree(): EntityNode {
    return this.#currentTree().root;
  }

  entities(): readonly EntityPath[] {
    return loggedPaths(this.#currentTree().root);
  }

  components(entity: EntityPath): readonly string[] {
    return this.#currentTree().nodes.get(entity)?.components ?? [];
  }

  hasTimes(entity: EntityPath, component: string): boolean {
    return (this.known.entity(entity)?.components.get(component)?.chunks.length ?? 0) > 0;
  }

  density(entity: EntityPath, timeline: string, from: bigint, to: bigint, buckets: number): Density {
    if (this.#densitiesVersion !== this.known.version || this.#densities.size > MAX_DENSITIES) this.#densities.clear();
    this.#densitiesVersion = this.known.version;
    const key = `${entity} ${timeline} ${from} ${to} ${buckets}`;
    const counted = this.#densities.get(key);
    if (counted !== undefined) return counted;
    const node = this.#currentTree().nodes.get(entity);
    const paths = node === undefined ? [] : loggedPaths(node);
    const sources = paths.flatMap((path) => this.known.entity(path)?.all.on(timeline) ?? []);
    const density = countSpans(sources, from, to, buckets);
    this.#densities.set(key, density);
    return density;
  }

  nextEvent(entity: EntityPath | undefined, timeline: string, time: bigint, step: 1 | -1): bigint | undefined {
    const loaded = this.#held.nextEvent(entity, timeline, time, step);
    const entities = entity === undefined ? this.known.entities() : [this.known.entity(entity)];
    let nearest = loaded;
    for (const known of entities) {
      const index = known?.all.on(timeline);
      const found = step > 0 ? index?.mins[index.countBegun(time)] : index?.latestKnownTime(time - 1n);
      if (found === undefined) continue;
      if (nearest === undefined || (step > 0 ? found < nearest : found > nearest)) nearest = found;
    }
    return nearest;
  }

  firstTimeAfter(entity: EntityPath, component: string, timeline: string, time: bigint): bigint | undefined {
    const index = this.known.entity(entity)?.components.get(component)?.on(timeline);
    const begins = index?.mins[index.countBegun(time)];
    const loaded = this.#held.firstTimeAfter(entity, component, timeline, time);
    if (begins === undefined || loaded === undefined) return begins ?? loaded;
    return begins < loaded ? begins : loaded;
  }

  videoTracks(): readonly VideoTrack[] {
    this.#listedTracks ??= this.entities().flatMap((path) => this.videoTrack(path) ?? []);
    return this.#listedTracks;
  }

  videoTrack(entity: EntityPath): VideoTrack | undefined {
    const made = this.#tracks.get(entity);
    if (made !== undefined) return made;
    const components = this.known.entity(entity)?.components;
    if (components?.has(VIDEO_SAMPLE) !== true && components?.has(VIDEO_CODEC) !== true) return undefined;
    const track = new FileVideoTrack(entity, this.#trackWorld, this.video(entity));
    this.#tracks.set(entity, track);
    return track;
  }

  // ---- what is loaded

  latestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | undefined {
    const rows = this.known.entity(entity)?.components.get(component);
    if (rows === undefined) return undefined;
    if (!this.#hasAll(neededFor(rows, timeline, time)) || !this.#hasAll(this.#clears(entity, timeline, time)))
      return undefined;
    return this.#held.latestAt(entity, component, timeline, time);
  }

  peekLatestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | 'away' | undefined {
    const rows = this.known.entity(entity)?.components.get(component);
    if (rows === undefined) return undefined;
    const isHere = (chunk: number) => this.isSettled(chunk);
    if (!neededFor(rows, timeline, time).every(isHere)) return 'away';
    if (!this.#clears(entity, timeline, time).every(isHere)) return 'away';
    return this.#held.latestAt(entity, component, timeline, time);
  }

  unloadedSpans(entity: EntityPath, timeline: string): readonly UnloadedSpan[] {
    const index = this.known.entity(entity)?.all.on(timeline);
    if (index === undefined) return [];
    const { chunks, mins, maxs, rowsBefore } = index;
    const spans: UnloadedSpan[] = [];
    for (let from = 0; from < chunks.length; from += 1) {
      if (this.isSettled(chunks[from] as number)) continue;
      let end = from;
      let max = maxs[from] as bigint;
      for (; end < chunks.length && !this.isSettled(chunks[end] as number); end += 1) {
        if ((maxs[end] as bigint) > max) max = maxs[end] as bigint;
      }
      const rows = (rowsBefore[end] as number) - (rowsBefore[from] as number);
      spans.push({ min: mins[from] as bigint, max, rows });
      from = end;
    }
    return spans;
  }

  range(entity: EntityPath, component: string, timeline: string, from: bigint, to: bigint): Iterable<RowRef> {
    this.#noteRange(entity, component, from, to);
    return this.#held.range(entity, component, timeline, from, to);
  }

  rangeNumbers(
    entity: EntityPath,
    component: string,
    timeline: string,
    from: bigint,
    to: bigint,
    origin = 0n,
  ): NumberRange {
    this.#noteRange(entity, component, from, to);
    return this.#held.rangeNumbers(entity, component, timeline, from, to, origin);
  }

  chunksOf(entity: EntityPath, component: string): readonly Chunk[] {
    this.#noteRange(entity, component, undefined, undefined);
    return this.#held.chunksOf(entity, component);
  }

  takeMissing(): boolean {
    const isMissing = this.#isMissing;
    this.#isMissing = false;
    return isMissing;
  }

  dropped(entity: EntityPath): number {
    return this.#held.dropped(entity);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // ---- for loading

  isSettled(chunk: number): boolean {
    return this.#states[chunk] !== Away;
  }

  loaded(): Iterable<number> {
    return this.#loadedIds.keys();
  }

  get byteLength(): number {
    return this.#loadedBytes;
  }

  video(entity: EntityPath): KnownVideo | undefined {
    const made = this.#videos.get(entity);
    if (made !== undefined) return made;
    const known = this.known.entity(entity);
    const video = known && findVideo(this.known, known);
    if (video !== undefined) this.#videos.set(entity, video);
    return video;
  }

  /** Grows when a view asks for another stretch of time. */
  get rangesVersion(): number {
    return this.#rangesVersion;
  }

  ranges(timeline: string): readonly RangeWish[] {
    return [...this.#ranges.values()].map(({ rows, from, to }) => ({ index: rows.on(timeline), from, to }));
  }

  /** Chunks that queries asked for since the last call. */
  takeMissed(): readonly number[] {
    const missed = [...this.#missed].filter((chunk) => !this.isSettled(chunk));
    this.#missed.clear();
    return missed;
  }

  // ---- the writing side

  addKnown(batch: KnownChunkBatch): void {
    if (this.known.add(batch)) {
      this.#tree = undefined;
      this.#listedTracks = undefined;
      // A track made for a codec alone gets its samples now.
      this.#tracks.clear();
    }
    const states = new Uint8Array(this.known.count);
    states.set(this.#states);
    this.#states = states;
    this.#changed();
  }

  addLoaded(chunks: readonly LoadedChunk[]): void {
    for (const { index, ingested } of chunks) {
      if (this.#states[index] === Loaded) continue;
      this.#states[index] = Loaded;
      this.#loadedIds.set(index, ingested.chunk.id);
      this.#loadedBytes += this.known.costOf(index);
      if (ingested.video !== undefined) this.video(ingested.chunk.entityPath)?.noteLoaded(index, ingested.video);
    }
    this.#held.add(chunks.map(({ ingested }) => ingested));
    this.#changed();
  }

  /** These chunks are let go of; they may be loaded again. */
  unload(chunks: readonly number[]): void {
    const ids: ChunkId[] = [];
    for (const chunk of chunks) {
      const id = this.#loadedIds.get(chunk);
      if (id === undefined) continue;
      ids.push(id);
      this.#loadedIds.delete(chunk);
      this.#loadedBytes -= this.known.costOf(chunk);
      this.#states[chunk] = Away;
    }
    this.#held.evict(ids);
    this.#changed();
  }

  /** Another recording is shown: nothing of this one stays loaded, all stays known. */
  unloadAll(): void {
    for (const chunk of this.#loadedIds.keys()) this.#states[chunk] = Away;
    this.#loadedIds.clear();
    this.#loadedBytes = 0;
    this.#held = createRecordingStore(this.recording);
    this.#ranges.clear();
    this.#missed.clear();
    this.#changed();
  }

  /** Nothing will come of this chunk. */
  noteFailed(chunk: number): void {
    this.#states[chunk] = Failed;
    this.#changed();
  }

  noteHistoryComplete(): void {
    if (this.#historyComplete) return;
    this.#historyComplete = true;
    this.#changed();
  }

  readonly #trackWorld: FileTrackWorld = {
    known: this.known,
    isSettled: (chunk) => this.isSettled(chunk),
    isLoaded: (chunk) => this.#states[chunk] === Loaded,
    hasClears: (entity, timeline, time) => this.#hasAll(this.#clears(entity, timeline, time)),
    noteMissing: (chunks) => {
      this.#hasAll(chunks);
    },
    loadedTrack: (entity) => this.#held.videoTrack(entity),
  };

  #hasAll(chunks: readonly number[]): boolean {
    let hasAll = true;
    for (const chunk of chunks) {
      if (this.isSettled(chunk)) continue;
      hasAll = false;
      this.#missed.add(chunk);
    }
    if (!hasAll) this.#isMissing = true;
    return hasAll;
  }

  /** Chunks that may hold a `Clear` of the entity or of one above it, which hides what was logged before. */
  #clears(entity: EntityPath, timeline: string, time: bigint): readonly number[] {
    const needed: number[] = [];
    for (let path: EntityPath | undefined = entity; path !== undefined; path = parentEntityPath(path)) {
      const clears = this.known.entity(path)?.components.get(CLEAR_COMPONENT);
      if (clears !== undefined) needed.push(...clears.statics, ...latestChunks(clears, timeline, time));
    }
    return needed;
  }

  #noteRange(entity: EntityPath, component: string, from = MIN_TIME, to = MAX_TIME): void {
    // Samples are loaded around the cursor, whoever asks for all of them.
    if (component === VIDEO_SAMPLE) return;
    const rows = this.known.entity(entity)?.components.get(component);
    if (rows === undefined) return;
    const asked = this.#ranges.get(rows);
    if (asked !== undefined && asked.from <= from && asked.to >= to) return;
    this.#ranges.set(rows, { rows, from, to });
    this.#rangesVersion += 1;
  }

  #currentTree(): EntityTree {
    this.#tree ??= buildEntityTree(this.known.entities());
    return this.#tree;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Some panels ask for one density a lane. */
const MAX_DENSITIES = 512;

/** The chunks among which the latest row is. */
function neededFor(rows: KnownRows, timeline: string, time: bigint): readonly number[] {
  return rows.statics.length > 0 ? rows.statics : latestChunks(rows, timeline, time);
}

function latestChunks(rows: KnownRows, timeline: string, time: bigint): readonly number[] {
  const index = rows.on(timeline);
  return index.latestAt(time).map((position) => index.chunks[position] as number);
}
