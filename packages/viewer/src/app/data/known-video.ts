import { LOG_TIME, VIDEO_SAMPLE } from '@rushes/proto';
import type { IngestedVideo } from '../source/ingest-messages.ts';
import { GrowingColumn } from './growing-column.ts';
import type { KnownChunks, KnownEntity, KnownRows } from './known-chunks.ts';
import type { SpanIndex } from './span-index.ts';

/** What was seen of a chunk's keyframes when it was loaded; it stays known. */
const Keyframes = { Unknown: 0, First: 1, Later: 2, None: 3 } as const;

/** Rows of a group of pictures of a stream of which none was seen yet: one second of most cameras. */
const USUAL_GROUP_ROWS = 30;
/** A stream without keyframes is not loaded up to its beginning. */
const MAX_GROUP_ROWS = 3000;

/**
 * The video samples of an entity in a file, by chunk: their order, and where decoding can start as far as that was seen. Chunks
 * are in decode order, which is the order of logging.
 */
export class KnownVideo {
  readonly entity: KnownEntity;
  readonly #known: KnownChunks;
  readonly #rows: KnownRows;
  /** In decode order. */
  #order: Int32Array = new Int32Array(0);
  /** Samples before each chunk of the order, and at its end the number of all. */
  #samplesBefore = new Float64Array(1);
  /** Position in the order by place among the entity's chunks; undefined while they are in order. */
  #positions: Int32Array | undefined;
  /** By place among the entity's chunks. */
  readonly #keyframes = new GrowingColumn((length) => new Uint8Array(length));
  #size = 0;
  #byteLength = 0;
  #keyframeCount = 0;
  /** The longest group of pictures seen whole. */
  #groupRows: number | undefined;

  constructor(known: KnownChunks, entity: KnownEntity, rows: KnownRows) {
    this.#known = known;
    this.entity = entity;
    this.#rows = rows;
  }

  get sampleCount(): number {
    this.#refresh();
    return this.#samplesBefore[this.#order.length] as number;
  }

  /** In the file; what is around the samples counts too. */
  get byteLength(): number {
    this.#refresh();
    return this.#byteLength;
  }

  /** Keyframes seen so far. */
  get keyframeCount(): number {
    return this.#keyframeCount;
  }

  on(timeline: string): SpanIndex {
    return this.#rows.on(timeline);
  }

  /** The first chunk: parameter sets may have been sent there and never again. */
  get first(): number | undefined {
    this.#refresh();
    return this.#order[0];
  }

  /** Ordinal of the chunk's first sample among all of the entity. */
  firstSampleOf(chunk: number): number {
    return this.#samplesBefore[this.positionOf(chunk)] ?? 0;
  }

  /** Position in decode order. */
  positionOf(chunk: number): number {
    this.#refresh();
    const place = lowerBound(this.#rows.chunks.values, chunk);
    return this.#positions?.[place] ?? place;
  }

  chunkAt(position: number): number | undefined {
    this.#refresh();
    return this.#order[position];
  }

  /** The chunk that holds the sample with this key. */
  chunkOfKey(key: number): number | undefined {
    const chunks = this.#rows.chunks.values;
    let low = 0;
    let high = chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#known.firstKeyOf(chunks[middle] as number) <= key) low = middle + 1;
      else high = middle;
    }
    const chunk = chunks[low - 1];
    if (chunk === undefined) return undefined;
    return key < this.#known.firstKeyOf(chunk) + this.#known.rowCountOf(chunk) ? chunk : undefined;
  }

  /** What a chunk turned out to hold. */
  noteLoaded(chunk: number, { keyframes, byteLengths }: IngestedVideo): void {
    this.#refresh();
    const place = lowerBound(this.#rows.chunks.values, chunk);
    if (this.#keyframes.at(place) !== Keyframes.Unknown) return;
    let count = 0;
    for (const flag of keyframes) count += flag;
    this.#keyframeCount += count;
    const first = byteLengths.findIndex((byteLength) => byteLength > 0);
    const seen = count === 0 ? Keyframes.None : keyframes[Math.max(0, first)] === 1 ? Keyframes.First : Keyframes.Later;
    this.#keyframes.set(place, seen);
    if (seen === Keyframes.First) this.#learnGroup(this.positionOf(chunk) - 1);
  }

  /**
   * The chunks that decoding a sample of `chunk` takes, in decode order and with it at the end: back to one with a keyframe in
   * it. Where none was seen yet, as many as a group of pictures is likely to have; once those are loaded there may be more.
   */
  chainTo(chunk: number): number[] {
    const chain = [chunk];
    let position = this.positionOf(chunk);
    // A keyframe within the chunk may come after the sample asked for: then the group before it counts as well.
    if (this.#seenAt(position) === Keyframes.First) return chain;
    let rows = this.#known.rowCountOf(chunk);
    let unseenRows = this.#seenAt(position) === Keyframes.Unknown ? rows : 0;
    const likelyRows = this.#groupRows ?? USUAL_GROUP_ROWS;
    while (position > 0 && rows < MAX_GROUP_ROWS) {
      // The farther it was in vain, the farther it goes on at once.
      if (unseenRows >= Math.max(likelyRows, rows - unseenRows)) break;
      position -= 1;
      const before = this.#order[position] as number;
      chain.push(before);
      const seen = this.#seenAt(position);
      if (seen === Keyframes.First || seen === Keyframes.Later) break;
      const count = this.#known.rowCountOf(before);
      rows += count;
      if (seen === Keyframes.Unknown) unseenRows += count;
    }
    return chain.reverse();
  }

  /** Whether the keyframe that a sample of `chunk` hangs on is known to be in `chainTo`, or there is none. */
  isChainKnown(chunk: number): boolean {
    const first = this.chainTo(chunk)[0] as number;
    const position = this.positionOf(first);
    const seen = this.#seenAt(position);
    return position === 0 || seen === Keyframes.First || (seen === Keyframes.Later && first !== chunk);
  }

  #seenAt(position: number): number {
    const chunk = this.#order[position] as number;
    return this.#keyframes.at(lowerBound(this.#rows.chunks.values, chunk));
  }

  /** The group that ends with this chunk, if all of it was seen: others are likely as long. */
  #learnGroup(last: number): void {
    let rows = 0;
    for (let position = last; position >= 0 && rows < MAX_GROUP_ROWS; position -= 1) {
      const seen = this.#seenAt(position);
      if (seen === Keyframes.Unknown) return;
      rows += this.#known.rowCountOf(this.#order[position] as number);
      if (seen === Keyframes.None) continue;
      this.#groupRows = Math.max(this.#groupRows ?? 0, rows);
      return;
    }
  }

  #refresh(): void {
    const chunks = this.#rows.chunks.values;
    if (chunks.length === this.#size) return;
    for (let i = this.#size; i < chunks.length; i += 1)
      this.#byteLength += this.#known.byteLengthOf(chunks[i] as number);
    this.#keyframes.fill(chunks.length - this.#size, Keyframes.Unknown);
    this.#size = chunks.length;
    this.#order = this.#sorted(chunks);
    this.#positions = undefined;
    if (!isAscending(this.#order)) {
      this.#positions = new Int32Array(chunks.length);
      for (const [position, chunk] of this.#order.entries()) this.#positions[lowerBound(chunks, chunk)] = position;
    }
    this.#samplesBefore = new Float64Array(chunks.length + 1);
    for (let i = 0; i < chunks.length; i += 1) {
      const rows = this.#known.rowCountOf(this.#order[i] as number);
      this.#samplesBefore[i + 1] = (this.#samplesBefore[i] as number) + rows;
    }
  }

  /** By the time of logging where every chunk has one, else as the file has them. */
  #sorted(chunks: Int32Array): Int32Array {
    const byLogTime = this.#rows.on(LOG_TIME);
    return byLogTime.size === chunks.length ? byLogTime.chunks : chunks.slice();
  }
}

/** The videos among the entities of a file. */
export function findVideo(known: KnownChunks, entity: KnownEntity): KnownVideo | undefined {
  const rows = entity.components.get(VIDEO_SAMPLE);
  return rows === undefined ? undefined : new KnownVideo(known, entity, rows);
}

function isAscending(numbers: Int32Array): boolean {
  for (let i = 1; i < numbers.length; i += 1) if ((numbers[i - 1] as number) > (numbers[i] as number)) return false;
  return true;
}

/** Index of the first number not below `value`; the numbers ascend. */
function lowerBound(numbers: Int32Array, value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
