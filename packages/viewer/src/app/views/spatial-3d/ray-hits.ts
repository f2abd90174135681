import { assertNever } from '@rushes/proto';
import { cross, dot, minus, type Vec3 } from '../../data/transforms-affine.ts';
import type { ShapeName } from './geometry.ts';

/** A half line, its direction of any length: places on it are `origin + t * direction`. */
export interface LocalRay {
  readonly origin: Vec3;
  readonly direction: Vec3;
}

/** Where a ray first meets a shape that stands at the origin, not turned; undefined if it misses. */
export function hitShape(shape: ShapeName, size: ArrayLike<number>, ray: LocalRay): number | undefined {
  const half: Vec3 = [Math.abs(size[0] ?? 0), Math.abs(size[1] ?? 0), Math.abs(size[2] ?? 0)];
  switch (shape) {
    case 'box':
      return hitBox(half, ray);
    case 'ellipsoid':
      return half.every((side) => side > 0)
        ? hitSphere(divided(ray.origin, half), divided(ray.direction, half))
        : undefined;
    case 'cylinder':
      return hitCylinder(half[0], -half[2], half[2], ray, true);
    case 'capsule':
      return nearest([
        hitCylinder(half[0], 0, size[3] ?? 0, ray, false),
        hitBall(half[0], 0, ray),
        hitBall(half[0], size[3] ?? 0, ray),
      ]);
    default:
      return assertNever(shape);
  }
}

/** Where a ray goes through a triangle, from either side (Möller and Trumbore); undefined if it does not. */
export function hitTriangle(a: Vec3, b: Vec3, c: Vec3, ray: LocalRay): number | undefined {
  const [ab, ac] = [minus(b, a), minus(c, a)];
  const p = cross(ray.direction, ac);
  const determinant = dot(ab, p);
  if (determinant === 0) return undefined;
  const offset = minus(ray.origin, a);
  const u = dot(offset, p) / determinant;
  if (!(u >= 0 && u <= 1)) return undefined;
  const q = cross(offset, ab);
  const v = dot(ray.direction, q) / determinant;
  if (!(v >= 0 && u + v <= 1)) return undefined;
  const t = dot(ac, q) / determinant;
  return t > 0 ? t : undefined;
}

/** The least of those there are. */
export function nearest(hits: readonly (number | undefined)[]): number | undefined {
  let least: number | undefined;
  for (const hit of hits) if (hit !== undefined && (least === undefined || hit < least)) least = hit;
  return least;
}

function hitBox(half: Vec3, { origin, direction }: LocalRay): number | undefined {
  let enter = Number.NEGATIVE_INFINITY;
  let leave = Number.POSITIVE_INFINITY;
  for (let axis = 0; axis < 3; axis++) {
    const [at, way, side] = [origin[axis] ?? 0, direction[axis] ?? 0, half[axis] ?? 0];
    if (way === 0) {
      if (Math.abs(at) > side) return undefined;
      continue;
    }
    const [one, other] = [(-side - at) / way, (side - at) / way];
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
  }
  if (enter > leave || leave <= 0) return undefined;
  // From inside, the far wall is what is seen.
  return enter > 0 ? enter : leave;
}

/** A ball of radius one at the origin. */
function hitSphere(origin: Vec3, direction: Vec3): number | undefined {
  return firstRoot(dot(direction, direction), 2 * dot(origin, direction), dot(origin, origin) - 1);
}

function hitBall(radius: number, height: number, { origin, direction }: LocalRay): number | undefined {
  const from: Vec3 = [origin[0], origin[1], origin[2] - height];
  return firstRoot(dot(direction, direction), 2 * dot(from, direction), dot(from, from) - radius * radius);
}

function hitCylinder(
  radius: number,
  bottom: number,
  top: number,
  { origin, direction }: LocalRay,
  isClosed: boolean,
): number | undefined {
  const [x, y, z] = origin;
  const [dx, dy, dz] = direction;
  const hits: (number | undefined)[] = [];
  for (const t of roots(dx * dx + dy * dy, 2 * (x * dx + y * dy), x * x + y * y - radius * radius)) {
    const height = z + t * dz;
    if (t > 0 && height >= bottom && height <= top) hits.push(t);
  }
  if (isClosed && dz !== 0) {
    for (const lid of [bottom, top]) {
      const t = (lid - z) / dz;
      if (t > 0 && Math.hypot(x + t * dx, y + t * dy) <= radius) hits.push(t);
    }
  }
  return nearest(hits);
}

function firstRoot(a: number, b: number, c: number): number | undefined {
  return nearest(roots(a, b, c).filter((t) => t > 0));
}

function roots(a: number, b: number, c: number): readonly number[] {
  const discriminant = b * b - 4 * a * c;
  if (a === 0 || !(discriminant >= 0)) return [];
  const root = Math.sqrt(discriminant);
  return [(-b - root) / (2 * a), (-b + root) / (2 * a)];
}

function divided(v: Vec3, by: Vec3): Vec3 {
  return [v[0] / by[0], v[1] / by[1], v[2] / by[2]];
}
