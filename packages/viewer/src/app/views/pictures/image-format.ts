import { ChannelDatatype, ColorModel, PixelFormat } from '@rushes/proto';

/** How a picture's bytes are laid out. */
export type PixelLayout =
  /** Brightness and two colour differences. Planar: Y, U, V; semi-planar: Y, then U and V in turns; packed: Y0 U Y1 V. */
  | {
      readonly kind: 'yuv';
      readonly arrangement: 'planar' | 'semi-planar' | 'packed';
      /** Pixels to one colour difference, across and down. */
      readonly across: 1 | 2;
      readonly down: 1 | 2;
      readonly matrix: 'bt601' | 'bt709';
      readonly isFullRange: boolean;
    }
  /** Channels side by side, pixel by pixel. */
  | { readonly kind: 'channels'; readonly model: ColorModel; readonly datatype: ChannelDatatype }
  /** Brightness alone, 16 to 235. */
  | { readonly kind: 'limited-luma' };

export interface PictureFormat {
  /** Pixels; at least 1. */
  readonly width: number;
  readonly height: number;
  readonly layout: PixelLayout;
  /** The layout as a person would say it: `NV12`, `RGB U8`. */
  readonly name: string;
}

/** What cannot be shown, and why. */
export interface Broken {
  readonly kind: 'broken';
  readonly reason: string;
}

/** `ImageFormat` as it was logged. */
export interface LoggedFormat {
  readonly width: unknown;
  readonly height: unknown;
  readonly pixel_format?: unknown;
  readonly color_model?: unknown;
  readonly channel_datatype?: unknown;
}

const yuv = (
  arrangement: 'planar' | 'semi-planar' | 'packed',
  across: 1 | 2,
  down: 1 | 2,
  matrix: 'bt601' | 'bt709',
  isFullRange: boolean,
): PixelLayout => ({ kind: 'yuv', arrangement, across, down, matrix, isFullRange });

/** As Rerun's viewer takes them: BT.601 for the formats of cameras, BT.709 for planes. */
const LAYOUTS: Readonly<Record<PixelFormat, PixelLayout>> = {
  [PixelFormat.NV12]: yuv('semi-planar', 2, 2, 'bt601', false),
  [PixelFormat.YUY2]: yuv('packed', 2, 1, 'bt601', false),
  [PixelFormat.Y_U_V12_LimitedRange]: yuv('planar', 2, 2, 'bt709', false),
  [PixelFormat.Y_U_V12_FullRange]: yuv('planar', 2, 2, 'bt709', true),
  [PixelFormat.Y_U_V16_LimitedRange]: yuv('planar', 2, 1, 'bt709', false),
  [PixelFormat.Y_U_V16_FullRange]: yuv('planar', 2, 1, 'bt709', true),
  [PixelFormat.Y_U_V24_LimitedRange]: yuv('planar', 1, 1, 'bt709', false),
  [PixelFormat.Y_U_V24_FullRange]: yuv('planar', 1, 1, 'bt709', true),
  [PixelFormat.Y8_FullRange]: { kind: 'channels', model: ColorModel.L, datatype: ChannelDatatype.U8 },
  [PixelFormat.Y8_LimitedRange]: { kind: 'limited-luma' },
};

const CHANNELS: Readonly<Record<ColorModel, number>> = {
  [ColorModel.L]: 1,
  [ColorModel.RGB]: 3,
  [ColorModel.RGBA]: 4,
  [ColorModel.BGR]: 3,
  [ColorModel.BGRA]: 4,
};

const DATATYPE_BYTES: Readonly<Record<ChannelDatatype, number>> = {
  [ChannelDatatype.U8]: 1,
  [ChannelDatatype.I8]: 1,
  [ChannelDatatype.U16]: 2,
  [ChannelDatatype.I16]: 2,
  [ChannelDatatype.F16]: 2,
  [ChannelDatatype.U32]: 4,
  [ChannelDatatype.I32]: 4,
  [ChannelDatatype.F32]: 4,
  [ChannelDatatype.U64]: 8,
  [ChannelDatatype.I64]: 8,
  [ChannelDatatype.F64]: 8,
};

/** A canvas of a browser takes no more on a side. */
const MAX_SIDE = 32_767;

/** Understands a logged `ImageFormat`. A pixel format wins over a colour model; without either it is `L` of `U8`. */
export function pictureFormat(logged: LoggedFormat): PictureFormat | Broken {
  const width = Number(logged.width);
  const height = Number(logged.height);
  if (!(width >= 1) || !(height >= 1)) {
    return broken(`its format says ${width} × ${height} pixels; at least 1 × 1 was expected`);
  }
  if (width > MAX_SIDE || height > MAX_SIDE) {
    return broken(`its format says ${width} × ${height} pixels; browsers show no more than ${MAX_SIDE} on a side`);
  }
  if (isLogged(logged.pixel_format)) {
    const named = memberOf(PixelFormat, logged.pixel_format);
    if (named === undefined) return broken(`its pixel format ${logged.pixel_format} is none that is known`);
    return { width, height, layout: LAYOUTS[named.value], name: named.name };
  }
  const model = memberOf(ColorModel, isLogged(logged.color_model) ? logged.color_model : ColorModel.L);
  if (model === undefined) return broken(`its colour model ${logged.color_model} is none that is known`);
  const datatype = memberOf(
    ChannelDatatype,
    isLogged(logged.channel_datatype) ? logged.channel_datatype : ChannelDatatype.U8,
  );
  if (datatype === undefined) return broken(`its channel datatype ${logged.channel_datatype} is none that is known`);
  return {
    width,
    height,
    layout: { kind: 'channels', model: model.value, datatype: datatype.value },
    name: `${model.name} ${datatype.name}`,
  };
}

/** How many channels a pixel of this model has. */
export function channelCount(model: ColorModel): number {
  return CHANNELS[model];
}

/** Bytes of one channel of one pixel. */
export function datatypeBytes(datatype: ChannelDatatype): number {
  return DATATYPE_BYTES[datatype];
}

/** How many bytes a picture of this format takes. Colour differences of odd sizes count their last, half pixel. */
export function pictureBytes({ width, height, layout }: PictureFormat): number {
  switch (layout.kind) {
    case 'yuv': {
      const columns = Math.ceil(width / layout.across);
      const chroma = columns * Math.ceil(height / layout.down);
      return layout.arrangement === 'packed' ? columns * 4 * height : width * height + 2 * chroma;
    }
    case 'channels':
      return width * height * CHANNELS[layout.model] * DATATYPE_BYTES[layout.datatype];
    case 'limited-luma':
      return width * height;
  }
}

/** Undefined when there are enough bytes; more than enough do no harm. */
export function lengthProblem(byteLength: number, format: PictureFormat): Broken | undefined {
  const expected = pictureBytes(format);
  if (byteLength >= expected) return undefined;
  const { width, height, name } = format;
  return broken(`its buffer has ${byteLength} bytes; ${width} × ${height} ${name} takes ${expected}`);
}

/** A reason for not showing something. */
export function broken(reason: string): Broken {
  return { kind: 'broken', reason };
}

/** True of what was made by {@link broken}. */
export function isBroken<T extends object>(value: T | Broken): value is Broken {
  return 'kind' in value && value.kind === 'broken';
}

/** Zero is no value of any of these enums: it stands for one that was not set. */
function isLogged(value: unknown): boolean {
  return value !== undefined && value !== null && Number(value) !== 0;
}

function memberOf<T extends number>(
  members: Readonly<Record<string, T>>,
  logged: unknown,
): { readonly name: string; readonly value: T } | undefined {
  const found = Object.entries(members).find(([, value]) => value === Number(logged));
  return found && { name: found[0], value: found[1] };
}
