import type { Density } from './recording-store.ts';
import type { SortedRows } from './sorted-rows.ts';

/**
 * Below this many rows a bucket it is quicker to walk over the rows than to search for each bucket's border.
 */
const WALK_ROWS_PER_BUCKET = 4;

/**
 * Counts rows in `buckets` equal parts of from <= time <= to. Drawn over a scale that has `from` at its left and `to` at its right
 * edge, a bucket is where its times are, however few times there are: bucket `i` covers those with
 * `i <= (time - from) * buckets / (to - from) < i + 1`, the last one `to` as well. Work grows with the number of buckets, not of rows.
 */
export function countDensity(sources: readonly SortedRows[], from: bigint, to: bigint, buckets: number): Density {
  const counts = new Uint32Array(Math.max(0, buckets));
  if (buckets <= 0 || to < from) return { counts, max: 0 };
  const borders = bucketBorders(from, to, buckets);
  for (const rows of sources) {
    if (rows.size <= buckets * WALK_ROWS_PER_BUCKET) countByWalking(rows, borders, counts);
    else countBySearching(rows, borders, counts);
  }
  let max = 0;
  for (const count of counts) max = Math.max(max, count);
  return { counts, max };
}

/** The first time of each bucket, and the first time after the last one. */
export function bucketBorders(from: bigint, to: bigint, buckets: number): readonly bigint[] {
  const length = to - from;
  const total = BigInt(buckets);
  // Not a BigInt64Array: the last border may lie one beyond the largest 64-bit time.
  const borders: bigint[] = [from];
  // Rounded up: the first whole time in it. All of a single moment is in the first bucket.
  for (let i = 1; i < buckets; i += 1) {
    borders.push(length === 0n ? to + 1n : from + (length * BigInt(i) + total - 1n) / total);
  }
  borders.push(to + 1n);
  return borders;
}

function countBySearching(rows: SortedRows, borders: readonly bigint[], counts: Uint32Array): void {
  let before = rows.countBefore(borders[0] as bigint);
  for (let i = 0; i < counts.length; i += 1) {
    const end = rows.countBefore(borders[i + 1] as bigint);
    counts[i] = (counts[i] as number) + end - before;
    before = end;
  }
}

function countByWalking(rows: SortedRows, borders: readonly bigint[], counts: Uint32Array): void {
  const end = borders[counts.length] as bigint;
  let bucket = 0;
  let position = rows.firstAtOrAfter(borders[0] as bigint);
  while (position >= 0) {
    const time = rows.timeAt(position);
    if (time >= end) return;
    while ((borders[bucket + 1] as bigint) <= time) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    position = rows.next(position);
  }
}
