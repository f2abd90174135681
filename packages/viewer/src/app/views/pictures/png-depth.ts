import { ChannelDatatype } from '@rushes/proto';
import { type Broken, broken, isBroken } from './image-format.ts';
import type { NumberField } from './number-field.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Depth cameras have a few million pixels; a header that says more than this is a mistake or a trap. */
const MAX_PIXELS = 2 ** 27;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
}

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** The numbers of a PNG of one channel with 8 or 16 bits, exactly: a canvas would keep 8 bits of 16. */
export async function pngField(bytes: Uint8Array): Promise<NumberField | Broken> {
  if (!isPng(bytes)) return broken('it does not begin as a PNG does');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  if (isBroken(header)) return header;
  const data = dataChunks(bytes, view);
  if (data.length === 0) return broken('the PNG has no picture data');
  const { width, height, bits } = header;
  const rowBytes = (width * bits) / 8;
  const rows = await inflate(data, (rowBytes + 1) * height);
  if (isBroken(rows)) return rows;
  const samples = unfilter(rows, rowBytes, height, bits / 8);
  if (isBroken(samples)) return samples;
  return bits === 8
    ? { width, height, values: samples, datatype: ChannelDatatype.U8 }
    : { width, height, values: bigEndian16(samples), datatype: ChannelDatatype.U16 };
}

function readHeader(view: DataView): Header | Broken {
  if (view.byteLength < 33 || view.getUint32(12) !== 0x49484452) return broken('the PNG ends before its header');
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const bits = view.getUint8(24);
  if (width === 0 || height === 0) return broken(`the PNG is ${width} × ${height} pixels large`);
  if (width * height > MAX_PIXELS) return broken(`the PNG claims ${width} × ${height} pixels, more than can be shown`);
  if (view.getUint8(25) !== 0) return broken('the PNG has colours; one channel of grey was expected');
  if (bits !== 8 && bits !== 16) return broken(`the PNG has ${bits} bits to a pixel; 8 or 16 were expected`);
  if (view.getUint8(28) !== 0) return broken('the PNG is interlaced, which depth images are not read from');
  return { width, height, bits };
}

function dataChunks(bytes: Uint8Array, view: DataView): Uint8Array<ArrayBuffer>[] {
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= bytes.byteLength; ) {
    const length = view.getUint32(at);
    // Copied: streams refuse memory that is shared between threads.
    if (view.getUint32(at + 4) === 0x49444154) found.push(new Uint8Array(bytes.subarray(at + 8, at + 8 + length)));
    at += 12 + length;
  }
  return found;
}

/** Exactly `length` bytes. What comes after them is not read: a bomb goes off in nobody's memory. */
async function inflate(data: readonly Uint8Array<ArrayBuffer>[], length: number): Promise<Uint8Array | Broken> {
  const reader = new Blob([...data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const inflated = new Uint8Array(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { done, value } = await reader.read();
      if (done) return broken(`the PNG's data ends after ${filled} of ${length} bytes`);
      inflated.set(value.subarray(0, length - filled), filled);
      filled += value.byteLength;
    }
    await reader.cancel();
  } catch (error) {
    // Chromium throws a TypeError, Node one with a code of zlib: whatever it is, the data is no deflate stream.
    return broken(`the PNG's data cannot be unpacked (${error instanceof Error ? error.message : error})`);
  }
  return inflated;
}

/** Undoes the filters of PNG (ISO/IEC 15948, 9.2): each byte was written less a guess from its neighbours. */
function unfilter(rows: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array | Broken {
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (rowBytes + 1)] ?? 0;
    if (filter > 4) return broken(`row ${y} of the PNG has the unknown filter ${filter}`);
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    for (let i = 0; i < rowBytes; i++) {
      const left = i < step ? 0 : (out[to + i - step] ?? 0);
      const above = y === 0 ? 0 : (out[to + i - rowBytes] ?? 0);
      const corner = i < step || y === 0 ? 0 : (out[to + i - rowBytes - step] ?? 0);
      out[to + i] = (rows[from + i] ?? 0) + guess(filter, left, above, corner);
    }
  }
  return out;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const toLeft = Math.abs(above - corner);
      const toAbove = Math.abs(left - corner);
      const toCorner = Math.abs(left + above - 2 * corner);
      if (toLeft <= toAbove && toLeft <= toCorner) return left;
      return toAbove <= toCorner ? above : corner;
    }
    default:
      return 0;
  }
}

function bigEndian16(bytes: Uint8Array): Uint16Array {
  const values = new Uint16Array(bytes.byteLength / 2);
  for (let i = 0; i < values.length; i++) values[i] = ((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0);
  return values;
}
