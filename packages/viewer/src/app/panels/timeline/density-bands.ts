import type { Density } from '../../data/recording-store.ts';

/** Neighbouring buckets of one height, drawn as one rectangle: from the left edge of `from` to the left edge of `to`. */
export interface DensityBand {
  readonly from: number;
  readonly to: number;
  readonly heightPx: number;
}

/** Buckets that are empty between two others, and yet drawn through: a steady stream is a band, not a row of bars. */
const BRIDGED_BUCKETS = 2;
const THINNEST_PX = 5;
const THICKEST_PX = 14;

/**
 * The shape of a lane, in as few rectangles as it takes: a recording of a steady stream is one, whatever its length. The height
 * grows with the logarithm of the count, so that a single event can still be seen; a bucket is as high as the higher of its
 * neighbours, so that a stream of 2, 3, 2, 3 events does not look like a comb.
 */
export function densityBands({ counts, max }: Density): readonly DensityBand[] {
  const bands: DensityBand[] = [];
  if (max === 0) return bands;
  const logMax = Math.log2(max + 1);
  let open: { from: number; to: number; heightPx: number } | undefined;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    const count = Math.max(counts[i - 1] ?? 0, counts[i] ?? 0, counts[i + 1] ?? 0);
    // Where every bucket holds one event or none, thick bands would shout.
    const share = max === 1 ? 0 : Math.log2(count + 1) / logMax;
    const heightPx = Math.round(THINNEST_PX + (THICKEST_PX - THINNEST_PX) * share);
    const isNear = open !== undefined && i - open.to <= BRIDGED_BUCKETS;
    if (open !== undefined && isNear && open.heightPx === heightPx) {
      open.to = i + 1;
      continue;
    }
    if (open !== undefined) bands.push(open);
    open = { from: open !== undefined && isNear ? open.to : i, to: i + 1, heightPx };
  }
  if (open !== undefined) bands.push(open);
  return bands;
}
