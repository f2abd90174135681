import { VIDEO_SAMPLE } from '@rushes/proto';
import type { KnownChunks } from './known-chunks.ts';
import type { KnownVideo } from './known-video.ts';
import type { SpanIndex } from './span-index.ts';

/** Rows that a view draws over a stretch of time: a plot, a log. */
export interface RangeWish {
  readonly index: SpanIndex;
  readonly from: bigint;
  readonly to: bigint;
}

/** What is loaded, for a plan. */
export interface LoadedChunks {
  /** Here already, or known not to be usable: nothing more will come of it. */
  isSettled(chunk: number): boolean;
  /** Chunks whose bytes are in memory. */
  loaded(): Iterable<number>;
  readonly byteLength: number;
}

export interface PlanInput {
  readonly known: KnownChunks;
  /** Streams that may be shown. */
  readonly videos: readonly KnownVideo[];
  readonly chunks: LoadedChunks;
  /** Undefined while there is no timeline: then only what is static is loaded. */
  readonly cursor: { readonly timeline: string; readonly time: bigint } | undefined;
  /** Timeline units a second; negative when playing backwards, 0 when the cursor stands. */
  readonly unitsPerSec: number;
  /** The same for looking around while it stands. */
  readonly paceUnitsPerSec: number;
  readonly ranges: readonly RangeWish[];
  /** Chunks that a draw asked for and that the cursor alone does not account for. */
  readonly missed: readonly number[];
  /** The cursor is being dragged: only what it needs is loaded. */
  readonly isDragged: boolean;
  /** The cursor has not moved for a while: what is around it may be loaded, though nobody asked. */
  readonly isIdle: boolean;
  readonly budgetBytes: number;
}

export interface LoadPlan {
  /** Chunks to load, the most urgent first. */
  readonly wanted: readonly number[];
  /** So many at the beginning of `wanted` are what the cursor needs now. */
  readonly urgent: number;
  /** Loaded chunks to let go of, the farthest first. */
  readonly unload: readonly number[];
  /** Every chunk that the picture at the cursor may need is here. */
  readonly isReady: boolean;
  /** All of `ranges` that has room is here. */
  readonly hasRanges: boolean;
  /** Moving on, the time up to which everything is here; undefined while the cursor stands. */
  readonly readyUntil: bigint | undefined;
}

/** Loaded ahead while playing, and around a cursor that stands. */
const PLAY_AHEAD_SECS = 6;
const STANDING_AHEAD_SECS = 2;
const BEHIND_SECS = 1;
/** Around the cursor when nothing else is to be done. */
const OUTWARD_SECS = 10;
/** Parts of the budget that each step of the plan may fill, what comes before it included. */
const AHEAD_SHARE = 0.5;
const RANGE_SHARE = 0.85;
/** Bytes of what nobody waits for that are asked for at a time: the cursor may move. */
const PORTION_BYTES = 8 * 1024 * 1024;
/** Once too much is loaded, room is made for a while. */
const UNLOAD_TO = 0.9;

/**
 * Decides what of a recording is loaded. In this order: static chunks; what the picture at the cursor needs (of each component the
 * chunks that may hold the latest row, of a video back to its keyframe); what comes next in the direction of play; a little
 * of what was before; ranges that views draw, from the cursor outward; then whatever is near. What does not fit in the budget is
 * not loaded, but for what the cursor needs. Pure.
 */
export function planLoads(input: PlanInput): LoadPlan {
  const plan = new Planner(input);
  plan.needed();
  const isReady = plan.wanted.length === 0;
  const urgent = plan.wanted.length;
  const readyUntil = input.isDragged ? undefined : plan.ahead();
  const hasRanges = plan.ranges();
  if (input.isDragged) plan.wanted.length = urgent;
  else plan.outward();
  return { wanted: plan.wanted, urgent, isReady, readyUntil, hasRanges, unload: plan.unload() };
}

class Planner {
  readonly wanted: number[] = [];
  readonly #input: PlanInput;
  /** All that is to stay or to come. */
  readonly #keep = new Set<number>();
  #keepBytes = 0;
  #wantedBytes = 0;

  constructor(input: PlanInput) {
    this.#input = input;
  }

  needed(): void {
    const { known, cursor, videos, missed } = this.#input;
    for (const chunk of known.statics) this.#take(chunk);
    if (cursor === undefined) return;
    // Pictures take longest to become visible: they come first.
    for (const video of videos) this.#neededVideo(video, cursor);
    for (const entity of known.entities()) {
      for (const [component, rows] of entity.components) {
        if (component === VIDEO_SAMPLE) continue;
        const index = rows.on(cursor.timeline);
        for (const position of index.latestAt(cursor.time)) this.#take(index.chunks[position] as number);
      }
    }
    for (const chunk of missed) this.#take(chunk);
  }

  #neededVideo(video: KnownVideo, { timeline, time }: { readonly timeline: string; readonly time: bigint }): void {
    const index = video.on(timeline);
    const positions = index.latestAt(time);
    if (positions.length > 0 && video.first !== undefined) this.#take(video.first);
    for (const position of positions)
      for (const chunk of video.chainTo(index.chunks[position] as number)) this.#take(chunk);
  }

  /** Returns the time up to which everything is here. */
  ahead(): bigint | undefined {
    const { cursor, unitsPerSec, paceUnitsPerSec, budgetBytes, chunks } = this.#input;
    if (cursor === undefined) return undefined;
    const pace = Math.abs(unitsPerSec) || paceUnitsPerSec;
    const isBackwards = unitsPerSec < 0;
    const aheadUnits = units((unitsPerSec === 0 ? STANDING_AHEAD_SECS : PLAY_AHEAD_SECS) * pace);
    const behindUnits = units(BEHIND_SECS * pace);
    const from = cursor.time - (isBackwards ? aheadUnits : behindUnits);
    const to = cursor.time + (isBackwards ? behindUnits : aheadUnits);
    const next = this.#chunksIn(cursor.timeline, from, to);
    const distance = ({ min, max }: ChunkSpan) => {
      if (min > cursor.time) return isBackwards ? 2n * (min - cursor.time) : min - cursor.time;
      if (max < cursor.time) return isBackwards ? cursor.time - max : 2n * (cursor.time - max);
      return 0n;
    };
    next.sort((a, b) => compare(distance(a), distance(b)));
    const limit = AHEAD_SHARE * budgetBytes;
    let readyUntil = isBackwards ? from : to;
    let isWaiting = false;
    for (const span of next) {
      const isAhead = isBackwards ? span.min < cursor.time : span.max > cursor.time;
      if (isAhead && !isWaiting && !chunks.isSettled(span.chunk)) {
        isWaiting = true;
        readyUntil = isBackwards ? span.max + 1n : span.min - 1n;
      }
      this.#takeWithin(span.chunk, limit);
    }
    return unitsPerSec === 0 ? undefined : readyUntil;
  }

  /** True if all of it that has room is here. */
  ranges(): boolean {
    const { ranges, cursor, budgetBytes } = this.#input;
    const before = this.wanted.length;
    const walks = ranges.map(({ index, from, to }) => new OutwardWalk(index, cursor?.time ?? to, from, to));
    this.#takeNearest(walks, RANGE_SHARE * budgetBytes);
    return this.wanted.length === before;
  }

  outward(): void {
    const { cursor, paceUnitsPerSec, budgetBytes, known, isIdle } = this.#input;
    if (cursor === undefined || !isIdle || this.wanted.length > 0) return;
    const { time, timeline } = cursor;
    const around = units(OUTWARD_SECS * paceUnitsPerSec);
    const walks = known
      .entities()
      .map(({ all }) => new OutwardWalk(all.on(timeline), time, time - around, time + around));
    this.#takeNearest(walks, AHEAD_SHARE * budgetBytes);
  }

  unload(): number[] {
    const { chunks, budgetBytes, cursor, known } = this.#input;
    if (chunks.byteLength + this.#wantedBytes <= budgetBytes) return [];
    const candidates: { readonly chunk: number; readonly distance: bigint }[] = [];
    for (const chunk of chunks.loaded()) {
      if (this.#keep.has(chunk)) continue;
      const span = cursor && known.spanOf(chunk, cursor.timeline);
      candidates.push({ chunk, distance: span === undefined ? FARTHEST : distanceTo(span, cursor?.time ?? 0n) });
    }
    candidates.sort((a, b) => compare(b.distance, a.distance));
    const unload: number[] = [];
    let bytes = chunks.byteLength + this.#wantedBytes;
    for (const { chunk } of candidates) {
      if (bytes <= UNLOAD_TO * budgetBytes) break;
      bytes -= known.costOf(chunk);
      unload.push(chunk);
    }
    return unload;
  }

  #chunksIn(timeline: string, from: bigint, to: bigint): ChunkSpan[] {
    const spans: ChunkSpan[] = [];
    for (const { all } of this.#input.known.entities()) {
      const index = all.on(timeline);
      for (const position of index.overlapping(from, to)) {
        spans.push({
          chunk: index.chunks[position] as number,
          min: index.mins[position] as bigint,
          max: index.maxs[position] as bigint,
        });
      }
    }
    return spans;
  }

  #takeNearest(walks: readonly OutwardWalk[], limitBytes: number): void {
    const portion = this.#wantedBytes + PORTION_BYTES;
    const open = walks.filter((walk) => walk.chunk >= 0);
    while (open.length > 0 && this.#wantedBytes < portion) {
      let nearest = 0;
      for (let i = 1; i < open.length; i += 1) {
        if ((open[i] as OutwardWalk).distance < (open[nearest] as OutwardWalk).distance) nearest = i;
      }
      const walk = open[nearest] as OutwardWalk;
      if (!this.#takeWithin(walk.chunk, limitBytes)) return;
      walk.advance();
      if (walk.chunk < 0) open.splice(nearest, 1);
    }
  }

  #takeWithin(chunk: number, limitBytes: number): boolean {
    if (this.#keep.has(chunk)) return true;
    if (this.#keepBytes + this.#input.known.costOf(chunk) > limitBytes) return false;
    this.#take(chunk);
    return true;
  }

  #take(chunk: number): void {
    if (this.#keep.has(chunk)) return;
    this.#keep.add(chunk);
    const byteLength = this.#input.known.costOf(chunk);
    this.#keepBytes += byteLength;
    if (this.#input.chunks.isSettled(chunk)) return;
    this.wanted.push(chunk);
    this.#wantedBytes += byteLength;
  }
}

interface ChunkSpan {
  readonly chunk: number;
  readonly min: bigint;
  readonly max: bigint;
}

/** Goes through the chunks of a range, from the one at a time outward. */
class OutwardWalk {
  /** Where it stands; −1 at the end. */
  chunk = -1;
  distance = 0n;
  readonly #index: SpanIndex;
  readonly #time: bigint;
  readonly #from: bigint;
  readonly #to: bigint;
  #left: number;
  #right: number;

  constructor(index: SpanIndex, time: bigint, from: bigint, to: bigint) {
    this.#index = index;
    this.#time = time;
    this.#from = from;
    this.#to = to;
    const last = index.countBegun(to);
    this.#right = Math.min(last, index.countBegun(time));
    this.#left = this.#right - 1;
    this.advance();
  }

  advance(): void {
    const { mins, maxs, chunks } = this.#index;
    const hasLeft = this.#left >= 0 && (maxs[this.#left] as bigint) >= this.#from;
    const hasRight = this.#right < chunks.length && (mins[this.#right] as bigint) <= this.#to;
    const leftAway = hasLeft
      ? distanceTo({ min: mins[this.#left] as bigint, max: maxs[this.#left] as bigint }, this.#time)
      : FARTHEST;
    const rightAway = hasRight ? (mins[this.#right] as bigint) - this.#time : FARTHEST;
    if (!hasLeft && !hasRight) {
      this.chunk = -1;
    } else if (leftAway <= rightAway) {
      this.chunk = chunks[this.#left] as number;
      this.distance = leftAway;
      this.#left -= 1;
    } else {
      this.chunk = chunks[this.#right] as number;
      this.distance = rightAway;
      this.#right += 1;
    }
  }
}

const FARTHEST = 2n ** 65n;

function distanceTo({ min, max }: { readonly min: bigint; readonly max: bigint }, time: bigint): bigint {
  if (min > time) return min - time;
  return max < time ? time - max : 0n;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole units of a timeline, one at least. */
function units(count: number): bigint {
  return BigInt(Math.max(1, Math.ceil(Math.min(count, Number.MAX_SAFE_INTEGER))));
}
