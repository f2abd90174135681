import { type Affine, mapPoint, multiply, type Vec3 } from '../../data/transforms-affine.ts';
import { cssColor } from '../shared-colors.ts';
import { type Camera3D, project } from './camera-3d.ts';
import type { SceneItem } from './space-contents.ts';

/** More than nobody could read. */
const MAX_DRAWN = 400;
const FONT = '500 11px system-ui, sans-serif';
const HEIGHT = 16;
const PADDING = 5;

/** A label on its way to the screen. */
interface PlacedLabel {
  readonly text: string;
  readonly color: number;
  readonly left: number;
  readonly top: number;
  readonly depth: number;
}

/** Writes the labels of a scene over its picture, the nearer over the farther. */
export function drawLabels(context: CanvasRenderingContext2D, items: readonly SceneItem[], camera: Camera3D): void {
  const placed = placedLabels(items, camera);
  if (placed.length === 0) return;
  context.font = FONT;
  context.textBaseline = 'middle';
  for (const { text, color, left, top } of placed) {
    const width = context.measureText(text).width + 2 * PADDING;
    const [x, y] = [Math.round(left - width / 2), Math.round(top - HEIGHT - 4)];
    context.fillStyle = 'rgba(14,16,20,.78)';
    context.beginPath();
    context.roundRect(x, y, width, HEIGHT, 4);
    context.fill();
    context.fillStyle = cssColor((color | 0xff) >>> 0);
    context.fillRect(x, y + 3, 2, HEIGHT - 6);
    context.fillStyle = '#f4f5f7';
    context.fillText(text, x + PADDING, y + HEIGHT / 2 + 0.5);
  }
}

/** Those that are seen, the nearest last. */
export function placedLabels(items: readonly SceneItem[], camera: Camera3D): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const item of items) {
    for (const label of labelsOf(item)) {
      const seen = project(camera, mapPoint(label.affine, ...label.at));
      if (seen === undefined || isOutside(seen, camera)) continue;
      placed.push({ text: label.text, color: label.color, ...seen });
    }
  }
  return placed.sort((a, b) => b.depth - a.depth).slice(-MAX_DRAWN);
}

function labelsOf({ geometry, affine, poses }: SceneItem): readonly {
  readonly text: string;
  readonly color: number;
  readonly at: Vec3;
  readonly affine: Affine;
}[] {
  if (geometry.kind === 'axes' && geometry.name !== undefined) {
    return [{ text: geometry.name, color: 0xffffffff, at: [0, 0, 0], affine }];
  }
  return geometry.labels.map(({ text, color, at, instance }) => {
    const pose = poses?.[Math.min(instance, poses.length - 1)];
    return { text, color, at, affine: pose === undefined ? affine : multiply(affine, pose) };
  });
}

function isOutside(at: { readonly left: number; readonly top: number }, { width, height }: Camera3D): boolean {
  return at.left < 0 || at.top < 0 || at.left > width || at.top > height;
}
