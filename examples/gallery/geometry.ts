// Just enough vector arithmetic for a small scene. z is up, lengths in metres, angles in radians.

export type Vec3 = readonly [x: number, y: number, z: number];
/** Three columns: where x, y and z of a space point in another. */
export type Axes3 = readonly [x: Vec3, y: Vec3, z: Vec3];

/** Where a thing is: its origin and its axes. */
export interface Pose {
  readonly origin: Vec3;
  readonly axes: Axes3;
}

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function scaled(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function normalised(a: Vec3): Vec3 {
  return scaled(a, 1 / Math.hypot(...a));
}

/** A direction of the inner space, seen from the outer one. */
export function turned([x, y, z]: Axes3, v: Vec3): Vec3 {
  return add(add(scaled(x, v[0]), scaled(y, v[1])), scaled(z, v[2]));
}

/** A point of the inner space, seen from the outer one. */
export function placed(pose: Pose, point: Vec3): Vec3 {
  return add(pose.origin, turned(pose.axes, point));
}

/** A pose within a pose. */
export function combined(outer: Pose, inner: Pose): Pose {
  const [x, y, z] = inner.axes;
  return {
    origin: placed(outer, inner.origin),
    axes: [turned(outer.axes, x), turned(outer.axes, y), turned(outer.axes, z)],
  };
}

/** A turn about the z axis. */
export function yawAxes(yaw: number): Axes3 {
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
}

/** The same turn as a quaternion x, y, z, w. */
export function yawQuaternion(yaw: number): readonly [number, number, number, number] {
  return [0, 0, Math.sin(yaw / 2), Math.cos(yaw / 2)];
}

/** From 0 to 1 with a soft beginning and end. */
export function ease(fraction: number): number {
  const bounded = Math.max(0, Math.min(1, fraction));
  return bounded * bounded * (3 - 2 * bounded);
}

/** A number from 0 to 1 that depends on `seed` alone. */
export function noise(seed: number): number {
  const value = Math.sin(seed * 127.1 + 11.7) * 43_758.545_3;
  return value - Math.floor(value);
}
