import type { DecodedPicture, PictureTile } from './image-loader.ts';

/** A picture of more pixels than this is drawn in parts: drawing it whole for the first time takes the main thread tens of milliseconds. */
const LARGE_FROM_PIXELS = 4_000_000;
/** Pixels on a side of a part. */
const TILE = 1024;
/** Pixels on the longer side of the whole, made smaller. */
const OVERVIEW = 2048;

/** Makes a bitmap of pixels; of a large picture a smaller one, and its parts. Takes `source` over. */
export async function bitmapsOf(source: ImageData | ImageBitmap): Promise<DecodedPicture> {
  const { width, height } = source;
  if (width * height <= LARGE_FROM_PIXELS) {
    return { bitmap: source instanceof ImageBitmap ? source : await createImageBitmap(source), width, height };
  }
  const scale = OVERVIEW / Math.max(width, height);
  const bitmap = await createImageBitmap(source, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: 'medium',
  });
  const tiles: PictureTile[] = [];
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      // One pixel more on each side: between parts that end at fractions of a screen's pixel one would see through.
      const left = Math.max(0, x - 1);
      const top = Math.max(0, y - 1);
      const size = { width: Math.min(width, x + TILE + 1) - left, height: Math.min(height, y + TILE + 1) - top };
      tiles.push({
        x: left,
        y: top,
        ...size,
        bitmap: await createImageBitmap(source, left, top, size.width, size.height),
      });
    }
  }
  if (source instanceof ImageBitmap) source.close();
  return { bitmap, width, height, tiles };
}

/** The parts of a picture that touch a rectangle of it, in its pixels. */
export function tilesIn(
  tiles: readonly PictureTile[],
  left: number,
  top: number,
  right: number,
  bottom: number,
): readonly PictureTile[] {
  return tiles.filter(({ x, y, width, height }) => x < right && y < bottom && x + width > left && y + height > top);
}
