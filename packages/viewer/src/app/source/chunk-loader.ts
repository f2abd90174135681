import type { ChunkPlaces } from './chunk-places.ts';

/** Chunks that are read with one request: they lie next to each other, or nearly so. */
export interface ReadGroup {
  readonly offset: number;
  readonly byteLength: number;
  /** In the order of the file. */
  readonly indexes: readonly number[];
}

/** Bytes between two chunks that are rather read along than skipped with a request of their own. */
export const MAX_GAP_BYTES = 32 * 1024;
/** Bytes of one request, unless a single chunk has more. What is waited for comes in larger ones. */
export const URGENT_READ_BYTES = 4 * 1024 * 1024;
export const AHEAD_READ_BYTES = 1024 * 1024;
/** How many of the chunks that come next in a queue are looked at for neighbours. */
const NEIGHBOUR_WINDOW = 1024;
/** Requests under way at once: of all, and of those that nobody waits for. */
const MAX_READS = 6;
const MAX_AHEAD_READS = 4;
/** Bytes on their way to a main thread that does not take them; nothing further is read then. */
const MAX_UNTAKEN_BYTES = 16 * 1024 * 1024;

/**
 * The queue of chunks to be read of one recording. A new list replaces what has not begun; what was delivered is not read again
 * until it was let go of.
 */
export class ChunkLoader {
  readonly #places: ChunkPlaces;
  readonly #read: (group: ReadGroup) => Promise<void>;
  /** One byte a chunk. */
  #states: Uint8Array;
  #queue: number[] = [];
  #urgent = 0;
  #firstSamples = new Map<number, number>();
  #reads = 0;
  #aheadReads = 0;
  #untakenBytes = 0;

  /** `read` gets the bytes of a group and delivers its chunks; it does not reject. */
  constructor(places: ChunkPlaces, read: (group: ReadGroup) => Promise<void>) {
    this.#places = places;
    this.#read = read;
    this.#states = new Uint8Array(places.count);
  }

  /** Ordinals of the first samples of chunks, as the main thread counts them. */
  firstSampleOf(index: number): number {
    return this.#firstSamples.get(index) ?? 0;
  }

  request(wanted: Int32Array, firstSamples: Int32Array, urgent: number, unload: Int32Array): void {
    this.#makeRoom();
    for (const index of unload) if (this.#states[index] === State.Delivered) this.#states[index] = State.Away;
    for (const index of this.#queue) if (this.#states[index] === State.Queued) this.#states[index] = State.Away;
    this.#queue = [];
    this.#urgent = 0;
    for (const [i, index] of wanted.entries()) {
      if (this.#states[index] !== State.Away) continue;
      this.#states[index] = State.Queued;
      this.#queue.push(index);
      if (i < urgent) this.#urgent += 1;
      const firstSample = firstSamples[i] ?? -1;
      if (firstSample >= 0) this.#firstSamples.set(index, firstSample);
    }
    this.#pump();
  }

  /** Bytes were posted to the main thread. */
  posted(byteLength: number): void {
    this.#untakenBytes += byteLength;
  }

  taken(byteLength: number): void {
    // What the main thread takes may be of a recording that was shown before.
    this.#untakenBytes = Math.max(0, this.#untakenBytes - byteLength);
    this.#pump();
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#reads < MAX_READS) {
      const isUrgent = this.#urgent > 0;
      if (!isUrgent && (this.#aheadReads >= MAX_AHEAD_READS || this.#untakenBytes >= MAX_UNTAKEN_BYTES)) return;
      const end = isUrgent ? this.#urgent : this.#queue.length;
      const group = takeGroup(this.#queue, end, this.#places, isUrgent ? URGENT_READ_BYTES : AHEAD_READ_BYTES);
      if (isUrgent) this.#urgent -= group.indexes.length;
      for (const index of group.indexes) this.#states[index] = State.Reading;
      void this.#readGroup(group, !isUrgent);
    }
  }

  async #readGroup(group: ReadGroup, isAhead: boolean): Promise<void> {
    this.#reads += 1;
    if (isAhead) this.#aheadReads += 1;
    await this.#read(group);
    for (const index of group.indexes) {
      this.#states[index] = State.Delivered;
      this.#firstSamples.delete(index);
    }
    this.#reads -= 1;
    if (isAhead) this.#aheadReads -= 1;
    this.#pump();
  }

  #makeRoom(): void {
    if (this.#states.length >= this.#places.count) return;
    const states = new Uint8Array(this.#places.count);
    states.set(this.#states);
    this.#states = states;
  }
}

const State = { Away: 0, Queued: 1, Reading: 2, Delivered: 3 } as const;

/**
 * Takes the first chunk out of a queue, with those of the queue's next ones (before `end`) that lie around it in the file.
 */
export function takeGroup(queue: number[], end: number, places: ChunkPlaces, maxBytes: number): ReadGroup {
  const window = queue.slice(0, Math.min(end, NEIGHBOUR_WINDOW));
  const sorted = [...window].sort((a, b) => places.offsetOf(a) - places.offsetOf(b));
  const at = sorted.indexOf(window[0] as number);
  let [first, last] = [at, at];
  const endOf = (position: number) => {
    const index = sorted[position] as number;
    return places.offsetOf(index) + places.byteLengthOf(index);
  };
  const startOf = (position: number) => places.offsetOf(sorted[position] as number);
  for (let grew = true; grew; ) {
    grew = false;
    if (last + 1 < sorted.length && startOf(last + 1) - endOf(last) <= MAX_GAP_BYTES) {
      if (endOf(last + 1) - startOf(first) <= maxBytes) {
        last += 1;
        grew = true;
      }
    }
    if (first > 0 && startOf(first) - endOf(first - 1) <= MAX_GAP_BYTES) {
      if (endOf(last) - startOf(first - 1) <= maxBytes) {
        first -= 1;
        grew = true;
      }
    }
  }
  const indexes = sorted.slice(first, last + 1);
  const taken = new Set(indexes);
  const rest = window.filter((index) => !taken.has(index));
  queue.splice(0, window.length, ...rest);
  return { offset: startOf(first), byteLength: endOf(last) - startOf(first), indexes };
}
