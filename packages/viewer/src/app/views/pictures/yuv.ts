import type { YuvMatrix } from '../../video/planar-picture.ts';
import type { PixelLayout } from './image-format.ts';

/** What each byte of brightness and of colour difference adds to red, green and blue. */
export interface YuvTables {
  readonly luma: Float32Array;
  readonly redOfV: Float32Array;
  readonly greenOfU: Float32Array;
  readonly greenOfV: Float32Array;
  readonly blueOfU: Float32Array;
}

/** Where the samples of a picture lie, in bytes. */
export interface YuvPlaces {
  readonly lumaStride: number;
  readonly lumaStep: number;
  /** The first U and the first V. */
  readonly u: number;
  readonly v: number;
  readonly chromaStride: number;
  readonly chromaStep: number;
}

/** Shares of red and blue in luma, by ITU-R BT.601 and BT.709. */
const LUMA_SHARES: Readonly<Record<YuvMatrix, readonly [red: number, blue: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

const known = new Map<string, YuvTables>();

/** `rgb = scale * (yuv - black)`, all of them 0 to 1; `scale` column by column. */
export function conversion(
  matrix: YuvMatrix,
  isFullRange: boolean,
): { readonly scale: Float32Array; readonly black: Float32Array } {
  const [red, blue] = LUMA_SHARES[matrix];
  const green = 1 - red - blue;
  const y = isFullRange ? 1 : 255 / 219;
  const c = isFullRange ? 1 : 255 / 224;
  const toBlue = 2 * (1 - blue) * c;
  const toRed = 2 * (1 - red) * c;
  const scale = new Float32Array([
    ...[y, y, y],
    ...[0, (-toBlue * blue) / green, toBlue],
    ...[toRed, (-toRed * red) / green, 0],
  ]);
  return { scale, black: new Float32Array([isFullRange ? 0 : 16 / 255, 128 / 255, 128 / 255]) };
}

/** The same as {@link conversion}, byte by byte. The same object at every call. */
export function yuvTables(matrix: YuvMatrix, isFullRange: boolean): YuvTables {
  const key = `${matrix} ${isFullRange}`;
  const made = known.get(key);
  if (made !== undefined) return made;
  const { scale, black } = conversion(matrix, isFullRange);
  const table = (column: number, row: number) =>
    Float32Array.from(
      { length: 256 },
      (_, byte) => (scale[column * 3 + row] ?? 0) * (byte - 255 * (black[column] ?? 0)),
    );
  const tables: YuvTables = {
    luma: table(0, 0),
    redOfV: table(2, 0),
    greenOfU: table(1, 1),
    greenOfV: table(2, 1),
    blueOfU: table(1, 2),
  };
  known.set(key, tables);
  return tables;
}

/** Colour differences of odd sizes count their last, half pixel. */
export function yuvPlaces(
  width: number,
  height: number,
  { arrangement, across, down }: Extract<PixelLayout, { readonly kind: 'yuv' }>,
): YuvPlaces {
  const columns = Math.ceil(width / across);
  const rows = Math.ceil(height / down);
  const luma = width * height;
  switch (arrangement) {
    case 'planar':
      return {
        lumaStride: width,
        lumaStep: 1,
        u: luma,
        v: luma + columns * rows,
        chromaStride: columns,
        chromaStep: 1,
      };
    case 'semi-planar':
      return { lumaStride: width, lumaStep: 1, u: luma, v: luma + 1, chromaStride: columns * 2, chromaStep: 2 };
    case 'packed':
      return { lumaStride: columns * 4, lumaStep: 2, u: 1, v: 3, chromaStride: columns * 4, chromaStep: 4 };
  }
}
