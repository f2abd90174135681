import { describe, expect, it } from 'vitest';
import { splitNalUnits } from '../../../packages/proto/src/video/annex-b.ts';
import { parsePps } from '../../../packages/proto/src/video/h264-pps.ts';
import { parseSps } from '../../../packages/proto/src/video/h264-sps.ts';
import { ParameterSets } from '../../../packages/proto/src/video/parameter-sets.ts';
import { rewriteSpsReorder } from '../../../packages/proto/src/video/rewrite-sps.ts';
import { corpusAvailable, corpusFiles, readCorpusFile } from '../../support/corpus.ts';
import { HIGH_420, POC_TYPE_2, pps, se, sps, u, ue } from './h264-bits.ts';

const hrd = ue(1) + u(8, 0) + `${ue(70_000) + ue(90_000)}0`.repeat(2) + u(20, 0);
/** `bitstream_restriction_flag` and what belongs to it. */
const restriction = (reorder: number, buffering: number) =>
  `11${ue(2)}${ue(1)}${ue(11)}${ue(11)}${ue(reorder)}${ue(buffering)}`;
const vui = (...parts: string[]) => `1${parts.join('')}`;
/** No aspect ratio, no overscan, no video signal type, no chroma location, no timing, no HRD, no picture structure. */
const PLAIN_VUI = '00000000';

describe('parseSps', () => {
  it('reads a plain baseline SPS', () => {
    expect(parseSps(sps())).toMatchObject({
      id: 0,
      profileIdc: 66,
      codecString: 'avc1.42C01E',
      chromaFormatIdc: 1,
      bitDepthLuma: 8,
      codedWidth: 64,
      codedHeight: 48,
      crop: { left: 0, top: 0, width: 64, height: 48 },
      sampleAspectRatio: { horizontal: 1, vertical: 1 },
      pocType: 0,
      log2MaxFrameNum: 4,
      log2MaxPocLsb: 6,
      maxNumRefFrames: 2,
      frameMbsOnly: true,
      maxNumReorderFrames: undefined,
      frameRate: undefined,
    });
  });

  it.each([
    [0, '1', { left: 1, top: 3, width: 61, height: 89 }],
    [1, '1', { left: 2, top: 6, width: 58, height: 82 }],
    [2, '1', { left: 2, top: 3, width: 58, height: 89 }],
    [3, '1', { left: 1, top: 3, width: 61, height: 89 }],
    [1, '00', { left: 2, top: 12, width: 58, height: 68 }],
    [2, '00', { left: 2, top: 6, width: 58, height: 82 }],
  ])('crops in units of chroma format %i with frame bits %s', (chroma, frames, crop) => {
    const high = `${ue(chroma)}${chroma === 3 ? '0' : ''}${ue(0)}${ue(0)}00`;
    const heightMapUnits = frames === '1' ? 6 : 3;
    const cropBits = `1${ue(1)}${ue(2)}${ue(3)}${ue(4)}`;
    const nal = sps({ profile: 122, constraints: 0, high, frames, heightMapUnits, crop: cropBits });
    expect(parseSps(nal)).toMatchObject({ codedWidth: 64, codedHeight: 96, crop });
  });

  it('reads the high profile fields and skips scaling lists', () => {
    // One 4×4 list that ends at its second value, one 8×8 list written out, the others absent.
    const lists = `1${se(2)}${se(-10)}00000` + `1${se(1).repeat(64)}0`;
    const high = `${ue(1)}${ue(2)}${ue(1)}11${lists}`;
    expect(parseSps(sps({ profile: 110, constraints: 0, high, id: 7, poc: POC_TYPE_2 }))).toMatchObject({
      id: 7,
      bitDepthLuma: 10,
      bitDepthChroma: 9,
      losslessQpPrime: true,
      pocType: 2,
      codedWidth: 64,
    });
  });

  it('reads POC type 1 with its cycle', () => {
    const poc = `${ue(1)}1${se(-3)}${se(2)}${ue(2)}${se(4)}${se(6)}`;
    expect(parseSps(sps({ poc }))).toMatchObject({
      pocType: 1,
      deltaPicOrderAlwaysZero: true,
      offsetForNonRefPic: -3,
      offsetForTopToBottomField: 2,
      offsetsForRefFrame: [4, 6],
      codedWidth: 64,
    });
  });

  it('reads a VUI with everything in it', () => {
    const bits = vui(
      `1${u(8, 255)}${u(16, 4)}${u(16, 3)}`,
      '11', // overscan
      `1${u(3, 5)}1`, // video signal type, full range
      `1${u(8, 1)}${u(8, 13)}${u(8, 5)}`,
      `1${ue(0)}${ue(1)}`,
      `1${u(32, 1001)}${u(32, 60000)}1`,
      `1${hrd}`,
      `1${hrd}`,
      '0',
      '1',
      restriction(1, 3),
    );
    expect(parseSps(sps({ vui: bits }))).toMatchObject({
      sampleAspectRatio: { horizontal: 4, vertical: 3 },
      fullRange: true,
      colour: { primaries: 1, transfer: 13, matrix: 5 },
      maxNumReorderFrames: 1,
      maxDecFrameBuffering: 3,
    });
    expect(parseSps(sps({ vui: bits })).frameRate).toBeCloseTo(29.97, 2);
  });

  it('takes a VUI that ends early as absent, as decoders do', () => {
    const whole = sps({ vui: vui(`1${u(8, 255)}${u(16, 4)}${u(16, 3)}`, '0000000', restriction(1, 3)) });
    const cut = parseSps(whole.subarray(0, whole.length - 3));
    expect(cut).toMatchObject({ codedWidth: 64, maxNumReorderFrames: undefined, sampleAspectRatio: { horizontal: 1 } });
  });

  it.each([
    ['a width beyond the limit', { widthMbs: 1025 }, 'limit-exceeded'],
    ['an absurd size', { widthMbs: 2 ** 28, heightMapUnits: 2 ** 28 }, 'limit-exceeded'],
    ['too many macroblocks', { widthMbs: 1000, heightMapUnits: 1000 }, 'limit-exceeded'],
    ['cropping that leaves nothing', { crop: `1${ue(16)}${ue(16)}${ue(0)}${ue(0)}` }, 'bad-bitstream'],
    ['an unknown POC type', { poc: ue(3) }, 'bad-bitstream'],
    ['an id above 31', { id: 32 }, 'bad-bitstream'],
    ['too many reference frames', { refFrames: 17 }, 'bad-bitstream'],
  ])('refuses %s', (_, options, code) => {
    expect(() => parseSps(sps(options))).toThrowError(expect.objectContaining({ code }));
  });

  it('takes the largest picture of level 6.2', () => {
    expect(parseSps(sps({ widthMbs: 512, heightMapUnits: 272 }))).toMatchObject({
      codedWidth: 8192,
      codedHeight: 4352,
    });
  });
});

describe('parsePps', () => {
  it('reads ids, flags and slice groups', () => {
    expect(parsePps(pps({ id: 9, spsId: 7, picOrderPresent: true, weighted: true, redundant: true }))).toMatchObject({
      id: 9,
      spsId: 7,
      picOrderPresent: true,
      weightedPred: true,
      redundantPicCntPresent: true,
      sliceGroups: 1,
      transform8x8: false,
    });
  });

  it.each([
    ['interleaved', ue(1) + ue(0) + ue(3) + ue(4), 2],
    ['dispersed', ue(2) + ue(1), 3],
    ['foreground', ue(1) + ue(2) + ue(1) + ue(6), 2],
    ['box-out', `${ue(1) + ue(3)}1${ue(2)}`, 2],
    ['explicit', `${ue(2) + ue(6) + ue(5)}000110000110`, 3],
  ])('reads over %s slice groups', (_, groups, count) => {
    expect(parsePps(pps({ groups, redundant: true }))).toMatchObject({
      sliceGroups: count,
      redundantPicCntPresent: true,
    });
  });

  it('tells whether the 8×8 transform extension is there', () => {
    expect(parsePps(pps({ extension: `10${se(3)}` })).transform8x8).toBe(true);
    expect(parsePps(pps({ extension: `11${'0'.repeat(8)}${se(3)}` })).transform8x8).toBe(true);
    expect(parsePps(pps()).transform8x8).toBe(false);
  });
});

describe('ParameterSets', () => {
  it('keeps the newest set of an id and looks PPS up by SPS', () => {
    const sets = new ParameterSets();
    for (const set of [sps(), sps({ id: 7, widthMbs: 8 }), pps(), pps({ id: 3, spsId: 7 }), pps({ id: 4, spsId: 7 })])
      sets.add(set);
    sets.add(sps({ widthMbs: 10 }));
    expect(sets.sps(0)?.value.codedWidth).toBe(160);
    expect(sets.ppsOf(7).map((stored) => stored.value.id)).toEqual([3, 4]);
    expect(ParameterSets.fromSnapshot(sets.snapshot()).snapshot()).toEqual(sets.snapshot());
  });

  it('keeps what it had when a set is damaged', () => {
    const sets = new ParameterSets();
    sets.add(sps());
    expect(() => sets.add(sps().subarray(0, 5))).toThrowError(expect.objectContaining({ code: 'truncated' }));
    expect(sets.sps(0)?.value.codedWidth).toBe(64);
  });
});

describe('rewriteSpsReorder', () => {
  const timing = `1${u(32, 1)}${u(32, 60)}0`;
  it.each([
    ['without VUI', sps({ refFrames: 4 }), 4],
    ['with a VUI but no restriction', sps({ vui: vui('0000', timing, '00', '1', '0') }), 2],
    ['that announces reordering', sps({ refFrames: 3, vui: vui(PLAIN_VUI, restriction(2, 4)) }), 4],
    ['that buffers fewer frames than it refers to', sps({ refFrames: 5, vui: vui(PLAIN_VUI, restriction(1, 1)) }), 5],
    [
      'of a high profile',
      sps({ profile: 100, constraints: 0, high: HIGH_420, vui: vui('0000', timing, `1${hrd}`, '0', '0', '1', '0') }),
      2,
    ],
    ['with zeros that need guarding', sps({ vui: vui('0000', `1${u(32, 1)}${u(32, 2 ** 24)}0`, '00', '0', '0') }), 2],
  ])('announces no reordering in an SPS %s, and keeps the rest', (_, original, buffering) => {
    const before = parseSps(original);
    const rewritten = rewriteSpsReorder(original);
    const after = parseSps(rewritten);
    expect(after).toEqual({ ...before, maxNumReorderFrames: 0, maxDecFrameBuffering: buffering });
    expect(splitNalUnits(Uint8Array.of(0, 0, 1, ...rewritten))).toHaveLength(1);
    expect([...rewriteSpsReorder(rewritten)]).toEqual([...rewritten]);
  });

  it('replaces a VUI that cannot be read', () => {
    const whole = sps({ vui: vui(`1${u(8, 255)}${u(16, 4)}${u(16, 3)}`, '0000000', restriction(1, 3)) });
    const after = parseSps(rewriteSpsReorder(whole.subarray(0, whole.length - 3)));
    expect(after).toMatchObject({ codedWidth: 64, maxNumReorderFrames: 0 });
  });

  it.skipIf(!corpusAvailable)(
    'keeps every SPS of the corpus as it was otherwise (skipped: ../shared/corpus not present)',
    () => {
      let count = 0;
      for (const { file, expected } of corpusFiles()) {
        if (!file.endsWith('.h264') || ['corrupt-header', 'dimensions'].includes(expected.class ?? '')) continue;
        for (const nal of splitNalUnits(readCorpusFile(file))) {
          if (((nal[0] ?? 0) & 0x9f) !== 7) continue;
          const before = parseSps(nal);
          const after = parseSps(rewriteSpsReorder(nal));
          expect(after, file).toEqual({
            ...before,
            maxNumReorderFrames: 0,
            maxDecFrameBuffering: after.maxDecFrameBuffering,
          });
          expect(after.maxDecFrameBuffering, file).toBeGreaterThanOrEqual(before.maxNumRefFrames);
          count++;
        }
      }
      expect(count).toBeGreaterThan(100);
    },
  );
});
