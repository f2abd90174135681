import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findStartCode,
  isAnnexB,
  joinNalUnits,
  NalCursor,
  splitNalUnits,
} from '../../../packages/proto/src/video/annex-b.ts';
import {
  avccLengthSize,
  avccToAnnexB,
  parseAvcDecoderConfiguration,
  splitAvccSample,
} from '../../../packages/proto/src/video/avcc.ts';
import { annexB, pps, slice, sps } from './h264-bits.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const listed = (nals: readonly Uint8Array[]) => nals.map((nal) => [...nal]);

describe('splitNalUnits', () => {
  it.each<[string, number[], number[][]]>([
    [
      'start codes of three and four bytes',
      [0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 0, 0, 1, 0x65],
      [[0x67, 1], [0x68, 2], [0x65]],
    ],
    [
      'zero bytes in front and behind',
      [0, 0, 0, 0, 0, 1, 0x67, 9, 0, 0, 0, 0, 0, 1, 0x68, 0, 0, 0],
      [[0x67, 9], [0x68]],
    ],
    ['bytes in front of the first start code', [7, 7, 0, 0, 1, 0x67], [[0x67]]],
    ['empty units', [0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0x67, 0, 0, 1], [[0x67]]],
    ['zeros inside a unit', [0, 0, 1, 0x65, 0, 0, 3, 1, 0, 0, 2], [[0x65, 0, 0, 3, 1, 0, 0, 2]]],
    ['no start code', [1, 2, 3, 0, 0], []],
    ['nothing', [], []],
  ])('finds units between %s', (_, stream, nals) => {
    expect(listed(splitNalUnits(Uint8Array.from(stream)))).toEqual(nals);
  });

  it('tells type, reference use and damage by the header byte', () => {
    const cursor = new NalCursor(bytes(0, 0, 1, 0x65, 0, 0, 0, 1, 0x06, 0, 0, 1, 0xe7));
    const seen: unknown[] = [];
    while (cursor.next()) seen.push([cursor.prefixStart, cursor.type, cursor.refIdc, cursor.isForbidden]);
    expect(seen).toEqual([
      [0, 5, 3, false],
      [4, 6, 0, false],
      [9, 7, 3, true],
    ]);
  });

  it('gives back what joinNalUnits joined', () => {
    const nal = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((raw) => raw.map((byte) => (byte === 0 ? 1 : byte)));
    fc.assert(
      fc.property(fc.array(nal, { maxLength: 8 }), (nals) => {
        expect(listed(splitNalUnits(joinNalUnits(nals)))).toEqual(listed(nals));
      }),
    );
  });
});

describe('findStartCode', () => {
  it('agrees with a search at every offset', () => {
    const stream = fc.array(fc.constantFrom(0, 0, 1, 1, 2, 3), { maxLength: 40 }).map((raw) => Uint8Array.from(raw));
    fc.assert(
      fc.property(stream, fc.nat(40), (haystack, from) => {
        const text = String.fromCharCode(...haystack);
        expect(findStartCode(haystack, from)).toBe(text.indexOf('\0\0\x01', from));
      }),
      { numRuns: 500 },
    );
  });
});

describe('isAnnexB', () => {
  it.each<[boolean, number[]]>([
    [true, [0, 0, 1]],
    [true, [0, 0, 0, 0, 1, 0x67]],
    [false, [0, 1, 0x67]],
    [false, [0, 0, 0]],
    [false, [0, 0, 2]],
    [false, [0x67, 0, 0, 1]],
    [false, []],
  ])('%s for %j', (expected, stream) => {
    expect(isAnnexB(Uint8Array.from(stream))).toBe(expected);
  });
});

describe('AVCC', () => {
  const record = (...rest: number[]) => bytes(1, 0x64, 0, 0x1f, ...rest);

  it('parses the decoder configuration: length size, SPS and PPS', () => {
    const config = parseAvcDecoderConfiguration(
      record(0xff, 0xe1, 0, 2, 0x67, 7, 2, 0, 1, 0x68, 0, 2, 0x68, 8, 0xfd, 0xf8),
    );
    expect(config).toMatchObject({ profileIdc: 0x64, constraintFlags: 0, levelIdc: 0x1f, lengthSize: 4 });
    expect(listed(config.spsNals)).toEqual([[0x67, 7]]);
    expect(listed(config.ppsNals)).toEqual([[0x68], [0x68, 8]]);
  });

  it.each<[string, Uint8Array, string]>([
    ['another version', bytes(0, 0x64, 0, 0x1f, 0xff, 0xe0, 0), 'bad-bitstream'],
    ['lengths of three bytes', record(0xfe, 0xe0, 0), 'bad-bitstream'],
    ['an SPS beyond the end', record(0xff, 0xe1, 0xff, 0xff, 0x67), 'truncated'],
    ['nothing', bytes(), 'truncated'],
  ])('answers %s with a coded error', (_, description, code) => {
    expect(() => parseAvcDecoderConfiguration(description)).toThrowError(expect.objectContaining({ code }));
  });

  it('answers a configuration cut anywhere with a coded error', () => {
    const whole = record(0xff, 0xe1, 0, 2, 0x67, 7, 1, 0, 2, 0x68, 8);
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseAvcDecoderConfiguration(whole.subarray(0, length))).toThrowError(
        expect.objectContaining({ code: 'truncated' }),
      );
    }
  });

  it.each([1, 2, 4] as const)('turns lengths of %i bytes into start codes', (size) => {
    const prefix = (length: number) => [...new Array<number>(size - 1).fill(0), length];
    const sample = bytes(...prefix(2), 0x06, 5, ...prefix(0), ...prefix(3), 0x65, 1, 2);
    expect([...avccToAnnexB(sample, size)]).toEqual([0, 0, 0, 1, 0x06, 5, 0, 0, 0, 1, 0x65, 1, 2]);
  });

  it('answers lengths that do not fit with a coded error', () => {
    for (const sample of [bytes(0, 0, 0, 9, 0x65), bytes(0, 0, 0), bytes(0xff, 0xff, 0xff, 0xff, 0x65)]) {
      expect(() => avccToAnnexB(sample)).toThrowError(expect.objectContaining({ code: 'truncated' }));
    }
  });

  it('keeps NAL units over AVCC to Annex B', () => {
    const nal = fc
      .uint8Array({ minLength: 1, maxLength: 300 })
      .map((raw) => raw.map((byte) => (byte === 0 ? 1 : byte)));
    fc.assert(
      fc.property(fc.array(nal, { maxLength: 5 }), fc.constantFrom(2 as const, 4 as const), (nals, size) => {
        const sample = Uint8Array.from(
          nals.flatMap((unit) => [
            ...new Array<number>(size - 2).fill(0),
            unit.length >> 8,
            unit.length & 255,
            ...unit,
          ]),
        );
        expect(listed(splitAvccSample(sample, size))).toEqual(listed(nals));
        expect(listed(splitNalUnits(avccToAnnexB(sample, size)))).toEqual(listed(nals));
      }),
    );
  });

  it('is told from Annex B, also where a length looks like a start code', () => {
    const body = new Uint8Array(0x12c).fill(0x55);
    body[0] = 0x41;
    expect(avccLengthSize(bytes(0, 0, 1, 0x2c, ...body))).toBe(4);
    expect(avccLengthSize(bytes(0, 4, 0x67, 1, 2, 3, 0, 2, 0x68, 5))).toBe(2);
    expect(avccLengthSize(annexB(sps(), pps(), slice({ idr: true })))).toBeUndefined();
    expect(avccLengthSize(bytes(0, 0, 1, 0x67, 0x42, 0xc0))).toBeUndefined();
    expect(avccLengthSize(bytes())).toBeUndefined();
  });
});
