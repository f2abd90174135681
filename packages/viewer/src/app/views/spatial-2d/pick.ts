import { assertNever, type EntityPath } from '@rushes/proto';
import { type Camera2D, toScene } from '../pictures/camera-2d.ts';
import { instanceAt, type Overlay, radiusPx } from './overlay.ts';

/** CSS pixels around the pointer within which a thin line or a small point is still hit. */
const REACH = 5;

/** What the pointer is over. */
export interface Picked {
  readonly entity: EntityPath;
  readonly instance: number;
}

/**
 * What is drawn topmost under a place in the view. A line, an arrow and a point are hit where they are drawn; a box and an ellipse
 * also inside, when nothing smaller is there: of all around the pointer the smallest wins, so that nested ones can be told apart.
 * @param overlays In drawing order, the last on top.
 */
export function pickOverlay(
  overlays: readonly Overlay[],
  camera: Camera2D,
  left: number,
  top: number,
): Picked | undefined {
  const at = toScene(camera, left, top);
  const spot: Spot = { x: at.x, y: at.y, left, top, camera };
  let smallest: (Picked & { readonly area: number }) | undefined;
  for (let index = overlays.length - 1; index >= 0; index--) {
    const overlay = overlays[index];
    if (overlay === undefined) continue;
    switch (overlay.kind) {
      case 'points':
      case 'lines':
      case 'arrows': {
        const position = overlay.kind === 'points' ? pointHit(overlay, spot) : strokeHit(overlay, spot);
        if (position !== undefined) return { entity: overlay.entity, instance: instanceAt(overlay, position) };
        break;
      }
      case 'boxes':
      case 'ellipses': {
        const around = smallestAround(overlay, spot);
        if (around !== undefined && (smallest === undefined || around.area < smallest.area)) {
          smallest = { entity: overlay.entity, instance: instanceAt(overlay, around.position), area: around.area };
        }
        break;
      }
      default:
        assertNever(overlay.kind);
    }
  }
  return smallest && { entity: smallest.entity, instance: smallest.instance };
}

/** The pointer, in image pixels and in CSS pixels. */
interface Spot {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly camera: Camera2D;
}

/** Of several points the nearest. */
function pointHit(overlay: Overlay, { x, y, camera }: Spot): number | undefined {
  let nearest: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < overlay.count; i++) {
    const radius = Math.max(REACH, radiusPx(overlay.radii[i] ?? 0, camera.scaleY));
    const dx = ((overlay.geometry[i * 2] ?? 0) - x) * camera.scaleX;
    const dy = ((overlay.geometry[i * 2 + 1] ?? 0) - y) * camera.scaleY;
    const squared = dx * dx + dy * dy;
    if (squared > radius * radius || squared > least) continue;
    nearest = i;
    least = squared;
  }
  return nearest;
}

function strokeHit(overlay: Overlay, spot: Spot): number | undefined {
  for (let i = overlay.count - 1; i >= 0; i--) {
    const reach = Math.max(REACH, radiusPx(overlay.radii[i] ?? 0, spot.camera.scaleY));
    const from = overlay.kind === 'lines' ? (overlay.starts?.[i] ?? 0) : i * 2;
    const to = overlay.kind === 'lines' ? (overlay.starts?.[i + 1] ?? 0) : i * 2 + 2;
    for (let point = from; point + 1 < to; point++) {
      if (distanceToSegment(overlay.geometry, point * 2, spot) <= reach) return i;
    }
  }
  return undefined;
}

/** In CSS pixels; NaN where a strip is interrupted, which is no distance within any reach. */
function distanceToSegment(geometry: Float64Array, at: number, { left, top, camera }: Spot): number {
  const ax = camera.originX + (geometry[at] ?? 0) * camera.scaleX - left;
  const ay = camera.originY + (geometry[at + 1] ?? 0) * camera.scaleY - top;
  const dx = ((geometry[at + 2] ?? 0) - (geometry[at] ?? 0)) * camera.scaleX;
  const dy = ((geometry[at + 3] ?? 0) - (geometry[at + 1] ?? 0)) * camera.scaleY;
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared));
  return Math.hypot(ax + share * dx, ay + share * dy);
}

function smallestAround(
  overlay: Overlay,
  spot: Spot,
): { readonly position: number; readonly area: number } | undefined {
  const reachX = REACH / spot.camera.scaleX;
  const reachY = REACH / spot.camera.scaleY;
  let smallest: { readonly position: number; readonly area: number } | undefined;
  for (let i = 0; i < overlay.count; i++) {
    const left = (overlay.geometry[i * 4] ?? 0) - reachX;
    const top = (overlay.geometry[i * 4 + 1] ?? 0) - reachY;
    const right = (overlay.geometry[i * 4 + 2] ?? 0) + reachX;
    const bottom = (overlay.geometry[i * 4 + 3] ?? 0) + reachY;
    if (spot.x < left || spot.x > right || spot.y < top || spot.y > bottom) continue;
    if (overlay.kind === 'ellipses') {
      const dx = (spot.x - (left + right) / 2) / ((right - left) / 2);
      const dy = (spot.y - (top + bottom) / 2) / ((bottom - top) / 2);
      if (dx * dx + dy * dy > 1) continue;
    }
    const area = (right - left) * (bottom - top);
    if (smallest === undefined || area < smallest.area) smallest = { position: i, area };
  }
  return smallest;
}
