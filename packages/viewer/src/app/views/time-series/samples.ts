import { type EntityPath, MAX_TIME, MIN_TIME } from '@rushes/proto';
import type { NumberRange, RecordingStore } from '../../data/recording-store.ts';
import type { AxisRange } from '../chart/scale.ts';
import { axisToTime, type TimeAxis } from '../chart/time-axis.ts';
import { SampleBlocks } from './sample-blocks.ts';
import { SCALARS } from './series.ts';

/** The numbers of one entity on a time axis. Row `r` has `values[r * width .. r * width + width]`; NaN is a gap. */
export interface Samples {
  /** Axis units, ascending. */
  readonly xs: Float64Array;
  readonly values: Float64Array;
  readonly width: number;
  /** Summaries for thinning out; undefined where they would cost more than they save. */
  readonly blocks: SampleBlocks | undefined;
}

/** Below so many rows a walk over them is as quick. */
const LEAST_ROWS_FOR_BLOCKS = 4096;

/** What of an entity is kept ready. */
interface Held {
  readonly chunks: readonly unknown[];
  readonly axis: TimeAxis;
  readonly range: AxisRange;
  readonly samples: Samples;
}

/**
 * Reads numbers for plots. While nothing is added to an entity more than what is in sight is read, once: panning over a million
 * rows then touches none of them. While rows come in, only what is in sight is read, with every draw.
 */
export class SampleReader {
  #held = new Map<EntityPath, Held>();
  #next = new Map<EntityPath, Held>();

  /** The numbers in `range` and one on either side, to draw lines to; perhaps more. `extent`: of the whole timeline. */
  read(
    store: RecordingStore,
    entity: EntityPath,
    timeline: string,
    axis: TimeAxis,
    range: AxisRange,
    extent: AxisRange,
  ): Samples {
    const chunks = store.chunksOf(entity, SCALARS);
    const held = this.#held.get(entity);
    const isUnchanged = held !== undefined && held.chunks === chunks && held.axis === axis;
    if (isUnchanged && covers(held.range, range, extent)) {
      this.#next.set(entity, held);
      return held.samples;
    }
    const wanted = isUnchanged ? widened(range) : range;
    const samples = readSamples(store, entity, timeline, axis, wanted, isUnchanged);
    this.#next.set(entity, { chunks, axis, range: wanted, samples });
    return samples;
  }

  /** To be told when a draw is over: what it did not read is let go. */
  endDraw(): void {
    this.#held = this.#next;
    this.#next = new Map();
  }
}

/** Reads rows in `range`, and one on either side. */
export function readSamples(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  axis: TimeAxis,
  range: AxisRange,
  withBlocks: boolean,
): Samples {
  const from = axisToTime(axis, range.from);
  const to = axisToTime(axis, range.to);
  const before = from > MIN_TIME ? store.latestAt(entity, SCALARS, timeline, from - 1n)?.time : undefined;
  const after = to < MAX_TIME ? store.firstTimeAfter(entity, SCALARS, timeline, to) : undefined;
  const numbers = store.rangeNumbers(entity, SCALARS, timeline, before ?? from, after ?? to, axis.base);
  const xs = toAxisUnits(numbers, axis);
  const { values, width } = numbers;
  const blocks = withBlocks && xs.length >= LEAST_ROWS_FOR_BLOCKS ? new SampleBlocks(values, width) : undefined;
  return { xs, values, width, blocks };
}

function covers(held: AxisRange, wanted: AxisRange, extent: AxisRange): boolean {
  return (held.from <= wanted.from || held.from <= extent.from) && (held.to >= wanted.to || held.to >= extent.to);
}

function widened({ from, to }: AxisRange): AxisRange {
  const length = to - from;
  return { from: from - length, to: to + length };
}

/** The store gives offsets in the timeline's own unit, in arrays that are ours to change. */
function toAxisUnits(numbers: NumberRange, axis: TimeAxis): Float64Array {
  const xs = numbers.times;
  if (axis.kind === 'sequence') return xs;
  for (let i = 0; i < xs.length; i++) xs[i] = (xs[i] ?? 0) / 1e9;
  return xs;
}
