import { cross, dot, length, minus, normalized, plus, scaled, type Vec3 } from '../../data/transforms-affine.ts';
import { cornersOf, middleOf, sizeOf } from './bounds-3d.ts';
import type { Bounds3D } from './geometry.ts';
import type { ViewAxes } from './view-axes.ts';

/** Where a person looks from, and at what. Free of the size of the view. */
export interface Eye {
  readonly position: Vec3;
  readonly target: Vec3;
}

/** An eye in a view, with what is needed to go from pixels to space and back. */
export interface Camera3D {
  readonly position: Vec3;
  readonly right: Vec3;
  readonly up: Vec3;
  readonly forward: Vec3;
  /** Half the height of what is seen at distance one. */
  readonly halfHeight: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A half line from the eye. */
export interface Ray {
  readonly origin: Vec3;
  /** Of length one. */
  readonly direction: Vec3;
}

/** Radians from top to bottom. */
export const FIELD_OF_VIEW = (50 * Math.PI) / 180;
/** Of the angle to the up axis: an eye straight above has no up. */
const LEAST_POLAR = 0.01;
const LEAST_DISTANCE = 1e-6;
const GREATEST_DISTANCE = 1e9;
/** How far away an eye is from a scene without extent. */
const EMPTY_SIZE = 2;
const EMPTY_BOUNDS: Bounds3D = { min: [-1, -1, -1], max: [1, 1, 1] };
/** Room around what is looked at. */
const MARGIN = 1.05;

export function cameraOf({ position, target }: Eye, up: Vec3, width: number, height: number): Camera3D {
  const forward = normalized(minus(target, position), [0, 1, 0]);
  const right = normalized(cross(forward, up), perpendicular(up));
  const halfHeight = Math.tan(FIELD_OF_VIEW / 2);
  return { position, right, up: cross(right, forward), forward, halfHeight, width, height };
}

/** Where a place is seen, in CSS pixels from the top left; `depth` in scene units; undefined behind the eye. */
export function project(
  camera: Camera3D,
  at: Vec3,
): { readonly left: number; readonly top: number; readonly depth: number } | undefined {
  const offset = minus(at, camera.position);
  const depth = dot(offset, camera.forward);
  if (!(depth > 0)) return undefined;
  const scale = camera.height / (2 * camera.halfHeight * depth);
  return {
    left: camera.width / 2 + dot(offset, camera.right) * scale,
    top: camera.height / 2 - dot(offset, camera.up) * scale,
    depth,
  };
}

/** What is seen at a place of the view lies on this ray. */
export function rayThrough(camera: Camera3D, left: number, top: number): Ray {
  const perPixel = (2 * camera.halfHeight) / camera.height;
  const x = (left - camera.width / 2) * perPixel;
  const y = (camera.height / 2 - top) * perPixel;
  const direction = plus(camera.forward, plus(scaled(camera.right, x), scaled(camera.up, y)));
  return { origin: camera.position, direction: normalized(direction) };
}

/** Scene units to a CSS pixel at a depth. */
export function unitsPerPixel(camera: Camera3D, depth: number): number {
  return (2 * camera.halfHeight * depth) / camera.height;
}

/** From behind, a little to the right and above, as near as all of it is seen. */
export function eyeOn(bounds: Bounds3D | undefined, axes: ViewAxes): Eye {
  const behind = plus(scaled(axes.forward, -0.75), plus(scaled(axes.right, 0.5), scaled(axes.up, 0.55)));
  return seeing(bounds ?? EMPTY_BOUNDS, normalized(behind), axes.up);
}

/** Looks at something else from the same side. */
export function focusOn(eye: Eye, bounds: Bounds3D, up: Vec3): Eye {
  const offset = minus(eye.position, eye.target);
  const back = normalized(offset, [0, -1, 0]);
  if (sizeOf(bounds) > 0) return seeing(bounds, back, up);
  // A single place has no size to fit in the view: as near as a quarter of the way.
  const target = middleOf(bounds);
  return { target, position: plus(target, scaled(back, length(offset) / 4)) };
}

/** Turns about the target, by radians: around the up axis, and towards it. */
export function orbit(eye: Eye, up: Vec3, around: number, over: number): Eye {
  const offset = minus(eye.position, eye.target);
  const distance = length(offset);
  const turned = rotated(offset, up, around);
  const polar = Math.acos(Math.min(1, Math.max(-1, dot(turned, up) / (distance || 1))));
  const wanted = Math.min(Math.PI - LEAST_POLAR, Math.max(LEAST_POLAR, polar + over));
  const side = normalized(cross(up, turned), perpendicular(up));
  return { target: eye.target, position: plus(eye.target, rotated(turned, side, wanted - polar)) };
}

/** Looks about from where the eye is, by radians. */
export function lookAround(eye: Eye, up: Vec3, around: number, over: number): Eye {
  const swapped = orbit({ position: eye.target, target: eye.position }, up, around, over);
  return { position: eye.position, target: swapped.position };
}

/** Moves the scene with the pointer: what lies at the target's depth stays under it. */
export function pan(eye: Eye, camera: Camera3D, deltaLeft: number, deltaTop: number): Eye {
  const perPixel = unitsPerPixel(camera, length(minus(eye.target, eye.position)));
  return shifted(eye, plus(scaled(camera.right, -deltaLeft * perPixel), scaled(camera.up, deltaTop * perPixel)));
}

/** Comes nearer (`factor` above 1) to `anchor`, which stays where it is seen. */
export function zoomTo(eye: Eye, anchor: Vec3, factor: number): Eye {
  const distance = length(minus(eye.position, eye.target));
  const wanted = Math.min(GREATEST_DISTANCE, Math.max(LEAST_DISTANCE, distance / factor));
  const share = distance === 0 ? 1 : wanted / distance;
  const closer = (at: Vec3) => plus(anchor, scaled(minus(at, anchor), share));
  return { position: closer(eye.position), target: closer(eye.target) };
}

/** The place at a pixel at the depth of the target: what is zoomed to where nothing is hit. */
export function anchorAt(eye: Eye, camera: Camera3D, left: number, top: number): Vec3 {
  const ray = rayThrough(camera, left, top);
  const depth = dot(minus(eye.target, eye.position), camera.forward);
  return plus(ray.origin, scaled(ray.direction, depth / (dot(ray.direction, camera.forward) || 1)));
}

/** Moves eye and target alike. */
export function shifted(eye: Eye, by: Vec3): Eye {
  return { position: plus(eye.position, by), target: plus(eye.target, by) };
}

/** How near and how far is drawn. */
export function depthRange(eye: Eye, bounds: Bounds3D | undefined): { readonly near: number; readonly far: number } {
  const distance = length(minus(eye.position, eye.target));
  const reach = bounds === undefined ? 0 : length(minus(eye.position, middleOf(bounds))) + sizeOf(bounds);
  const far = Math.max(reach, distance * 50);
  return { near: Math.max(Math.min(distance * 0.01, far * 1e-3), far * 1e-6), far };
}

/** As near as all corners are seen in a square view. */
function seeing(bounds: Bounds3D, back: Vec3, up: Vec3): Eye {
  const target = middleOf(bounds);
  const right = normalized(cross(up, back), perpendicular(up));
  const over = cross(back, right);
  const slope = Math.tan(FIELD_OF_VIEW / 2);
  let distance = 0;
  for (const corner of cornersOf(bounds)) {
    const offset = minus(corner, target);
    const aside = Math.max(Math.abs(dot(offset, right)), Math.abs(dot(offset, over)));
    distance = Math.max(distance, aside / slope + dot(offset, back));
  }
  return { target, position: plus(target, scaled(back, distance * MARGIN || EMPTY_SIZE)) };
}

/** Rodrigues' formula; `axis` of length one. */
function rotated(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const along = scaled(axis, dot(axis, v) * (1 - cosine));
  return plus(plus(scaled(v, cosine), scaled(cross(axis, v), sine)), along);
}

function perpendicular(v: Vec3): Vec3 {
  return normalized(Math.abs(v[0]) < 0.9 ? cross(v, [1, 0, 0]) : cross(v, [0, 1, 0]));
}
