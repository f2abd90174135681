import { assertNever, type EntityPath } from '@rushes/proto';
import { type Camera2D, toScene } from '../pictures/camera-2d.ts';
import type { Overlay } from './overlay-query.ts';

/** CSS pixels around the pointer within which a thin line or a small point is still hit. */
const REACH = 5;

/**
 * The entity drawn topmost under a place in the view. A box is hit on its edge or label-free inside when nothing smaller
 * is there: of all boxes around the pointer the smallest wins, so that nested boxes can be told apart.
 * @param overlays In drawing order, the last on top.
 */
export function pickOverlay(
  overlays: readonly Overlay[],
  camera: Camera2D,
  left: number,
  top: number,
): EntityPath | undefined {
  const at = toScene(camera, left, top);
  const reachX = REACH / camera.scaleX;
  const reachY = REACH / camera.scaleY;
  let smallest: { readonly entity: EntityPath; readonly area: number } | undefined;
  for (let index = overlays.length - 1; index >= 0; index--) {
    const overlay = overlays[index];
    if (overlay === undefined) continue;
    switch (overlay.kind) {
      case 'points':
        if (pointHit(overlay, camera, at.x, at.y)) return overlay.entity;
        break;
      case 'boxes': {
        const area = smallestBoxAround(overlay, at.x, at.y, reachX, reachY);
        if (area !== undefined && (smallest === undefined || area < smallest.area)) {
          smallest = { entity: overlay.entity, area };
        }
        break;
      }
      default:
        assertNever(overlay.kind);
    }
  }
  return smallest?.entity;
}

function pointHit(overlay: Overlay, camera: Camera2D, x: number, y: number): boolean {
  for (let i = 0; i < overlay.count; i++) {
    const radius = overlay.radii[i] ?? 0;
    const radiusPx = Math.max(REACH, radius < 0 ? -radius : radius * camera.scaleY);
    const dx = ((overlay.geometry[i * 2] ?? 0) - x) * camera.scaleX;
    const dy = ((overlay.geometry[i * 2 + 1] ?? 0) - y) * camera.scaleY;
    if (dx * dx + dy * dy <= radiusPx * radiusPx) return true;
  }
  return false;
}

function smallestBoxAround(overlay: Overlay, x: number, y: number, reachX: number, reachY: number): number | undefined {
  let smallest: number | undefined;
  for (let i = 0; i < overlay.count; i++) {
    const left = overlay.geometry[i * 4] ?? 0;
    const top = overlay.geometry[i * 4 + 1] ?? 0;
    const right = overlay.geometry[i * 4 + 2] ?? 0;
    const bottom = overlay.geometry[i * 4 + 3] ?? 0;
    if (x < left - reachX || x > right + reachX || y < top - reachY || y > bottom + reachY) continue;
    const area = (right - left) * (bottom - top);
    if (smallest === undefined || area < smallest) smallest = area;
  }
  return smallest;
}
