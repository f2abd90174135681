import { type Affine, IDENTITY, multiply, rotationByQuaternion, translation } from '../../data/transforms-affine.ts';
import { loggedInstance, type ShapesGeometry } from './geometry.ts';
import { placeAt } from './query-points.ts';

/** Where instance `index` stands and how it is turned, its instance pose included, in the entity's space; without its size. */
export function shapePlacement(geometry: ShapesGeometry, poses: readonly Affine[] | undefined, index: number): Affine {
  const { centers, rotations } = geometry;
  const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray(index * 4, index * 4 + 4);
  const own = multiply(translation(...placeAt(centers, index)), rotationByQuaternion(x, y, z, w) ?? IDENTITY);
  const pose = poses?.[Math.min(loggedInstance(geometry, index), poses.length - 1)];
  return pose === undefined ? own : multiply(pose, own);
}

/** All of them, sixteen numbers each. */
export function shapePlacements(
  geometry: ShapesGeometry,
  poses: readonly Affine[] | undefined,
  out: Float32Array,
): void {
  for (let i = 0; i < geometry.count; i++) out.set(shapePlacement(geometry, poses, i), i * 16);
}
