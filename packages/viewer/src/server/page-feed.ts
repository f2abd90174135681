import { Fifo } from './fifo.ts';
import { type ChunkGroup, costOf, type HeldChunk } from './held-chunk.ts';
import { OrderSet } from './order-set.ts';
import type { RecordingLog } from './recording-log.ts';

/** Live chunks that may wait for a page before what is superseded among them is put off. */
export const QUEUE_LIMIT_BYTES = 32 * 1024 * 1024;
/** How long the next live chunk may have waited before the same happens. */
export const QUEUE_LIMIT_MILLIS = 2000;
/** Least time between two searches of the queue for what is superseded. */
const PUT_OFF_PAUSE_MILLIS = 500;
/** Chunks looked at in one call while searching for history to send. */
const SEARCH_LIMIT = 4096;

/** What to do next for a page. `pause`: the search has taken long enough, go on in a later turn. */
export type FeedStep =
  | { readonly kind: 'chunk'; readonly message: Uint8Array }
  | { readonly kind: 'history-complete' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'nothing' };

const PAUSE: FeedStep = { kind: 'pause' };
const NOTHING: FeedStep = { kind: 'nothing' };
const HISTORY_COMPLETE: FeedStep = { kind: 'history-complete' };

/**
 * The order in which one page is sent one recording:
 *
 * 1. a queue, strictly in order: static chunks, the newest group of each track, then every chunk as it arrives;
 * 2. whenever the queue is empty, what the log holds besides, group by group from the newest to the oldest, each group from
 *    its first chunk on.
 *
 * When the page falls behind (queue beyond {@link QUEUE_LIMIT_BYTES} or its head older than {@link QUEUE_LIMIT_MILLIS}),
 * the chunks of superseded groups leave the queue. Since groups of pictures leave whole or from some sample to their end,
 * what follows starts at a keyframe. They are not lost but late: the log holds them, and step 2 sends them as soon as the
 * page has room. Only what the memory limit evicts before that is lost, and only that is reported as dropped.
 *
 * Holds references to chunks, never bytes; the log may give any of them up at any time.
 */
export class PageFeed {
  readonly recording: RecordingLog;
  readonly #queue = new Fifo<HeldChunk>();
  readonly #queued = new OrderSet();
  readonly #sent = new OrderSet();
  /** Chunks from here on came while the page was subscribed. */
  readonly #liveFrom: number;
  #queuedCost = 0;
  #putOffAbove = QUEUE_LIMIT_BYTES;
  #putOffAtMillis: number;
  /** Groups that began at or after this arrival number have been searched for history. */
  #searchBelow = Infinity;
  #group: ChunkGroup | undefined;
  #indexInGroup = 0;
  #isHistoryComplete = false;

  constructor(recording: RecordingLog, nowMillis: number) {
    this.recording = recording;
    this.#liveFrom = recording.nextOrder;
    this.#putOffAtMillis = nowMillis;
    for (const chunk of recording.statics) this.#enqueue(chunk);
    for (const group of recording.newestGroups()) for (const chunk of group.chunks) this.#enqueue(chunk);
  }

  /** A chunk was taken into the log. */
  arrived(chunk: HeldChunk, nowMillis: number): void {
    this.#enqueue(chunk);
    const head = this.#queue.peek();
    const isLate = head !== undefined && nowMillis - head.arrivedAtMillis > QUEUE_LIMIT_MILLIS;
    if (this.#queuedCost > this.#putOffAbove || (isLate && nowMillis - this.#putOffAtMillis > PUT_OFF_PAUSE_MILLIS)) {
      this.#putOffSuperseded(nowMillis);
    }
  }

  /**
   * A chunk left the log. `was-sent`: the page has it and must be told. Else the page will never get it: because it was too
   * slow (`page-queue`), or because it came late (`memory-limit`).
   */
  evicted(chunk: HeldChunk): 'was-sent' | 'page-queue' | 'memory-limit' {
    if (this.#sent.has(chunk.order)) return 'was-sent';
    return chunk.order >= this.#liveFrom ? 'page-queue' : 'memory-limit';
  }

  /** Gives back the memory of what was noted about chunks that the log no longer holds; to be called after evictions. */
  tidy(): void {
    this.#sent.forgetBelow(this.recording.groups.heldFrom);
  }

  /** The next thing to send, marked as sent. */
  next(mayBeHistory: boolean): FeedStep {
    for (let chunk = this.#queue.shift(); chunk !== undefined; chunk = this.#queue.shift()) {
      this.#queuedCost -= costOf(chunk);
      this.#queued.delete(chunk.order);
      if (chunk.message === undefined) continue;
      this.#sent.add(chunk.order);
      return { kind: 'chunk', message: chunk.message };
    }
    this.#putOffAbove = QUEUE_LIMIT_BYTES;
    return mayBeHistory ? this.#nextOfHistory() : NOTHING;
  }

  #enqueue(chunk: HeldChunk): void {
    this.#queue.push(chunk);
    this.#queued.add(chunk.order);
    this.#queuedCost += costOf(chunk);
  }

  #putOffSuperseded(nowMillis: number): void {
    this.#putOffAtMillis = nowMillis;
    let searchBelow = this.#searchBelow;
    this.#queue.retain((chunk) => {
      const { group } = chunk;
      if (chunk.message !== undefined && (group === undefined || group.track.newest === group)) return true;
      this.#queuedCost -= costOf(chunk);
      this.#queued.delete(chunk.order);
      if (group !== undefined) searchBelow = Math.max(searchBelow, group.order + 1);
      return false;
    });
    // The newest groups alone may be beyond the limit; searching the queue again for each chunk would be quadratic.
    this.#putOffAbove = Math.max(QUEUE_LIMIT_BYTES, 2 * this.#queuedCost);
    if (searchBelow === this.#searchBelow) return;
    this.#searchBelow = searchBelow;
    this.#group = undefined;
  }

  #nextOfHistory(): FeedStep {
    for (let looked = 0; looked < SEARCH_LIMIT; looked++) {
      const group = this.#group;
      const chunk = group?.chunks[this.#indexInGroup];
      if (chunk === undefined) {
        this.#group = this.recording.groups.newestBelow(this.#searchBelow);
        if (this.#group === undefined) return this.#endOfHistory();
        this.#searchBelow = this.#group.order;
        this.#indexInGroup = 0;
        continue;
      }
      this.#indexInGroup += 1;
      if (chunk.message === undefined || this.#sent.has(chunk.order) || this.#queued.has(chunk.order)) continue;
      this.#sent.add(chunk.order);
      return { kind: 'chunk', message: chunk.message };
    }
    return PAUSE;
  }

  #endOfHistory(): FeedStep {
    if (this.#isHistoryComplete) return NOTHING;
    this.#isHistoryComplete = true;
    return HISTORY_COMPLETE;
  }
}
