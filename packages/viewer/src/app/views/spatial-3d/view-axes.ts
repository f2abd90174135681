import { type Affine, affineOf, scaled, type Vec3 } from '../../data/transforms-affine.ts';

/** Which way is what, as unit vectors along the axes. */
export interface ViewAxes {
  readonly right: Vec3;
  readonly up: Vec3;
  readonly forward: Vec3;
}

const UP = 1;
const DOWN = 2;
const RIGHT = 3;
const LEFT = 4;
const FORWARD = 5;
const BACK = 6;

/** Of `ViewCoordinates`: what x, y and z mean, by their codes; undefined unless they name three different ways. */
export function viewAxes(codes: ArrayLike<number>): ViewAxes | undefined {
  const right = axisFor(codes, RIGHT, LEFT);
  const up = axisFor(codes, UP, DOWN);
  const forward = axisFor(codes, FORWARD, BACK);
  return right && up && forward && codes.length === 3 ? { right, up, forward } : undefined;
}

/** Where nothing was logged: x to the right, y forward, z up. */
export const DEFAULT_AXES: ViewAxes = { right: [1, 0, 0], up: [0, 0, 1], forward: [0, 1, 0] };

/** From the axes of a picture (x right, y down, z forward) into the axes of a camera that calls them otherwise. */
export function cameraFromOptical({ right, up, forward }: ViewAxes): Affine {
  return affineOf(right, scaled(up, -1), forward, [0, 0, 0]);
}

function axisFor(codes: ArrayLike<number>, positive: number, negative: number): Vec3 | undefined {
  for (let axis = 0; axis < 3; axis++) {
    const sign = codes[axis] === positive ? 1 : codes[axis] === negative ? -1 : 0;
    if (sign !== 0) return [axis === 0 ? sign : 0, axis === 1 ? sign : 0, axis === 2 ? sign : 0];
  }
  return undefined;
}
