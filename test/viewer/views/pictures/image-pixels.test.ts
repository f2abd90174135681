import { ChannelDatatype, ColorModel, PixelFormat } from '@rushes/proto';
import * as av from 'node-av';
import { describe, expect, it } from 'vitest';
import {
  isBroken,
  type LoggedFormat,
  pictureBytes,
  pictureFormat,
} from '../../../../packages/viewer/src/app/views/pictures/image-format.ts';
import { imagePixels } from '../../../../packages/viewer/src/app/views/pictures/image-pixels.ts';
import { readingText, readPixel } from '../../../../packages/viewer/src/app/views/pictures/pixel-reading.ts';

function formatOf(logged: LoggedFormat) {
  const format = pictureFormat(logged);
  if (isBroken(format)) throw new Error(format.reason);
  return format;
}

function pixelsOf(bytes: Uint8Array, logged: LoggedFormat): number[] {
  const pixels = imagePixels(bytes, formatOf(logged));
  if (isBroken(pixels)) throw new Error(pixels.reason);
  return [...pixels];
}

/** Brightness that differs from pixel to pixel, colour differences that are the same all over: no filter between samples shows. */
function yuvBytes(format: PixelFormat, width: number, height: number, u: number, v: number): Uint8Array {
  const bytes = new Uint8Array(pictureBytes(formatOf({ width, height, pixel_format: format })));
  const luma = (i: number) => 16 + ((i * 37) % 220);
  if (format === PixelFormat.YUY2) return bytes.map((_, i) => (i % 2 === 0 ? luma(i / 2) : i % 4 === 1 ? u : v));
  const pixels = width * height;
  const chroma = (bytes.length - pixels) / 2;
  return bytes.map((_, i) => {
    if (i < pixels) return luma(i);
    if (format === PixelFormat.NV12) return (i - pixels) % 2 === 0 ? u : v;
    return i < pixels + chroma ? u : v;
  });
}

/** The same bytes as FFmpeg's swscale makes colours of them. */
function swscaleRgba(bytes: Uint8Array, width: number, height: number, format: number, space: number, isFull: boolean) {
  const made = (pixelFormat: number, range: number) => {
    const frame = new av.Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format: pixelFormat, colorRange: range });
    frame.getBuffer(1);
    return frame;
  };
  const from = made(format, isFull ? av.AVCOL_RANGE_JPEG : av.AVCOL_RANGE_MPEG);
  from.colorSpace = space as typeof from.colorSpace;
  from.fromBuffer(Buffer.from(bytes));
  const to = made(av.AV_PIX_FMT_RGBA, av.AVCOL_RANGE_JPEG);
  const scaler = new av.SoftwareScaleContext();
  scaler.allocContext();
  scaler.scaleFrameSync(to, from);
  const rgba = [...to.toBuffer()];
  scaler.freeContext();
  from.free();
  to.free();
  return rgba;
}

describe('the pixels of an Image with brightness and colour differences', () => {
  const { AVCOL_SPC_BT709: BT709, AVCOL_SPC_SMPTE170M: BT601 } = av;
  it.each([
    ['Y_U_V12_LimitedRange', av.AV_PIX_FMT_YUV420P, BT709, false],
    ['Y_U_V12_FullRange', av.AV_PIX_FMT_YUV420P, BT709, true],
    ['Y_U_V16_LimitedRange', av.AV_PIX_FMT_YUV422P, BT709, false],
    ['Y_U_V16_FullRange', av.AV_PIX_FMT_YUV422P, BT709, true],
    ['Y_U_V24_LimitedRange', av.AV_PIX_FMT_YUV444P, BT709, false],
    ['Y_U_V24_FullRange', av.AV_PIX_FMT_YUV444P, BT709, true],
    ['NV12', av.AV_PIX_FMT_NV12, BT601, false],
    ['YUY2', av.AV_PIX_FMT_YUYV422, BT601, false],
    ['Y8_FullRange', av.AV_PIX_FMT_GRAY8, BT709, true],
  ] as const)('%s: as FFmpeg has them', (name, format, space, isFull) => {
    const [width, height] = [16, 8];
    for (const [u, v] of [
      [128, 128],
      [90, 200],
      [200, 90],
      [150, 110],
    ] as const) {
      const bytes = yuvBytes(PixelFormat[name], width, height, u, v);
      const ours = pixelsOf(bytes, { width, height, pixel_format: PixelFormat[name] });
      const theirs = swscaleRgba(bytes, width, height, format, space, isFull);
      const largest = Math.max(...ours.map((value, i) => Math.abs(value - (theirs[i] ?? 999))));
      expect(largest).toBeLessThanOrEqual(3);
    }
  });

  it('Y8_LimitedRange: 16 is black, 235 white', () => {
    const pixels = pixelsOf(Uint8Array.of(16, 235, 0, 255), { width: 4, height: 1, pixel_format: 41 });
    expect(pixels.filter((_, i) => i % 4 === 0)).toEqual([0, 255, 0, 255]);
  });

  it('takes the last, half colour differences of odd sizes', () => {
    const format = formatOf({ width: 3, height: 3, pixel_format: PixelFormat.Y_U_V12_LimitedRange });
    expect(pictureBytes(format)).toBe(9 + 4 + 4);
    const bytes = new Uint8Array(17).fill(128);
    bytes[12] = 240;
    bytes[16] = 240;
    const reading = readPixel(bytes, format, 2, 2);
    expect(readingText(reading)).toBe('YUV 128, 240, 240');
    expect(readingText(readPixel(bytes, format, 1, 1))).toBe('YUV 128, 128, 128');
  });
});

describe('the pixels of an Image with channels', () => {
  const { L, RGB, RGBA, BGR, BGRA } = ColorModel;
  it.each([
    ['L', L, [7], [7, 7, 7, 255]],
    ['RGB', RGB, [1, 2, 3], [1, 2, 3, 255]],
    ['RGBA', RGBA, [1, 2, 3, 4], [1, 2, 3, 4]],
    ['BGR', BGR, [1, 2, 3], [3, 2, 1, 255]],
    ['BGRA', BGRA, [1, 2, 3, 4], [3, 2, 1, 4]],
  ] as const)('%s: in the order of the screen', (name, model, bytes, expected) => {
    const logged = { width: 1, height: 1, color_model: model, channel_datatype: ChannelDatatype.U8 };
    expect(pixelsOf(Uint8Array.from(bytes), logged)).toEqual(expected);
    expect(readingText(readPixel(Uint8Array.from(bytes), formatOf(logged), 0, 0))).toBe(`${name} ${bytes.join(', ')}`);
  });

  const bytesOf = (numbers: ArrayBufferView) => new Uint8Array(numbers.buffer);
  const half = (...bits: number[]) => bytesOf(Uint16Array.from(bits));
  it.each<[string, ChannelDatatype, Uint8Array, readonly number[]]>([
    ['U8', ChannelDatatype.U8, Uint8Array.of(0, 128, 255), [0, 128, 255]],
    ['I8, from the lowest to the highest', ChannelDatatype.I8, bytesOf(Int8Array.of(-100, 0, 100)), [0, 128, 255]],
    ['U16 that looks like U8', ChannelDatatype.U16, bytesOf(Uint16Array.of(0, 128, 255)), [0, 128, 255]],
    ['U16', ChannelDatatype.U16, bytesOf(Uint16Array.of(0, 32768, 65535)), [0, 128, 255]],
    ['I16', ChannelDatatype.I16, bytesOf(Int16Array.of(-1000, 0, 1000)), [0, 128, 255]],
    ['U32', ChannelDatatype.U32, bytesOf(Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1)), [0, 128, 255]],
    ['I32', ChannelDatatype.I32, bytesOf(Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)), [0, 128, 255]],
    ['U64', ChannelDatatype.U64, bytesOf(BigUint64Array.of(0n, 500n, 1000n)), [0, 128, 255]],
    ['I64', ChannelDatatype.I64, bytesOf(BigInt64Array.of(-500n, 0n, 500n)), [0, 128, 255]],
    ['F16 from 0 to 1', ChannelDatatype.F16, half(0, 0x3800, 0x3c00), [0, 128, 255]],
    ['F32 from 0 to 1', ChannelDatatype.F32, bytesOf(Float32Array.of(0, 0.5, 1)), [0, 128, 255]],
    ['F32 that looks like U8', ChannelDatatype.F32, bytesOf(Float32Array.of(0, 128, 255)), [0, 128, 255]],
    ['F64 of any range', ChannelDatatype.F64, bytesOf(Float64Array.of(-3, 0, 3)), [0, 128, 255]],
    [
      'F32 that is not finite, at the ends',
      ChannelDatatype.F32,
      bytesOf(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY, 0, 1)),
      [0, 0, 255, 0, 255],
    ],
  ])('%s', (_what, datatype, bytes, expected) => {
    const logged = { width: expected.length, height: 1, color_model: L, channel_datatype: datatype };
    const shown = pixelsOf(bytes, logged).filter((_, i) => i % 4 === 0);
    // The middle of a range lies between two bytes.
    for (const [i, value] of expected.entries()) expect(Math.abs((shown[i] ?? -9) - value)).toBeLessThanOrEqual(1);
  });

  it('reads numbers that lie anywhere in memory', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setFloat32(1, 0, true);
    new DataView(bytes.buffer).setFloat32(5, 1, true);
    const logged = { width: 2, height: 1, color_model: L, channel_datatype: ChannelDatatype.F32 };
    expect(pixelsOf(bytes.subarray(1), logged).filter((_, i) => i % 4 === 0)).toEqual([0, 255]);
  });

  it('reads 64 bits without rounding', () => {
    const logged = { width: 1, height: 1, color_model: L, channel_datatype: ChannelDatatype.U64 };
    const bytes = bytesOf(BigUint64Array.of(2n ** 64n - 1n));
    expect(readingText(readPixel(bytes, formatOf(logged), 0, 0))).toBe('L 18446744073709551615');
  });
});

describe('a logged image format', () => {
  it.each<[string, LoggedFormat, string]>([
    ['pixel format wins', { width: 2, height: 2, pixel_format: 26, color_model: 2, channel_datatype: 6 }, 'NV12'],
    ['colour model and datatype', { width: 2, height: 2, color_model: 5, channel_datatype: 34 }, 'BGRA F32'],
    ['nothing said: L of U8', { width: 2, height: 2 }, 'L U8'],
    ['0 is nothing said', { width: 2, height: 2, pixel_format: 0, color_model: 2, channel_datatype: 0 }, 'RGB U8'],
  ])('%s', (_what, logged, name) => {
    expect(formatOf(logged).name).toBe(name);
  });

  it.each<[string, LoggedFormat, string]>([
    ['no pixels', { width: 0, height: 48 }, 'its format says 0 × 48 pixels; at least 1 × 1 was expected'],
    ['too many pixels', { width: 100_000, height: 1 }, 'browsers show no more than 32767 on a side'],
    ['an unknown pixel format', { width: 1, height: 1, pixel_format: 99 }, 'its pixel format 99 is none that is known'],
    ['an unknown colour model', { width: 1, height: 1, color_model: 9 }, 'its colour model 9 is none that is known'],
    ['an unknown datatype', { width: 1, height: 1, channel_datatype: 1 }, 'its channel datatype 1 is none'],
  ])('%s: says why', (_what, logged, reason) => {
    expect(pictureFormat(logged)).toMatchObject({ kind: 'broken', reason: expect.stringContaining(reason) });
  });

  it('says what is missing of a buffer, and takes one that is longer', () => {
    const format = formatOf({ width: 4, height: 2, color_model: 2, channel_datatype: 6 });
    expect(imagePixels(new Uint8Array(23), format)).toEqual({
      kind: 'broken',
      reason: 'its buffer has 23 bytes; 4 × 2 RGB U8 takes 24',
    });
    expect(imagePixels(new Uint8Array(30), format)).toHaveLength(32);
  });
});
