import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../../../packages/viewer/src/app/data/transforms-affine.ts';
import type { ShapeName } from '../../../../packages/viewer/src/app/views/spatial-3d/geometry.ts';
import { hitShape, hitTriangle } from '../../../../packages/viewer/src/app/views/spatial-3d/ray-hits.ts';

const ray = (origin: Vec3, direction: Vec3) => ({ origin, direction });
const rounded = (t: number | undefined) => (t === undefined ? undefined : Math.round(t * 1e6) / 1e6);

describe('a ray against a shape', () => {
  it.each<[string, ShapeName, number[], Vec3, Vec3, number | undefined]>([
    ['a box from outside', 'box', [1, 2, 3, 0], [-5, 0, 0], [1, 0, 0], 4],
    ['a box from inside, at its far wall', 'box', [1, 2, 3, 0], [0, 0, 0], [0, 1, 0], 2],
    ['a box beside it', 'box', [1, 2, 3, 0], [-5, 2.1, 0], [1, 0, 0], undefined],
    ['a box behind it', 'box', [1, 2, 3, 0], [5, 0, 0], [1, 0, 0], undefined],
    ['a box, by a direction of any length', 'box', [1, 1, 1, 0], [-5, 0, 0], [2, 0, 0], 2],
    ['an ellipsoid at its pole', 'ellipsoid', [1, 2, 3, 0], [0, 0, 10], [0, 0, -1], 7],
    ['an ellipsoid beside it', 'ellipsoid', [1, 2, 3, 0], [0.9, 1.9, 10], [0, 0, -1], undefined],
    ['an ellipsoid of no size', 'ellipsoid', [1, 0, 3, 0], [0, 0, 10], [0, 0, -1], undefined],
    ['a cylinder at its side', 'cylinder', [2, 2, 1, 0], [-5, 0, 0.5], [1, 0, 0], 3],
    ['a cylinder at its lid', 'cylinder', [2, 2, 1, 0], [1, 0, 5], [0, 0, -1], 4],
    ['a cylinder over it', 'cylinder', [2, 2, 1, 0], [-5, 0, 1.5], [1, 0, 0], undefined],
    ['a capsule at its side', 'capsule', [1, 1, 1, 4], [-5, 0, 2], [1, 0, 0], 4],
    ['a capsule at its upper cap', 'capsule', [1, 1, 1, 4], [0, 0, 9], [0, 0, -1], 4],
    ['a capsule at its lower cap', 'capsule', [1, 1, 1, 4], [0, 0, -9], [0, 0, 1], 8],
  ])('meets %s', (_name, shape, size, origin, direction, expected) => {
    expect(rounded(hitShape(shape, size, ray(origin, direction)))).toBe(expected);
  });

  it('goes through a triangle from both sides, and past it', () => {
    const [a, b, c]: Vec3[] = [
      [0, 0, 0],
      [2, 0, 0],
      [0, 2, 0],
    ];
    if (!a || !b || !c) throw new Error('Three corners were expected.');
    expect(hitTriangle(a, b, c, ray([0.5, 0.5, 3], [0, 0, -1]))).toBe(3);
    expect(hitTriangle(a, b, c, ray([0.5, 0.5, -3], [0, 0, 1]))).toBe(3);
    expect(hitTriangle(a, b, c, ray([1.5, 1.5, 3], [0, 0, -1]))).toBeUndefined();
    expect(hitTriangle(a, b, c, ray([0.5, 0.5, 3], [1, 0, 0])), 'along it').toBeUndefined();
  });
});
