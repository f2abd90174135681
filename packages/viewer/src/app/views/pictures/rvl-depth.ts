import { ChannelDatatype } from '@rushes/proto';
import { type Broken, broken } from './image-format.ts';
import type { NumberField } from './number-field.ts';

/** Format, two parameters, width and height. */
const HEADER_BYTES = 20;
const MAX_PIXELS = 2 ** 27;

/** The field of an RVL picture, and whether its numbers are metres already. */
export type RvlField = NumberField & { readonly isMetric: boolean };

/**
 * Depth packed by RVL (A. Wilson, "Fast Lossless Depth Image Compression", 2017) behind the header of ROS 2's
 * `compressedDepth`: runs of zeros and differences from pixel to pixel, in nibbles of three bits and one that says "more".
 * With parameters other than zero, the numbers are inverse depths: `depth = a / (number - b)`, in metres.
 */
export function rvlField(bytes: Uint8Array): RvlField | Broken {
  if (bytes.byteLength < HEADER_BYTES) {
    return broken(`it has ${bytes.byteLength} bytes; RVL begins with a header of ${HEADER_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const a = view.getFloat32(4, true);
  const b = view.getFloat32(8, true);
  const width = view.getUint32(12, true);
  const height = view.getUint32(16, true);
  if (width === 0 || height === 0 || width * height > MAX_PIXELS) {
    return broken(`its RVL header says ${width} × ${height} pixels`);
  }
  const values = new Uint16Array(width * height);
  const problem = unpack(view, values);
  if (problem !== undefined) return problem;
  if (a === 0) return { width, height, values, datatype: ChannelDatatype.U16, isMetric: false };
  const metres = Float32Array.from(values, (value) => (value === 0 ? Number.NaN : a / (value - b)));
  return { width, height, values: metres, datatype: ChannelDatatype.F32, isMetric: true };
}

function unpack(view: DataView, values: Uint16Array): Broken | undefined {
  const nibbles = new NibbleReader(view, HEADER_BYTES);
  let filled = 0;
  let last = 0;
  while (filled < values.length) {
    const zeros = nibbles.number();
    const others = nibbles.number();
    if (nibbles.isAtEnd) return broken(`its RVL data ends after ${filled} of ${values.length} pixels`);
    if (filled + zeros + others > values.length || zeros + others === 0) {
      return broken(`its RVL data has a run of ${zeros} + ${others} pixels after ${filled} of ${values.length}`);
    }
    filled += zeros;
    for (const end = filled + others; filled < end; filled++) {
      const coded = nibbles.number();
      // Signs are folded in: 0, -1, 1, -2, 2 …
      last += (coded >>> 1) ^ -(coded & 1);
      values[filled] = last;
    }
    if (nibbles.isAtEnd) return broken(`its RVL data ends before pixel ${filled} of ${values.length}`);
  }
  return undefined;
}

/** Nibbles, the highest of each little-endian word of 32 bits first. */
class NibbleReader {
  readonly #view: DataView;
  #at: number;
  #word = 0;
  #left = 0;
  /** More was asked for than there is. */
  isAtEnd = false;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 3) {
      const nibble = this.#nibble();
      value |= (nibble & 7) << shift;
      if ((nibble & 8) === 0) break;
    }
    return value >>> 0;
  }

  #nibble(): number {
    if (this.#left === 0) {
      if (this.#at + 4 > this.#view.byteLength) {
        this.isAtEnd = true;
        return 0;
      }
      this.#word = this.#view.getUint32(this.#at, true);
      this.#at += 4;
      this.#left = 8;
    }
    this.#left--;
    return (this.#word >>> (4 * this.#left)) & 15;
  }
}
