import { compareTuids, TUID_BYTES } from '@rushes/proto';

/** What is known of one row of a video stream. */
export interface VideoRow {
  /** Which of the stream's chunks it is in, and where in it. */
  readonly chunk: number;
  readonly row: number;
  /** Bytes of its sample; -1 if the row has none. */
  readonly sampleBytes: number;
  readonly isKeyframe: boolean;
  /** On the timeline that the survey was made for; undefined if the row is not on it. */
  readonly time: bigint | undefined;
}

const NO_TIME = -(2n ** 63n);
const FIRST_CAPACITY = 256;

/**
 * The rows of one video stream: about 40 bytes each, so that hours of many cameras fit. Added in the order of the file; read
 * in the order of decoding, which is that of the row ids.
 */
export class VideoSamples {
  #length = 0;
  #rowIds = new Uint8Array(FIRST_CAPACITY * TUID_BYTES);
  #chunks = new Int32Array(FIRST_CAPACITY);
  #rows = new Int32Array(FIRST_CAPACITY);
  #bytes = new Int32Array(FIRST_CAPACITY);
  #keyframes = new Uint8Array(FIRST_CAPACITY);
  #times = new BigInt64Array(FIRST_CAPACITY);
  #isAscending = true;
  #order: Int32Array | undefined;

  get length(): number {
    return this.#length;
  }

  /** Whether the file has the rows in the order of decoding. */
  get isAscending(): boolean {
    return this.#isAscending;
  }

  /** @param rowIds The row's id begins at `16 * row`. */
  add(rowIds: Uint8Array, value: VideoRow): void {
    if (this.#length === this.#chunks.length) this.#grow();
    const at = this.#length++;
    const idAt = value.row * TUID_BYTES;
    this.#rowIds.set(rowIds.subarray(idAt, idAt + TUID_BYTES), at * TUID_BYTES);
    this.#chunks[at] = value.chunk;
    this.#rows[at] = value.row;
    this.#bytes[at] = value.sampleBytes;
    this.#keyframes[at] = value.isKeyframe ? 1 : 0;
    this.#times[at] = value.time ?? NO_TIME;
    if (at > 0 && this.#compare(at - 1, at) >= 0) this.#isAscending = false;
    this.#order = undefined;
  }

  /** The row at a place in the order of decoding. */
  at(place: number): VideoRow {
    const i = this.#isAscending ? place : (this.#inOrder()[place] ?? 0);
    const time = this.#times[i];
    return {
      chunk: this.#chunks[i] ?? 0,
      row: this.#rows[i] ?? 0,
      sampleBytes: this.#bytes[i] ?? -1,
      isKeyframe: this.#keyframes[i] === 1,
      time: time === NO_TIME ? undefined : time,
    };
  }

  /** Places in the order of decoding whose row has the same id as the one before. */
  repeatedIds(): number[] {
    if (this.#isAscending) return [];
    const order = this.#inOrder();
    const repeated: number[] = [];
    for (let place = 1; place < this.#length; place++) {
      if (this.#compare(order[place - 1] ?? 0, order[place] ?? 0) === 0) repeated.push(place);
    }
    return repeated;
  }

  #inOrder(): Int32Array {
    this.#order ??= Int32Array.from({ length: this.#length }, (_, i) => i).sort((a, b) => this.#compare(a, b) || a - b);
    return this.#order;
  }

  #compare(a: number, b: number): number {
    return compareTuids(this.#rowIds, a * TUID_BYTES, this.#rowIds, b * TUID_BYTES);
  }

  #grow(): void {
    const capacity = 2 * this.#chunks.length;
    this.#rowIds = larger(this.#rowIds, new Uint8Array(capacity * TUID_BYTES));
    this.#chunks = larger(this.#chunks, new Int32Array(capacity));
    this.#rows = larger(this.#rows, new Int32Array(capacity));
    this.#bytes = larger(this.#bytes, new Int32Array(capacity));
    this.#keyframes = larger(this.#keyframes, new Uint8Array(capacity));
    const times = new BigInt64Array(capacity);
    times.set(this.#times);
    this.#times = times;
  }
}

function larger<T extends Uint8Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
