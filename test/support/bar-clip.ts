// A picture that carries its own number: a magenta frame to find it by, and inside it eight bars, each one digit in base 4
// as black, red, green or blue. Big flat areas survive encoding, scaling and a screenshot.

export const BAR_CLIP_WIDTH = 320;
export const BAR_CLIP_HEIGHT = 240;
const BORDER = 16;
const DIGITS = 8;
const PALETTE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [230, 0, 0],
  [0, 200, 0],
  [0, 0, 230],
];
const MAGENTA = [255, 0, 255] as const;

/** RGB24 pixels of the picture numbered `number` (0 to 4^8 − 1). */
export function drawBarPicture(number: number): Uint8Array {
  const rgb = new Uint8Array(BAR_CLIP_WIDTH * BAR_CLIP_HEIGHT * 3);
  const barWidth = (BAR_CLIP_WIDTH - 2 * BORDER) / DIGITS;
  for (let y = 0; y < BAR_CLIP_HEIGHT; y += 1) {
    for (let x = 0; x < BAR_CLIP_WIDTH; x += 1) {
      const isBorder = x < BORDER || y < BORDER || x >= BAR_CLIP_WIDTH - BORDER || y >= BAR_CLIP_HEIGHT - BORDER;
      const digit = Math.floor(number / 4 ** Math.floor((x - BORDER) / barWidth)) % 4;
      rgb.set(isBorder ? MAGENTA : (PALETTE[digit] ?? MAGENTA), (y * BAR_CLIP_WIDTH + x) * 3);
    }
  }
  return rgb;
}

/**
 * Runs inside a page, so it must stand alone: reads the number off a PNG screenshot (base64) that shows the picture at any
 * size. Resolves to undefined where no magenta frame is found.
 */
export async function readBarScreenshot(pngBase64: string): Promise<number | undefined> {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${pngBase64}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  context.drawImage(bitmap, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const isMagenta = (data[at] ?? 0) > 190 && (data[at + 1] ?? 0) < 80 && (data[at + 2] ?? 0) > 190;
      if (!isMagenta) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right - left < 40) return undefined;
  const scale = (right - left + 1) / 320;
  let number = 0;
  for (let digit = 7; digit >= 0; digit -= 1) {
    const x = Math.round(left + (16 + (digit + 0.5) * 36) * scale);
    const y = Math.round((top + bottom) / 2);
    const at = (y * width + x) * 4;
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const brightest = Math.max(red, green, blue);
    const value = brightest < 90 ? 0 : brightest === red ? 1 : brightest === green ? 2 : 3;
    number = number * 4 + value;
  }
  return number;
}
