/** Rows to a block: reading a stretch of rows touches its blocks, and at most twice as many rows at its ends. */
const BLOCK_ROWS = 128;

/** What is remarkable about a stretch of one line: indices of rows, −1 where there is none. */
export interface Stretch {
  first: number;
  least: number;
  greatest: number;
  last: number;
  /** A row without a value. */
  gap: number;
  sum: number;
  count: number;
}

/**
 * Summaries of blocks of rows for each of several interleaved lines, so that a stretch of many rows is told without looking at
 * each. Made for a line when it is first asked for.
 */
export class SampleBlocks {
  readonly #values: Float64Array;
  readonly #width: number;
  readonly #lines = new Map<number, readonly Stretch[]>();

  constructor(values: Float64Array, width: number) {
    this.#values = values;
    this.#width = width;
  }

  /** The rows `start` to before `end` of the line with this number. */
  stretch(line: number, start: number, end: number): Stretch {
    const blocks = this.#blocksOf(line);
    const found = emptyStretch();
    const firstBlock = Math.ceil(start / BLOCK_ROWS);
    const endBlock = Math.floor(end / BLOCK_ROWS);
    if (firstBlock >= endBlock) {
      addRows(found, this.#values, this.#width, line, start, end);
      return found;
    }
    addRows(found, this.#values, this.#width, line, start, firstBlock * BLOCK_ROWS);
    for (let block = firstBlock; block < endBlock; block++) {
      const summary = blocks[block];
      if (summary !== undefined) this.#merge(found, summary, line);
    }
    addRows(found, this.#values, this.#width, line, endBlock * BLOCK_ROWS, end);
    return found;
  }

  #blocksOf(line: number): readonly Stretch[] {
    let blocks = this.#lines.get(line);
    if (blocks === undefined) {
      const rows = this.#values.length / this.#width;
      const made: Stretch[] = [];
      for (let start = 0; start < rows; start += BLOCK_ROWS) {
        const stretch = emptyStretch();
        addRows(stretch, this.#values, this.#width, line, start, Math.min(rows, start + BLOCK_ROWS));
        made.push(stretch);
      }
      blocks = made;
      this.#lines.set(line, blocks);
    }
    return blocks;
  }

  #merge(into: Stretch, block: Stretch, line: number): void {
    if (block.gap >= 0) into.gap = block.gap;
    if (block.count === 0) return;
    const valueAt = (row: number) => this.#values[row * this.#width + line] as number;
    if (into.first < 0) into.first = block.first;
    if (into.least < 0 || valueAt(block.least) < valueAt(into.least)) into.least = block.least;
    if (into.greatest < 0 || valueAt(block.greatest) > valueAt(into.greatest)) into.greatest = block.greatest;
    into.last = block.last;
    into.sum += block.sum;
    into.count += block.count;
  }
}

export function emptyStretch(): Stretch {
  return { first: -1, least: -1, greatest: -1, last: -1, gap: -1, sum: 0, count: 0 };
}

/** Adds rows that come after all that was added before. */
export function addRows(
  stretch: Stretch,
  values: Float64Array,
  width: number,
  line: number,
  start: number,
  end: number,
): void {
  let { first, least, greatest, last, gap, sum, count } = stretch;
  let leastValue = least < 0 ? Number.POSITIVE_INFINITY : (values[least * width + line] as number);
  let greatestValue = greatest < 0 ? Number.NEGATIVE_INFINITY : (values[greatest * width + line] as number);
  for (let row = start; row < end; row++) {
    const value = values[row * width + line] as number;
    // Neither NaN nor infinite: the difference to itself is zero.
    if (value - value !== 0) {
      gap = row;
      continue;
    }
    if (first < 0) first = row;
    last = row;
    if (value < leastValue) {
      leastValue = value;
      least = row;
    }
    if (value > greatestValue) {
      greatestValue = value;
      greatest = row;
    }
    sum += value;
    count += 1;
  }
  Object.assign(stretch, { first, least, greatest, last, gap, sum, count });
}
