import { readLists, readNumbers } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import { GEOMETRY_SIZE, type OverlayKind } from './overlay.ts';

type Numbers = ArrayLike<number | bigint>;

/** Where the instances of an overlay are. */
export interface PlacedInstances {
  /** Instances that were logged. */
  readonly total: number;
  /** Instances that can be drawn. */
  readonly count: number;
  readonly geometry: Float64Array;
  readonly starts: Int32Array | undefined;
  readonly instances: Int32Array | undefined;
  readonly skipped: number;
}

/** @param place The row that says where the instances are, of the kinds that have one; without, they are at the origin. */
export function placeInstances(kind: OverlayKind, primary: RowRef, place: RowRef | undefined): PlacedInstances {
  if (kind === 'lines') return placeLines(primary);
  const sizes = readNumbers(primary)?.numbers ?? [];
  const places = readNumbers(place)?.numbers;
  const size = GEOMETRY_SIZE[kind];
  const total = Math.floor(sizes.length / 2);
  const geometry = new Float64Array(total * size);
  const instances = new Int32Array(total);
  let count = 0;
  for (let index = 0; index < total; index++) {
    if (!placeOne[kind](geometry, count * size, sizes, places, index)) continue;
    instances[count] = index;
    count++;
  }
  return {
    total,
    count,
    geometry: geometry.subarray(0, count * size),
    starts: undefined,
    instances: count === total ? undefined : instances.subarray(0, count),
    skipped: total - count,
  };
}

type Place = (out: Float64Array, at: number, primary: Numbers, places: Numbers | undefined, index: number) => boolean;

const placeOne: Readonly<Record<Exclude<OverlayKind, 'lines'>, Place>> = {
  boxes: placeAround,
  ellipses: placeAround,
  arrows: (out, at, vectors, origins, index) => {
    const x = coordinate(origins, index, 0);
    const y = coordinate(origins, index, 1);
    return put(out, at, x, y, x + Number(vectors[index * 2]), y + Number(vectors[index * 2 + 1]));
  },
  points: (out, at, positions, _, index) => {
    const x = Number(positions[index * 2]);
    const y = Number(positions[index * 2 + 1]);
    if (!Number.isFinite(x + y)) return false;
    out[at] = x;
    out[at + 1] = y;
    return true;
  },
};

function placeAround(
  out: Float64Array,
  at: number,
  halfSizes: Numbers,
  centers: Numbers | undefined,
  index: number,
): boolean {
  const halfWidth = Math.abs(Number(halfSizes[index * 2]));
  const halfHeight = Math.abs(Number(halfSizes[index * 2 + 1]));
  const x = coordinate(centers, index, 0);
  const y = coordinate(centers, index, 1);
  return put(out, at, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
}

/** The last place counts for all instances after it. */
function coordinate(places: Numbers | undefined, index: number, axis: 0 | 1): number {
  const count = places === undefined ? 0 : Math.floor(places.length / 2);
  return count === 0 ? 0 : Number(places?.[Math.min(index, count - 1) * 2 + axis]);
}

function put(out: Float64Array, at: number, a: number, b: number, c: number, d: number): boolean {
  if (!Number.isFinite(a + b + c + d)) return false;
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
  return true;
}

/** Strips stay whole; a point that is not finite interrupts its strip. */
function placeLines(strips: RowRef): PlacedInstances {
  const lists = readLists(strips);
  const total = lists === undefined ? 0 : Math.max(0, lists.starts.length - 1);
  const first = lists?.starts[0] ?? 0;
  const points = lists === undefined ? 0 : (lists.starts[total] ?? 0) - first;
  const geometry = new Float64Array(points * 2);
  let skipped = 0;
  for (let i = 0; i < points; i++) {
    const at = (first + i) * (lists?.width ?? 2);
    const x = Number(lists?.numbers[at]);
    const y = Number(lists?.numbers[at + 1]);
    const isDrawn = Number.isFinite(x + y);
    if (!isDrawn) skipped++;
    geometry[i * 2] = isDrawn ? x : Number.NaN;
    geometry[i * 2 + 1] = isDrawn ? y : Number.NaN;
  }
  const starts = Int32Array.from(lists?.starts ?? [0], (start) => start - first);
  return { total, count: total, geometry, starts, instances: undefined, skipped };
}
