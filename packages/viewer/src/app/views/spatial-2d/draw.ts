import type { EntityPath } from '@rushes/proto';
import type { Camera2D, Viewport } from '../pictures/camera-2d.ts';
import { planarCut } from '../pictures/planar-cut.ts';
import { PlanarRenderer } from '../pictures/planar-renderer.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import { cssColor, textColorOn } from '../shared-colors.ts';
import { boundsOf, type Overlay } from './overlay-query.ts';
import { rasterizePoints } from './point-raster.ts';

export interface Scene {
  readonly pictures: readonly ScenePicture[];
  readonly overlays: readonly Overlay[];
  readonly camera: Camera2D;
  readonly viewport: Viewport;
  readonly pixelRatio: number;
  readonly selected: EntityPath | undefined;
  readonly hovered: EntityPath | undefined;
  /** CSS colour of the selection. */
  readonly accent: string;
}

/** CSS pixels per image pixel from which on single pixels are wanted crisp. */
const CRISP_FROM_SCALE = 4;
/** From this many points on they are stamped instead of drawn as paths. */
const MANY_POINTS = 800;
const MAX_LABELS = 500;
const LABEL_FONT = '500 11px system-ui, sans-serif';
const LABEL_HEIGHT = 16;
const LABEL_PADDING = 5;
const HOVERED = '#ffffff';

const PLANES = new PlanarRenderer();

/** Paints scenes on one canvas. Keeps a buffer for large point clouds between paints. */
export class ScenePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #labelWidths = new Map<string, number>();
  readonly #stamps = new Map<EntityPath, Stamp>();

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('A 2D canvas context was expected, the browser gave none for the 2D view.');
    this.#canvas = canvas;
    this.#context = context;
  }

  paint(scene: Scene): void {
    const { viewport, pixelRatio } = scene;
    const widthPx = Math.max(1, Math.round(viewport.width * pixelRatio));
    const heightPx = Math.max(1, Math.round(viewport.height * pixelRatio));
    // Setting the size of a canvas clears it and costs memory: only when it changes.
    if (this.#canvas.width !== widthPx) this.#canvas.width = widthPx;
    if (this.#canvas.height !== heightPx) this.#canvas.height = heightPx;
    // Sized by the view's own word, not by CSS: a late resize must not squash the picture.
    this.#canvas.style.width = `${viewport.width}px`;
    this.#canvas.style.height = `${viewport.height}px`;
    this.#context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    this.#context.clearRect(0, 0, viewport.width, viewport.height);

    const layers = [
      ...scene.pictures.map((picture) => ({
        drawOrder: picture.drawOrder,
        paint: () => this.#paintPicture(scene, picture),
      })),
      ...scene.overlays.map((overlay) => ({
        drawOrder: overlay.drawOrder,
        paint: () => this.#paintOverlay(scene, overlay),
      })),
    ];
    // Stable: equal orders keep the order of the entities.
    layers.sort((a, b) => a.drawOrder - b.drawOrder);
    for (const layer of layers) layer.paint();
    this.#paintLabels(scene);
  }

  #paintPicture(scene: Scene, picture: ScenePicture): void {
    const { camera } = scene;
    const context = this.#context;
    context.save();
    context.globalAlpha = picture.opacity;
    context.imageSmoothingEnabled = Math.max(camera.scaleX, camera.scaleY) < CRISP_FROM_SCALE;
    context.imageSmoothingQuality = 'medium';
    if (!this.#paintPlanes(scene, picture)) {
      context.drawImage(
        picture.source,
        camera.originX,
        camera.originY,
        picture.width * camera.scaleX,
        picture.height * camera.scaleY,
      );
    }
    context.restore();
  }

  #paintPlanes(scene: Scene, picture: ScenePicture): boolean {
    if (picture.planes === undefined) return false;
    const context = this.#context;
    const { cut, left, top } = planarCut(picture, scene, this.#canvas, context.imageSmoothingEnabled);
    if (cut.widthPx <= 0 || cut.heightPx <= 0) return true;
    const rendered = PLANES.render(picture.planes, cut);
    if (rendered === undefined) return false;
    const { widthPx, heightPx } = cut;
    // Pixel by pixel, on whole pixels of the screen.
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(rendered, 0, 0, widthPx, heightPx, left, top, widthPx, heightPx);
    return true;
  }

  #paintOverlay(scene: Scene, overlay: Overlay): void {
    const emphasis = emphasisOf(scene, overlay.entity);
    if (overlay.kind === 'boxes') {
      if (emphasis !== undefined) this.#strokeBoxes(scene, overlay, emphasis);
      this.#strokeBoxes(scene, overlay, undefined);
    } else if (overlay.count > MANY_POINTS) {
      this.#stampPoints(scene, overlay);
      if (emphasis !== undefined) this.#strokeBounds(scene, overlay, emphasis);
    } else {
      if (emphasis !== undefined) this.#fillPoints(scene, overlay, emphasis);
      this.#fillPoints(scene, overlay, undefined);
    }
  }

  /** With `emphasis`: the halo under the boxes. */
  #strokeBoxes(scene: Scene, overlay: Overlay, emphasis: string | undefined): void {
    const { camera } = scene;
    const context = this.#context;
    context.lineJoin = 'round';
    for (let i = 0; i < overlay.count; i++) {
      const radius = overlay.radii[i] ?? -1;
      const lineWidth = 2 * (radius < 0 ? -radius : radius * camera.scaleY);
      context.lineWidth = emphasis === undefined ? lineWidth : lineWidth + 4;
      context.strokeStyle = emphasis ?? cssColor(overlay.colors[i] ?? 0);
      const left = overlay.geometry[i * 4] ?? 0;
      const top = overlay.geometry[i * 4 + 1] ?? 0;
      context.strokeRect(
        camera.originX + left * camera.scaleX,
        camera.originY + top * camera.scaleY,
        ((overlay.geometry[i * 4 + 2] ?? 0) - left) * camera.scaleX,
        ((overlay.geometry[i * 4 + 3] ?? 0) - top) * camera.scaleY,
      );
    }
  }

  #fillPoints(scene: Scene, overlay: Overlay, emphasis: string | undefined): void {
    const { camera } = scene;
    const context = this.#context;
    for (let i = 0; i < overlay.count; i++) {
      const radius = overlay.radii[i] ?? -1;
      const radiusPx = radius < 0 ? -radius : radius * camera.scaleY;
      context.fillStyle = emphasis ?? cssColor(overlay.colors[i] ?? 0);
      context.beginPath();
      context.arc(
        camera.originX + (overlay.geometry[i * 2] ?? 0) * camera.scaleX,
        camera.originY + (overlay.geometry[i * 2 + 1] ?? 0) * camera.scaleY,
        emphasis === undefined ? radiusPx : radiusPx + 2,
        0,
        2 * Math.PI,
      );
      context.fill();
    }
  }

  #stampPoints(scene: Scene, overlay: Overlay): void {
    const { width, height } = this.#canvas;
    const stamp = this.#stamps.get(overlay.entity) ?? newStamp();
    this.#stamps.set(overlay.entity, stamp);
    if (!isStampOf(stamp, scene, overlay, width, height)) {
      stampOverlay(stamp, scene, overlay, width, height);
    }
    this.#context.save();
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.drawImage(stamp.canvas, 0, 0);
    this.#context.restore();
  }

  #strokeBounds(scene: Scene, overlay: Overlay, emphasis: string): void {
    const bounds = boundsOf(overlay);
    if (bounds === undefined) return;
    const { camera } = scene;
    this.#context.lineWidth = 2;
    this.#context.strokeStyle = emphasis;
    this.#context.strokeRect(
      camera.originX + bounds.x * camera.scaleX - 4,
      camera.originY + bounds.y * camera.scaleY - 4,
      bounds.width * camera.scaleX + 8,
      bounds.height * camera.scaleY + 8,
    );
  }

  /** Labels come last, over everything drawn, as far as they are in sight. */
  #paintLabels(scene: Scene): void {
    let painted = 0;
    for (const overlay of scene.overlays) {
      if (!overlay.showLabels) continue;
      if (overlay.sharedLabel !== undefined && overlay.sharedLabel !== '') {
        const bounds = boundsOf(overlay);
        if (bounds === undefined) continue;
        const { camera } = scene;
        const left = camera.originX + (bounds.x + bounds.width / 2) * camera.scaleX;
        const top = camera.originY + (bounds.y + bounds.height / 2) * camera.scaleY + LABEL_HEIGHT / 2;
        this.#paintLabel(scene, overlay.sharedLabel, overlay.colors[0] ?? 0, left, top, 0.5);
      }
      for (let i = 0; i < overlay.labels.length && painted < MAX_LABELS; i++) {
        const label = overlay.labels[i];
        if (label === undefined || label === '') continue;
        const anchor = labelAnchor(scene, overlay, i);
        if (this.#paintLabel(scene, label, overlay.colors[i] ?? 0, anchor.left, anchor.bottom, anchor.shift)) painted++;
      }
    }
  }

  /** @param shift Share of the label's width that goes to the left of `left`. */
  #paintLabel(scene: Scene, text: string, color: number, left: number, bottom: number, shift: number): boolean {
    const context = this.#context;
    context.font = LABEL_FONT;
    const width = this.#labelWidth(text) + 2 * LABEL_PADDING;
    const x = Math.round((left - width * shift) * scene.pixelRatio) / scene.pixelRatio;
    const y = Math.round((bottom - LABEL_HEIGHT) * scene.pixelRatio) / scene.pixelRatio;
    const { viewport } = scene;
    if (x > viewport.width || x + width < 0 || y > viewport.height || y + LABEL_HEIGHT < 0) return false;
    const background = (color | 0xff) >>> 0;
    context.fillStyle = cssColor(background, 0.92);
    context.beginPath();
    context.roundRect(x, y, width, LABEL_HEIGHT, 3);
    context.fill();
    context.fillStyle = textColorOn(background);
    context.textBaseline = 'middle';
    context.fillText(text, x + LABEL_PADDING, y + LABEL_HEIGHT / 2 + 0.5);
    return true;
  }

  #labelWidth(text: string): number {
    let width = this.#labelWidths.get(text);
    if (width === undefined) {
      // Labels with a number in them never repeat: forget all rather than grow for ever.
      if (this.#labelWidths.size > 2000) this.#labelWidths.clear();
      width = this.#context.measureText(text).width;
      this.#labelWidths.set(text, width);
    }
    return width;
  }
}

/** A point cloud as it was last stamped; stays while neither the points nor the camera change. */
interface Stamp {
  readonly canvas: HTMLCanvasElement;
  overlay: Overlay | undefined;
  camera: Camera2D | undefined;
}

function newStamp(): Stamp {
  return { canvas: document.createElement('canvas'), overlay: undefined, camera: undefined };
}

function isStampOf(stamp: Stamp, scene: Scene, overlay: Overlay, width: number, height: number): boolean {
  const { canvas, camera } = stamp;
  return (
    stamp.overlay === overlay &&
    canvas.width === width &&
    canvas.height === height &&
    camera?.originX === scene.camera.originX &&
    camera.originY === scene.camera.originY &&
    camera.scaleX === scene.camera.scaleX &&
    camera.scaleY === scene.camera.scaleY
  );
}

function stampOverlay(stamp: Stamp, scene: Scene, overlay: Overlay, width: number, height: number): void {
  const { canvas } = stamp;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { camera, pixelRatio } = scene;
  const positions = new Float64Array(overlay.count * 2);
  const radii = new Float32Array(overlay.count);
  for (let i = 0; i < overlay.count; i++) {
    positions[i * 2] = (camera.originX + (overlay.geometry[i * 2] ?? 0) * camera.scaleX) * pixelRatio;
    positions[i * 2 + 1] = (camera.originY + (overlay.geometry[i * 2 + 1] ?? 0) * camera.scaleY) * pixelRatio;
    const radius = overlay.radii[i] ?? -1;
    radii[i] = (radius < 0 ? -radius : radius * camera.scaleY) * pixelRatio;
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  rasterizePoints(pixels, width, height, { count: overlay.count, positions, radii, colors: overlay.colors });
  context.putImageData(image, 0, 0);
  stamp.overlay = overlay;
  stamp.camera = camera;
}

function emphasisOf(scene: Scene, entity: EntityPath): string | undefined {
  if (scene.selected === entity) return scene.accent;
  return scene.hovered === entity ? HOVERED : undefined;
}

/** A box carries its label on its upper edge, inside when there is no room above; a point has it above. */
function labelAnchor(scene: Scene, overlay: Overlay, i: number): { left: number; bottom: number; shift: number } {
  const { camera } = scene;
  const radius = overlay.radii[i] ?? 0;
  if (overlay.kind === 'boxes') {
    const halfLine = radius < 0 ? -radius : radius * camera.scaleY;
    const left = camera.originX + (overlay.geometry[i * 4] ?? 0) * camera.scaleX - halfLine;
    const top = camera.originY + (overlay.geometry[i * 4 + 1] ?? 0) * camera.scaleY;
    const above = top - halfLine - 1;
    return { left, bottom: above >= LABEL_HEIGHT ? above : top + halfLine + LABEL_HEIGHT, shift: 0 };
  }
  const radiusPx = radius < 0 ? -radius : radius * camera.scaleY;
  return {
    left: camera.originX + (overlay.geometry[i * 2] ?? 0) * camera.scaleX,
    bottom: camera.originY + (overlay.geometry[i * 2 + 1] ?? 0) * camera.scaleY - radiusPx - 3,
    shift: 0.5,
  };
}
