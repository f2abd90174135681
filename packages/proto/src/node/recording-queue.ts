import type { EntityPath } from '../entity-path.ts';
import type { RrdChunkFacts } from '../rrd/chunk-facts.ts';

/**
 * One chunk on its way to a recording file.
 *
 * @group Recordings
 */
export interface RecordingChunk {
  /** Its Arrow stream. Must not be changed until it is written. */
  readonly arrow: Uint8Array;
  readonly entity: EntityPath;
  /** Rows in it. */
  readonly rows: number;
  /** A static chunk is never given up, only replaced by a newer one of the same entity and components. */
  readonly isStatic: boolean;
  /** Names of its components. */
  readonly components: readonly string[];
  /**
   * What a writer knows of a chunk that has every component in every row, so that it need not be read from the Arrow stream again.
   * Default: it is read.
   */
  readonly dense?: Pick<RrdChunkFacts, 'chunkId' | 'spans'> | undefined;
  /**
   * For video samples. `stream` tells apart those that log to the same entity: what continues a keyframe is given up with it.
   */
  readonly video?: { readonly stream: string; readonly startsAtKeyframe: boolean } | undefined;
}

/**
 * What was given up of an entity.
 *
 * @group Recordings
 */
export interface GivenUp {
  /** Rows; for video: samples. */
  readonly rows: number;
  /** Bytes of Arrow streams. */
  readonly bytes: number;
}

/** A chunk with its number: they count from 1 in the order in which they came. */
export interface QueuedChunk {
  readonly chunk: RecordingChunk;
  readonly order: number;
}

/**
 * Chunks that wait for the disk, oldest first, within a limit in bytes. Pure.
 *
 * Over its limit it gives up the oldest; of a video always everything up to the next chunk that starts at a keyframe, be it
 * here or yet to come, so that what is written can be decoded.
 */
export class RecordingQueue {
  readonly #limitBytes: number;
  #entries: QueuedChunk[] = [];
  /** Entries before this one are taken; the array is cut now and then. */
  #head = 0;
  #byteLength = 0;
  readonly #awaitingKeyframe = new Set<string>();
  readonly #givenUp = new Map<EntityPath, GivenUp>();

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes that wait, with what each chunk costs besides its own. */
  get byteLength(): number {
    return this.#byteLength;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Number of the oldest; undefined if nothing waits. */
  get oldestOrder(): number | undefined {
    return this.#entries[this.#head]?.order;
  }

  get isOverLimit(): boolean {
    return this.#byteLength > this.#limitBytes;
  }

  /** All that was given up so far. */
  get givenUp(): ReadonlyMap<EntityPath, GivenUp> {
    return this.#givenUp;
  }

  /** Whether this chunk continues a video whose keyframe was given up; it is counted as given up then. */
  isUseless(chunk: RecordingChunk): boolean {
    if (chunk.video === undefined || this.#awaitingKeyframe.size === 0) return false;
    const track = trackOf(chunk.entity, chunk.video.stream);
    if (!this.#awaitingKeyframe.has(track)) return false;
    if (chunk.video.startsAtKeyframe) {
      this.#awaitingKeyframe.delete(track);
      return false;
    }
    this.noteGivenUp(chunk);
    return true;
  }

  push(entry: QueuedChunk): void {
    if (entry.chunk.isStatic) this.#removeSuperseded(entry.chunk);
    this.#entries.push(entry);
    this.#byteLength += costOf(entry.chunk);
  }

  /** The oldest, which is no longer in the queue. */
  shift(): QueuedChunk | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    this.#byteLength -= costOf(entry.chunk);
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) this.#compact();
    return entry;
  }

  /** Gives up the oldest until the limit holds with a little room, so that a full queue is not walked for each chunk. */
  shrink(): void {
    this.#compact();
    const targetBytes = this.#limitBytes - this.#limitBytes / 16;
    const doomed = new Set<QueuedChunk>();
    for (const group of this.#groups()) {
      if (this.#byteLength <= targetBytes) break;
      for (const entry of group.entries) doomed.add(entry);
      this.#byteLength -= group.byteLength;
      if (group.isUnfinished && group.track !== undefined) this.#awaitingKeyframe.add(group.track);
    }
    this.#entries = this.#entries.filter((entry) => !doomed.has(entry));
    for (const { chunk } of doomed) this.noteGivenUp(chunk);
  }

  /** Gives up everything. */
  clear(): void {
    for (let entry = this.shift(); entry !== undefined; entry = this.shift()) this.noteGivenUp(entry.chunk);
  }

  noteGivenUp({ entity, rows, arrow }: RecordingChunk): void {
    const former = this.#givenUp.get(entity);
    this.#givenUp.set(entity, { rows: (former?.rows ?? 0) + rows, bytes: (former?.bytes ?? 0) + arrow.length });
  }

  /** The temporal chunks in units that are kept or given up as a whole, oldest first. */
  #groups(): Group[] {
    const groups: Group[] = [];
    const newest = new Map<string, Group>();
    for (const entry of this.#entries) {
      const { isStatic, video, entity } = entry.chunk;
      if (isStatic) continue;
      const track = video === undefined ? undefined : trackOf(entity, video.stream);
      const former = track === undefined ? undefined : newest.get(track);
      let group = video?.startsAtKeyframe === true ? undefined : former;
      if (group === undefined) {
        group = { track, entries: [], byteLength: 0, isUnfinished: true };
        groups.push(group);
        if (former !== undefined) former.isUnfinished = false;
        if (track !== undefined) newest.set(track, group);
      }
      group.entries.push(entry);
      group.byteLength += costOf(entry.chunk);
    }
    return groups;
  }

  #removeSuperseded(newer: RecordingChunk): void {
    const isOlder = ({ chunk }: QueuedChunk) =>
      chunk.isStatic &&
      chunk.entity === newer.entity &&
      chunk.components.every((component) => newer.components.includes(component));
    for (let at = this.#entries.length - 1; at >= this.#head; at--) {
      const entry = this.#entries[at];
      if (entry === undefined || !isOlder(entry)) continue;
      this.#entries.splice(at, 1);
      this.#byteLength -= costOf(entry.chunk);
    }
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}

/** A group of pictures, or one chunk of anything else. */
interface Group {
  /** Undefined if it is no video. */
  readonly track: string | undefined;
  readonly entries: QueuedChunk[];
  byteLength: number;
  /** No later keyframe is here: what is still to come belongs to it. */
  isUnfinished: boolean;
}

function trackOf(entity: EntityPath, stream: string): string {
  return `${entity}\0${stream}`;
}

/** Bytes that a chunk counts for: its own, and about what objects cost. */
function costOf(chunk: RecordingChunk): number {
  return chunk.arrow.length + 256;
}
