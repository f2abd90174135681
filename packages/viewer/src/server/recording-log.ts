import type { ChunkHeader, Dropped, EntityPath, RecordingInfo, RecordingSummary } from '@rushes/proto';
import { GroupList } from './group-list.ts';
import type { ChunkGroup, HeldChunk, Track } from './held-chunk.ts';

/** Rows given up before the hub got them, added up for pages that come later. */
export type DroppedTotal = Pick<Dropped, 'entity' | 'reason' | 'rows' | 'bytes'>;

/** Streams whose position is remembered per recording; beyond, the one that spoke first is forgotten. */
const MAX_STREAMS = 1024;
/** Entities whose drops are told apart per recording. */
const MAX_DROPPED_ENTITIES = 4096;

/** What the hub holds of one recording. Changed only by {@link ChunkLog}; pages read from it. */
export class RecordingLog {
  readonly info: RecordingInfo;
  readonly groups = new GroupList();
  /** Number of connected SDKs that have not said bye. */
  connectedSdks = 0;
  chunkCount = 0;
  byteLength = 0;
  evictedBytes = 0;
  isForgotten = false;
  /** The newest layout that an SDK sent, the whole message; bounded, and held besides the chunks. */
  blueprint: Uint8Array | undefined;

  readonly #tracks = new Map<string, Track>();
  readonly #statics = new Set<HeldChunk>();
  /** Newest static chunk by entity and component. */
  readonly #newestStatic = new Map<string, HeldChunk>();
  /** For how many components a static chunk is the newest. */
  readonly #staticClaims = new Map<HeldChunk, number>();
  readonly #lastSeqs = new Map<string, number>();
  readonly #dropped = new Map<string, DroppedTotal>();
  #nextOrder = 0;

  constructor(info: RecordingInfo) {
    this.info = info;
  }

  get isLive(): boolean {
    return this.connectedSdks > 0;
  }

  get nextOrder(): number {
    return this.#nextOrder;
  }

  /** In order of arrival. */
  get statics(): Iterable<HeldChunk> {
    return this.#statics;
  }

  get tracks(): Iterable<Track> {
    return this.#tracks.values();
  }

  get droppedTotals(): Iterable<DroppedTotal> {
    return this.#dropped.values();
  }

  get summary(): RecordingSummary {
    return {
      id: this.info.id,
      applicationId: this.info.applicationId,
      startedAtNanos: this.info.startedAtNanos,
      live: this.isLive,
      chunks: this.chunkCount,
      bytes: this.byteLength,
      evictedBytes: this.evictedBytes,
    };
  }

  takeOrder(): number {
    const order = this.#nextOrder;
    this.#nextOrder += 1;
    return order;
  }

  /** Highest seq taken in from this stream, or -1. */
  lastSeq(stream: string): number {
    return this.#lastSeqs.get(stream) ?? -1;
  }

  noteSeq(stream: string, seq: number): void {
    if (!this.#lastSeqs.has(stream) && this.#lastSeqs.size >= MAX_STREAMS) {
      for (const oldest of this.#lastSeqs.keys()) {
        this.#lastSeqs.delete(oldest);
        break;
      }
    }
    this.#lastSeqs.set(stream, seq);
  }

  noteDropped(dropped: DroppedTotal): void {
    const key = `${dropped.reason} ${dropped.entity}`;
    const former = this.#dropped.get(key);
    if (former === undefined && this.#dropped.size >= MAX_DROPPED_ENTITIES) return;
    this.#dropped.set(key, {
      entity: dropped.entity,
      reason: dropped.reason,
      rows: dropped.rows + (former?.rows ?? 0),
      bytes: dropped.bytes + (former?.bytes ?? 0),
    });
  }

  /** Takes in a static chunk; returns those that are the newest for no component any more, already removed. */
  addStatic(chunk: HeldChunk, components: readonly string[]): readonly HeldChunk[] {
    const replaced: HeldChunk[] = [];
    for (const component of components) {
      const key = `${chunk.entity} ${component}`;
      const former = this.#newestStatic.get(key);
      if (former !== undefined) {
        const claims = (this.#staticClaims.get(former) ?? 1) - 1;
        this.#staticClaims.set(former, claims);
        if (claims === 0) replaced.push(former);
      }
      this.#newestStatic.set(key, chunk);
    }
    this.#statics.add(chunk);
    this.#staticClaims.set(chunk, components.length);
    for (const former of replaced) {
      this.#statics.delete(former);
      this.#staticClaims.delete(former);
    }
    return replaced;
  }

  /** The track of a temporal chunk. */
  trackOf(header: ChunkHeader, stream: string): Track {
    const key = trackKey(header.entity, header.video === undefined ? header.components.join() : `\0${stream}`);
    let track = this.#tracks.get(key);
    if (track === undefined) {
      track = { key, recording: this, newest: undefined };
      this.#tracks.set(key, track);
    }
    return track;
  }

  /** Its newest group is gone, and with it all that were older: names of entities that are logged no more cost nothing. */
  dropTrack(track: Track): void {
    track.newest = undefined;
    this.#tracks.delete(track.key);
  }

  /** The newest groups of all tracks, by arrival: what a late page sees first. */
  newestGroups(): ChunkGroup[] {
    const groups: ChunkGroup[] = [];
    for (const { newest } of this.#tracks.values()) if (newest !== undefined) groups.push(newest);
    return groups.sort((a, b) => a.order - b.order);
  }
}

function trackKey(entity: EntityPath, rest: string): string {
  return `${entity}\0${rest}`;
}
