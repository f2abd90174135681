import { readLists } from '../../data/read-column.ts';
import { boundsOfPositions } from './bounds-3d.ts';
import type { SegmentsGeometry } from './geometry.ts';
import { placeAt, skippedProblems } from './query-points.ts';
import { type RowsOf, readFloats } from './query-rows.ts';
import { colorReader, type EntityLook, radiusReader, readLabels } from './query-styles.ts';

export const STRIP_FIELDS = ['strips', 'radii', 'colors', 'labels', 'show_labels', 'class_ids'] as const;
export const ARROW_FIELDS = ['vectors', 'origins', 'radii', 'colors', 'labels', 'show_labels', 'class_ids'] as const;

/** CSS pixels, as a negative radius. */
const LINE_RADIUS = -1.25;

/** `LineStrips3D`. A place that is not finite breaks its strip in two. */
export function readStrips(
  look: EntityLook,
  rows: RowsOf<(typeof STRIP_FIELDS)[number]>,
): SegmentsGeometry | undefined {
  const lists = readLists(rows.strips);
  if (lists === undefined || lists.width !== 3) return undefined;
  const total = Math.max(0, lists.starts.length - 1);
  const numbers = Float32Array.from(lists.numbers as ArrayLike<number | bigint>, Number);
  const pieces: number[] = [];
  const owners: number[] = [];
  const broken = new Set<number>();
  for (let strip = 0; strip < total; strip++) {
    const end = lists.starts[strip + 1] ?? 0;
    for (let point = (lists.starts[strip] ?? 0) + 1; point < end; point++) {
      const piece = numbers.subarray((point - 1) * 3, (point + 1) * 3);
      if (!piece.every(Number.isFinite)) {
        broken.add(strip);
        continue;
      }
      for (const value of piece) pieces.push(value);
      owners.push(strip);
    }
  }
  const problems = broken.size === 0 ? [] : [`${broken.size} of ${total} line strips have gaps: places are not finite`];
  return segments(look, rows, Float32Array.from(pieces), Uint32Array.from(owners), total, false, problems);
}

/** `Arrows3D`. */
export function readArrows(
  look: EntityLook,
  rows: RowsOf<(typeof ARROW_FIELDS)[number]>,
): SegmentsGeometry | undefined {
  const vectors = readFloats(rows.vectors);
  if (vectors === undefined || vectors.length === 0) return undefined;
  const origins = readFloats(rows.origins);
  const lastOrigin = Math.floor((origins?.length ?? 0) / 3) - 1;
  const total = Math.floor(vectors.length / 3);
  const ends = new Float32Array(total * 6);
  const owners = new Uint32Array(total);
  let count = 0;
  for (let i = 0; i < total; i++) {
    const from = origins === undefined || lastOrigin < 0 ? [0, 0, 0] : placeAt(origins, Math.min(i, lastOrigin));
    const vector = placeAt(vectors, i);
    const to = vector.map((value, axis) => value + (from[axis] ?? 0));
    if (![...from, ...to].every(Number.isFinite)) continue;
    ends.set([...from, ...to], count * 6);
    owners[count++] = i;
  }
  const problems = skippedProblems(total - count, total, 'arrows');
  return segments(look, rows, ends.subarray(0, count * 6), owners.subarray(0, count), total, true, problems);
}

function segments(
  look: EntityLook,
  rows: RowsOf<Exclude<(typeof STRIP_FIELDS)[number], 'strips'>>,
  ends: Float32Array,
  owners: Uint32Array,
  total: number,
  isArrow: boolean,
  problems: readonly string[],
): SegmentsGeometry | undefined {
  if (total === 0) return undefined;
  const colorOf = colorReader(look, rows.colors, rows.class_ids);
  const radiusOf = radiusReader(rows.radii, LINE_RADIUS);
  const middles = middlesOf(ends, owners, total);
  return {
    kind: 'segments',
    entity: look.entity,
    count: total,
    instances: undefined,
    ends,
    colors: Uint32Array.from(owners, colorOf),
    radii: Float32Array.from(owners, radiusOf),
    pieceInstance: owners,
    isArrow,
    labels: readLabels(
      look,
      rows,
      total,
      total,
      (i) => i,
      (i) => placeAt(middles, i),
      colorOf,
    ),
    bounds: boundsOfPositions(ends),
    problems,
  };
}

/** The middle of the middle piece of each instance: where its label stands. */
function middlesOf(ends: Float32Array, owners: Uint32Array, total: number): Float32Array {
  const middles = new Float32Array(total * 3);
  for (let first = 0; first < owners.length; ) {
    const owner = owners[first] ?? 0;
    let last = first;
    while (owners[last + 1] === owner) last++;
    const at = ((first + last) >> 1) * 6;
    for (let axis = 0; axis < 3; axis++) {
      middles[owner * 3 + axis] = ((ends[at + axis] ?? 0) + (ends[at + 3 + axis] ?? 0)) / 2;
    }
    first = last + 1;
  }
  return middles;
}
