import type { PlanarPicture } from '../../video/planar-picture.ts';
import { tilesIn } from '../pictures/large-picture.ts';
import { opacityAmong, type ScenePicture } from '../pictures/scene-picture.ts';
import { yuvTables } from '../pictures/yuv.ts';
import { type PackedColor, packColor } from '../shared-colors.ts';

/** A square of pixels, cut out around one of them. */
export interface PixelBlock {
  /** Pixels on a side; odd. */
  readonly size: number;
  /** Red, green, blue, alpha; clear outside of the pictures. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Reads pixels of pictures, as the browser shows them (sRGB). */
export class PixelReader {
  readonly #contexts = new Map<number, CanvasRenderingContext2D | null>();

  /** The square of `size` pixels around a place in image pixels, all pictures laid over each other. */
  readBlock(pictures: readonly ScenePicture[], x: number, y: number, size: number): PixelBlock {
    const left = Math.floor(x) - (size >> 1);
    const top = Math.floor(y) - (size >> 1);
    const pixels = new Uint8ClampedArray(size * size * 4);
    for (const picture of [...pictures].sort((a, b) => a.drawOrder - b.drawOrder)) {
      const own =
        picture.planes === undefined
          ? this.#drawnBlock(picture, left, top, size)
          : planarBlock(picture.planes, left, top, size);
      // A single picture is read as it is, however faint it is drawn.
      if (own !== undefined) layOver(pixels, own, pictures.length === 1 ? 1 : opacityAmong(picture, pictures));
    }
    return { size, pixels };
  }

  #drawnBlock(picture: ScenePicture, left: number, top: number, size: number): Uint8ClampedArray | undefined {
    const context = this.#contextOf(size);
    if (context === undefined) return undefined;
    context.clearRect(0, 0, size, size);
    context.imageSmoothingEnabled = false;
    if (picture.tiles === undefined) {
      const [fullWidth, fullHeight] = intrinsicSize(picture.source);
      // A frame is addressed in its display size, which differs from its pixels when those are not square.
      const scaleX = fullWidth / picture.width;
      const scaleY = fullHeight / picture.height;
      context.drawImage(picture.source, left * scaleX, top * scaleY, size * scaleX, size * scaleY, 0, 0, size, size);
    } else {
      for (const tile of tilesIn(picture.tiles, left, top, left + size, top + size)) {
        context.drawImage(tile.bitmap, left - tile.x, top - tile.y, size, size, 0, 0, size, size);
      }
    }
    return context.getImageData(0, 0, size, size).data;
  }

  #contextOf(size: number): CanvasRenderingContext2D | undefined {
    let context = this.#contexts.get(size);
    if (context === undefined) {
      const canvas = document.createElement('canvas');
      canvas.width = size;
      canvas.height = size;
      context = canvas.getContext('2d', { willReadFrequently: true });
      this.#contexts.set(size, context);
    }
    return context ?? undefined;
  }
}

/** The colour in the middle of a block; undefined where there is no picture. */
export function middleColor({ size, pixels }: PixelBlock): PackedColor | undefined {
  const at = ((size >> 1) * size + (size >> 1)) * 4;
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
  return alpha === 0 ? undefined : packColor(red, green, blue, alpha);
}

/** From the planes: having the browser draw a frame would convert all of it for these few pixels. */
export function planarBlock(picture: PlanarPicture, left: number, top: number, size: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(size * size * 4);
  const { luma, redOfV, greenOfU, greenOfV, blueOfU } = yuvTables(picture.matrix, picture.isFullRange);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = left + column;
      const y = top + row;
      if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
      const [y0 = 0, u = 0, v = 0] = yuvAt(picture, x, y);
      const brightness = luma[y0] ?? 0;
      const at = (row * size + column) * 4;
      pixels[at] = brightness + (redOfV[v] ?? 0);
      pixels[at + 1] = brightness + (greenOfU[u] ?? 0) + (greenOfV[v] ?? 0);
      pixels[at + 2] = brightness + (blueOfU[u] ?? 0);
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}

/** Brightness and both colour differences of one pixel, as they were decoded. */
export function yuvAt(picture: PlanarPicture, x: number, y: number): readonly number[] {
  return picture.planes.map((plane) => {
    const column = Math.floor((x * plane.width) / picture.width);
    const row = Math.floor((y * plane.height) / picture.height);
    return picture.data[plane.offset + row * plane.stride + column] ?? 0;
  });
}

function layOver(under: Uint8ClampedArray, over: Uint8ClampedArray, opacity: number): void {
  for (let at = 0; at < under.length; at += 4) {
    const share = ((over[at + 3] ?? 0) / 255) * opacity;
    const below = ((under[at + 3] ?? 0) / 255) * (1 - share);
    const total = share + below;
    if (total === 0) continue;
    for (let channel = at; channel < at + 3; channel++) {
      under[channel] = ((over[channel] ?? 0) * share + (under[channel] ?? 0) * below) / total;
    }
    under[at + 3] = total * 255;
  }
}

function intrinsicSize(source: VideoFrame | ImageBitmap): readonly [number, number] {
  return source instanceof VideoFrame ? [source.displayWidth, source.displayHeight] : [source.width, source.height];
}
