import { type Affine, dot, mapDirection, mapPoint, meanScale, minus, type Vec3 } from '../../data/transforms-affine.ts';
import { type Camera3D, rayThrough } from './camera-3d.ts';
import type { PointsGeometry } from './geometry.ts';
import { buildPointGrid, type PointGrid, visitCells } from './point-grid.ts';

/** CSS pixels around the pointer within which a small point is still hit. */
const REACH = 4;
/** How much a pixel beside the pointer counts, as a share of the depth: of points close together the nearer one to it wins. */
const DEPTH_PER_PIXEL = 0.01;

const grids = new WeakMap<PointsGeometry, PointGrid>();

/** The point that is seen at a place of the view, by its index among those drawn. The first time of a cloud it is sorted into a grid. */
export function pickPoints(
  geometry: PointsGeometry,
  affine: Affine,
  camera: Camera3D,
  left: number,
  top: number,
): number | undefined {
  if (geometry.count === 0) return undefined;
  let grid = grids.get(geometry);
  if (grid === undefined) {
    grid = buildPointGrid(geometry.positions);
    grids.set(geometry, grid);
  }
  const { positions, radii } = geometry;
  const perUnit = camera.height / (2 * camera.halfHeight);
  const scale = meanScale(affine);
  const ray = rayThrough(camera, left, top);
  const largest = largestRadii(radii);
  const slack = cellReach(grid, affine) + largest.scene * scale;
  const widening = Math.max(REACH, largest.pixels) / perUnit;
  const seen = seer(affine, camera);
  let best: number | undefined;
  let bestRank = Number.POSITIVE_INFINITY;

  visitCells(
    grid,
    (x, y, z) => isNearRay(mapPoint(affine, x, y, z), ray.origin, ray.direction, slack, widening),
    (index) => {
      const at = seen(
        positions[index * 3] as number,
        positions[index * 3 + 1] as number,
        positions[index * 3 + 2] as number,
      );
      if (!(at.depth > 0)) return;
      const pixels = Math.hypot(at.left - left, at.top - top);
      const radius = radii[index] as number;
      const reach = Math.max(REACH, radius < 0 ? -radius : (radius * scale * perUnit) / at.depth);
      if (pixels > reach) return;
      const rank = at.depth * (1 + pixels * DEPTH_PER_PIXEL);
      if (rank >= bestRank) return;
      bestRank = rank;
      best = index;
    },
  );
  return best;
}

/** The largest radius in units of the scene, and the largest in CSS pixels. */
function largestRadii(radii: Float32Array): { readonly scene: number; readonly pixels: number } {
  let [scene, pixels] = [0, 0];
  for (let i = 0; i < radii.length; i++) {
    const radius = radii[i] as number;
    if (radius > scene) scene = radius;
    if (-radius > pixels) pixels = -radius;
  }
  return { scene, pixels };
}

/** Half the diagonal of a cell, in the space of the view. */
function cellReach({ cellSize }: PointGrid, affine: Affine): number {
  const diagonals = [-1, 1].flatMap((y) =>
    [-1, 1].map((z) => mapDirection(affine, cellSize[0] / 2, (y * cellSize[1]) / 2, (z * cellSize[2]) / 2)),
  );
  return Math.max(...diagonals.map((v) => Math.hypot(...v)));
}

/** Whether a ball meets the cone around a ray that widens by `widening` with each unit. */
function isNearRay(at: Vec3, origin: Vec3, direction: Vec3, radius: number, widening: number): boolean {
  const offset = minus(at, origin);
  const along = dot(offset, direction);
  if (along < -radius) return false;
  const away = Math.sqrt(Math.max(0, dot(offset, offset) - along * along));
  return away <= radius + Math.max(0, along + radius) * widening;
}

/** Projects without making objects for each of a million points; the answer holds until the next call. */
function seer(
  affine: Affine,
  { position, right, up, forward, halfHeight, width, height }: Camera3D,
): (x: number, y: number, z: number) => { readonly left: number; readonly top: number; readonly depth: number } {
  const out = { left: 0, top: 0, depth: 0 };
  const perUnit = height / (2 * halfHeight);
  return (x, y, z) => {
    const offset = minus(mapPoint(affine, x, y, z), position);
    out.depth = dot(offset, forward);
    out.left = width / 2 + (dot(offset, right) * perUnit) / out.depth;
    out.top = height / 2 - (dot(offset, up) * perUnit) / out.depth;
    return out;
  };
}
