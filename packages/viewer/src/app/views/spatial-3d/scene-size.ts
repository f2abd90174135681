import type { AxesGeometry, CameraGeometry } from './geometry.ts';

/** What frusta and axes measure where the scene has no extent. */
const DEFAULT_LENGTH = 0.3;

/** How far from a camera its picture is put: as logged, else a share of the scene's size. */
export function imagePlaneDistance(camera: CameraGeometry, sceneSize: number): number {
  return camera.distance ?? (steadied(sceneSize * 0.08) || DEFAULT_LENGTH);
}

/** How long axes are: as logged, else a share of the scene's size. */
export function axisLengthOf(axes: AxesGeometry, sceneSize: number): number {
  return axes.axisLength ?? (steadied(sceneSize * 0.05) || DEFAULT_LENGTH);
}

/** In steps of a quarter: what hangs on the size of a scene must not tremble with it. */
function steadied(length: number): number {
  return length > 0 ? 1.25 ** Math.round(Math.log(length) / Math.log(1.25)) : 0;
}
