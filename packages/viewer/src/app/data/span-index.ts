/** Chunks per block of the search; within a block it is linear. */
const BLOCK = 64;
const BEFORE_ALL = -(2n ** 63n);

/**
 * Spans of chunks on one timeline, for questions about times of rows of which only the first and the last are known. Chunks may
 * overlap. Made once; grows by making another.
 */
export class SpanIndex {
  /** Chunks by the beginning of their span; equal ones in the order given. */
  readonly chunks: Int32Array;
  readonly mins: BigInt64Array;
  readonly maxs: BigInt64Array;
  /** Rows in all chunks before each. */
  readonly rowsBefore: Float64Array;
  /** The largest end in each block of chunks. */
  readonly #blockMaxs: BigInt64Array;
  /** No chunk begins before the end of the one before it. */
  readonly #isDisjoint: boolean;

  /** The spans of `chunks[i]` are `mins[i]` to `maxs[i]`, and `rows[i]` rows lie in them. */
  constructor(chunks: Int32Array, mins: BigInt64Array, maxs: BigInt64Array, rows: Float64Array) {
    const order = sortedOrder(mins);
    this.chunks = order === undefined ? chunks : chunks.map((_, i) => chunks[order[i] as number] as number);
    this.mins = order === undefined ? mins : mins.map((_, i) => mins[order[i] as number] as bigint);
    this.maxs = order === undefined ? maxs : maxs.map((_, i) => maxs[order[i] as number] as bigint);
    this.rowsBefore = new Float64Array(chunks.length + 1);
    this.#blockMaxs = new BigInt64Array(Math.ceil(chunks.length / BLOCK)).fill(BEFORE_ALL);
    let isDisjoint = true;
    for (let i = 0; i < chunks.length; i += 1) {
      const max = this.maxs[i] as bigint;
      const block = Math.floor(i / BLOCK);
      if (max > (this.#blockMaxs[block] as bigint)) this.#blockMaxs[block] = max;
      if (i > 0 && (this.mins[i] as bigint) < (this.maxs[i - 1] as bigint)) isDisjoint = false;
      this.rowsBefore[i + 1] = (this.rowsBefore[i] as number) + (rows[order?.[i] ?? i] as number);
    }
    this.#isDisjoint = isDisjoint;
  }

  get size(): number {
    return this.chunks.length;
  }

  get rowCount(): number {
    return this.rowsBefore[this.size] as number;
  }

  /** How many chunks begin at or before `time`. */
  countBegun(time: bigint): number {
    let low = 0;
    let high = this.mins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.mins[middle] as bigint) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Positions of the chunks among which the latest row at or before `time` is, the later ones first: those whose span contains
   * `time`, and those that end at the latest moment known to have a row.
   */
  latestAt(time: bigint): number[] {
    const begun = this.countBegun(time);
    if (begun === 0) return [];
    const known = this.#latestKnown(begun, time);
    const found: number[] = [];
    this.#visitBack(begun, known, (position) => {
      found.push(position);
    });
    return found;
  }

  /** Positions of the chunks that may have rows in from <= time <= to, in order. */
  overlapping(from: bigint, to: bigint): number[] {
    const found: number[] = [];
    this.#visitBack(this.countBegun(to), from, (position) => {
      found.push(position);
    });
    return found.reverse();
  }

  /** The latest time at or before `time` at which there is a row for sure. */
  latestKnownTime(time: bigint): bigint | undefined {
    const begun = this.countBegun(time);
    return begun === 0 ? undefined : this.#latestKnown(begun, time);
  }

  /** The latest time at or before `time` at which there is a row for sure, given how many chunks have begun. */
  #latestKnown(begun: number, time: bigint): bigint {
    // The last one to begin has a row where it begins: nothing that ends before counts.
    let known = this.mins[begun - 1] as bigint;
    this.#visitBack(begun, known, (position) => {
      const max = this.maxs[position] as bigint;
      if (max <= time && max > known) known = max;
    });
    return known;
  }

  /** Visits the first `count` chunks from the last to the first, those that end at or after `least`. */
  #visitBack(count: number, least: bigint, visit: (position: number) => void): void {
    let position = count - 1;
    while (position >= 0) {
      const block = Math.floor(position / BLOCK);
      if ((this.#blockMaxs[block] as bigint) < least) {
        // Where chunks do not overlap, nothing before ends later.
        if (this.#isDisjoint) return;
        position = block * BLOCK - 1;
        continue;
      }
      if ((this.maxs[position] as bigint) >= least) visit(position);
      else if (this.#isDisjoint) return;
      position -= 1;
    }
  }

  /** About how many rows are before `time`: within a chunk they are taken to be evenly spread. */
  rowsBeforeTime(time: bigint): number {
    const begun = this.countBegun(time - 1n);
    let rows = this.rowsBefore[begun] as number;
    this.#visitBack(begun, time, (position) => {
      const min = this.mins[position] as bigint;
      const share = Number(time - min) / Number((this.maxs[position] as bigint) - min + 1n);
      const inChunk = (this.rowsBefore[position + 1] as number) - (this.rowsBefore[position] as number);
      rows -= inChunk - Math.max(1, Math.floor(inChunk * share));
    });
    return rows;
  }
}

/** The order that sorts these times, stably; undefined if they are sorted. */
function sortedOrder(times: BigInt64Array): Int32Array | undefined {
  let isSorted = true;
  for (let i = 1; i < times.length && isSorted; i += 1) isSorted = (times[i - 1] as bigint) <= (times[i] as bigint);
  if (isSorted) return undefined;
  const order = Int32Array.from(times, (_, i) => i);
  return order.sort((a, b) => {
    const [timeA, timeB] = [times[a] as bigint, times[b] as bigint];
    return timeA < timeB ? -1 : timeA > timeB ? 1 : a - b;
  });
}
