import { bucketBorders } from './density.ts';
import type { Density } from './recording-store.ts';
import type { SpanIndex } from './span-index.ts';

/**
 * Counts rows in `buckets` equal parts of from <= time <= to, as `countDensity` does, of chunks of which only first and last
 * time are known: their rows are taken to be evenly spread. Work grows with the number of buckets, not of chunks.
 */
export function countSpans(sources: readonly SpanIndex[], from: bigint, to: bigint, buckets: number): Density {
  const counts = new Uint32Array(Math.max(0, buckets));
  if (buckets <= 0 || to < from) return { counts, max: 0 };
  const borders = bucketBorders(from, to, buckets);
  for (const index of sources) {
    let before = index.rowsBeforeTime(borders[0] as bigint);
    for (let i = 0; i < buckets; i += 1) {
      const end = index.rowsBeforeTime(borders[i + 1] as bigint);
      counts[i] = (counts[i] as number) + Math.max(0, end - before);
      before = Math.max(before, end);
    }
  }
  let max = 0;
  for (const count of counts) max = Math.max(max, count);
  return { counts, max };
}
