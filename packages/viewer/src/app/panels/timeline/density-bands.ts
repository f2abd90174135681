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
 * The shape of a lane, in as few rectangles as it takes: a recording of a steady stream is one, whatever its length and however far
 * it is zoomed. Where a bucket is 1.4 events wide, a steady stream puts one event into some buckets and two into others; that is
 * the grid's doing and must not be seen. So buckets whose counts differ no more than chance would have it are as high as their
 * mean. The height grows with the logarithm of the count, so that a single event can still be seen.
 */
export function densityBands({ counts, max }: Density): readonly DensityBand[] {
  if (max === 0) return [];
  const heightOf = heightScale(max);
  const bands: DensityBand[] = [];
  for (const stretch of stretches(counts)) {
    const runs = steadyRuns(counts, stretch);
    for (const [index, run] of runs.entries()) {
      const last = bands.at(-1);
      // What was drawn through ends where the next begins, so that no gap is left between two heights.
      const isNear = last !== undefined && run.from - last.to <= BRIDGED_BUCKETS;
      const from = index > 0 || isNear ? (last?.to ?? run.from) : run.from;
      bands.push({ from, to: run.to, heightPx: heightOf(run.sum / run.filled) });
    }
  }
  return bands;
}

/** Where every bucket holds one event or none, thick bands would shout. */
function heightScale(max: number): (count: number) => number {
  if (max === 1) return () => THINNEST_PX;
  const logMax = Math.log2(max + 1);
  return (count) => Math.round(THINNEST_PX + ((THICKEST_PX - THINNEST_PX) * Math.log2(count + 1)) / logMax);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Buckets that belong together. Events every 3.5 buckets leave now two, now three buckets empty: such a stretch is drawn through as a
 * whole or not at all, for gaps here and there would look like something that happened.
 */
function stretches(counts: Uint32Array): readonly Stretch[] {
  const found: Stretch[] = [];
  let members: number[] = [];
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  const close = (): void => {
    const [first] = members;
    if (first === undefined) return;
    if (shortest <= BRIDGED_BUCKETS) found.push({ from: first, to: (members.at(-1) ?? first) + 1 });
    else for (const bucket of members) found.push({ from: bucket, to: bucket + 1 });
    members = [];
    shortest = Number.POSITIVE_INFINITY;
    longest = 0;
  };
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if (counts[bucket] === 0) continue;
    const gap = bucket - (members.at(-1) ?? bucket - 1) - 1;
    const [least, most] = [Math.min(shortest, gap), Math.max(longest, gap)];
    const belongs =
      members.length === 0 || most <= BRIDGED_BUCKETS || (most === BRIDGED_BUCKETS + 1 && most - least <= 1);
    if (!belongs) close();
    else if (members.length > 0) [shortest, longest] = [least, most];
    members.push(bucket);
  }
  close();
  return found;
}

interface Run {
  readonly from: number;
  to: number;
  sum: number;
  /** Buckets that are not empty. */
  filled: number;
  least: number;
  most: number;
}

/** Parts of a stretch whose counts differ no more than those of a steady stream do: by two standard deviations. */
function steadyRuns(counts: Uint32Array, { from, to }: Stretch): readonly Run[] {
  const runs: Run[] = [];
  for (let bucket = from; bucket < to; bucket++) {
    const count = counts[bucket] ?? 0;
    if (count === 0) continue;
    const run = runs.at(-1);
    const least = Math.min(run?.least ?? count, count);
    const most = Math.max(run?.most ?? count, count);
    if (run === undefined || most - least > 2 * Math.sqrt(least)) {
      runs.push({ from: bucket, to: bucket + 1, sum: count, filled: 1, least: count, most: count });
    } else Object.assign(run, { to: bucket + 1, sum: run.sum + count, filled: run.filled + 1, least, most });
  }
  return withoutPartialEnds(runs);
}

/** The first and the last bucket of a stream are filled in part only; that is no other height. */
function withoutPartialEnds(runs: readonly Run[]): readonly Run[] {
  const kept = [...runs];
  const isPartial = (end: Run | undefined, next: Run | undefined): boolean =>
    end !== undefined && next !== undefined && end.filled === 1 && end.most < next.least && next.filled > 1;
  const [first, second] = kept;
  if (isPartial(first, second) && first !== undefined && second !== undefined) {
    kept.splice(0, 2, { ...second, from: first.from });
  }
  const last = kept.at(-1);
  const before = kept.at(-2);
  if (isPartial(last, before) && last !== undefined && before !== undefined) {
    kept.splice(-2, 2, { ...before, to: last.to });
  }
  return kept;
}
