import { assertNever, type EntityPath } from '@rushes/proto';
import {
  type Affine,
  dot,
  invert,
  mapDirection,
  mapPoint,
  meanScale,
  minus,
  multiply,
  plus,
  scaled,
  type Vec3,
} from '../../data/transforms-affine.ts';
import { type Camera3D, project, type Ray, rayThrough } from './camera-3d.ts';
import { axesLines, frustumLines, imageCorners } from './frustum.ts';
import { loggedInstance, type MeshGeometry, type SegmentsGeometry, type ShapesGeometry } from './geometry.ts';
import { pickPoints } from './pick-points.ts';
import { hitShape, hitTriangle, type LocalRay, nearest } from './ray-hits.ts';
import { axisLengthOf, imagePlaneDistance } from './scene-size.ts';
import { shapePlacement } from './shape-placements.ts';
import type { SceneItem } from './space-contents.ts';

/** What is under the pointer. */
export interface Hit {
  readonly entity: EntityPath;
  /** As it was logged; undefined where the thing has no instances. */
  readonly instance: number | undefined;
  /** In the space of the view. */
  readonly position: Vec3;
  /** How far before the eye. */
  readonly depth: number;
}

/** What a pick needs to know besides the things themselves. */
export interface PickScene {
  readonly camera: Camera3D;
  /** Diagonal of everything. */
  readonly sceneSize: number;
  /** Where the ray meets a model file, which only its reader understands: so many lengths of its direction. */
  hitAsset(item: SceneItem, ray: Ray): number | undefined;
}

/** CSS pixels around the pointer within which a thin line is still hit. */
const REACH = 5;
/** Thin things win over surfaces that are this much nearer: a line on a wall can be pointed at. */
const THIN_ADVANTAGE = 0.995;

interface Found {
  readonly instance: number | undefined;
  readonly position: Vec3;
  readonly isThin: boolean;
}

/** The thing that is seen at a place of the view. */
export function pick(items: readonly SceneItem[], scene: PickScene, left: number, top: number): Hit | undefined {
  const ray = rayThrough(scene.camera, left, top);
  let best: (Hit & { readonly rank: number }) | undefined;
  for (const item of items) {
    for (const found of hitsOf(item, scene, ray, left, top)) {
      const depth = dot(minus(found.position, scene.camera.position), scene.camera.forward);
      const rank = found.isThin ? depth * THIN_ADVANTAGE : depth;
      if (best !== undefined && best.rank <= rank) continue;
      best = { entity: item.geometry.entity, instance: found.instance, position: found.position, depth, rank };
    }
  }
  return best;
}

function hitsOf(item: SceneItem, scene: PickScene, ray: Ray, left: number, top: number): readonly Found[] {
  const { geometry, affine } = item;
  const { camera } = scene;
  switch (geometry.kind) {
    case 'points': {
      const index = pickPoints(geometry, affine, camera, left, top);
      if (index === undefined) return [];
      const [x = 0, y = 0, z = 0] = geometry.positions.subarray(index * 3, index * 3 + 3);
      return [{ instance: loggedInstance(geometry, index), position: mapPoint(affine, x, y, z), isThin: true }];
    }
    case 'segments':
      return hitSegments(geometry, affine, camera, left, top);
    case 'shapes':
      return hitShapes(geometry, affine, item.poses, ray);
    case 'mesh':
      return (item.poses ?? [undefined]).flatMap((pose, copy) => {
        const t = hitMesh(geometry, pose === undefined ? affine : multiply(affine, pose), ray);
        return surface(ray, t, item.poses === undefined ? undefined : copy);
      });
    case 'asset':
      return surface(ray, scene.hitAsset(item, ray), undefined);
    case 'camera': {
      const distance = imagePlaneDistance(geometry, scene.sceneSize);
      const [a, b, c, d] = imageCorners(geometry, distance);
      const local = localRay(ray, affine);
      const t = local && nearest([hitTriangle(a, b, c, local), hitTriangle(a, c, d, local)]);
      return [
        ...surface(ray, t, undefined),
        ...hitSegments(frustumLines(geometry, distance, 0), affine, camera, left, top),
      ];
    }
    case 'axes':
      return hitSegments(axesLines(geometry, axisLengthOf(geometry, scene.sceneSize)), affine, camera, left, top);
    default:
      return assertNever(geometry);
  }
}

function surface(ray: Ray, t: number | undefined, instance: number | undefined): readonly Found[] {
  return t === undefined ? [] : [{ instance, position: plus(ray.origin, scaled(ray.direction, t)), isThin: false }];
}

function hitSegments(
  { ends, radii, pieceInstance, count }: SegmentsGeometry,
  affine: Affine,
  camera: Camera3D,
  left: number,
  top: number,
): readonly Found[] {
  const scale = meanScale(affine);
  const perUnit = camera.height / (2 * camera.halfHeight);
  let best: { readonly distance: number; readonly found: Found } | undefined;
  for (let piece = 0; piece * 6 < ends.length; piece++) {
    const at = piece * 6;
    const a = mapPoint(affine, ends[at] ?? 0, ends[at + 1] ?? 0, ends[at + 2] ?? 0);
    const b = mapPoint(affine, ends[at + 3] ?? 0, ends[at + 4] ?? 0, ends[at + 5] ?? 0);
    const [from, to] = [project(camera, a), project(camera, b)];
    if (from === undefined || to === undefined) continue;
    const [dx, dy] = [to.left - from.left, to.top - from.top];
    const along = ((left - from.left) * dx + (top - from.top) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(1, Math.max(0, along));
    const distance = Math.hypot(from.left + share * dx - left, from.top + share * dy - top);
    const radius = radii[piece] ?? 0;
    const reach = Math.max(REACH, radius < 0 ? -radius : (radius * scale * perUnit) / Math.min(from.depth, to.depth));
    if (distance > reach || (best !== undefined && best.distance <= distance)) continue;
    // The share on the screen is not the share in space: the far half looks shorter.
    const inSpace = share / to.depth / (share / to.depth + (1 - share) / from.depth);
    const position = plus(a, scaled(minus(b, a), inSpace));
    const instance = count > 1 || pieceInstance === undefined ? (pieceInstance?.[piece] ?? piece) : undefined;
    best = { distance, found: { instance, position, isThin: true } };
  }
  return best === undefined ? [] : [best.found];
}

function hitShapes(
  geometry: ShapesGeometry,
  affine: Affine,
  poses: readonly Affine[] | undefined,
  ray: Ray,
): readonly Found[] {
  const inEntity = localRay(ray, affine);
  if (inEntity === undefined) return [];
  let best: { readonly t: number; readonly index: number } | undefined;
  for (let index = 0; index < geometry.count; index++) {
    const size = geometry.sizes.subarray(index * 4, index * 4 + 4);
    const placement = shapePlacement(geometry, poses, index);
    if (isFarFrom(inEntity, placement, size)) continue;
    const local = localRay(inEntity, placement);
    const t = local && hitShape(geometry.shape, size, local);
    if (t !== undefined && (best === undefined || t < best.t)) best = { t, index };
  }
  return best === undefined ? [] : surface(ray, best.t, loggedInstance(geometry, best.index));
}

/** Whether the ray misses even a ball around the shape: spares turning a matrix round for nearly all. */
function isFarFrom(ray: LocalRay, placement: Affine, size: Float32Array): boolean {
  const reach =
    (Math.hypot(size[0] ?? 0, size[1] ?? 0, size[2] ?? 0) + Math.abs(size[3] ?? 0)) *
    meanScale(placement) *
    Math.sqrt(3);
  const offset = minus([placement[12] ?? 0, placement[13] ?? 0, placement[14] ?? 0], ray.origin);
  const along = dot(offset, ray.direction) / (dot(ray.direction, ray.direction) || 1);
  const away = minus(offset, scaled(ray.direction, along));
  return dot(away, away) > reach * reach;
}

function hitMesh({ positions, indices }: MeshGeometry, affine: Affine, ray: Ray): number | undefined {
  const local = localRay(ray, affine);
  if (local === undefined) return undefined;
  const corner = (index: number): Vec3 => {
    const at = (indices[index] ?? 0) * 3;
    return [positions[at] ?? 0, positions[at + 1] ?? 0, positions[at + 2] ?? 0];
  };
  let best: number | undefined;
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const t = hitTriangle(corner(i), corner(i + 1), corner(i + 2), local);
    if (t !== undefined && (best === undefined || t < best)) best = t;
  }
  return best;
}

/** The ray in a thing's own axes. Its direction keeps its length in space, so that places on both have the same number. */
function localRay(ray: LocalRay, affine: Affine): LocalRay | undefined {
  const inverse = invert(affine);
  return inverse && { origin: mapPoint(inverse, ...ray.origin), direction: mapDirection(inverse, ...ray.direction) };
}
