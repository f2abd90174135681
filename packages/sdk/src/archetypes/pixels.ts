import { ChannelDatatype, ColorModel, PixelFormat } from '@rushes/proto';
import type { Bytes } from '../coerce/bytes.ts';
import {
  channelDatatypeOf,
  type ImageFormatInput,
  type ImageFormatStruct,
  imageByteLength,
  toImageFormat,
} from '../coerce/image-format.ts';
import { checkFields, isPartial } from './fields.ts';

/**
 * Pixels with what they mean: the parts of the format beside the bytes, or as `format`. The type of the channels is that of the typed
 * array unless `channelDatatype` says otherwise.
 *
 * @group Archetypes
 */
export type PixelFields =
  | ({
      /** Pixels: rows from the top, without padding, little-endian. */
      readonly buffer: Bytes;
      readonly format?: undefined;
    } & ImageFormatInput)
  | {
      /** Pixels: rows from the top, without padding, little-endian. */
      readonly buffer: Bytes;
      /** Width, height and layout of the pixels. */
      readonly format: ImageFormatInput;
      readonly width?: undefined;
      readonly height?: undefined;
      readonly pixelFormat?: undefined;
      readonly colorModel?: undefined;
      readonly channelDatatype?: undefined;
    };

const FORMAT_KEYS = ['width', 'height', 'pixelFormat', 'colorModel', 'channelDatatype'];

/** How an archetype reads its pixels. */
export interface PixelRules {
  readonly archetype: string;
  /** Keys of the archetype. */
  readonly keys: readonly string[];
  /** The key of the bytes. */
  readonly buffer: string;
  /** One channel per pixel; else the number of channels follows from the number of bytes. */
  readonly singleChannel: boolean;
}

/** Fields with the format as one, which has all that the viewer needs and goes with the bytes. */
export function withFormat(fields: object, rules: PixelRules): object {
  const { archetype, buffer: key } = rules;
  checkFields(archetype, fields, [...rules.keys, ...FORMAT_KEYS]);
  const { width, height, pixelFormat, colorModel, channelDatatype, format, ...others } = fields as Partial<
    ImageFormatInput & { readonly format: ImageFormatInput }
  >;
  const flat = { width, height, pixelFormat, colorModel, channelDatatype };
  const flatKeys = Object.entries(flat).filter(([, value]) => value !== undefined);
  if (format !== undefined && flatKeys.length > 0) {
    throw new TypeError(`${archetype} takes format or ${flatKeys[0]?.[0]}, but got both.`);
  }
  if (format === undefined && flatKeys.length === 0 && isPartial(fields)) return others;
  const pixels = (others as Record<string, unknown>)[key] as Bytes | undefined;
  const where = format === undefined ? archetype : `${archetype}.format`;
  const complete = withDefaults(where, format ?? (flat as ImageFormatInput), pixels, rules.singleChannel);
  const struct = toImageFormat(where, complete);
  if (pixels !== undefined) checkLength(`${archetype}.${key}`, pixels, struct);
  return { ...others, format: complete };
}

function withDefaults(
  where: string,
  format: ImageFormatInput,
  pixels: Bytes | undefined,
  singleChannel: boolean,
): ImageFormatInput {
  if (typeof format !== 'object' || format === null || format.pixelFormat !== undefined) return format;
  const channelDatatype = format.channelDatatype ?? channelDatatypeOf(pixels) ?? ChannelDatatype.U8;
  if (singleChannel || format.colorModel !== undefined) return { ...format, channelDatatype };
  return { ...format, channelDatatype, colorModel: modelByLength(where, { ...format, channelDatatype }, pixels) };
}

/** Grey, RGB or RGBA, whichever fits; grey if none does, so that the message about the length is a plain one. */
function modelByLength(where: string, format: ImageFormatInput, pixels: Bytes | undefined): ColorModel {
  const grey = toImageFormat(where, { ...format, colorModel: ColorModel.L });
  const channels = (pixels?.byteLength ?? 0) / imageByteLength(grey);
  return channels === 3 ? ColorModel.RGB : channels === 4 ? ColorModel.RGBA : ColorModel.L;
}

function checkLength(where: string, pixels: Bytes, format: ImageFormatStruct): void {
  const expected = imageByteLength(format);
  if (pixels?.byteLength === expected || typeof pixels?.byteLength !== 'number') return;
  throw new RangeError(
    `${where} must hold ${expected} bytes for ${format.width}×${format.height} ${nameOf(format)}, but has ${pixels.byteLength}.`,
  );
}

function nameOf({ pixel_format, color_model, channel_datatype }: ImageFormatStruct): string {
  const nameIn = (table: Readonly<Record<string, number>>, value: number | null) =>
    Object.keys(table).find((name) => table[name] === value);
  const parts = [
    nameIn(PixelFormat, pixel_format),
    nameIn(ColorModel, color_model),
    nameIn(ChannelDatatype, channel_datatype),
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
