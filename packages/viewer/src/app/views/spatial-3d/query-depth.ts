import type { EntityPath } from '@rushes/proto';
import type { Affine } from '../../data/transforms-affine.ts';
import { colormapTable } from '../../util/colormap.ts';
import type { DepthField } from '../pictures/depth-field.ts';
import { finiteRange } from '../pictures/number-field.ts';
import { boundsOfPositions } from './bounds-3d.ts';
import type { CameraGeometry, PointsGeometry } from './geometry.ts';

/**
 * A depth image as points in the space of its camera. Numbers that are nothing, negative or not finite are no depth: no point.
 * Places are in metres. `instances` are the numbers of the pixels, row by row.
 */
export function depthCloud(
  entity: EntityPath,
  depth: DepthField,
  fillRatio: number,
  camera: CameraGeometry,
): PointsGeometry {
  const { width, height, values } = depth.field;
  // An image that is smaller than the camera's resolution shows the same view with larger pixels.
  const [stepX, stepY] = [camera.width / width, camera.height / height];
  const range = depth.range ?? { min: 0, max: finiteRange(values)?.max ?? 1 };
  const scale = 255 / (range.max - range.min || 1);
  const palette = colormapTable(depth.colormap);
  const total = width * height;
  const out = {
    positions: new Float32Array(total * 3),
    colors: new Uint32Array(total),
    radii: new Float32Array(total),
    instances: new Uint32Array(total),
  };
  const pixelRadius = (0.5 * fillRatio * (stepX / Math.abs(camera.focalX) + stepY / Math.abs(camera.focalY))) / 2;
  const m = camera.cameraFromOptical;
  let count = 0;
  for (let pixel = 0; pixel < total; pixel++) {
    const raw = Number(values[pixel]);
    if (!(raw > 0) || raw === Number.POSITIVE_INFINITY) continue;
    const z = raw / depth.perMetre;
    const x = (((pixel % width) + 0.5) * stepX - camera.centerX) * (z / camera.focalX);
    const y = ((Math.floor(pixel / width) + 0.5) * stepY - camera.centerY) * (z / camera.focalY);
    writeTurned(out.positions, count * 3, m, x, y, z);
    const entry = Math.min(255, Math.max(0, Math.round((raw - range.min) * scale))) * 4;
    out.colors[count] = packed(palette, entry);
    out.radii[count] = pixelRadius * z;
    out.instances[count++] = pixel;
  }
  const positions = out.positions.subarray(0, count * 3);
  return {
    kind: 'points',
    entity,
    count,
    instances: out.instances.subarray(0, count),
    positions,
    colors: out.colors.subarray(0, count),
    radii: out.radii.subarray(0, count),
    labels: [],
    bounds: boundsOfPositions(positions),
    // Floors reach to the horizon: what stands on them says how large the scene is.
    core: undefined,
    problems: [],
  };
}

function writeTurned(out: Float32Array, at: number, m: Affine, x: number, y: number, z: number): void {
  out[at] = (m[0] ?? 0) * x + (m[4] ?? 0) * y + (m[8] ?? 0) * z;
  out[at + 1] = (m[1] ?? 0) * x + (m[5] ?? 0) * y + (m[9] ?? 0) * z;
  out[at + 2] = (m[2] ?? 0) * x + (m[6] ?? 0) * y + (m[10] ?? 0) * z;
}

function packed(palette: Uint8Array, at: number): number {
  return (((palette[at] ?? 0) << 24) | ((palette[at + 1] ?? 0) << 16) | ((palette[at + 2] ?? 0) << 8) | 0xff) >>> 0;
}
