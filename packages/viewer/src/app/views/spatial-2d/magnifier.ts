import type { Viewport } from '../pictures/camera-2d.ts';
import type { PixelBlock } from './pixel-block.ts';

/** Image pixels across the magnifier; odd, so that one is in the middle. */
export const MAGNIFIED_PIXELS = 15;
/** CSS pixels of the magnifier's picture; less in a small view. */
const LARGE_SIDE = 135;
const SMALL_SIDE = 90;
/** CSS pixels of a view, of its shorter side, from which on it has room for a large one. */
const LARGE_FROM = 340;
/** CSS pixels between the pointer and the magnifier. */
const DISTANCE = 22;
/** CSS pixels for a line of text below the picture, for a letter of it, and for the room beside it. */
const LINE_HEIGHT = 16;
const LETTER_WIDTH = 6.9;
const TEXT_ROOM = 14;

/** The pixels around the pointer, enlarged, and what was logged for the one under it. */
export class Magnifier {
  readonly #root = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #text = document.createElement('div');
  readonly #frame = document.createElement('div');
  readonly #context: CanvasRenderingContext2D | null;

  constructor(parent: HTMLElement) {
    this.#root.className = 'view-2d-magnifier';
    this.#root.hidden = true;
    this.#root.setAttribute('aria-hidden', 'true');
    this.#text.className = 'view-2d-magnifier-text';
    this.#canvas.width = MAGNIFIED_PIXELS;
    this.#canvas.height = MAGNIFIED_PIXELS;
    this.#context = this.#canvas.getContext('2d');
    this.#frame.className = 'view-2d-magnifier-picture';
    this.#frame.append(this.#canvas);
    this.#root.append(this.#frame, this.#text);
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
    const usual = Math.min(viewport.width, viewport.height) < LARGE_FROM ? SMALL_SIDE : LARGE_SIDE;
    // Rather larger than its text in pieces.
    const longest = Math.max(...lines.map((line) => line.length), 0);
    const side = Math.ceil(Math.max(usual, longest * LETTER_WIDTH + TEXT_ROOM));
    this.#root.style.width = `${side}px`;
    this.#frame.style.height = `${side}px`;
    const height = side + LINE_HEIGHT * lines.length + 8;
    // On the side where there is room, so that what is pointed at is not covered.
    const x = left + DISTANCE + side > viewport.width ? left - DISTANCE - side : left + DISTANCE;
    const y = top + DISTANCE + height > viewport.height ? top - DISTANCE - height : top + DISTANCE;
    this.#root.style.transform = `translate(${Math.round(Math.max(0, x))}px, ${Math.round(Math.max(0, y))}px)`;
    this.#root.hidden = false;
  }
}
