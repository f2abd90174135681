import type { EntityPath } from '@rushes/proto';
import type { Camera2D } from '../pictures/camera-2d.ts';
import { cssColor } from '../shared-colors.ts';
import type { Halo } from './draw-shapes.ts';
import { boundsOf, type Overlay, radiusPx } from './overlay.ts';
import { rasterizePoints } from './point-raster.ts';
import type { Scene } from './scene.ts';

/** From this many points on they are stamped instead of drawn as paths. */
const MANY_POINTS = 800;
/** CSS pixels. */
const BONE_WIDTH = 2;

/** Paints points. Keeps a buffer for large clouds between paints. */
export class PointPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #stamps = new Map<EntityPath, Stamp>();

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  paint(scene: Scene, overlay: Overlay, halo: Halo | undefined): void {
    this.#strokeBones(scene.camera, overlay);
    if (overlay.count <= MANY_POINTS) {
      if (halo !== undefined) this.#fill(scene, overlay, halo);
      this.#fill(scene, overlay, undefined);
      return;
    }
    this.#stamp(scene, overlay);
    if (halo === undefined) return;
    if (halo.only === undefined) this.#strokeBounds(scene, overlay, halo.color);
    else this.#fill(scene, overlay, halo);
  }

  /** Buffers of clouds that are drawn no more are as large as the canvas. */
  forgetOthers(overlays: readonly Overlay[]): void {
    if (this.#stamps.size === 0) return;
    const drawn = new Set(overlays.map((overlay) => overlay.entity));
    for (const entity of [...this.#stamps.keys()]) if (!drawn.has(entity)) this.#stamps.delete(entity);
  }

  #strokeBones({ originX, originY, scaleX, scaleY }: Camera2D, { bones }: Overlay): void {
    if (bones === undefined) return;
    const context = this.#context;
    context.lineWidth = BONE_WIDTH;
    for (let i = 0; i < bones.colors.length; i++) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = bones.geometry.subarray(i * 4, i * 4 + 4);
      context.strokeStyle = cssColor(bones.colors[i] ?? 0);
      context.beginPath();
      context.moveTo(originX + x0 * scaleX, originY + y0 * scaleY);
      context.lineTo(originX + x1 * scaleX, originY + y1 * scaleY);
      context.stroke();
    }
  }

  /** With `halo`: what shines out under the points. */
  #fill(scene: Scene, overlay: Overlay, halo: Halo | undefined): void {
    const { camera } = scene;
    const context = this.#context;
    const from = halo?.only ?? 0;
    const to = halo?.only === undefined ? overlay.count : halo.only + 1;
    for (let i = from; i < to; i++) {
      const radius = radiusPx(overlay.radii[i] ?? -1, camera.scaleY);
      context.fillStyle = halo?.color ?? cssColor(overlay.colors[i] ?? 0);
      context.beginPath();
      context.arc(
        camera.originX + (overlay.geometry[i * 2] ?? 0) * camera.scaleX,
        camera.originY + (overlay.geometry[i * 2 + 1] ?? 0) * camera.scaleY,
        halo === undefined ? radius : radius + 2,
        0,
        2 * Math.PI,
      );
      context.fill();
    }
  }

  #stamp(scene: Scene, overlay: Overlay): void {
    const { width, height } = this.#context.canvas;
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

  #strokeBounds({ camera }: Scene, overlay: Overlay, color: string): void {
    const bounds = boundsOf(overlay);
    if (bounds === undefined) return;
    this.#context.lineWidth = 2;
    this.#context.strokeStyle = color;
    this.#context.strokeRect(
      camera.originX + bounds.x * camera.scaleX - 4,
      camera.originY + bounds.y * camera.scaleY - 4,
      bounds.width * camera.scaleX + 8,
      bounds.height * camera.scaleY + 8,
    );
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
