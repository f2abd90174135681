import type { EntityPath } from '@rushes/proto';
import { toScene, type Viewport } from '../pictures/camera-2d.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { PointerPlace } from '../shared-pointer.ts';
import type { HoverPoint, ViewHost } from '../view.ts';
import { MAGNIFIED_PIXELS, Magnifier } from './magnifier.ts';
import type { MessageOverlay } from './message-overlay.ts';
import type { Painted } from './painted.ts';
import { pickOverlay } from './pick.ts';
import { middleColor, PixelReader } from './pixel-block.ts';
import { depthOf, readingLines, readingsAt } from './pixel-text.ts';

export interface HoverOptions {
  readonly root: HTMLElement;
  readonly messages: MessageOverlay;
  readonly host: ViewHost;
  readonly origin: EntityPath;
  readonly painted: () => Painted | undefined;
}

/** What is under the pointer; without an instance, a picture. */
interface Under {
  readonly entity: EntityPath;
  readonly instance: number | undefined;
}

/** CSS pixels per image pixel from which on pixels are seen without a magnifier. */
const MAGNIFY_BELOW_SCALE = 10;

/** Follows the pointer: tells the page what it is over, and shows the pixels there. */
export class HoverControl {
  readonly #options: HoverOptions;
  readonly #magnifier: Magnifier;
  readonly #pixels = new PixelReader();
  #pointer: PointerPlace | undefined;
  #hovered: Under | undefined;
  #toldPoint = false;

  constructor(options: HoverOptions) {
    this.#options = options;
    this.#magnifier = new Magnifier(options.root);
  }

  /** The pointer is over this view. */
  get isOver(): boolean {
    return this.#pointer !== undefined;
  }

  /** What is drawn at a place: an instance, else the topmost picture. */
  pick(left: number, top: number): Under | undefined {
    const painted = this.#options.painted();
    if (painted === undefined) return undefined;
    const picked = pickOverlay(painted.overlays, painted.camera, left, top);
    if (picked !== undefined) return picked;
    const at = toScene(painted.camera, left, top);
    const picture = topPicture(painted.pictures, at.x, at.y);
    return picture && { entity: picture.entity, instance: undefined };
  }

  move(at: PointerPlace | undefined): void {
    const { host, root } = this.#options;
    this.#pointer = at;
    const under = at === undefined ? undefined : this.pick(at.left, at.top);
    root.classList.toggle('is-over-entity', under?.instance !== undefined);
    if (under?.entity !== this.#hovered?.entity || under?.instance !== this.#hovered?.instance) {
      this.#hovered = under;
      host.hover(under?.entity, under?.instance);
    }
    this.#tellPoint(at);
    // The pixels under it are read with the next draw, the only time when there is a picture to read.
    host.invalidate();
  }

  /** Shows what is under the pointer; within a draw, while pictures may be read. */
  show(viewport: Viewport): void {
    const painted = this.#options.painted();
    const { messages } = this.#options;
    if (this.#pointer === undefined || painted === undefined) {
      messages.showPixel(undefined);
      this.#magnifier.hide();
      return;
    }
    const { left, top } = this.#pointer;
    const { pictures, camera } = painted;
    const at = toScene(camera, left, top);
    if (topPicture(pictures, at.x, at.y) === undefined) {
      messages.showPixel({ ...at, color: undefined, lines: [] });
      this.#magnifier.hide();
      return;
    }
    const isSmall = Math.min(camera.scaleX, camera.scaleY) < MAGNIFY_BELOW_SCALE;
    const isDragging = this.#options.root.classList.contains('is-dragging');
    const block = this.#pixels.readBlock(pictures, at.x, at.y, isSmall && !isDragging ? MAGNIFIED_PIXELS : 1);
    const color = middleColor(block);
    const colorOf = (picture: ScenePicture) => middleColor(this.#pixels.readBlock([picture], at.x, at.y, 1));
    const lines = readingLines(readingsAt(pictures, at.x, at.y, colorOf));
    // Said once: at the magnifier, if there is one.
    messages.showPixel({ ...at, color, lines: block.size === 1 ? lines : [] });
    if (block.size === 1) this.#magnifier.hide();
    else this.#magnifier.show(block, lines, left, top, viewport);
  }

  dispose(): void {
    const { host } = this.#options;
    if (this.#hovered !== undefined) host.hover(undefined);
    if (this.#toldPoint) host.point(undefined);
  }

  #tellPoint(at: PointerPlace | undefined): void {
    const point = at && this.#pointAt(at);
    if (point === undefined && !this.#toldPoint) return;
    this.#toldPoint = point !== undefined;
    this.#options.host.point(point);
  }

  #pointAt({ left, top }: PointerPlace): HoverPoint | undefined {
    const painted = this.#options.painted();
    if (painted === undefined) return undefined;
    const { x, y } = toScene(painted.camera, left, top);
    const depth = depthOf(readingsAt(painted.pictures, x, y));
    return { kind: '2d', space: this.#options.origin, x, y, ...(depth === undefined ? {} : { depth }) };
  }
}

function topPicture(pictures: readonly ScenePicture[], x: number, y: number): ScenePicture | undefined {
  let top: ScenePicture | undefined;
  for (const picture of pictures) {
    const isInside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
    if (isInside && (top === undefined || picture.drawOrder >= top.drawOrder)) top = picture;
  }
  return top;
}
