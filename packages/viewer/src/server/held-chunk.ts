import type { ChunkId, EntityPath } from '@rushes/proto';
import type { RecordingLog } from './recording-log.ts';

/** One chunk as the hub keeps it: the message as it came, and the little of its header that eviction and fan-out need. */
export interface HeldChunk {
  /** Arrival number within its recording, from 0. */
  readonly order: number;
  readonly chunkId: ChunkId;
  readonly entity: EntityPath;
  readonly rows: number;
  readonly byteLength: number;
  readonly arrivedAtMillis: number;
  /** What it lives and dies with; undefined for static data. */
  readonly group: ChunkGroup | undefined;
  /** The whole encoded message, forwarded verbatim; undefined once the log has given it up. */
  message: Uint8Array | undefined;
}

/**
 * The unit of eviction, of the newest picture for a late page, and of what a slow page skips: a group of pictures (the
 * chunks from one that starts at a keyframe to before the next such one), or one chunk of anything else.
 */
export interface ChunkGroup {
  /** Arrival number of its first chunk. */
  readonly order: number;
  readonly track: Track;
  /** In order of arrival. */
  readonly chunks: HeldChunk[];
  /** A group of pictures that has its keyframe, so that its continuation belongs to it. */
  readonly startsAtKeyframe: boolean;
  /** More may come: the newest group of pictures of a live recording. Evicted only when nothing else is left. */
  isOpen: boolean;
  /** Stands in the eviction queue. */
  isQueued: boolean;
  isGone: boolean;
}

/**
 * What supersedes one another within a recording: the video samples of one entity from one SDK stream, or the chunks of one
 * entity with the same components.
 */
export interface Track {
  readonly key: string;
  readonly recording: RecordingLog;
  newest: ChunkGroup | undefined;
}

/** Bytes of objects and bookkeeping that a chunk costs besides its message; counted against the memory limit. */
export const CHUNK_OVERHEAD_BYTES = 512;

/** What a chunk counts against the memory limit. */
export function costOf(chunk: HeldChunk): number {
  return chunk.byteLength + CHUNK_OVERHEAD_BYTES;
}
