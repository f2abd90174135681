import type { Vec3 } from '../../data/transforms-affine.ts';
import { boundsOfPositions, coreOfPositions } from './bounds-3d.ts';
import type { PointsGeometry } from './geometry.ts';
import { type RowsOf, readFloats } from './query-rows.ts';
import { colorReader, type EntityLook, radiusReader, readLabels } from './query-styles.ts';

export const POINT_FIELDS = [
  'positions',
  'radii',
  'colors',
  'labels',
  'show_labels',
  'class_ids',
  'keypoint_ids',
] as const;

/** CSS pixels, as a negative radius. */
const POINT_RADIUS = -2.5;

/** `Points3D`. */
export function readPoints(look: EntityLook, rows: RowsOf<(typeof POINT_FIELDS)[number]>): PointsGeometry | undefined {
  const positions = readFloats(rows.positions);
  if (positions === undefined || positions.length === 0) return undefined;
  const total = Math.floor(positions.length / 3);
  const { kept, instances } = keepFinite(positions, total);
  const count = kept.length / 3;
  const colorOf = colorReader(look, rows.colors, rows.class_ids, rows.keypoint_ids);
  const radiusOf = radiusReader(rows.radii, POINT_RADIUS);
  const colors = new Uint32Array(count);
  const radii = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const instance = instances === undefined ? i : (instances[i] ?? i);
    colors[i] = colorOf(instance);
    radii[i] = radiusOf(instance);
  }
  const instanceAt = (index: number) => instances?.[index] ?? index;
  return {
    kind: 'points',
    entity: look.entity,
    count,
    instances,
    positions: kept,
    colors,
    radii,
    labels: readLabels(look, rows, count, total, instanceAt, (index) => placeAt(kept, index), colorOf),
    bounds: boundsOfPositions(kept),
    core: coreOfPositions(kept),
    problems: skippedProblems(total - count, total, 'points'),
  };
}

/** Three numbers of a flat array. */
export function placeAt(positions: ArrayLike<number>, index: number): Vec3 {
  return [positions[index * 3] ?? 0, positions[index * 3 + 1] ?? 0, positions[index * 3 + 2] ?? 0];
}

/** A sentence about instances that are left out. */
export function skippedProblems(skipped: number, total: number, what: string): readonly string[] {
  return skipped === 0 ? [] : [`${skipped} of ${total} ${what} not drawn: their numbers are not finite`];
}

/** A copy: what was logged is borrowed memory. */
function keepFinite(
  positions: Float32Array,
  total: number,
): { readonly kept: Float32Array; readonly instances: Uint32Array | undefined } {
  let finite = 0;
  for (let i = 0; i < total; i++) if (isFiniteAt(positions, i)) finite++;
  if (finite === total) return { kept: positions.slice(0, total * 3), instances: undefined };
  const kept = new Float32Array(finite * 3);
  const instances = new Uint32Array(finite);
  let at = 0;
  for (let i = 0; i < total; i++) {
    if (!isFiniteAt(positions, i)) continue;
    kept.set(positions.subarray(i * 3, i * 3 + 3), at * 3);
    instances[at++] = i;
  }
  return { kept, instances };
}

function isFiniteAt(positions: Float32Array, index: number): boolean {
  const at = index * 3;
  // Infinity times nothing is NaN, as NaN is; a sum could run over although its parts do not.
  return (positions[at] as number) * 0 + (positions[at + 1] as number) * 0 + (positions[at + 2] as number) * 0 === 0;
}
