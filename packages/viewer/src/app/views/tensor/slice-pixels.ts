import type { NumberArray } from '@rushes/proto';
import { flatIndex, type Slice } from './slice.ts';
import type { ValueRange } from './value-range.ts';

/** Pixels that a slice becomes at most in each direction; of larger ones every second, third, … number is shown. */
const MAX_SIDE = 4096;

/** A slice as colours. */
export interface SlicePixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each pixel; all zero where the number is NaN. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  /** Numbers to a pixel in each direction. */
  readonly step: number;
}

/** Colours a slice by a palette of 256 colours. What lies outside the range counts as its nearer end, infinities too. */
export function slicePixels(
  numbers: NumberArray,
  slice: Slice,
  { min, max }: ValueRange,
  palette: Uint8Array,
): SlicePixels {
  const step = Math.max(1, Math.ceil(Math.max(slice.width, slice.height) / MAX_SIDE));
  const width = Math.ceil(slice.width / step);
  const height = Math.ceil(slice.height / step);
  const colors = new Uint32Array(palette.slice(0, 1024).buffer);
  const pixels = new Uint32Array(width * height);
  const scale = 255 / (max - min);
  let at = 0;
  for (let row = 0; row < height; row++) {
    let index = flatIndex(slice, row * step, 0);
    for (let column = 0; column < width; column++, at++, index += slice.columnStride * step) {
      const value = Number(numbers[index]);
      if (Number.isNaN(value)) continue;
      pixels[at] = colors[Math.min(255, Math.max(0, Math.round((value - min) * scale)))] as number;
    }
  }
  return { width, height, rgba: new Uint8ClampedArray(pixels.buffer), step };
}
