/** Points ready to be stamped: device pixels and packed colours. */
export interface RasterPoints {
  readonly count: number;
  /** x, y per point; device pixels. */
  readonly positions: Float64Array;
  /** Device pixels. */
  readonly radii: Float32Array;
  /** `0xRRGGBBAA`. */
  readonly colors: Uint32Array;
}

/** Stamps larger than this are cut to it: a cloud of huge discs must not stall the page. */
const MAX_STAMP_RADIUS = 64;

/**
 * Stamps discs into RGBA pixels. Canvas paths cost microseconds per point; this costs nanoseconds per pixel, which keeps
 * a hundred thousand points interactive. Discs are hard-edged; a pixel of a translucent colour is blended.
 * @param pixels `width * height` pixels of four bytes, straight alpha, little-endian words as in `ImageData`.
 */
export function rasterizePoints(pixels: Uint32Array, width: number, height: number, points: RasterPoints): void {
  const spans = new Map<number, Int16Array>();
  for (let i = 0; i < points.count; i++) {
    const radius = Math.min(Math.max(points.radii[i] ?? 1, 0.5), MAX_STAMP_RADIUS);
    const steps = Math.round(radius * 2);
    let span = spans.get(steps);
    if (span === undefined) {
      span = discSpans(steps / 2);
      spans.set(steps, span);
    }
    const left = Math.round((points.positions[i * 2] ?? 0) - steps / 2);
    const top = Math.round((points.positions[i * 2 + 1] ?? 0) - steps / 2);
    if (left >= width || top >= height || left + steps <= 0 || top + steps <= 0) continue;
    const color = points.colors[i] ?? 0;
    const word = swapBytes(color);
    const opaque = (color & 0xff) === 255;
    for (let row = 0; row < steps; row++) {
      const y = top + row;
      if (y < 0 || y >= height) continue;
      const inset = span[row] ?? 0;
      const from = Math.max(0, left + inset);
      const to = Math.min(width, left + steps - inset);
      if (from >= to) continue;
      if (opaque) pixels.fill(word, y * width + from, y * width + to);
      else for (let at = y * width + from; at < y * width + to; at++) pixels[at] = blend(pixels[at] ?? 0, color);
    }
  }
}

/** For each row of a disc: how many pixels on either side lie outside of it. */
function discSpans(radius: number): Int16Array {
  const steps = Math.round(radius * 2);
  const insets = new Int16Array(steps);
  for (let row = 0; row < steps; row++) {
    const distance = row + 0.5 - radius;
    insets[row] = Math.round(radius - Math.sqrt(Math.max(0, radius * radius - distance * distance)));
  }
  return insets;
}

/** `0xRRGGBBAA` to the word that little-endian memory reads as R, G, B, A. */
function swapBytes(color: number): number {
  return ((color >>> 24) | ((color >>> 8) & 0xff00) | ((color << 8) & 0xff0000) | ((color & 0xff) << 24)) >>> 0;
}

function blend(under: number, color: number): number {
  const alphaOver = (color & 0xff) / 255;
  const alphaUnder = (under >>> 24) / 255;
  const alpha = alphaOver + alphaUnder * (1 - alphaOver);
  if (alpha === 0) return 0;
  const mix = (over: number, below: number) =>
    Math.round((over * alphaOver + below * alphaUnder * (1 - alphaOver)) / alpha);
  const red = mix(color >>> 24, under & 0xff);
  const green = mix((color >>> 16) & 0xff, (under >>> 8) & 0xff);
  const blue = mix((color >>> 8) & 0xff, (under >>> 16) & 0xff);
  return (red | (green << 8) | (blue << 16) | (Math.round(alpha * 255) << 24)) >>> 0;
}
