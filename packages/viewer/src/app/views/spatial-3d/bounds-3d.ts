import { type Affine, mapPoint, type Vec3 } from '../../data/transforms-affine.ts';
import type { Bounds3D } from './geometry.ts';

/** The box around places, three numbers each; undefined if there are none. They must be finite. */
export function boundsOfPositions(positions: ArrayLike<number>): Bounds3D | undefined {
  if (positions.length < 3) return undefined;
  let [minX, minY, minZ] = [Infinity, Infinity, Infinity];
  let [maxX, maxY, maxZ] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < positions.length; i += 3) {
    const x = positions[i] as number;
    const y = positions[i + 1] as number;
    const z = positions[i + 2] as number;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
    if (z < minZ) minZ = z;
    if (z > maxZ) maxZ = z;
  }
  return { min: [minX, minY, minZ], max: [maxX, maxY, maxZ] };
}

/** Of so many places at most the middle is looked for. */
const MAX_SAMPLES = 3000;
/** From this many on, the outermost are taken for strays. */
const MANY_PLACES = 64;
const STRAYS = 0.02;

/** The box around most of very many places: without the outermost on each side. */
export function coreOfPositions(positions: ArrayLike<number>): Bounds3D | undefined {
  const count = Math.floor(positions.length / 3);
  if (count < MANY_PLACES) return boundsOfPositions(positions);
  const step = Math.max(1, Math.floor(count / MAX_SAMPLES));
  const sides = [0, 1, 2].map((axis) => {
    const sample: number[] = [];
    for (let i = 0; i < count; i += step) sample.push(positions[i * 3 + axis] as number);
    sample.sort((a, b) => a - b);
    const cut = Math.floor(sample.length * STRAYS);
    return [sample[cut] ?? 0, sample[sample.length - 1 - cut] ?? 0] as const;
  });
  const [x, y, z] = sides;
  if (x === undefined || y === undefined || z === undefined) return undefined;
  return { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] };
}

/** The box along the new axes around a box that was mapped. */
export function mapBounds(affine: Affine, bounds: Bounds3D): Bounds3D {
  return boundsOfPositions(cornersOf(bounds).flatMap((corner) => mapPoint(affine, ...corner))) ?? bounds;
}

export function cornersOf({ min, max }: Bounds3D): readonly Vec3[] {
  return [min[0], max[0]].flatMap((x) => [min[1], max[1]].flatMap((y) => [min[2], max[2]].map((z): Vec3 => [x, y, z])));
}

/** The box around both. */
export function unionBounds(a: Bounds3D | undefined, b: Bounds3D | undefined): Bounds3D | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    min: [Math.min(a.min[0], b.min[0]), Math.min(a.min[1], b.min[1]), Math.min(a.min[2], b.min[2])],
    max: [Math.max(a.max[0], b.max[0]), Math.max(a.max[1], b.max[1]), Math.max(a.max[2], b.max[2])],
  };
}

export function middleOf({ min, max }: Bounds3D): Vec3 {
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}

/** Length of the diagonal. */
export function sizeOf({ min, max }: Bounds3D): number {
  return Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
}
