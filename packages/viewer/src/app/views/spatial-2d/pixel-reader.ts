import type { ScenePicture } from '../pictures/scene-picture.ts';
import { type PackedColor, packColor } from '../shared-colors.ts';

/** Reads single pixels of pictures, as the browser shows them (sRGB). */
export class PixelReader {
  #context: CanvasRenderingContext2D | null | undefined;

  /** The colour at a place in image pixels; undefined outside of the picture. */
  read(picture: ScenePicture, x: number, y: number): PackedColor | undefined {
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) return undefined;
    this.#context ??= onePixelContext();
    const context = this.#context;
    if (context === null) return undefined;
    // A frame is addressed in its display size, which differs from its pixels when those are not square.
    const scaleX = intrinsicWidth(picture.source) / picture.width;
    const scaleY = intrinsicHeight(picture.source) / picture.height;
    context.clearRect(0, 0, 1, 1);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture.source, column * scaleX, row * scaleY, scaleX, scaleY, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    return packColor(red, green, blue, alpha);
  }
}

function onePixelContext(): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  return canvas.getContext('2d', { willReadFrequently: true });
}

function intrinsicWidth(source: VideoFrame | ImageBitmap): number {
  return source instanceof VideoFrame ? source.displayWidth : source.width;
}

function intrinsicHeight(source: VideoFrame | ImageBitmap): number {
  return source instanceof VideoFrame ? source.displayHeight : source.height;
}
