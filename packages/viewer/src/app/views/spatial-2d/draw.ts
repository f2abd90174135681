import { MagnificationFilter } from '@rushes/proto';
import { toScene } from '../pictures/camera-2d.ts';
import { tilesIn } from '../pictures/large-picture.ts';
import { planarCut } from '../pictures/planar-cut.ts';
import { PlanarRenderer } from '../pictures/planar-renderer.ts';
import { opacityAmong, type ScenePicture } from '../pictures/scene-picture.ts';
import { LabelPainter } from './draw-labels.ts';
import { PointPainter } from './draw-points.ts';
import { paintShapes } from './draw-shapes.ts';
import { type Overlay, positionOf } from './overlay.ts';
import { emphasisOf, type Scene } from './scene.ts';

/** CSS pixels per image pixel from which on single pixels are wanted crisp. */
const CRISP_FROM_SCALE = 4;
/** CSS pixels from the middle of a mark to its ends. */
const MARK_ARM = 9;

const PLANES = new PlanarRenderer();
/** Painters that are alive; with the last of them goes what they share. */
let painterCount = 0;
/** How long the shared context waits for another view, in milliseconds. */
const CONTEXT_WAITS_MILLIS = 1000;

/** Makes ready what pictures are drawn with, once for all views. */
export function preparePictures(): void {
  if (painterCount > 0) PLANES.prepare();
}

/** Paints scenes on one canvas. */
export class ScenePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #points: PointPainter;
  readonly #labels: LabelPainter;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('A 2D canvas context was expected, the browser gave none for the 2D view.');
    this.#canvas = canvas;
    this.#context = context;
    this.#points = new PointPainter(context);
    this.#labels = new LabelPainter(context);
    painterCount++;
  }

  dispose(): void {
    painterCount--;
    setTimeout(() => {
      if (painterCount === 0) PLANES.release();
    }, CONTEXT_WAITS_MILLIS);
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
    this.#points.forgetOthers(scene.overlays);
    this.#labels.paint(scene);
    this.#paintMark(scene);
  }

  #paintPicture(scene: Scene, picture: ScenePicture): void {
    const { camera } = scene;
    const context = this.#context;
    context.save();
    context.globalAlpha = opacityAmong(picture, scene.pictures);
    const isSmooth = isSmoothAt(picture.magnification, Math.max(camera.scaleX, camera.scaleY));
    context.imageSmoothingEnabled = isSmooth;
    context.imageSmoothingQuality = picture.magnification === MagnificationFilter.Bicubic ? 'high' : 'medium';
    if (!this.#paintPlanes(scene, picture) && !this.#paintTiles(scene, picture)) {
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

  /** The parts in sight, where the smaller picture has too few pixels. */
  #paintTiles({ camera, viewport, pixelRatio }: Scene, { tiles, source, width }: ScenePicture): boolean {
    if (tiles === undefined || !(source instanceof ImageBitmap)) return false;
    if (camera.scaleX * pixelRatio * width <= source.width) return false;
    const from = toScene(camera, 0, 0);
    const to = toScene(camera, viewport.width, viewport.height);
    for (const tile of tilesIn(tiles, from.x, from.y, to.x, to.y)) {
      this.#context.drawImage(
        tile.bitmap,
        camera.originX + tile.x * camera.scaleX,
        camera.originY + tile.y * camera.scaleY,
        tile.width * camera.scaleX,
        tile.height * camera.scaleY,
      );
    }
    return true;
  }

  #paintOverlay(scene: Scene, overlay: Overlay): void {
    const emphasis = emphasisOf(scene, overlay.entity);
    const only = emphasis?.instance === undefined ? undefined : positionOf(overlay, emphasis.instance);
    // An instance that is not drawn cannot stand out, and the others do not for its sake.
    const halo =
      emphasis === undefined || (emphasis.instance !== undefined && only === undefined)
        ? undefined
        : { color: emphasis.color, only };
    if (overlay.kind === 'points') this.#points.paint(scene, overlay, halo);
    else paintShapes(this.#context, scene.camera, overlay, halo);
  }

  /** A cross, dark around light, so that it is seen on anything. */
  #paintMark({ mark, camera }: Scene): void {
    if (mark === undefined) return;
    const context = this.#context;
    const x = camera.originX + mark.x * camera.scaleX;
    const y = camera.originY + mark.y * camera.scaleY;
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + dx * 3, y + dy * 3);
      context.lineTo(x + dx * MARK_ARM, y + dy * MARK_ARM);
    }
    context.lineCap = 'round';
    for (const [color, width] of [
      ['rgba(0,0,0,.75)', 4],
      ['#fff', 1.75],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke();
    }
    context.lineCap = 'butt';
  }
}

/** What was logged holds for pixels that are larger than those of the screen; smaller ones are always averaged. */
function isSmoothAt(magnification: ScenePicture['magnification'], scale: number): boolean {
  switch (magnification) {
    case MagnificationFilter.Nearest:
      return scale <= 1;
    case MagnificationFilter.Linear:
    case MagnificationFilter.Bicubic:
      return true;
    default:
      return scale < CRISP_FROM_SCALE;
  }
}
