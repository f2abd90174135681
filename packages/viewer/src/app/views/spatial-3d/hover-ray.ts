import type { EntityPath } from '@rushes/proto';
import { mapPoint, type Vec3 } from '../../data/transforms-affine.ts';
import type { ViewContext } from '../view.ts';
import { sizeOf } from './bounds-3d.ts';
import { type Camera3D, project } from './camera-3d.ts';
import { inCamera } from './frustum.ts';
import type { Bounds3D } from './geometry.ts';
import type { SpaceState } from './space-query.ts';

/** A long line is drawn in pieces: those behind the eye are left out. */
const PIECES = 48;
/** Of a ray whose depth nobody knows, in sizes of the scene. */
const RAY_LENGTH = 1.2;

/** Draws what the pointer is over in another view: of a picture the ray that it was seen along, of a space the place. */
export function drawHoverPoint(
  paper: CanvasRenderingContext2D,
  { hoverPoint }: ViewContext,
  state: SpaceState,
  origin: EntityPath,
  camera: Camera3D,
  bounds: Bounds3D | undefined,
  color: string,
): void {
  if (hoverPoint === undefined) return;
  if (hoverPoint.kind === '3d') {
    // This view's own pointer needs no mark.
    if (hoverPoint.space === origin) return;
    const placement = state.transforms.placement(hoverPoint.space, origin);
    if (placement.kind === 'space') drawMark(paper, camera, mapPoint(placement.affine, ...hoverPoint.position), color);
    return;
  }
  const seenBy = state.transforms.cameraOf(hoverPoint.space);
  const item = state.items.find(({ geometry }) => geometry.kind === 'camera' && geometry.entity === seenBy);
  if (item?.geometry.kind !== 'camera') return;
  const { geometry, affine } = item;
  const at = (depth: number): Vec3 => mapPoint(affine, ...inCamera(geometry, hoverPoint.x, hoverPoint.y, depth));
  const reach = hoverPoint.depth ?? ((bounds && sizeOf(bounds) * RAY_LENGTH) || 1);
  drawLine(paper, camera, (share) => at(share * reach), color);
  if (hoverPoint.depth !== undefined) drawMark(paper, camera, at(hoverPoint.depth), color);
}

function drawLine(paper: CanvasRenderingContext2D, camera: Camera3D, at: (share: number) => Vec3, color: string): void {
  paper.beginPath();
  let isDown = false;
  for (let piece = 0; piece <= PIECES; piece++) {
    const seen = project(camera, at(piece / PIECES));
    if (seen !== undefined && isDown) paper.lineTo(seen.left, seen.top);
    else if (seen !== undefined) paper.moveTo(seen.left, seen.top);
    isDown = seen !== undefined;
  }
  paper.strokeStyle = color;
  paper.lineWidth = 1.5;
  paper.stroke();
}

function drawMark(paper: CanvasRenderingContext2D, camera: Camera3D, at: Vec3, color: string): void {
  const seen = project(camera, at);
  if (seen === undefined) return;
  paper.beginPath();
  paper.arc(seen.left, seen.top, 5, 0, 2 * Math.PI);
  paper.strokeStyle = color;
  paper.lineWidth = 2;
  paper.stroke();
}
