import { ChannelDatatype, ColorModel, PixelFormat, type PlainStruct } from '@rushes/proto';
import { describe } from './describe.ts';
import { type EnumInput, toEnum } from './enum.ts';
import { toUint } from './integer.ts';

/**
 * What the bytes of a picture mean: `pixelFormat` for those that come from cameras and decoders (`'NV12'`, planar YUV), else
 * `colorModel` (`'RGB'`, `'L'`, …) with `channelDatatype` (`'U8'`, `'U16'`, `'F32'`, …) for packed rows of pixels.
 *
 * @group Archetypes
 */
export interface ImageFormatInput {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Subsampled or planar formats; says it all, so the other two must be left out. */
  readonly pixelFormat?: EnumInput<typeof PixelFormat> | undefined;
  /** Order of the channels of a pixel. Depth and class pictures have one channel and need none. */
  readonly colorModel?: EnumInput<typeof ColorModel> | undefined;
  /** Type of one channel's number. Default: `'U8'`, or what the typed array is that holds the pixels. */
  readonly channelDatatype?: EnumInput<typeof ChannelDatatype> | undefined;
}

/** An image format, as the column has it. */
export interface ImageFormatStruct extends PlainStruct {
  readonly width: number;
  readonly height: number;
  readonly pixel_format: number | null;
  readonly color_model: number | null;
  readonly channel_datatype: number | null;
}

const FIELDS: readonly string[] = ['width', 'height', 'pixelFormat', 'colorModel', 'channelDatatype'];

/** Checks and converts a format. */
export function toImageFormat(where: string, input: ImageFormatInput): ImageFormatStruct {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || ArrayBuffer.isView(input)) {
    throw new TypeError(
      `${where} must be {width, height} with pixelFormat, or with colorModel and channelDatatype, but is ${describe(input)}.`,
    );
  }
  const unknown = Object.keys(input).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${where} has no field '${unknown}'; expected one of ${FIELDS.join(', ')}.`);
  }
  const { pixelFormat, colorModel, channelDatatype } = input;
  const size = {
    width: toUint(`${where}.width`, input.width, 0xffffffff),
    height: toUint(`${where}.height`, input.height, 0xffffffff),
  };
  if (pixelFormat !== undefined) {
    if (colorModel !== undefined || channelDatatype !== undefined) {
      throw new TypeError(
        `${where} must have either pixelFormat or colorModel and channelDatatype, but has both: pixelFormat says it all.`,
      );
    }
    const pixel_format = toEnum(`${where}.pixelFormat`, pixelFormat, PixelFormat);
    checkEven(where, size, pixel_format);
    return { ...size, pixel_format, color_model: null, channel_datatype: null };
  }
  if (colorModel === undefined && channelDatatype === undefined) {
    throw new TypeError(`${where} must have pixelFormat, or colorModel and channelDatatype, but has neither.`);
  }
  return {
    ...size,
    pixel_format: null,
    color_model: colorModel === undefined ? null : toEnum(`${where}.colorModel`, colorModel, ColorModel),
    channel_datatype: toEnum(`${where}.channelDatatype`, channelDatatype ?? ChannelDatatype.U8, ChannelDatatype),
  };
}

/** Bytes that a picture of this format takes. */
export function imageByteLength({ width, height, pixel_format, ...format }: ImageFormatStruct): number {
  const pixels = width * height;
  if (pixel_format !== null) return (pixels * bitsPerPixel(pixel_format)) / 8;
  return pixels * channelCount(format.color_model) * bytesPerChannel(format.channel_datatype);
}

/** The channel type that a typed array stands for. */
export function channelDatatypeOf(pixels: unknown): ChannelDatatype | undefined {
  if (pixels instanceof Uint8Array || pixels instanceof Uint8ClampedArray) return ChannelDatatype.U8;
  if (pixels instanceof Int8Array) return ChannelDatatype.I8;
  if (pixels instanceof Uint16Array) return ChannelDatatype.U16;
  if (pixels instanceof Int16Array) return ChannelDatatype.I16;
  if (pixels instanceof Uint32Array) return ChannelDatatype.U32;
  if (pixels instanceof Int32Array) return ChannelDatatype.I32;
  if (pixels instanceof BigUint64Array) return ChannelDatatype.U64;
  if (pixels instanceof BigInt64Array) return ChannelDatatype.I64;
  if (pixels instanceof Float32Array) return ChannelDatatype.F32;
  if (pixels instanceof Float64Array) return ChannelDatatype.F64;
  return Object.prototype.toString.call(pixels) === '[object Float16Array]' ? ChannelDatatype.F16 : undefined;
}

/** Chroma planes of half the width or height have no agreed size for odd pictures. */
function checkEven(where: string, { width, height }: { width: number; height: number }, pixelFormat: number): void {
  const bits = bitsPerPixel(pixelFormat);
  const needsEvenWidth = bits === 12 || bits === 16;
  if ((needsEvenWidth && width % 2 !== 0) || (bits === 12 && height % 2 !== 0)) {
    throw new RangeError(
      `${where}: a picture with subsampled colour must have an even ${bits === 12 ? 'width and height' : 'width'}, but is ${width}×${height}.`,
    );
  }
}

function bitsPerPixel(pixelFormat: number): number {
  switch (pixelFormat) {
    case PixelFormat.Y8_FullRange:
    case PixelFormat.Y8_LimitedRange:
      return 8;
    case PixelFormat.NV12:
    case PixelFormat.Y_U_V12_FullRange:
    case PixelFormat.Y_U_V12_LimitedRange:
      return 12;
    case PixelFormat.YUY2:
    case PixelFormat.Y_U_V16_FullRange:
    case PixelFormat.Y_U_V16_LimitedRange:
      return 16;
    default:
      return 24;
  }
}

function channelCount(colorModel: number | null): number {
  if (colorModel === null || colorModel === ColorModel.L) return 1;
  return colorModel === ColorModel.RGB || colorModel === ColorModel.BGR ? 3 : 4;
}

function bytesPerChannel(datatype: number | null): number {
  switch (datatype) {
    case ChannelDatatype.U16:
    case ChannelDatatype.I16:
    case ChannelDatatype.F16:
      return 2;
    case ChannelDatatype.U32:
    case ChannelDatatype.I32:
    case ChannelDatatype.F32:
      return 4;
    case ChannelDatatype.U64:
    case ChannelDatatype.I64:
    case ChannelDatatype.F64:
      return 8;
    default:
      return 1;
  }
}
