import type { Camera2D } from './camera-2d.ts';
import type { PlanarCut } from './planar-renderer.ts';

/**
 * The part of a picture that is in sight, on whole pixels of the canvas.
 *
 * @param picture In image pixels, its outer corner at the origin of the scene.
 * @param canvas In device pixels.
 */
export function planarCut(
  picture: { readonly width: number; readonly height: number },
  { camera, pixelRatio }: { readonly camera: Camera2D; readonly pixelRatio: number },
  canvas: { readonly width: number; readonly height: number },
  isSmooth: boolean,
): { readonly cut: PlanarCut; readonly left: number; readonly top: number } {
  const [left, right] = inSight(camera.originX, picture.width * camera.scaleX, pixelRatio, canvas.width);
  const [top, bottom] = inSight(camera.originY, picture.height * camera.scaleY, pixelRatio, canvas.height);
  const toX = (px: number) => (px / pixelRatio - camera.originX) / camera.scaleX;
  const toY = (px: number) => (px / pixelRatio - camera.originY) / camera.scaleY;
  const source = { x: toX(left), y: toY(top), width: toX(right) - toX(left), height: toY(bottom) - toY(top) };
  return { cut: { source, widthPx: right - left, heightPx: bottom - top, isSmooth }, left, top };
}

/** From the first to behind the last device pixel; nothing when the last is not behind the first. */
function inSight(origin: number, length: number, pixelRatio: number, canvasPx: number): readonly [number, number] {
  const from = Math.max(0, Math.round(origin * pixelRatio));
  return [from, Math.min(canvasPx, Math.max(from + 1, Math.round((origin + length) * pixelRatio)))];
}
