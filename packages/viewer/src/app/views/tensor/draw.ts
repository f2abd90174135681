import type { NumberArray } from '@rushes/proto';
import type { Camera2D } from '../pictures/camera-2d.ts';
import type { CanvasSurface } from '../shared-canvas.ts';
import { textColorOn } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import { numberText } from '../shared-value-text.ts';
import { flatIndex, type Slice } from './slice.ts';
import type { SlicePixels } from './slice-pixels.ts';

/** CSS pixels to a number from which on it is written into its square. */
const TEXT_SCALE = 46;
const TEXT_FONT = '11px system-ui, sans-serif';

/** A number that is marked. */
export interface MarkedCell {
  readonly row: number;
  readonly column: number;
}

/** Everything one picture of a slice is made of. */
export interface TensorPicture {
  readonly pixels: SlicePixels;
  /** The pixels, as something that can be drawn. */
  readonly bitmap: CanvasImageSource;
  readonly slice: Slice;
  readonly numbers: NumberArray;
  readonly camera: Camera2D;
  readonly marked: readonly MarkedCell[];
}

export function drawSlice(surface: CanvasSurface, picture: TensorPicture, colors: ThemeColors): void {
  const context = surface.begin();
  const { camera, slice } = picture;
  const width = slice.width * camera.scaleX;
  const height = slice.height * camera.scaleY;
  // What shows through where a number is NaN.
  context.fillStyle = colors.borderSoft;
  context.fillRect(camera.originX, camera.originY, width, height);
  context.imageSmoothingEnabled = camera.scaleX * picture.pixels.step < 1;
  const { pixels } = picture;
  const drawnWidth = pixels.width * pixels.step * camera.scaleX;
  const drawnHeight = pixels.height * pixels.step * camera.scaleY;
  context.drawImage(picture.bitmap, camera.originX, camera.originY, drawnWidth, drawnHeight);
  if (camera.scaleX >= TEXT_SCALE) drawNumbers(surface, context, picture);
  context.lineWidth = 2;
  context.strokeStyle = colors.accent;
  for (const { row, column } of picture.marked) {
    const left = camera.originX + column * camera.scaleX;
    const top = camera.originY + row * camera.scaleY;
    context.strokeRect(left, top, Math.max(3, camera.scaleX), Math.max(3, camera.scaleY));
  }
}

function drawNumbers(surface: CanvasSurface, context: CanvasRenderingContext2D, picture: TensorPicture): void {
  const { camera, slice, numbers, pixels } = picture;
  const firstColumn = Math.max(0, Math.floor(-camera.originX / camera.scaleX));
  const firstRow = Math.max(0, Math.floor(-camera.originY / camera.scaleY));
  const endColumn = Math.min(slice.width, Math.ceil((surface.width - camera.originX) / camera.scaleX));
  const endRow = Math.min(slice.height, Math.ceil((surface.height - camera.originY) / camera.scaleY));
  context.font = TEXT_FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let row = firstRow; row < endRow; row++) {
    for (let column = firstColumn; column < endColumn; column++) {
      const value = numbers[flatIndex(slice, row, column)] ?? Number.NaN;
      const at = (Math.floor(row / pixels.step) * pixels.width + Math.floor(column / pixels.step)) * 4;
      const [red = 0, green = 0, blue = 0] = pixels.rgba.subarray(at, at + 3);
      context.fillStyle = textColorOn(((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0);
      const left = camera.originX + (column + 0.5) * camera.scaleX;
      context.fillText(numberText(value), left, camera.originY + (row + 0.5) * camera.scaleY, camera.scaleX - 6);
    }
  }
}
