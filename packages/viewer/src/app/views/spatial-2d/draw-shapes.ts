import { assertNever } from '@rushes/proto';
import type { Camera2D } from '../pictures/camera-2d.ts';
import { cssColor } from '../shared-colors.ts';
import { type Overlay, radiusPx } from './overlay.ts';

/** What stands out of an overlay, by its position in the arrays; without `only`, all of it. */
export interface Halo {
  readonly color: string;
  readonly only: number | undefined;
}

/** CSS pixels that a halo is wider than its line, both sides together. */
const HALO_WIDTH = 4;

/** Boxes, ellipses, lines and arrows; first the halo under them. */
export function paintShapes(
  context: CanvasRenderingContext2D,
  camera: Camera2D,
  overlay: Overlay,
  halo: Halo | undefined,
): void {
  context.lineJoin = 'round';
  if (halo !== undefined) {
    const from = halo.only ?? 0;
    const to = halo.only === undefined ? overlay.count : halo.only + 1;
    context.strokeStyle = halo.color;
    context.fillStyle = halo.color;
    for (let i = from; i < to; i++) paintShape(context, camera, overlay, i, lineWidth(overlay, camera, i) + HALO_WIDTH);
  }
  for (let i = 0; i < overlay.count; i++) {
    const color = cssColor(overlay.colors[i] ?? 0);
    context.strokeStyle = color;
    context.fillStyle = color;
    paintShape(context, camera, overlay, i, lineWidth(overlay, camera, i));
  }
}

function lineWidth(overlay: Overlay, camera: Camera2D, position: number): number {
  return 2 * radiusPx(overlay.radii[position] ?? -1, camera.scaleY);
}

function paintShape(
  context: CanvasRenderingContext2D,
  camera: Camera2D,
  overlay: Overlay,
  position: number,
  width: number,
): void {
  context.lineWidth = width;
  if (overlay.kind === 'lines') {
    strokeStrip(context, camera, overlay, position);
    return;
  }
  const at = position * 4;
  const left = camera.originX + (overlay.geometry[at] ?? 0) * camera.scaleX;
  const top = camera.originY + (overlay.geometry[at + 1] ?? 0) * camera.scaleY;
  const right = camera.originX + (overlay.geometry[at + 2] ?? 0) * camera.scaleX;
  const bottom = camera.originY + (overlay.geometry[at + 3] ?? 0) * camera.scaleY;
  switch (overlay.kind) {
    case 'boxes':
      context.strokeRect(left, top, right - left, bottom - top);
      return;
    case 'ellipses':
      context.beginPath();
      context.ellipse(
        (left + right) / 2,
        (top + bottom) / 2,
        (right - left) / 2,
        (bottom - top) / 2,
        0,
        0,
        2 * Math.PI,
      );
      context.stroke();
      return;
    case 'arrows':
      paintArrow(context, left, top, right, bottom, width);
      return;
    case 'points':
      return;
    default:
      assertNever(overlay.kind);
  }
}

function strokeStrip(context: CanvasRenderingContext2D, camera: Camera2D, overlay: Overlay, position: number): void {
  const from = overlay.starts?.[position] ?? 0;
  const to = overlay.starts?.[position + 1] ?? 0;
  context.beginPath();
  let isDown = false;
  for (let i = from; i < to; i++) {
    const x = overlay.geometry[i * 2] ?? Number.NaN;
    if (Number.isNaN(x)) {
      isDown = false;
      continue;
    }
    const left = camera.originX + x * camera.scaleX;
    const top = camera.originY + (overlay.geometry[i * 2 + 1] ?? 0) * camera.scaleY;
    if (isDown) context.lineTo(left, top);
    else context.moveTo(left, top);
    isDown = true;
  }
  context.stroke();
}

/** The head is no longer than the arrow. */
function paintArrow(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  width: number,
): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length === 0) return;
  const head = Math.min(length, width * 2 + 6);
  const half = (head * 0.75 + width) / 2;
  const ux = (x1 - x0) / length;
  const uy = (y1 - y0) / length;
  const baseX = x1 - ux * head;
  const baseY = y1 - uy * head;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(baseX, baseY);
  context.stroke();
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(baseX - uy * half, baseY + ux * half);
  context.lineTo(baseX + uy * half, baseY - ux * half);
  context.closePath();
  context.fill();
}
