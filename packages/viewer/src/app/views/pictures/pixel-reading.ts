import { ChannelDatatype, ColorModel } from '@rushes/proto';
import { channelCount, datatypeBytes, type PictureFormat } from './image-format.ts';
import { halfToNumber } from './number-field.ts';
import { yuvPlaces } from './yuv.ts';

/** What was logged for one pixel. */
export type PixelReading =
  /** In the order in which they were logged: `RGB`, `BGRA`, `YUV`, `L`. */
  | { readonly kind: 'channels'; readonly names: string; readonly values: readonly (number | bigint)[] }
  | { readonly kind: 'depth'; readonly raw: number; readonly metres: number }
  | { readonly kind: 'class'; readonly id: number; readonly label: string | undefined };

const MODEL_NAMES: Readonly<Record<ColorModel, string>> = {
  [ColorModel.L]: 'L',
  [ColorModel.RGB]: 'RGB',
  [ColorModel.RGBA]: 'RGBA',
  [ColorModel.BGR]: 'BGR',
  [ColorModel.BGRA]: 'BGRA',
};

/** Reads one pixel of an `Image`, exactly as it was logged. The bytes are long enough for the format. */
export function readPixel(bytes: Uint8Array, format: PictureFormat, x: number, y: number): PixelReading {
  const { width, height, layout } = format;
  switch (layout.kind) {
    case 'limited-luma':
      return { kind: 'channels', names: 'L', values: [bytes[y * width + x] ?? 0] };
    case 'yuv': {
      const places = yuvPlaces(width, height, layout);
      const chroma =
        Math.floor(y / layout.down) * places.chromaStride + Math.floor(x / layout.across) * places.chromaStep;
      const luma = bytes[y * places.lumaStride + x * places.lumaStep] ?? 0;
      return {
        kind: 'channels',
        names: 'YUV',
        values: [luma, bytes[places.u + chroma] ?? 0, bytes[places.v + chroma] ?? 0],
      };
    }
    case 'channels': {
      const count = channelCount(layout.model);
      const size = datatypeBytes(layout.datatype);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const first = (y * width + x) * count * size;
      const values = Array.from({ length: count }, (_, i) => readNumber(view, layout.datatype, first + i * size));
      return { kind: 'channels', names: MODEL_NAMES[layout.model], values };
    }
  }
}

/** The reading in words: `RGB 12, 34, 56`, `1.234 m`, `class 3 · car`. */
export function readingText(reading: PixelReading): string {
  switch (reading.kind) {
    case 'channels':
      return `${reading.names} ${reading.values.map(numberText).join(', ')}`;
    case 'depth':
      return Number.isFinite(reading.metres)
        ? `${metresText(reading.metres)} (${numberText(reading.raw)})`
        : `no depth (${numberText(reading.raw)})`;
    case 'class':
      return reading.label === undefined ? `class ${reading.id}` : `class ${reading.id} · ${reading.label}`;
  }
}

function metresText(metres: number): string {
  return `${metres.toFixed(Math.abs(metres) < 100 ? 3 : 1)} m`;
}

function numberText(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return value.toString();
  return String(Number(value.toPrecision(6)));
}

function readNumber(view: DataView, datatype: ChannelDatatype, at: number): number | bigint {
  switch (datatype) {
    case ChannelDatatype.U8:
      return view.getUint8(at);
    case ChannelDatatype.I8:
      return view.getInt8(at);
    case ChannelDatatype.U16:
      return view.getUint16(at, true);
    case ChannelDatatype.I16:
      return view.getInt16(at, true);
    case ChannelDatatype.U32:
      return view.getUint32(at, true);
    case ChannelDatatype.I32:
      return view.getInt32(at, true);
    case ChannelDatatype.U64:
      return view.getBigUint64(at, true);
    case ChannelDatatype.I64:
      return view.getBigInt64(at, true);
    case ChannelDatatype.F16:
      return halfToNumber(view.getUint16(at, true));
    case ChannelDatatype.F32:
      return view.getFloat32(at, true);
    case ChannelDatatype.F64:
      return view.getFloat64(at, true);
  }
}
