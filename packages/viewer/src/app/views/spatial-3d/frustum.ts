import { mapPoint, type Vec3 } from '../../data/transforms-affine.ts';
import { boundsOfPositions } from './bounds-3d.ts';
import type { AxesGeometry, CameraGeometry, SegmentsGeometry } from './geometry.ts';

/** The corners of a camera's image plane in the camera's axes: top left, top right, bottom right, bottom left. */
export function imageCorners(camera: CameraGeometry, distance: number): readonly [Vec3, Vec3, Vec3, Vec3] {
  return [
    inCamera(camera, 0, 0, distance),
    inCamera(camera, camera.width, 0, distance),
    inCamera(camera, camera.width, camera.height, distance),
    inCamera(camera, 0, camera.height, distance),
  ];
}

/** Where a pixel lies at a distance before the camera. */
export function inCamera(camera: CameraGeometry, x: number, y: number, distance: number): Vec3 {
  const right = ((x - camera.centerX) / camera.focalX) * distance;
  const down = ((y - camera.centerY) / camera.focalY) * distance;
  return mapPoint(camera.cameraFromOptical, right, down, distance);
}

/** The lines of a frustum: from the camera to the corners, around the picture, and a mark on its upper side. */
export function frustumLines(camera: CameraGeometry, distance: number, color: number): SegmentsGeometry {
  const corners = imageCorners(camera, distance);
  const [topLeft, topRight] = corners;
  const eye: Vec3 = [0, 0, 0];
  const lines: [Vec3, Vec3][] = [];
  for (const [i, corner] of corners.entries()) lines.push([eye, corner], [corner, corners[(i + 1) % 4] ?? corner]);
  const mark = inCamera(camera, camera.width / 2, -camera.height * 0.12, distance);
  lines.push([between(topLeft, topRight, 0.42), mark], [mark, between(topLeft, topRight, 0.58)]);
  return segmentsOf(
    camera.entity,
    lines,
    lines.map(() => color),
    camera.lineRadius,
  );
}

const AXIS_COLORS = [0xe8504bff, 0x4fb35dff, 0x4a86e8ff];
const AXIS_LINE_RADIUS = -1.25;

/** The axes of a frame: x red, y green, z blue. */
export function axesLines(axes: AxesGeometry, length: number): SegmentsGeometry {
  const lines = [0, 1, 2].map((axis): [Vec3, Vec3] => [
    [0, 0, 0],
    [axis === 0 ? length : 0, axis === 1 ? length : 0, axis === 2 ? length : 0],
  ]);
  return segmentsOf(axes.entity, lines, AXIS_COLORS, AXIS_LINE_RADIUS);
}

function segmentsOf(
  entity: SegmentsGeometry['entity'],
  lines: readonly (readonly [Vec3, Vec3])[],
  colors: readonly number[],
  radius: number,
): SegmentsGeometry {
  const ends = Float32Array.from(lines.flat(2));
  return {
    kind: 'segments',
    entity,
    count: 1,
    instances: undefined,
    ends,
    colors: Uint32Array.from(colors),
    radii: new Float32Array(lines.length).fill(radius),
    pieceInstance: new Uint32Array(lines.length),
    isArrow: false,
    labels: [],
    bounds: boundsOfPositions(ends),
    problems: [],
  };
}

function between(a: Vec3, b: Vec3, share: number): Vec3 {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
