import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessUnitSplitter, splitAccessUnits } from '../../../packages/proto/src/video/access-units.ts';
import { accessUnitTable, corpusAvailable, corpusFiles, readCorpusFile } from '../../support/corpus.ts';
import { annexB, I, POC_TYPE_2, pps, slice, sps, ue } from './h264-bits.ts';

type Nal = Uint8Array | readonly number[];

const AUD = [0x09, 0xf0];
const SEI = [0x06, 0x01, 0x01, 0x00, 0x80];
const PREFIX = [0x6e, 0x40, 0x80, 0x0f];
const idr = slice({ idr: true });
const first = slice({ frameNum: 1, pocLsb: 2 });
const firstRest = slice({ frameNum: 1, pocLsb: 2, firstMb: 6 });
const second = slice({ frameNum: 2, pocLsb: 4 });

function join(units: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [...unit]));
}

/** Pushes a stream in pieces of these sizes, over and over. */
function pushInPieces(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const splitter = new AccessUnitSplitter();
  const units: Uint8Array[] = [];
  for (let at = 0, piece = 0; at < stream.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    units.push(...splitter.push(stream.subarray(at, at + size)));
    at += size;
  }
  units.push(...splitter.flush());
  return units;
}

const lists = (units: readonly Uint8Array[]) => units.map((unit) => [...unit]);

// Each case is a stream given as the access units that it must be split into.
const cases: [string, Nal[][]][] = [
  ['pictures by their frame numbers', [[sps(), pps(), idr], [first], [second]]],
  [
    'slices of one picture together',
    [[sps(), pps(), idr, slice({ idr: true, firstMb: 6 })], [first, firstRest], [second]],
  ],
  [
    'at delimiters, SEI and parameter sets',
    [
      [AUD, sps(), pps(), SEI, idr],
      [SEI, first],
      [pps(), second],
      [AUD, slice({ frameNum: 3, pocLsb: 6 })],
    ],
  ],
  [
    'filler, unspecified units and ends of sequence to the picture before',
    [
      [sps(), pps(), idr, [0x0c, 0xff, 0x80], [0x1f, 1], [0x18, 2]],
      [first, [0x0a]],
      [slice({ idr: true, idrPicId: 1 }), [0x0b]],
    ],
  ],
  ['reference pictures from others', [[sps(), pps(), idr], [slice({ frameNum: 1, refIdc: 0, pocLsb: 2 })], [first]]],
  ['IDR pictures in a row', [[sps(), pps(), idr], [slice({ idr: true, idrPicId: 1 })], [idr]]],
  ['IDR pictures that all have the same id', [[sps(), pps(), idr], [idr], [idr]]],
  [
    'prefix units with the slice behind them, also within a picture',
    [
      [sps(), pps(), PREFIX, idr],
      [PREFIX, first, PREFIX, firstRest],
      [PREFIX, second],
    ],
  ],
  [
    'subset parameter sets and slice extensions with their base picture',
    [
      [sps(), [0x6f, 1, 2, 3], pps(), idr, [0x74, 1, 2, 3]],
      [first, [0x74, 4, 5, 6]],
      [second, [0x74, 7, 8, 9]],
    ],
  ],
  [
    'redundant slices with their picture',
    [
      [sps(), pps({ redundant: true }), slice({ idr: true, more: ue(0) })],
      [slice({ frameNum: 1, pocLsb: 2, more: ue(0) }), slice({ frameNum: 0, pocLsb: 0, more: ue(1) })],
      [slice({ frameNum: 2, pocLsb: 4, more: ue(0) })],
    ],
  ],
  [
    'two fields as two access units',
    [
      [sps({ frames: '00' }), pps(), slice({ idr: true, field: '10' })],
      [slice({ frameNum: 0, pocLsb: 1, field: '11' })],
      [slice({ frameNum: 1, pocLsb: 2, field: '10' })],
    ],
  ],
  [
    'pictures that differ in their POC alone',
    [
      [sps(), pps(), idr],
      [slice({ frameNum: 1, refIdc: 0, pocLsb: 2 })],
      [slice({ frameNum: 1, refIdc: 0, pocLsb: 4 })],
    ],
  ],
  [
    'with POC type 2',
    [
      [sps({ poc: POC_TYPE_2 }), pps(), slice({ idr: true, pocBits: 0 })],
      [slice({ frameNum: 1, pocBits: 0 }), slice({ frameNum: 1, pocBits: 0, firstMb: 3 })],
      [slice({ frameNum: 2, pocBits: 0 })],
    ],
  ],
  [
    'without parameter sets, by the first macroblock',
    [[idr, slice({ idr: true, firstMb: 4 })], [first, firstRest], [second]],
  ],
  [
    'slices in any order within a picture',
    [[sps(), pps(), slice({ idr: true, firstMb: 6 }), idr], [firstRest, first], [second]],
  ],
  [
    'a picture of two PPS together',
    [
      [sps(), pps(), pps({ id: 1 }), idr],
      [first, slice({ type: I, frameNum: 1, pocLsb: 2, firstMb: 5, ppsId: 1 })],
      [second],
    ],
  ],
  [
    'nothing at units with the forbidden bit',
    [[sps(), pps(), idr, [0xe7, 1, 2]], [first, [0x89, 0xf0], firstRest], [second]],
  ],
  [
    'a slice too damaged to read to the picture before',
    [[sps(), pps(), idr], [first, [0x41, 0, 0, 3, 0, 0x10]], [second]],
  ],
];

describe('splitAccessUnits separates', () => {
  it.each(cases)('%s', (_, groups) => {
    const units = groups.map((nals) => annexB(...nals));
    expect(lists(splitAccessUnits(join(units)))).toEqual(lists(units));
  });

  it('nothing in bytes without a start code', () => {
    expect(lists(splitAccessUnits(Uint8Array.of(1, 2, 3)))).toEqual([[1, 2, 3]]);
    expect(splitAccessUnits(new Uint8Array(0))).toEqual([]);
  });

  it('leading bytes into the first unit, trailing zeros into the unit before them', () => {
    const units = [
      Uint8Array.of(9, 9, ...annexB(sps(), pps(), idr), 0, 0, 0),
      Uint8Array.of(0, 0, 1, ...first, 0),
      Uint8Array.of(0, 0, 0, 1, ...second, 0, 0),
    ];
    // The zero in front of a three-byte start code makes it a four-byte one, so it belongs to the unit behind it.
    const expected = [units[0]?.subarray(0, -1), [0, ...(units[1] ?? [])], units[2]];
    expect(lists(splitAccessUnits(join(units)))).toEqual(expected.map((unit) => [...(unit ?? [])]));
  });
});

describe('AccessUnitSplitter', () => {
  it('gives the same units however the stream is cut', () => {
    const streams = cases.map(([, groups]) => join(groups.map((nals) => annexB(...nals))));
    fc.assert(
      fc.property(
        fc.constantFrom(...streams),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        (stream, sizes) => {
          expect(lists(pushInPieces(stream, sizes))).toEqual(lists(splitAccessUnits(stream)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives a unit as soon as the header byte of the next delimiter is there', () => {
    const splitter = new AccessUnitSplitter();
    const unit = annexB(sps(), pps(), idr);
    expect(splitter.push(unit)).toEqual([]);
    expect(splitter.push(Uint8Array.of(0, 0, 0, 1))).toEqual([]);
    expect(lists(splitter.push(Uint8Array.of(0x09)))).toEqual([[...unit]]);
  });

  it('gives a unit as soon as the slice header of the next one is there', () => {
    const splitter = new AccessUnitSplitter();
    const unit = annexB(sps(), pps(), idr);
    splitter.push(unit);
    const next = new Uint8Array(50_000).fill(0x55);
    next.set(annexB(first));
    expect(lists(splitter.push(next.subarray(0, 100)))).toEqual([[...unit]]);
    expect(splitter.push(next.subarray(100))).toEqual([]);
    expect(lists(splitter.flush())).toEqual([[...next]]);
  });

  it('starts anew after flush', () => {
    const splitter = new AccessUnitSplitter();
    const unit = annexB(sps(), pps(), idr);
    for (let round = 0; round < 2; round++) {
      expect(splitter.push(unit)).toEqual([]);
      expect(lists(splitter.flush())).toEqual([[...unit]]);
    }
    expect(splitter.flush()).toEqual([]);
  });

  it('refuses to hold more than its limit', () => {
    const splitter = new AccessUnitSplitter({ maxAccessUnitBytes: 1000 });
    splitter.push(new Uint8Array(1000).fill(7));
    expect(() => splitter.push(Uint8Array.of(7))).toThrowError(expect.objectContaining({ code: 'limit-exceeded' }));
  });
});

const streams = corpusFiles().filter((entry) => accessUnitTable(entry.file) !== undefined);

describe.skipIf(!corpusAvailable)('access units of the corpus (skipped: ../shared/corpus not present)', () => {
  it.each(streams.map((entry) => entry.file))('%s', (name) => {
    const bytes = readCorpusFile(name);
    const expected = (accessUnitTable(name) ?? []).map(([offset, size]) => [offset, size]);
    const units = splitAccessUnits(bytes).map((unit) => [unit.byteOffset - bytes.byteOffset, unit.length]);
    expect(units).toEqual(expected);
    let offset = 0;
    const pushed = pushInPieces(bytes, [1500, 17, 40_000, 333]).map((unit) => {
      offset += unit.length;
      return [offset - unit.length, unit.length];
    });
    expect(pushed).toEqual(expected);
  });
});
