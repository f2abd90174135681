import { crc32, deflateSync } from 'node:zlib';
import { ChannelDatatype } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { colormapTable } from '../../../../packages/viewer/src/app/util/colormap.ts';
import { metreOf } from '../../../../packages/viewer/src/app/views/pictures/depth-field.ts';
import { isBroken } from '../../../../packages/viewer/src/app/views/pictures/image-format.ts';
import { classPixels, palettePixels } from '../../../../packages/viewer/src/app/views/pictures/image-pixels.ts';
import {
  finiteRange,
  halfToNumber,
  type NumberField,
} from '../../../../packages/viewer/src/app/views/pictures/number-field.ts';
import {
  depthRange,
  paintPicture,
  RVL,
  shownClassColor,
} from '../../../../packages/viewer/src/app/views/pictures/picture-job.ts';
import { readingText } from '../../../../packages/viewer/src/app/views/pictures/pixel-reading.ts';
import { pngField } from '../../../../packages/viewer/src/app/views/pictures/png-depth.ts';
import { rvlField } from '../../../../packages/viewer/src/app/views/pictures/rvl-depth.ts';

const field = (values: NumberField['values'], datatype: ChannelDatatype): NumberField => ({
  width: values.length,
  height: 1,
  values,
  datatype,
});
const GREY = colormapTable(1);

describe('depths as colours', () => {
  it.each<[string, NumberField, readonly number[]]>([
    ['over the range', field(Uint16Array.of(0, 500, 1000, 2000), ChannelDatatype.U16), [0, 128, 255, 255]],
    ['below it', field(Int16Array.of(-5, 0), ChannelDatatype.I16), [0, 0]],
    ['fractions', field(Float32Array.of(250, 999.9), ChannelDatatype.F32), [64, 255]],
  ])('%s', (_what, numbers, expected) => {
    const pixels = palettePixels(numbers, { min: 0, max: 1000 }, GREY);
    expect([...pixels].filter((_, i) => i % 4 === 0)).toEqual(expected);
    expect([...pixels].filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it('shows nothing where a number is not finite', () => {
    const numbers = field(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1), ChannelDatatype.F32);
    expect([...palettePixels(numbers, { min: 0, max: 1 }, GREY)].filter((_, i) => i % 4 === 3)).toEqual([0, 0, 255]);
  });

  it('gives many numbers of 16 bits the same colours as few', () => {
    const few = Uint16Array.of(0, 77, 12345, 65535);
    const many = new Uint16Array(70_000);
    many.set(few);
    const range = { min: 0, max: 40_000 };
    const colors = (values: Uint16Array) => [
      ...palettePixels(field(values, ChannelDatatype.U16), range, GREY).subarray(0, 16),
    ];
    expect(colors(many)).toEqual(colors(few));
  });

  it('begins at zero, and ends at the farthest', () => {
    expect(depthRange(field(Uint16Array.of(500, 4000), ChannelDatatype.U16))).toEqual({ min: 0, max: 4000 });
    const odd = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY);
    expect(depthRange(field(odd, ChannelDatatype.F32))).toEqual({ min: 0, max: 2 });
    expect(depthRange(field(Uint16Array.of(0, 0), ChannelDatatype.U16))).toEqual({ min: 0, max: 1 });
    expect(finiteRange([])).toBeUndefined();
  });

  it('counts whole numbers as millimetres and fractions as metres, unless told', () => {
    const whole = field(Uint16Array.of(1), ChannelDatatype.U16);
    const fractions = field(Float32Array.of(1), ChannelDatatype.F32);
    expect([metreOf(whole, undefined), metreOf(fractions, undefined), metreOf(whole, 5000)]).toEqual([1000, 1, 5000]);
  });

  it.each([
    [1234, 1.234, '1.234 m (1234)'],
    [0, Number.NaN, 'no depth (0)'],
    [250_000, 250, '250.0 m (250000)'],
  ])('says %i as a person would', (raw, metres, text) => {
    expect(readingText({ kind: 'depth', raw, metres })).toBe(text);
  });
});

describe('class ids as colours', () => {
  it('takes the colour of each class, and rounds fractions', () => {
    const ids = field(Float32Array.of(3, 2.9, 4), ChannelDatatype.F32);
    const pixels = classPixels(ids, (id) => (id === 3 ? 0x11223344 : 0xaabbccdd));
    expect([...pixels]).toEqual([0x11, 0x22, 0x33, 0x44, 0x11, 0x22, 0x33, 0x44, 0xaa, 0xbb, 0xcc, 0xdd]);
  });

  it('leaves class 0 clear, the background, unless it has a colour', () => {
    expect(shownClassColor(new Map(), 0)).toBe(0);
    expect(shownClassColor(new Map([[0, 0x010203ff]]), 0)).toBe(0x010203ff);
    expect(shownClassColor(new Map(), 5) & 0xff).toBe(255);
  });
});

/** `filters`: one for each row, as the PNG specification numbers them; written without any library of pictures. */
function png(
  rows: readonly (readonly number[])[],
  bits: number,
  change: { filters?: number[]; color?: number; lace?: number } = {},
) {
  const step = Math.max(1, bits / 8);
  const plain = rows.map((row) => row.flatMap((value) => (step === 2 ? [value >> 8, value & 255] : [value])));
  const filtered = plain.flatMap((row, y) => {
    const filter = change.filters?.[y] ?? 0;
    const at = (line: readonly number[] | undefined, i: number) => (i < 0 ? 0 : (line?.[i] ?? 0));
    const guess = (i: number) => {
      const [a, b, c] = [at(row, i - step), at(plain[y - 1], i), at(plain[y - 1], i - step)];
      const nearest = [a, b, c].sort((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0;
      return [0, a, b, (a + b) >> 1, nearest][filter] ?? 0;
    };
    return [filter, ...row.map((byte, i) => (byte - guess(i)) & 255)];
  });
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(rows[0]?.length ?? 0, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([bits, change.color ?? 0, 0, 0, change.lace ?? 0], 8);
  const packed = deflateSync(Uint8Array.from(filtered));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    // In two parts, as large files have them.
    chunk('IDAT', packed.subarray(0, 9)),
    chunk('IDAT', packed.subarray(9)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('depth from a PNG', () => {
  const rows = [
    [0, 65535, 1000, 1001],
    [4660, 22136, 1002, 900],
    [5, 6, 7, 8],
    [300, 200, 100, 0],
    [1, 65535, 3, 4],
  ];

  it('keeps all 16 bits, whatever the filters', async () => {
    const read = await pngField(png(rows, 16, { filters: [0, 1, 2, 3, 4] }));
    expect(read).toMatchObject({ width: 4, height: 5, datatype: ChannelDatatype.U16 });
    expect(isBroken(read) ? [] : [...read.values]).toEqual(rows.flat());
  });

  it('reads 8 bits', async () => {
    const read = await pngField(
      png(
        [
          [1, 200],
          [3, 4],
        ],
        8,
        { filters: [1, 4] },
      ),
    );
    expect(isBroken(read) ? [] : [...read.values]).toEqual([1, 200, 3, 4]);
  });

  const whole = png(rows, 16);
  const cut = (change: (bytes: Buffer) => Uint8Array) => change(Buffer.from(whole));
  it.each<[string, Uint8Array, string]>([
    ['another file', Uint8Array.of(0xff, 0xd8), 'it does not begin as a PNG does'],
    ['a file that ends in its header', cut((bytes) => bytes.subarray(0, 20)), 'ends before its header'],
    ['colours', png(rows, 16, { color: 2 }), 'the PNG has colours; one channel of grey was expected'],
    ['single bits', png(rows, 1), 'the PNG has 1 bits to a pixel'],
    ['an interlaced picture', png(rows, 16, { lace: 1 }), 'interlaced'],
    ['an unknown filter', png(rows, 16, { filters: [0, 9] }), 'row 1 of the PNG has the unknown filter 9'],
    ['no data', cut((bytes) => bytes.subarray(0, 33)), 'the PNG has no picture data'],
    ['data that is cut off', cut((bytes) => bytes.subarray(0, 58)), 'the PNG'],
    ['data that is no deflate stream', cut((bytes) => bytes.fill(7, 41, 50)), 'cannot be unpacked'],
    ['a size of gigabytes', cut((bytes) => bytes.fill(0x7f, 16, 24)), 'more than can be shown'],
    ['no pixels', cut((bytes) => bytes.fill(0, 16, 20)), 'the PNG is 0 × 5 pixels large'],
  ])('%s: says why there is none', async (_what, bytes, reason) => {
    expect(await pngField(bytes)).toMatchObject({ kind: 'broken', reason: expect.stringContaining(reason) });
  });
});

/** Depth packed by hand: header of ROS 2's compressedDepth, then nibbles. */
function rvl(width: number, height: number, nibbles: readonly number[], [a, b] = [0, 0]): Uint8Array {
  const words = Math.ceil(nibbles.length / 8);
  const bytes = new DataView(new ArrayBuffer(20 + words * 4));
  bytes.setFloat32(4, a, true);
  bytes.setFloat32(8, b, true);
  bytes.setUint32(12, width, true);
  bytes.setUint32(16, height, true);
  for (let word = 0; word < words; word++) {
    const eight = Array.from({ length: 8 }, (_, i) => (nibbles[word * 8 + i] ?? 0).toString(16));
    bytes.setUint32(20 + word * 4, Number.parseInt(eight.join(''), 16), true);
  }
  return new Uint8Array(bytes.buffer);
}

describe('depth from RVL', () => {
  // 1 zero, 3 others: +5 (10 = 2 | more, 1), -1 (1), +2 (4); 2 zeros, 0 others.
  const NIBBLES = [1, 3, 0xa, 1, 1, 4, 2, 0];

  it('unpacks runs and differences', () => {
    expect(rvlField(rvl(3, 2, NIBBLES))).toMatchObject({
      width: 3,
      height: 2,
      values: Uint16Array.of(0, 5, 4, 6, 0, 0),
      isMetric: false,
    });
  });

  it('turns inverse depths into metres where the header has parameters', () => {
    const read = rvlField(rvl(3, 2, NIBBLES, [10, 1]));
    expect(read).toMatchObject({ isMetric: true, datatype: ChannelDatatype.F32 });
    expect(isBroken(read) ? [] : [...read.values]).toEqual([
      Number.NaN,
      2.5,
      Math.fround(10 / 3),
      2,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it.each<[string, Uint8Array, string]>([
    ['no header', new Uint8Array(12), 'it has 12 bytes; RVL begins with a header of 20'],
    ['no pixels', rvl(0, 2, NIBBLES), 'its RVL header says 0 × 2 pixels'],
    ['gigabytes', rvl(2 ** 20, 2 ** 20, NIBBLES), 'its RVL header says 1048576 × 1048576 pixels'],
    ['data that ends early', rvl(100, 2, NIBBLES), 'its RVL data ends after 6 of 200 pixels'],
    ['runs that are too long', rvl(2, 1, NIBBLES), 'a run of 1 + 3 pixels after 0 of 2'],
    ['runs of nothing', rvl(2, 1, [0, 0, 0, 0, 0, 0, 0, 0]), 'a run of 0 + 0 pixels'],
  ])('%s: says why there is none', (_what, bytes, reason) => {
    expect(rvlField(bytes)).toMatchObject({ kind: 'broken', reason: expect.stringContaining(reason) });
  });

  it('is told by the media type, a PNG also by its first bytes', async () => {
    const colors = { palette: GREY, range: undefined };
    const painted = (bytes: Uint8Array, mediaType: string) =>
      paintPicture({ kind: 'packed-depth', bytes, mediaType, colors });
    expect(await painted(rvl(3, 2, NIBBLES), RVL)).toMatchObject({ width: 3, height: 2 });
    expect(await painted(png([[1, 2]], 16), '')).toMatchObject({ width: 2, height: 1 });
    expect(await painted(png([[1, 2]], 16), 'image/jpeg')).toMatchObject({ kind: 'broken' });
    expect(await painted(rvl(3, 2, NIBBLES), '')).toMatchObject({ kind: 'broken' });
  });
});

describe('a float of 16 bits', () => {
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('%i', (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });
});
