import { ChannelDatatype, ColorModel } from '@rushes/proto';
import { type Broken, broken, datatypeBytes, lengthProblem, type PictureFormat } from './image-format.ts';

/** Numbers of 64 bits are rounded to doubles, those of 16 bits and a fraction widened. */
export type FieldNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** A picture with one number a pixel: depths, class ids, brightness. Row by row from the top. */
export interface NumberField {
  readonly width: number;
  readonly height: number;
  readonly values: FieldNumbers;
  readonly datatype: ChannelDatatype;
}

/** The lowest and the highest number. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** The numbers of a picture of one channel. A view of the bytes where their place in memory allows it. */
export function numberField(bytes: Uint8Array, format: PictureFormat): NumberField | Broken {
  const { width, height } = format;
  const datatype = datatypeOfOneChannel(format);
  if (datatype === undefined) return broken(`its format is ${format.name}; one channel of numbers was expected`);
  const problem = lengthProblem(bytes.byteLength, format);
  if (problem !== undefined) return problem;
  return { width, height, values: channelNumbers(bytes, datatype, width * height), datatype };
}

function datatypeOfOneChannel({ layout }: PictureFormat): ChannelDatatype | undefined {
  if (layout.kind === 'limited-luma') return ChannelDatatype.U8;
  return layout.kind === 'channels' && layout.model === ColorModel.L ? layout.datatype : undefined;
}

/** `count` little-endian numbers. */
export function channelNumbers(bytes: Uint8Array, datatype: ChannelDatatype, count: number): FieldNumbers {
  const size = datatypeBytes(datatype);
  // A view needs its numbers at multiples of their size; in the memory of a chunk they lie anywhere.
  const at = bytes.byteOffset % size === 0 ? bytes : bytes.slice(0, count * size);
  const { buffer, byteOffset } = at;
  switch (datatype) {
    case ChannelDatatype.U8:
      return new Uint8Array(buffer, byteOffset, count);
    case ChannelDatatype.I8:
      return new Int8Array(buffer, byteOffset, count);
    case ChannelDatatype.U16:
      return new Uint16Array(buffer, byteOffset, count);
    case ChannelDatatype.I16:
      return new Int16Array(buffer, byteOffset, count);
    case ChannelDatatype.U32:
      return new Uint32Array(buffer, byteOffset, count);
    case ChannelDatatype.I32:
      return new Int32Array(buffer, byteOffset, count);
    case ChannelDatatype.U64:
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, count), Number);
    case ChannelDatatype.I64:
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case ChannelDatatype.F16:
      return halvesOf(new Uint16Array(buffer, byteOffset, count));
    case ChannelDatatype.F32:
      return new Float32Array(buffer, byteOffset, count);
    case ChannelDatatype.F64:
      return new Float64Array(buffer, byteOffset, count);
  }
}

/** The range of all finite numbers; undefined when there is none. */
export function finiteRange(values: ArrayLike<number>): NumberRange | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value < min && value !== Number.NEGATIVE_INFINITY) min = value;
    if (value > max && value !== Number.POSITIVE_INFINITY) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

/** A float of 16 bits, from its bits (IEEE 754 binary16). */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function halvesOf(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = halfToNumber(bits[i] ?? 0);
  return values;
}
