/**
 * An affine map of space: a 4 by 4 matrix, column by column, whose last row is 0 0 0 1. In doubles, since chains of a thousand
 * links and coordinates of surveyors lose too much in floats. Never changed once made.
 */
export type Affine = Readonly<Float64Array>;

/** A place or a direction. */
export type Vec3 = readonly [x: number, y: number, z: number];

/** The map that leaves everything where it is. */
export const IDENTITY: Affine = affineOf([1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]);

/** The map with these columns: where the axes and the origin go. */
export function affineOf(x: Vec3, y: Vec3, z: Vec3, origin: Vec3): Affine {
  return Float64Array.of(
    x[0],
    x[1],
    x[2],
    0,
    y[0],
    y[1],
    y[2],
    0,
    z[0],
    z[1],
    z[2],
    0,
    origin[0],
    origin[1],
    origin[2],
    1,
  );
}

/** `multiply(a, b)` maps by `b` first, then by `a`. */
export function multiply(a: Affine, b: Affine): Affine {
  if (a === IDENTITY) return b;
  if (b === IDENTITY) return a;
  const out = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    const b0 = b[column * 4] ?? 0;
    const b1 = b[column * 4 + 1] ?? 0;
    const b2 = b[column * 4 + 2] ?? 0;
    const isOrigin = column === 3;
    for (let row = 0; row < 3; row++) {
      const sum = (a[row] ?? 0) * b0 + (a[4 + row] ?? 0) * b1 + (a[8 + row] ?? 0) * b2;
      out[column * 4 + row] = isOrigin ? sum + (a[12 + row] ?? 0) : sum;
    }
  }
  out[15] = 1;
  return out;
}

/** The way back; undefined for a map that flattens space, or one that is not made of finite numbers. */
export function invert(m: Affine): Affine | undefined {
  if (m === IDENTITY) return m;
  const [x, y, z, origin] = [columnOf(m, 0), columnOf(m, 1), columnOf(m, 2), columnOf(m, 3)];
  const [yz, zx, xy] = [cross(y, z), cross(z, x), cross(x, y)];
  const determinant = dot(x, yz);
  if (!Number.isFinite(determinant) || determinant === 0) return undefined;
  const rows = [yz, zx, xy].map((v) => scaled(v, 1 / determinant));
  const [r0, r1, r2] = rows;
  if (r0 === undefined || r1 === undefined || r2 === undefined || !rows.flat().every(Number.isFinite)) return undefined;
  return affineOf(
    [r0[0], r1[0], r2[0]],
    [r0[1], r1[1], r2[1]],
    [r0[2], r1[2], r2[2]],
    [-dot(r0, origin), -dot(r1, origin), -dot(r2, origin)],
  );
}

/** Where a place goes. */
export function mapPoint(m: Affine, x: number, y: number, z: number): Vec3 {
  return [
    (m[0] ?? 0) * x + (m[4] ?? 0) * y + (m[8] ?? 0) * z + (m[12] ?? 0),
    (m[1] ?? 0) * x + (m[5] ?? 0) * y + (m[9] ?? 0) * z + (m[13] ?? 0),
    (m[2] ?? 0) * x + (m[6] ?? 0) * y + (m[10] ?? 0) * z + (m[14] ?? 0),
  ];
}

/** Where a direction goes. */
export function mapDirection(m: Affine, x: number, y: number, z: number): Vec3 {
  return [
    (m[0] ?? 0) * x + (m[4] ?? 0) * y + (m[8] ?? 0) * z,
    (m[1] ?? 0) * x + (m[5] ?? 0) * y + (m[9] ?? 0) * z,
    (m[2] ?? 0) * x + (m[6] ?? 0) * y + (m[10] ?? 0) * z,
  ];
}

/** One column: where an axis (0 to 2) or the origin (3) goes. */
export function columnOf(m: Affine, column: number): Vec3 {
  return [m[column * 4] ?? 0, m[column * 4 + 1] ?? 0, m[column * 4 + 2] ?? 0];
}

/** How much the map stretches lengths, as the mean over the axes. */
export function meanScale(m: Affine): number {
  return (length(columnOf(m, 0)) + length(columnOf(m, 1)) + length(columnOf(m, 2))) / 3;
}

export function translation(x: number, y: number, z: number): Affine {
  return affineOf([1, 0, 0], [0, 1, 0], [0, 0, 1], [x, y, z]);
}

export function scaling(x: number, y: number, z: number): Affine {
  return affineOf([x, 0, 0], [0, y, 0], [0, 0, z], [0, 0, 0]);
}

/** A turn by a quaternion of any length but none. */
export function rotationByQuaternion(x: number, y: number, z: number, w: number): Affine | undefined {
  const norm = Math.hypot(x, y, z, w);
  if (!Number.isFinite(norm) || norm === 0) return undefined;
  const [a, b, c, d] = [x / norm, y / norm, z / norm, w / norm];
  return affineOf(
    [1 - 2 * (b * b + c * c), 2 * (a * b + c * d), 2 * (a * c - b * d)],
    [2 * (a * b - c * d), 1 - 2 * (a * a + c * c), 2 * (b * c + a * d)],
    [2 * (a * c + b * d), 2 * (b * c - a * d), 1 - 2 * (a * a + b * b)],
    [0, 0, 0],
  );
}

/** A turn about an axis of any length, by radians. An axis of no length is allowed only where there is no turn. */
export function quaternionOfAxisAngle(
  axis: Vec3,
  angle: number,
): readonly [x: number, y: number, z: number, w: number] | undefined {
  const norm = length(axis);
  if (angle === 0 && Number.isFinite(norm)) return [0, 0, 0, 1];
  if (!Number.isFinite(norm) || norm === 0 || !Number.isFinite(angle)) return undefined;
  const sine = Math.sin(angle / 2) / norm;
  return [axis[0] * sine, axis[1] * sine, axis[2] * sine, Math.cos(angle / 2)];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(v: Vec3): number {
  return Math.hypot(v[0], v[1], v[2]);
}

export function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scaled(v: Vec3, factor: number): Vec3 {
  return [v[0] * factor, v[1] * factor, v[2] * factor];
}

/** Of length one; `fallback` for a vector without a direction. */
export function normalized(v: Vec3, fallback: Vec3 = [1, 0, 0]): Vec3 {
  const norm = length(v);
  return norm > 0 && Number.isFinite(norm) ? scaled(v, 1 / norm) : fallback;
}
