/**
 * How the pixels of a raw frame lie in memory, rows without padding. `yuv420p`: the Y plane, then U, then V, BT.709, 16 to 235.
 *
 * @group Node
 */
export const PixelFormat = {
  Rgb24: 'rgb24',
  Rgba: 'rgba',
  Bgr24: 'bgr24',
  Gray: 'gray',
  Yuv420p: 'yuv420p',
} as const;
/** One of the formats. @group Node */
export type PixelFormat = (typeof PixelFormat)[keyof typeof PixelFormat];

const BYTES_PER_PIXEL = { rgb24: 3, rgba: 4, bgr24: 3, gray: 1, yuv420p: 1.5 } as const satisfies Record<
  PixelFormat,
  number
>;

/** True for the name of a pixel format. */
export function isPixelFormat(value: unknown): value is PixelFormat {
  return typeof value === 'string' && Object.hasOwn(BYTES_PER_PIXEL, value);
}

/** Bytes of one frame. Width and height are even. */
export function frameByteLength(format: PixelFormat, width: number, height: number): number {
  return width * height * BYTES_PER_PIXEL[format];
}
