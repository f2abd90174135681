import { ChannelDatatype, ColorModel } from '@rushes/proto';
import {
  type Broken,
  broken,
  channelCount,
  lengthProblem,
  type PictureFormat,
  type PixelLayout,
} from './image-format.ts';
import { channelNumbers, type FieldNumbers, finiteRange, type NumberField, type NumberRange } from './number-field.ts';
import { type YuvTables, yuvPlaces, yuvTables } from './yuv.ts';

/** Red, green, blue and alpha of every pixel, straight alpha, as `ImageData` has them. */
export type RgbaPixels = Uint8ClampedArray<ArrayBuffer>;

type YuvLayout = Extract<PixelLayout, { readonly kind: 'yuv' }>;
type ChannelLayout = Extract<PixelLayout, { readonly kind: 'channels' }>;

/** Channels in the order of red, green, blue, alpha; -1: there is none. */
const CHANNEL_ORDER: Readonly<Record<ColorModel, readonly [number, number, number, number]>> = {
  [ColorModel.L]: [0, 0, 0, -1],
  [ColorModel.RGB]: [0, 1, 2, -1],
  [ColorModel.RGBA]: [0, 1, 2, 3],
  [ColorModel.BGR]: [2, 1, 0, -1],
  [ColorModel.BGRA]: [2, 1, 0, 3],
};

/** The pixels of an `Image` as a screen shows them. */
export function imagePixels(bytes: Uint8Array, format: PictureFormat): RgbaPixels | Broken {
  const { layout } = format;
  const problem = lengthProblem(bytes.byteLength, format);
  if (problem !== undefined) return problem;
  switch (layout.kind) {
    case 'yuv':
      return yuvPixels(bytes, format, layout);
    case 'limited-luma':
      return scaledPixels(bytes, format, ColorModel.L, { min: 16, max: 235 });
    case 'channels':
      return channelPixels(bytes, format, layout);
  }
}

/**
 * The numbers that are shown as black and as full colour, by what there is: fractions between 0 and 1 and numbers between 0
 * and 255 are taken for what they look like, all others are stretched from their lowest to their highest.
 */
export function shownRange(found: NumberRange | undefined, datatype: ChannelDatatype): NumberRange {
  if (found === undefined) return { min: 0, max: 1 };
  const { min, max } = found;
  if (isFraction(datatype) && min >= 0 && max <= 1) return { min: 0, max: 1 };
  if (min >= 0 && max <= 255) return { min: 0, max: 255 };
  return min === max ? { min: min - 1, max: max + 1 } : { min, max };
}

/** True of the number types that have fractions. */
export function isFraction(datatype: ChannelDatatype): boolean {
  return datatype === ChannelDatatype.F16 || datatype === ChannelDatatype.F32 || datatype === ChannelDatatype.F64;
}

/**
 * Numbers as colours of a palette. What is no finite number is clear.
 * @param palette 256 colours of four bytes.
 */
export function palettePixels(field: NumberField, range: NumberRange, palette: Uint8Array): RgbaPixels {
  const { values } = field;
  const pixels = new Uint32Array(values.length);
  const colors = new Uint32Array(palette.slice().buffer);
  const scale = 255 / (range.max - range.min || 1);
  const whole = wholeNumberColors(values, range.min, scale, colors);
  if (whole !== undefined) {
    for (let i = 0; i < values.length; i++) pixels[i] = whole[values[i] ?? 0] ?? 0;
    return new Uint8ClampedArray(pixels.buffer);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value - value !== 0) continue;
    pixels[i] = colors[paletteIndex(value, range.min, scale)] ?? 0;
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** For numbers of 8 and 16 bits: the colour of each there can be, which costs less than one division for each pixel. */
function wholeNumberColors(
  values: FieldNumbers,
  min: number,
  scale: number,
  colors: Uint32Array,
): Uint32Array | undefined {
  if (!(values instanceof Uint8Array || values instanceof Uint16Array)) return undefined;
  const count = 2 ** (8 * values.BYTES_PER_ELEMENT);
  if (count > values.length) return undefined;
  const table = new Uint32Array(count);
  for (let value = 0; value < count; value++) table[value] = colors[paletteIndex(value, min, scale)] ?? 0;
  return table;
}

function paletteIndex(value: number, min: number, scale: number): number {
  const index = Math.round((value - min) * scale);
  return index < 0 ? 0 : index > 255 ? 255 : index;
}

/**
 * Class ids as colours. Fractions are rounded to whole ids.
 * @param colorOf `0xRRGGBBAA` of an id; asked once for each id there is.
 */
export function classPixels(field: NumberField, colorOf: (classId: number) => number): RgbaPixels {
  const { values } = field;
  const pixels = new DataView(new ArrayBuffer(values.length * 4));
  const known = new Map<number, number>();
  let lastId = Number.NaN;
  let lastColor = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    const id = Math.round(value);
    if (id !== lastId) {
      if (id - id !== 0) continue;
      const color = known.get(id) ?? colorOf(id);
      known.set(id, color);
      lastId = id;
      lastColor = color;
    }
    pixels.setUint32(i * 4, lastColor);
  }
  return new Uint8ClampedArray(pixels.buffer);
}

function yuvPixels(bytes: Uint8Array, format: PictureFormat, layout: YuvLayout): RgbaPixels {
  const { width, height } = format;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const tables = yuvTables(layout.matrix, layout.isFullRange);
  const places = yuvPlaces(width, height, layout);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const luma = y * places.lumaStride;
    const chroma = Math.floor(y / layout.down) * places.chromaStride;
    for (let x = 0; x < width; x++) {
      const u = chroma + (layout.across === 2 ? x >> 1 : x) * places.chromaStep;
      writeYuv(
        pixels,
        at,
        tables,
        bytes[luma + x * places.lumaStep] ?? 0,
        bytes[places.u + u] ?? 0,
        bytes[places.v + u] ?? 0,
      );
      at += 4;
    }
  }
  return pixels;
}

function writeYuv(pixels: RgbaPixels, at: number, tables: YuvTables, y: number, u: number, v: number): void {
  const luma = tables.luma[y] ?? 0;
  pixels[at] = luma + (tables.redOfV[v] ?? 0);
  pixels[at + 1] = luma + (tables.greenOfU[u] ?? 0) + (tables.greenOfV[v] ?? 0);
  pixels[at + 2] = luma + (tables.blueOfU[u] ?? 0);
  pixels[at + 3] = 255;
}

function channelPixels(bytes: Uint8Array, format: PictureFormat, layout: ChannelLayout): RgbaPixels | Broken {
  const { model, datatype } = layout;
  if (datatype === ChannelDatatype.U8) return scaledPixels(bytes, format, model, { min: 0, max: 255 });
  const count = format.width * format.height * channelCount(model);
  const values = channelNumbers(bytes, datatype, count);
  const found = finiteRange(values);
  if (found === undefined) return broken('none of its values is a finite number');
  return scaledPixels(values, format, model, shownRange(found, datatype));
}

function scaledPixels(values: FieldNumbers, format: PictureFormat, model: ColorModel, range: NumberRange): RgbaPixels {
  const count = format.width * format.height;
  const pixels = new Uint8ClampedArray(count * 4);
  const step = channelCount(model);
  const [red, green, blue, alpha] = CHANNEL_ORDER[model];
  const scale = 255 / (range.max - range.min);
  const isPlain = range.min === 0 && scale === 1;
  // Clamping and rounding are the array's own; NaN becomes 0.
  for (let i = 0, from = 0, to = 0; i < count; i++, from += step, to += 4) {
    const r = values[from + red] ?? 0;
    const g = values[from + green] ?? 0;
    const b = values[from + blue] ?? 0;
    pixels[to] = isPlain ? r : (r - range.min) * scale;
    pixels[to + 1] = isPlain ? g : (g - range.min) * scale;
    pixels[to + 2] = isPlain ? b : (b - range.min) * scale;
    const a = alpha < 0 ? undefined : values[from + alpha];
    pixels[to + 3] = a === undefined ? 255 : isPlain ? a : (a - range.min) * scale;
  }
  return pixels;
}
