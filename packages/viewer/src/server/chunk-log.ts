import type { ChunkHeader, RecordingId, RecordingInfo } from '@rushes/proto';
import { Fifo } from './fifo.ts';
import { type ChunkGroup, costOf, type HeldChunk } from './held-chunk.ts';
import { PeerError } from './peer-error.ts';
import { RecordingLog } from './recording-log.ts';

/** Whom the log tells what it gave up. */
export interface ChunkLogListener {
  /** These chunks of one group are gone; their `message` is already undefined. */
  evicted(recording: RecordingLog, chunks: readonly HeldChunk[]): void;
  /** The recording is gone with all it held. */
  forgotten(recording: RecordingLog): void;
}

export interface ChunkLogOptions {
  /** Bytes of chunks, over all recordings, with what each costs in bookkeeping. */
  readonly limitBytes: number;
  readonly listener: ChunkLogListener;
  /** Recordings held at once. Default 1000. */
  readonly maxRecordings?: number;
}

const DEFAULT_MAX_RECORDINGS = 1000;

/**
 * The chunks of all recordings, in memory, within one limit. When it is exceeded, whole groups go, in this order:
 *
 * 1. closed groups, the one that was closed first going first, whichever recording it belongs to and whether that is live
 *    or not: age is the only rule. A chunk that is no video is closed when it arrives, a group of pictures when the next
 *    one begins or its last SDK leaves. Continuations of a group that lost its keyframe go one by one.
 * 2. Recordings that nobody is connected to and that have nothing but static data, oldest first. A finished recording that
 *    loses its last temporal chunk by rule 1 goes at once with its static data, which would show nothing.
 * 3. The open groups of live recordings, the one that began first going first: only a limit smaller than one group of
 *    pictures of every stream gets here. The rest of such a group cannot be decoded by a page that comes later.
 *
 * Static data of a live recording never goes, except that the newest wins per entity and component. If it alone would
 * exceed the limit, the chunk is refused with `static-limit`.
 *
 * Each chunk is touched a constant number of times, whatever is held.
 */
export class ChunkLog {
  readonly limitBytes: number;
  readonly #listener: ChunkLogListener;
  readonly #maxRecordings: number;
  readonly #recordings = new Map<RecordingId, RecordingLog>();
  /** Closed groups by the time of closing. One that was opened again stands here too and is passed over. */
  readonly #closed = new Fifo<ChunkGroup>();
  /** Open groups by arrival. */
  readonly #open = new Set<ChunkGroup>();
  #heldCost = 0;
  #staticCost = 0;

  /** Counts since the start, for `/metrics`. */
  readonly totals = { chunks: 0, bytes: 0, evictedChunks: 0, evictedBytes: 0 };

  constructor(options: ChunkLogOptions) {
    this.limitBytes = options.limitBytes;
    this.#listener = options.listener;
    this.#maxRecordings = options.maxRecordings ?? DEFAULT_MAX_RECORDINGS;
  }

  get recordings(): Iterable<RecordingLog> {
    return this.#recordings.values();
  }

  get recordingCount(): number {
    return this.#recordings.size;
  }

  /** Bytes held, bookkeeping included: what the limit is about. */
  get heldBytes(): number {
    return this.#heldCost;
  }

  find(id: RecordingId): RecordingLog | undefined {
    return this.#recordings.get(id);
  }

  /**
   * The log of this recording, made if it is new, with one more SDK connected. The first to name a recording decides its
   * application id and start.
   *
   * @throws PeerError `too-many-recordings`
   */
  connect(info: RecordingInfo): RecordingLog {
    let recording = this.#recordings.get(info.id);
    if (recording === undefined) {
      if (this.#recordings.size >= this.#maxRecordings) this.#forgetOldestFinished();
      if (this.#recordings.size >= this.#maxRecordings) {
        throw new PeerError(
          'too-many-recordings',
          `The hub holds at most ${this.#maxRecordings} recordings at a time, and all of them are live.`,
        );
      }
      recording = new RecordingLog(info);
      this.#recordings.set(info.id, recording);
    }
    recording.connectedSdks += 1;
    return recording;
  }

  /** One SDK less is connected. A recording that never got a chunk is forgotten with its last one. */
  disconnect(recording: RecordingLog): void {
    recording.connectedSdks -= 1;
    if (recording.isLive) return;
    for (const { newest } of recording.tracks) if (newest?.isOpen) this.#close(newest);
    if (recording.chunkCount === 0 && recording.evictedBytes === 0) this.#forget(recording);
  }

  /**
   * Takes in a chunk without making room for it: see {@link makeRoom}. `message` is kept as it is, so it must not be a small
   * part of a large buffer.
   *
   * @throws PeerError `static-limit`
   */
  append(
    recording: RecordingLog,
    header: ChunkHeader,
    message: Uint8Array,
    source: { readonly stream: string; readonly nowMillis: number },
  ): HeldChunk {
    const chunk = header.isStatic
      ? this.#appendStatic(recording, header, message, source.nowMillis)
      : this.#appendTemporal(recording, header, message, source);
    recording.chunkCount += 1;
    recording.byteLength += chunk.byteLength;
    this.#heldCost += costOf(chunk);
    this.totals.chunks += 1;
    this.totals.bytes += chunk.byteLength;
    return chunk;
  }

  /** Evicts until the limit holds again, or until nothing is left that may go. */
  makeRoom(): void {
    while (this.#heldCost > this.limitBytes) {
      const group = this.#nextToEvict();
      if (group === undefined) {
        if (!this.#forgetOldestFinished()) return;
      } else {
        this.#evict(group);
      }
    }
  }

  #appendStatic(recording: RecordingLog, header: ChunkHeader, message: Uint8Array, nowMillis: number): HeldChunk {
    const chunk = heldChunk(recording.takeOrder(), header, message, nowMillis, undefined);
    if (this.#staticCost + costOf(chunk) > this.limitBytes) {
      throw new PeerError(
        'static-limit',
        `Static data is never evicted, and with this chunk it would exceed the memory limit of ${this.limitBytes} bytes. ` +
          `Log data that changes on a timeline, or start the viewer with a larger --memory-limit. Entity: ${header.entity}`,
      );
    }
    this.#staticCost += costOf(chunk);
    for (const former of recording.addStatic(chunk, header.components)) {
      this.#staticCost -= costOf(former);
      this.#release(recording, former);
    }
    return chunk;
  }

  #appendTemporal(
    recording: RecordingLog,
    header: ChunkHeader,
    message: Uint8Array,
    source: { readonly stream: string; readonly nowMillis: number },
  ): HeldChunk {
    const order = recording.takeOrder();
    const track = recording.trackOf(header, source.stream);
    const former = track.newest;
    const isContinuation = header.video !== undefined && !header.video.startsAtKeyframe;
    if (isContinuation && former?.startsAtKeyframe) {
      const chunk = heldChunk(order, header, message, source.nowMillis, former);
      former.chunks.push(chunk);
      // Its SDK was away and came back in the middle of the group.
      if (!former.isOpen) this.#reopen(former);
      return chunk;
    }
    const startsAtKeyframe = header.video?.startsAtKeyframe ?? false;
    const group: ChunkGroup = {
      order,
      track,
      chunks: [],
      startsAtKeyframe,
      isOpen: false,
      isQueued: false,
      isGone: false,
    };
    const chunk = heldChunk(order, header, message, source.nowMillis, group);
    group.chunks.push(chunk);
    track.newest = group;
    recording.groups.push(group);
    if (former?.isOpen) this.#close(former);
    if (startsAtKeyframe) this.#reopen(group);
    else this.#close(group);
    return chunk;
  }

  #reopen(group: ChunkGroup): void {
    group.isOpen = true;
    this.#open.add(group);
  }

  #close(group: ChunkGroup): void {
    group.isOpen = false;
    this.#open.delete(group);
    if (group.isQueued) return;
    group.isQueued = true;
    this.#closed.push(group);
  }

  #nextToEvict(): ChunkGroup | undefined {
    for (let group = this.#closed.shift(); group !== undefined; group = this.#closed.shift()) {
      group.isQueued = false;
      if (!group.isOpen && !group.isGone) return group;
    }
    if (this.#hasFinishedRecording()) return undefined;
    for (const group of this.#open) return group;
    return undefined;
  }

  #evict(group: ChunkGroup): void {
    const { recording } = group.track;
    group.isGone = true;
    group.isOpen = false;
    this.#open.delete(group);
    if (recording.isForgotten) return;
    if (group.track.newest === group) recording.dropTrack(group.track);
    recording.groups.noteGone();
    for (const chunk of group.chunks) this.#giveUp(recording, chunk);
    this.#listener.evicted(recording, group.chunks);
    if (!recording.isLive && recording.groups.size === 0) this.#forget(recording);
  }

  #giveUp(recording: RecordingLog, chunk: HeldChunk): void {
    this.#release(recording, chunk);
    recording.evictedBytes += chunk.byteLength;
    this.totals.evictedChunks += 1;
    this.totals.evictedBytes += chunk.byteLength;
  }

  #release(recording: RecordingLog, chunk: HeldChunk): void {
    chunk.message = undefined;
    recording.chunkCount -= 1;
    recording.byteLength -= chunk.byteLength;
    this.#heldCost -= costOf(chunk);
  }

  #hasFinishedRecording(): boolean {
    for (const recording of this.#recordings.values()) if (!recording.isLive) return true;
    return false;
  }

  #forgetOldestFinished(): boolean {
    for (const recording of this.#recordings.values()) {
      if (recording.isLive) continue;
      this.#forget(recording);
      return true;
    }
    return false;
  }

  #forget(recording: RecordingLog): void {
    for (let group = recording.groups.newestBelow(Infinity); group; group = recording.groups.newestBelow(group.order)) {
      group.isGone = true;
      for (const chunk of group.chunks) this.#giveUp(recording, chunk);
    }
    if (recording.groups.size > 0) this.#closed.retain((group) => !group.isGone);
    for (const chunk of recording.statics) {
      this.#staticCost -= costOf(chunk);
      this.#giveUp(recording, chunk);
    }
    recording.isForgotten = true;
    this.#recordings.delete(recording.info.id);
    this.#listener.forgotten(recording);
  }
}

function heldChunk(
  order: number,
  header: ChunkHeader,
  message: Uint8Array,
  nowMillis: number,
  group: ChunkGroup | undefined,
): HeldChunk {
  return {
    order,
    chunkId: header.chunkId,
    entity: header.entity,
    rows: header.rows,
    byteLength: message.byteLength,
    arrivedAtMillis: nowMillis,
    group,
    message,
  };
}
