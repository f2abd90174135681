import { type EntityPath, ViewDirections } from '@rushes/proto';
import { readNumbers } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { Transforms } from '../../data/transforms.ts';
import { invert, mapPoint, type Vec3 } from '../../data/transforms-affine.ts';

/** A place in an image, image pixels. */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
}

/** When a question is asked. */
export interface Moment {
  readonly store: RecordingStore;
  readonly timeline: string;
  readonly time: bigint;
}

/** The directions in which a camera's own axes count, as unit vectors. */
const DIRECTIONS: Readonly<
  Record<ViewDirections, { readonly axis: 'right' | 'down' | 'forward'; readonly sign: 1 | -1 }>
> = {
  [ViewDirections.Right]: { axis: 'right', sign: 1 },
  [ViewDirections.Left]: { axis: 'right', sign: -1 },
  [ViewDirections.Down]: { axis: 'down', sign: 1 },
  [ViewDirections.Up]: { axis: 'down', sign: -1 },
  [ViewDirections.Forward]: { axis: 'forward', sign: 1 },
  [ViewDirections.Back]: { axis: 'forward', sign: -1 },
};
const DEFAULT_AXES = [ViewDirections.Right, ViewDirections.Down, ViewDirections.Forward];

/** The size of a camera's images, as far as it was logged. */
export function cameraResolution(
  { store, timeline, time }: Moment,
  camera: EntityPath,
): { readonly width: number; readonly height: number } | undefined {
  const [width = 0, height = 0] = Array.from(
    readNumbers(store.latestAt(camera, 'Pinhole:resolution', timeline, time))?.numbers ?? [],
    Number,
  );
  return width > 0 && height > 0 && Number.isFinite(width + height) ? { width, height } : undefined;
}

/** Where a camera sees a place in space; undefined when it does not, or when nobody knows where the camera stands. */
export function projectPoint(
  moment: Moment,
  camera: EntityPath,
  space: EntityPath,
  position: Vec3,
): ImagePoint | undefined {
  const { store, timeline, time } = moment;
  const placement = new Transforms(store, timeline, time).cameraPlacement(camera, space);
  if (placement?.kind !== 'space') return undefined;
  const cameraFromSpace = invert(placement.affine);
  if (cameraFromSpace === undefined) return undefined;
  const { right, down, forward } = opticalAxes(moment, camera, mapPoint(cameraFromSpace, ...position));
  if (!(forward > 0)) return undefined;
  const matrix = readNumbers(store.latestAt(camera, 'Pinhole:image_from_camera', timeline, time))?.numbers;
  const [focalX = 0, , , skew = 0, focalY = 0, , centerX = 0, centerY = 0] = Array.from(matrix ?? [], Number);
  const x = (focalX * right + skew * down) / forward + centerX;
  const y = (focalY * down) / forward + centerY;
  return Number.isFinite(x + y) ? { x, y } : undefined;
}

function opticalAxes(
  { store, timeline, time }: Moment,
  camera: EntityPath,
  point: Vec3,
): Record<'right' | 'down' | 'forward', number> {
  const logged = readNumbers(store.latestAt(camera, 'Pinhole:camera_xyz', timeline, time))?.numbers;
  const codes = logged === undefined || logged.length < 3 ? DEFAULT_AXES : Array.from(logged, Number);
  const optical = { right: 0, down: 0, forward: 0 };
  for (const [i, code] of codes.slice(0, 3).entries()) {
    const direction = DIRECTIONS[code as ViewDirections] as (typeof DIRECTIONS)[ViewDirections] | undefined;
    if (direction !== undefined) optical[direction.axis] += direction.sign * (point[i] ?? 0);
  }
  return optical;
}
