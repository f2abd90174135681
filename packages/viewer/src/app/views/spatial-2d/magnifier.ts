import type { Viewport } from '../pictures/camera-2d.ts';
import type { PixelBlock } from './pixel-block.ts';

/** Image pixels across the magnifier; odd, so that one is in the middle. */
export const MAGNIFIED_PIXELS = 15;
/** CSS pixels of the magnifier's picture. */
const SIDE = 120;
/** CSS pixels between the pointer and the magnifier. */
const DISTANCE = 22;
/** CSS pixels for the text below the picture. */
const TEXT_HEIGHT = 44;

/** The pixels around the pointer, enlarged, and what was logged for the one under it. */
export class Magnifier {
  readonly #root = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #text = document.createElement('div');
  readonly #context: CanvasRenderingContext2D | null;

  constructor(parent: HTMLElement) {
    this.#root.className = 'view-2d-magnifier';
    this.#root.hidden = true;
    this.#root.setAttribute('aria-hidden', 'true');
    this.#text.className = 'view-2d-magnifier-text';
    this.#canvas.width = MAGNIFIED_PIXELS;
    this.#canvas.height = MAGNIFIED_PIXELS;
    this.#context = this.#canvas.getContext('2d');
    const frame = document.createElement('div');
    frame.className = 'view-2d-magnifier-picture';
    frame.append(this.#canvas);
    this.#root.append(frame, this.#text);
    parent.append(this.#root);
  }

  hide(): void {
    this.#root.hidden = true;
  }

  /** @param lines What is said of the pixel in the middle. */
  show(block: PixelBlock, lines: readonly string[], left: number, top: number, viewport: Viewport): void {
    this.#context?.putImageData(new ImageData(block.pixels, block.size, block.size), 0, 0);
    const text = lines.join('\n');
    if (this.#text.textContent !== text) this.#text.textContent = text;
    // On the side where there is room, so that what is pointed at is not covered.
    const x = left + DISTANCE + SIDE > viewport.width ? left - DISTANCE - SIDE : left + DISTANCE;
    const below = top + DISTANCE + SIDE + TEXT_HEIGHT <= viewport.height;
    const y = below ? top + DISTANCE : Math.max(0, top - DISTANCE - SIDE - TEXT_HEIGHT);
    this.#root.style.transform = `translate(${Math.round(Math.max(0, x))}px, ${Math.round(y)}px)`;
    this.#root.hidden = false;
  }
}
