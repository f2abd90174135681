import { numberText } from '../shared-value-text.ts';
import type { ValueRange } from './value-range.ts';

/** The palette from the least to the greatest value. */
export class ColorScale {
  readonly root = document.createElement('div');
  readonly #min = document.createElement('span');
  readonly #max = document.createElement('span');
  readonly #canvas = document.createElement('canvas');
  #palette: Uint8Array | undefined;

  constructor() {
    this.root.className = 'view-tensor-scale';
    this.#canvas.width = 256;
    this.#canvas.height = 1;
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', 'Colours from the least to the greatest value');
    this.root.append(this.#min, this.#canvas, this.#max);
  }

  show({ min, max }: ValueRange, palette: Uint8Array): void {
    this.#min.textContent = numberText(min);
    this.#max.textContent = numberText(max);
    if (palette === this.#palette) return;
    this.#palette = palette;
    this.#canvas.getContext('2d')?.putImageData(new ImageData(Uint8ClampedArray.from(palette), 256, 1), 0, 0);
  }
}
