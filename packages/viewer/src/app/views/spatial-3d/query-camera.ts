import { readBooleans, readColors, readNumbers } from '../../data/read-column.ts';
import type { AxesGeometry, CameraGeometry } from './geometry.ts';
import { type RowsOf, readFirst, readFloats } from './query-rows.ts';
import type { EntityLook } from './query-styles.ts';
import { cameraFromOptical, viewAxes } from './view-axes.ts';

export const CAMERA_FIELDS = [
  'image_from_camera',
  'resolution',
  'camera_xyz',
  'image_plane_distance',
  'color',
  'line_width',
] as const;
export const AXES_FIELDS = ['axis_length', 'show_frame'] as const;

/** CSS pixels, as a negative radius. */
const FRUSTUM_LINE_RADIUS = -1;
/** Right, down, forward: what cameras mean unless they say otherwise. */
const OPTICAL = [3, 2, 5];

/**
 * `Pinhole`.
 *
 * @param pictureSize Of the picture that is put on the image plane: stands in for a resolution that was not logged.
 */
export function readCamera(
  look: EntityLook,
  rows: RowsOf<(typeof CAMERA_FIELDS)[number]>,
  pictureSize: { readonly width: number; readonly height: number } | undefined,
): CameraGeometry | undefined {
  const matrix = readFloats(rows.image_from_camera);
  if (matrix === undefined || matrix.length === 0) return undefined;
  const problems: string[] = [];
  const [focalX = 0, , , , focalY = 0, , centerX = 0, centerY = 0] = matrix;
  const isUsable = [focalX, focalY, centerX, centerY].every(Number.isFinite) && focalX !== 0 && focalY !== 0;
  if (!isUsable) {
    problems.push(
      `its camera is not drawn: focal lengths ${focalX}, ${focalY} and centre ${centerX}, ${centerY} make no picture`,
    );
  }
  const size = resolutionOf(readFloats(rows.resolution), pictureSize, [centerX, centerY], problems);
  const codes = readNumbers(rows.camera_xyz)?.numbers;
  const axes = viewAxes(codes === undefined || codes.length === 0 ? OPTICAL : Array.from(codes, Number));
  if (axes === undefined)
    problems.push('camera_xyz does not name three different directions: right, down, forward is used');
  return {
    kind: 'camera',
    entity: look.entity,
    count: isUsable ? 1 : 0,
    instances: undefined,
    ...size,
    ...{ focalX, focalY, centerX, centerY },
    cameraFromOptical: cameraFromOptical(axes ?? { right: [1, 0, 0], up: [0, -1, 0], forward: [0, 0, 1] }),
    distance: positive(readFirst(rows.image_plane_distance)),
    color: readColors(rows.color)?.[0],
    lineRadius: readFirst(rows.line_width) ?? FRUSTUM_LINE_RADIUS,
    labels: [],
    bounds: { min: [0, 0, 0], max: [0, 0, 0] },
    problems,
  };
}

/** `TransformAxes3D`. */
export function readAxes(look: EntityLook, rows: RowsOf<(typeof AXES_FIELDS)[number]>): AxesGeometry | undefined {
  if (rows.axis_length === undefined) return undefined;
  const axisLength = positive(readFirst(rows.axis_length));
  return {
    kind: 'axes',
    entity: look.entity,
    count: 1,
    instances: undefined,
    axisLength,
    name: readBooleans(rows.show_frame)?.[0] === 1 ? look.entity : undefined,
    labels: [],
    bounds: { min: [0, 0, 0], max: [0, 0, 0] },
    problems: [],
  };
}

function resolutionOf(
  logged: Float32Array | undefined,
  pictureSize: { readonly width: number; readonly height: number } | undefined,
  [centerX, centerY]: readonly [number, number],
  problems: string[],
): { readonly width: number; readonly height: number } {
  const [width, height] = [positive(logged?.[0]), positive(logged?.[1])];
  if (width !== undefined && height !== undefined) return { width, height };
  if (pictureSize !== undefined) return pictureSize;
  problems.push('no resolution was logged, and no picture: it is taken to be twice the centre');
  return { width: positive(centerX * 2) ?? 1, height: positive(centerY * 2) ?? 1 };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}
