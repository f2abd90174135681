import type { ChunkHeader, Dropped, EntityPath } from '@rushes/proto';
import type { DropCount, SinkChunk } from './sink.ts';

/** Limits of a {@link SendQueue}. */
export interface SendQueueOptions {
  /** Bytes held until they are acknowledged. */
  readonly limitBytes: number;
  /** Bytes of acknowledged video kept, so that a restarted hub gets the group of pictures that is under way. */
  readonly retainedBytes: number;
}

/** A chunk with the number it has on the wire. */
export interface NumberedChunk {
  readonly header: ChunkHeader;
  readonly body: Uint8Array;
}

/**
 * What a sink has taken but not seen acknowledged, in order. Pure: no socket, no clock.
 *
 * ```
 *   freed ◄── acknowledge ── [ in flight │ unsent ] ◄── push
 *                              ▲         ▲
 *                              └ rewind ─┘ takeNext
 * ```
 *
 * Over its limit it gives up the oldest temporal chunks; of a video always everything up to the next chunk that starts at a
 * keyframe, be it queued or yet to come, so that what remains can be decoded. Static chunks are never given up, only replaced
 * by newer ones of the same columns.
 */
export class SendQueue {
  readonly #options: SendQueueOptions;
  #entries: Entry[] = [];
  /** Entries before this one are freed; the array is cut now and then, not at each acknowledgement. */
  #head = 0;
  /** Entries from #head up to this index are in flight. */
  #sentEnd = 0;
  #nextSeq = 0;
  #lastAcknowledged = -1;
  #nextOrder = 1;
  #queuedBytes = 0;
  #inFlightBytes = 0;
  readonly #awaitingKeyframe = new Set<EntityPath>();
  readonly #statics = new StaticChunks();
  readonly #retained: RetainedVideo;
  readonly #dropped = new Map<EntityPath, DropCount>();
  #unreported = new Map<EntityPath, DropCount>();

  constructor(options: SendQueueOptions) {
    this.#options = options;
    this.#retained = new RetainedVideo(options.retainedBytes);
  }

  /** Bytes held, in flight ones included. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Chunks held, in flight ones included. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  get hasUnsent(): boolean {
    return this.#sentEnd < this.#entries.length;
  }

  /** Number of the chunk sent last, -1 at first. */
  get lastSent(): number {
    return this.#nextSeq - 1;
  }

  /** Stands for everything pushed so far; see {@link isSettled}. */
  get mark(): number {
    return this.#nextOrder - 1;
  }

  /** Identifies the oldest chunk that is not acknowledged. */
  get oldest(): SinkChunk | undefined {
    return this.#entries[this.#head]?.chunk;
  }

  /** All that was given up so far. */
  get dropped(): ReadonlyMap<EntityPath, DropCount> {
    return this.#dropped;
  }

  /** True once everything up to the mark is acknowledged (or given up). */
  isSettled(mark: number): boolean {
    const oldest = this.#entries[this.#head];
    return oldest === undefined || oldest.order > mark;
  }

  /** True once nothing up to the mark is still waiting to be sent. */
  isSent(mark: number): boolean {
    const oldest = this.#entries[this.#sentEnd];
    return oldest === undefined || oldest.order > mark;
  }

  /** Everything held, oldest first. */
  all(): SinkChunk[] {
    return this.#entries.slice(this.#head).map((entry) => entry.chunk);
  }

  /** Takes a chunk in. True if something (perhaps this very chunk) had to be given up for it. */
  push(chunk: SinkChunk): boolean {
    const { header } = chunk;
    if (header.isStatic) {
      if (this.#statics.add(chunk)) this.#removeSuperseded(chunk);
    } else if (header.video !== undefined && this.#awaitingKeyframe.has(header.entity)) {
      if (!header.video.startsAtKeyframe) {
        this.#noteDropped(chunk);
        return true;
      }
      this.#awaitingKeyframe.delete(header.entity);
    }
    this.#entries.push({ chunk, order: this.#nextOrder++, seq: undefined });
    this.#queuedBytes += byteLength(chunk);
    if (this.#queuedBytes <= this.#options.limitBytes) return false;
    // A little more than needed, so that a full queue is not walked again for each chunk that follows.
    return this.#shrink(this.#options.limitBytes - this.#options.limitBytes / 16);
  }

  /** The oldest unsent chunk, which is in flight from now on. */
  takeNext(): NumberedChunk | undefined {
    const entry = this.#entries[this.#sentEnd];
    if (entry === undefined) return undefined;
    this.#sentEnd++;
    this.#inFlightBytes += byteLength(entry.chunk);
    const seq = this.#nextSeq++;
    entry.seq = seq;
    return { header: { ...entry.chunk.header, seq }, body: entry.chunk.body };
  }

  /** Frees every chunk in flight up to and including number `seq`. */
  acknowledge(seq: number): void {
    while (this.#head < this.#sentEnd) {
      const entry = this.#entries[this.#head];
      if (entry?.seq === undefined || entry.seq > seq) break;
      this.#head++;
      this.#inFlightBytes -= byteLength(entry.chunk);
      this.#free(entry, entry.seq);
    }
    if (this.#head > 1024 || this.#head === this.#entries.length) this.#compact();
  }

  /** The connection is gone: nothing is in flight any more, though some of it may have arrived. */
  rewind(): void {
    this.#sentEnd = this.#head;
    this.#inFlightBytes = 0;
  }

  /**
   * A new connection, whose hub holds our chunks up to number `resumeAfter` (-1: none). If it holds less than what was
   * acknowledged before it is another hub: it gets all static data and the newest group of pictures of each video before the
   * rest. Numbers go on at `resumeAfter` + 1 without a gap, whatever was given up meanwhile.
   */
  resume(resumeAfter: number): 'resumed' | 'fresh' {
    this.rewind();
    this.#compact();
    const fresh = resumeAfter < this.#lastAcknowledged;
    if (!fresh) {
      const [arrived, missing] = partition(this.#entries, ({ seq }) => seq !== undefined && seq <= resumeAfter);
      for (const entry of arrived) this.#free(entry, resumeAfter);
      this.#entries = missing;
    }
    for (const entry of this.#entries) entry.seq = undefined;
    if (fresh) this.#prependKept();
    this.#nextSeq = resumeAfter + 1;
    this.#lastAcknowledged = resumeAfter;
    return fresh ? 'fresh' : 'resumed';
  }

  /** Gives up the oldest chunk that is not acknowledged, and what cannot be decoded without it. For use between connections. */
  dropOldest(): SinkChunk | undefined {
    this.rewind();
    this.#compact();
    const [oldest] = this.#entries;
    if (oldest === undefined) return undefined;
    const groups = this.#unsentGroups();
    const group = groups.find(({ entries }) => entries.includes(oldest));
    for (const entry of group?.entries ?? [oldest]) this.#queuedBytes -= byteLength(entry.chunk);
    const isNewest = groups.findLast(({ entity, isVideo }) => isVideo && entity === group?.entity) === group;
    if (group?.isVideo === true && isNewest) this.#awaitingKeyframe.add(group.entity);
    this.#giveUp(new Set(group?.entries ?? [oldest]));
    return oldest.chunk;
  }

  /** What was given up since the last call, to be told to the hub. */
  takeDropReports(): Omit<Dropped, 'recording'>[] {
    const reports = [...this.#unreported].map(([entity, count]) => ({
      entity,
      ...count,
      reason: 'sdk-queue' as const,
    }));
    this.#unreported = new Map();
    return reports;
  }

  /** Gives up the oldest unsent groups until no more than `targetBytes` are held. True if anything was given up. */
  #shrink(targetBytes: number): boolean {
    const doomed = new Set<Entry>();
    const newestGroup = new Map<EntityPath, UnsentGroup>();
    const groups = this.#unsentGroups();
    for (const group of groups) if (group.isVideo) newestGroup.set(group.entity, group);
    for (const group of groups) {
      if (this.#queuedBytes <= targetBytes) break;
      for (const entry of group.entries) doomed.add(entry);
      this.#queuedBytes -= group.byteLength;
      // What is still to come of this group goes with it.
      if (group.isVideo && newestGroup.get(group.entity) === group) this.#awaitingKeyframe.add(group.entity);
    }
    this.#giveUp(doomed);
    return doomed.size > 0;
  }

  /** The unsent temporal chunks in units that are kept or given up as a whole, oldest first. */
  #unsentGroups(): UnsentGroup[] {
    const groups: UnsentGroup[] = [];
    const growing = new Map<EntityPath, UnsentGroup>();
    for (let i = this.#sentEnd; i < this.#entries.length; i++) {
      const entry = this.#entries[i] as Entry;
      const { entity, isStatic, video } = entry.chunk.header;
      if (isStatic) continue;
      let group = video === undefined || video.startsAtKeyframe ? undefined : growing.get(entity);
      if (group === undefined) {
        group = { entity, isVideo: video !== undefined, entries: [], byteLength: 0 };
        groups.push(group);
        if (group.isVideo) growing.set(entity, group);
      }
      group.entries.push(entry);
      group.byteLength += byteLength(entry.chunk);
    }
    return groups;
  }

  #giveUp(doomed: ReadonlySet<Entry>): void {
    if (doomed.size === 0) return;
    this.#entries = this.#entries.filter((entry) => !doomed.has(entry));
    for (const { chunk } of doomed) this.#noteDropped(chunk);
  }

  /** A newer static chunk of the same columns replaces an unsent older one, so that static data stays bounded too. */
  #removeSuperseded(newer: SinkChunk): void {
    for (let i = this.#entries.length - 1; i >= this.#sentEnd; i--) {
      const { chunk } = this.#entries[i] as Entry;
      if (!supersedes(newer, chunk)) continue;
      this.#entries.splice(i, 1);
      this.#queuedBytes -= byteLength(chunk);
    }
  }

  #free(entry: Entry, seq: number): void {
    this.#queuedBytes -= byteLength(entry.chunk);
    this.#lastAcknowledged = Math.max(this.#lastAcknowledged, seq);
    if (entry.chunk.header.video !== undefined) this.#retained.add(entry.chunk);
  }

  #prependKept(): void {
    const queued = new Set(this.#entries.map((entry) => entry.chunk));
    const kept = [...this.#statics.all(), ...this.#retained.all()].filter((chunk) => !queued.has(chunk));
    this.#entries = [...kept.map((chunk) => ({ chunk, order: 0, seq: undefined })), ...this.#entries];
    for (const chunk of kept) this.#queuedBytes += byteLength(chunk);
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#head);
    this.#sentEnd -= this.#head;
    this.#head = 0;
  }

  #noteDropped(chunk: SinkChunk): void {
    const { entity, rows } = chunk.header;
    for (const counts of [this.#dropped, this.#unreported]) {
      const former = counts.get(entity);
      counts.set(entity, { rows: (former?.rows ?? 0) + rows, bytes: (former?.bytes ?? 0) + byteLength(chunk) });
    }
    this.#retained.delete(entity);
  }
}

/** A group of pictures, or one chunk of anything else. */
interface UnsentGroup {
  readonly entity: EntityPath;
  readonly isVideo: boolean;
  readonly entries: Entry[];
  byteLength: number;
}

interface Entry {
  readonly chunk: SinkChunk;
  /** Order of arrival; 0 for what is sent once more to another hub. */
  readonly order: number;
  /** Number under which it was sent last. */
  seq: number | undefined;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}

/** The newest static chunks, for peers that come later. At most one per entity and set of columns. */
export class StaticChunks {
  readonly #byEntity = new Map<EntityPath, SinkChunk[]>();

  /** True if it replaces an older one. */
  add(chunk: SinkChunk): boolean {
    const { entity } = chunk.header;
    const known = this.#byEntity.get(entity) ?? [];
    const others = known.filter((older) => !supersedes(chunk, older));
    this.#byEntity.set(entity, [...others, chunk]);
    return others.length < known.length;
  }

  all(): SinkChunk[] {
    return [...this.#byEntity.values()].flat();
  }
}

/** The acknowledged part of each video's newest group of pictures. */
class RetainedVideo {
  readonly #limitBytes: number;
  readonly #byEntity = new Map<EntityPath, { chunks: SinkChunk[]; bytes: number }>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  add(chunk: SinkChunk): void {
    const { entity, video } = chunk.header;
    if (video?.startsAtKeyframe === true) {
      this.delete(entity);
      this.#byEntity.set(entity, { chunks: [], bytes: 0 });
    }
    const group = this.#byEntity.get(entity);
    if (group === undefined) return;
    group.chunks.push(chunk);
    group.bytes += byteLength(chunk);
    this.#bytes += byteLength(chunk);
    if (this.#bytes > this.#limitBytes) this.delete(entity);
  }

  delete(entity: EntityPath): void {
    this.#bytes -= this.#byEntity.get(entity)?.bytes ?? 0;
    this.#byEntity.delete(entity);
  }

  all(): SinkChunk[] {
    return [...this.#byEntity.values()].flatMap((group) => group.chunks);
  }
}

function supersedes(newer: SinkChunk, older: SinkChunk): boolean {
  return (
    older.header.isStatic &&
    older.header.entity === newer.header.entity &&
    older.header.components.every((component) => newer.header.components.includes(component))
  );
}

/** Bytes that a chunk counts for: its body, and about what its header takes. */
function byteLength(chunk: SinkChunk): number {
  return chunk.body.byteLength + 256;
}
