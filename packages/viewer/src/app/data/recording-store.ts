import type { Chunk, ChunkId, ComponentColumn, EntityPath, RecordingId, Timeline, TimelineKind } from '@rushes/proto';
import type { IngestedChunk, VideoFormat } from '../source/ingest-messages.ts';

/** One row of one component, as a query finds it. */
export interface RowRef {
  readonly chunk: Chunk;
  readonly column: ComponentColumn;
  readonly row: number;
  /** Undefined for static rows. */
  readonly time: bigint | undefined;
}

/** A timeline with what is known of it. */
export interface TimelineExtent extends Timeline {
  readonly min: bigint;
  readonly max: bigint;
}

/** One video sample as the index knows it. */
export interface SampleRef {
  readonly key: number;
  readonly ordinal: number;
  readonly isKeyframe: boolean;
  readonly byteLength: number;
  readonly time: bigint;
}

/** The index of one entity's video samples. */
export interface VideoTrack {
  readonly entity: EntityPath;
  /** fourcc of `VideoStream:codec`, if logged. */
  readonly codec: number | undefined;
  /** Of the newest SPS seen. */
  readonly format: VideoFormat | undefined;
  readonly sampleCount: number;
  readonly keyframeCount: number;
  readonly byteLength: number;
  /** Samples given up by queues on the way, as reported. */
  readonly dropped: number;
  /** The sample to show at `time` (latest at or before; among equal times the one logged last). */
  sampleAt(timeline: string, time: bigint): SampleRef | undefined;
  /** The sample after / before the one with this key on this timeline. */
  sampleBeside(timeline: string, key: number, step: number): SampleRef | undefined;
  sampleByKey(timeline: string, key: number): SampleRef | undefined;
  /** There may be a sample at `time`, but its chunk is not loaded: `sampleAt` cannot tell yet. Never true of live data. */
  isLoading(timeline: string, time: bigint): boolean;
  /** Median frame rate per second from the timeline's times (durations and timestamps), else from log_time. */
  frameRate(timeline: string): number | undefined;
  /** Bits per second over the newest samples, from the same times as {@link frameRate}. */
  bitrate(timeline: string): number | undefined;
}

/** The numbers of many rows as flat arrays, made for plots. */
export interface NumberRange {
  /** Time minus the `origin` asked for, one per row, ascending; exact while the difference stays within ±2^53. */
  readonly times: Float64Array;
  /** Row `r` has `values[r * width .. r * width + width]`; NaN where the row has fewer instances than `width`. */
  readonly values: Float64Array;
  /** The largest count of numbers in any row of this range; 1 for plain scalars, 0 if there is nothing. */
  readonly width: number;
}

/** A stretch of time with rows of one entity that are in the file but not loaded. */
export interface UnloadedSpan {
  readonly min: bigint;
  readonly max: bigint;
  readonly rows: number;
}

export interface EntityNode {
  readonly path: EntityPath;
  /** Last part, unescaped. */
  readonly name: string;
  readonly children: readonly EntityNode[];
  /** Components logged to this very entity; empty for a mere parent. */
  readonly components: readonly string[];
}

/** Event counts of an entity and its descendants over a time range, for the timeline panel. */
export interface Density {
  readonly counts: Uint32Array;
  readonly max: number;
}

/** What is read of a recording by views and panels: synchronous, append-only, versioned. */
export interface RecordingStore {
  readonly recording: RecordingId;
  /** Grows with every change; equal versions answer equally. */
  readonly version: number;
  readonly historyComplete: boolean;
  timelines(): readonly TimelineExtent[];
  timelineKind(name: string): TimelineKind | undefined;
  /** Root of the tree of all entities. Same object while nothing was added to it. */
  entityTree(): EntityNode;
  entities(): readonly EntityPath[];
  components(entity: EntityPath): readonly string[];
  /** Newest row of the component at or before `time`; static shadows temporal; `Clear` is honoured (recursive too). */
  latestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | undefined;
  /**
   * The same as {@link latestAt}, for what a view can do without: asks for nothing to be loaded, and says `'away'` where only chunks
   * that are not loaded could tell. Never so of live data.
   */
  peekLatestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | 'away' | undefined;
  /** Where rows of this very entity are missing from {@link chunksOf}, by their beginnings; neighbours are one. None of live data. */
  unloadedSpans(entity: EntityPath, timeline: string): readonly UnloadedSpan[];
  /** Rows with from <= time <= to in time order, for equal times in order of logging. Static rows are not part of it. */
  range(entity: EntityPath, component: string, timeline: string, from: bigint, to: bigint): Iterable<RowRef>;
  /**
   * The same rows as {@link range} for a component of numbers, without an object per row: what plots should use. Blocks of
   * rows that did not change are remembered, so asking again for a million rows at each draw is a copy, not a walk. Choose
   * an `origin` (default 0) near the times, or nanoseconds since 1970 lose their last digits. The arrays are the caller's.
   */
  rangeNumbers(
    entity: EntityPath,
    component: string,
    timeline: string,
    from: bigint,
    to: bigint,
    origin?: bigint,
  ): NumberRange;
  /**
   * The chunks that hold this component, static ones included, in order of arrival: for views that keep an index of their
   * own over very many rows. The same array while nothing was added to it or evicted from it.
   */
  chunksOf(entity: EntityPath, component: string): readonly Chunk[];
  /** Whether any row of the component is on a timeline, rather than static. */
  hasTimes(entity: EntityPath, component: string): boolean;
  /** Time of the component's first row after `time`, as far as it is known. */
  firstTimeAfter(entity: EntityPath, component: string, timeline: string, time: bigint): bigint | undefined;
  /**
   * Whether a query since the last call of this asked for rows that are in the file but not loaded, and got an answer without
   * them. Never true of live data.
   */
  takeMissing(): boolean;
  /** The next (step > 0) or previous event time of an entity, undefined = of any entity. */
  nextEvent(entity: EntityPath | undefined, timeline: string, time: bigint, step: 1 | -1): bigint | undefined;
  density(entity: EntityPath, timeline: string, from: bigint, to: bigint, buckets: number): Density;
  videoTracks(): readonly VideoTrack[];
  videoTrack(entity: EntityPath): VideoTrack | undefined;
  /** Rows (for video: samples) of an entity that queues on the way had to give up, as reported. */
  dropped(entity: EntityPath): number;
  /** Called after a change, at most once per batch of chunks. */
  subscribe(listener: () => void): () => void;
}

/** The writing side, for the composition root alone. */
export interface WritableRecordingStore extends RecordingStore {
  add(chunks: readonly IngestedChunk[]): void;
  evict(chunkIds: readonly ChunkId[]): void;
  noteDropped(entity: EntityPath, rows: number): void;
  noteHistoryComplete(): void;
}
// data/chunk-recording-store.ts: export function createRecordingStore(recording: RecordingId): WritableRecordingStore
// data/read-column.ts: readTexts(ref), readNumbers(ref) -> {numbers, width}, readColors(ref), readBooleans(ref), readBytes(ref, instance)
