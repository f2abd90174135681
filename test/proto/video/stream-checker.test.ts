import { describe, expect, it } from 'vitest';
import { splitNalUnits } from '../../../packages/proto/src/video/annex-b.ts';
import { VideoRefusal } from '../../../packages/proto/src/video/refusal.ts';
import { H264StreamChecker } from '../../../packages/proto/src/video/video-sample-check.ts';
import {
  annexB,
  B,
  HIGH_420,
  I,
  POC_TYPE_2,
  pps,
  type SliceOptions,
  type SpsOptions,
  se,
  slice,
  sps,
  ue,
} from './h264-bits.ts';

const AUD = [0x09, 0xf0];
const SEI = [0x06, 0x01, 0x01, 0x00, 0x80];
const keyframe = annexB(sps(), pps(), slice({ idr: true }));
/** The n-th P frame after a keyframe of the default SPS. */
const frame = (n: number, options: SliceOptions = {}) =>
  annexB(slice({ frameNum: n % 16, pocLsb: (2 * n) % 64, ...options }));

/** What a checker says to the samples, one after the other: `ok`, or the code of the refusal. */
function codes(...samples: Uint8Array[]): string[] {
  const checker = new H264StreamChecker();
  return samples.map((sample) => {
    const verdict = checker.check(sample);
    return verdict.ok ? 'ok' : verdict.refusal.code;
  });
}

/** The same for whole access units of another SPS and PPS. */
function codesOf(options: SpsOptions, ...slices: SliceOptions[]): string[] {
  return codes(
    ...slices.map((one) => (one.idr === true ? annexB(sps(options), pps(), slice(one)) : annexB(slice(one)))),
  );
}

describe('where a stream starts', () => {
  it('refuses frames before the first keyframe, and takes it from there', () => {
    expect(codes(frame(1), annexB(sps(), pps()), frame(2), keyframe, frame(1), frame(2))).toEqual([
      'no-parameter-sets',
      'no-picture',
      'no-keyframe',
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('refuses an IDR picture without parameter sets, and marks such refusals as retryable', () => {
    const verdict = new H264StreamChecker().check(annexB(slice({ idr: true })));
    expect(verdict).toMatchObject({ ok: false, refusal: { code: 'no-parameter-sets', retryable: true } });
  });

  it('refuses a picture whose PPS has not come though others have', () => {
    expect(codes(keyframe, annexB(slice({ frameNum: 1, pocLsb: 2, ppsId: 3 })), frame(2))).toEqual([
      'ok',
      'no-parameter-sets',
      'ok',
    ]);
  });

  it('does not start at a recovery point or an I picture', () => {
    const recovery = annexB(sps(), pps(), [0x06, 0x06, 0x01, 0x84, 0x80], slice({ type: I, frameNum: 1, pocLsb: 2 }));
    expect(codes(recovery, recovery)).toEqual(['no-keyframe', 'no-keyframe']);
  });

  it('starts with parameter sets from elsewhere', () => {
    const checker = new H264StreamChecker({ parameterSets: { spsNals: [sps()], ppsNals: [pps()] } });
    const verdict = checker.check(annexB(slice({ idr: true })));
    expect(verdict.ok && [...verdict.annexB]).toEqual([...keyframe]);
  });
});

describe('parameter sets put back in front of an IDR picture', () => {
  const check = (...samples: Uint8Array[]) => {
    const checker = new H264StreamChecker();
    const verdict = samples.map((sample) => checker.check(sample)).at(-1);
    return verdict?.ok === true ? splitNalUnits(verdict.annexB).map((nal) => [...nal]) : verdict;
  };

  it('go behind the delimiter and before everything else', () => {
    const bare = slice({ idr: true, idrPicId: 1 });
    expect(check(keyframe, annexB(AUD, SEI, bare))).toEqual([AUD, sps(), pps(), SEI, bare].map((nal) => [...nal]));
  });

  it('are all PPS of its SPS, also those that came in a later sample', () => {
    const second = pps({ id: 1, weighted: true });
    const bare = slice({ idr: true, idrPicId: 1 });
    const other = annexB(sps({ id: 5 }), pps({ id: 9, spsId: 5 }), second, slice({ frameNum: 1, pocLsb: 2 }));
    expect(check(keyframe, other, annexB(sps(), pps(), bare))).toEqual(
      [sps(), pps(), second, bare].map((nal) => [...nal]),
    );
  });

  it('are the newest of their ids', () => {
    const renewed = annexB(sps({ refFrames: 1 }), pps(), slice({ idr: true, idrPicId: 1 }));
    const bare = slice({ idr: true });
    expect(check(keyframe, renewed, annexB(bare))).toEqual([sps({ refFrames: 1 }), pps(), bare].map((nal) => [...nal]));
  });

  it('leave a sample that has them as it is', () => {
    const verdict = new H264StreamChecker().check(keyframe);
    expect(verdict.ok && verdict.annexB).toBe(keyframe);
  });
});

describe('order of output', () => {
  const reordered = (...lsbs: [frameNum: number, pocLsb: number, refIdc?: number][]) =>
    codes(keyframe, ...lsbs.map(([frameNum, pocLsb, refIdc = 3]) => annexB(slice({ frameNum, pocLsb, refIdc }))));

  it('refuses P pictures that are shown before a picture that came earlier', () => {
    expect(reordered([1, 4], [2, 2, 0], [2, 8], [3, 6, 0])).toEqual([
      'ok',
      'ok',
      'reordering',
      'reordering',
      'reordering',
    ]);
  });

  it('takes up again at the next keyframe', () => {
    expect(codes(keyframe, frame(1, { pocLsb: 4 }), frame(2, { pocLsb: 2 }), frame(3), keyframe, frame(1))).toEqual([
      'ok',
      'ok',
      'reordering',
      'reordering',
      'ok',
      'ok',
    ]);
  });

  it('follows counts and frame numbers over their wrap', () => {
    const frames = Array.from({ length: 200 }, (_, n) => frame(n + 1));
    expect(new Set(codes(keyframe, ...frames))).toEqual(new Set(['ok']));
  });

  it('follows non-reference pictures, which do not advance the frame number', () => {
    expect(reordered([1, 2, 0], [1, 4], [2, 6, 0], [2, 8])).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it.each(Array.from({ length: 40 }, (_, lost) => lost + 1))('does not take %i lost frames for reordering', (lost) => {
    const frames = Array.from({ length: 60 }, (_, n) => frame(n + 1));
    frames.splice(20, lost);
    const again = [keyframe, frame(1), frame(2)];
    expect(new Set(codes(keyframe, ...frames, ...again))).toEqual(new Set(['ok']));
  });

  it.each([5, 15, 16, 17, 30])('does not take a lost keyframe after %i frames for reordering', (length) => {
    const big = { pocBits: 10, frameNumBits: 8 };
    const options: SpsOptions = { log2MaxFrameNum: 8, poc: ue(0) + ue(6) };
    const gop: SliceOptions[] = Array.from({ length }, (_, n) => ({ frameNum: n + 1, pocLsb: 2 * n + 2, ...big }));
    expect(new Set(codesOf(options, { idr: true, ...big }, ...gop, ...gop))).toEqual(new Set(['ok']));
  });

  it('does not take a repeated frame for reordering', () => {
    expect(codes(keyframe, frame(1), frame(2), frame(2), frame(3))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('starts anew at memory management operation 5', () => {
    // adaptive_ref_pic_marking_mode_flag, operation 5, operation 0
    const marking = `1${ue(5)}${ue(0)}`;
    const frames = [frame(1), frame(2), frame(3, { marking }), frame(1), frame(2)];
    expect(new Set(codes(keyframe, ...frames))).toEqual(new Set(['ok']));
    // Without the operation the same counts would be a gap, not a fresh start: the picture after it can be judged.
    expect(
      codes(keyframe, frame(1), frame(2, { marking }), frame(1, { pocLsb: 8 }), frame(2, { pocLsb: 6 })).at(-1),
    ).toBe('reordering');
  });

  it('computes POC type 1, non-reference pictures included', () => {
    const poc = (nonRef: number) => `${ue(1)}1${se(nonRef)}${se(0)}${ue(1)}${se(4)}`;
    const gop: SliceOptions[] = [
      { idr: true, pocBits: 0 },
      { frameNum: 1, pocBits: 0 },
      { frameNum: 2, pocBits: 0, refIdc: 0 },
      { frameNum: 2, pocBits: 0 },
      { frameNum: 3, pocBits: 0, refIdc: 0 },
    ];
    // Counts 0, 4, 8 - 2, 8, 12 - 2: in order.
    expect(new Set(codesOf({ poc: poc(2) }, ...gop))).toEqual(new Set(['ok']));
    // Counts 0, 4, 4 - 6: shown before the picture that came before it.
    expect(codesOf({ poc: poc(-6) }, ...gop).slice(0, 3)).toEqual(['ok', 'ok', 'reordering']);
  });

  it('asks nothing of POC type 2', () => {
    const frames: SliceOptions[] = [{ frameNum: 1 }, { frameNum: 1 }, { frameNum: 9 }, { frameNum: 2 }];
    const all = codesOf(
      { poc: POC_TYPE_2 },
      { idr: true, pocBits: 0 },
      ...frames.map((one) => ({ ...one, pocBits: 0 })),
    );
    expect(new Set(all)).toEqual(new Set(['ok']));
  });
});

describe('what decoders cannot show', () => {
  it('refuses B slices in any slice of any sample, up to the next keyframe', () => {
    const mixed = annexB(slice({ frameNum: 1, pocLsb: 2 }), slice({ type: B, firstMb: 6, frameNum: 1, pocLsb: 2 }));
    expect(codes(keyframe, mixed, frame(2), keyframe, frame(1))).toEqual(['ok', 'b-frames', 'b-frames', 'ok', 'ok']);
  });

  it('refuses switching slices and data partitioning', () => {
    expect(codes(keyframe, frame(1, { type: 3 }))).toEqual(['ok', 'unsupported-profile']);
    const partition = slice({ frameNum: 1, pocLsb: 2 });
    partition[0] = 0x62;
    expect(codes(keyframe, annexB(partition))).toEqual(['ok', 'data-partitioning']);
  });

  it('refuses slice groups only where a picture uses them', () => {
    const grouped = pps({ id: 1, groups: ue(1) + ue(0) + ue(5) + ue(5) });
    const first = annexB(sps(), pps(), grouped, slice({ idr: true }));
    expect(codes(first, frame(1), frame(2, { ppsId: 1 }))).toEqual(['ok', 'ok', 'slice-groups']);
  });

  it('refuses slices that go back within a picture', () => {
    const at = (firstMb: number) => slice({ frameNum: 1, pocLsb: 2, firstMb });
    expect(codes(keyframe, annexB(at(6), at(0)))).toEqual(['ok', 'slice-groups']);
    expect(codes(keyframe, annexB(at(0), at(6)))).toEqual(['ok', 'ok']);
    // The first slice is lost: damage, no order.
    expect(codes(keyframe, annexB(at(3), at(6)))).toEqual(['ok', 'ok']);
  });

  it('refuses field pictures and warns of frames that may be interlaced', () => {
    const options: SpsOptions = { frames: '00', heightMapUnits: 2 };
    expect(codesOf(options, { idr: true, field: '0' }, { frameNum: 1, pocLsb: 2, field: '10' })).toEqual([
      'ok',
      'interlaced',
    ]);
    const pair = annexB(
      sps(options),
      pps(),
      slice({ idr: true, field: '10' }),
      slice({ frameNum: 0, pocLsb: 1, field: '11' }),
    );
    expect(codes(pair)).toEqual(['interlaced']);
    const verdict = new H264StreamChecker().check(annexB(sps(options), pps(), slice({ idr: true, field: '0' })));
    expect(verdict).toMatchObject({ ok: true, warnings: [{ code: 'limited-decoder-support', class: 'interlaced' }] });
  });

  it('refuses several pictures in one sample', () => {
    const first = slice({ frameNum: 1, pocLsb: 2 });
    const second = slice({ frameNum: 2, pocLsb: 4 });
    expect(codes(keyframe, annexB(first, second))).toEqual(['ok', 'several-access-units']);
    expect(codes(Uint8Array.of(...keyframe, ...keyframe))).toEqual(['several-access-units']);
  });

  it('refuses an unknown profile and a picture beyond the limits', () => {
    expect(codesOf({ profile: 99, constraints: 0 }, { idr: true })).toEqual(['unsupported-profile']);
    expect(codesOf({ widthMbs: 2000 }, { idr: true }, { frameNum: 1, pocLsb: 2 })).toEqual([
      'dimensions',
      'dimensions',
    ]);
  });

  it.each([
    ['bit-depth', `${ue(1) + ue(2) + ue(2)}00`],
    ['chroma-format', `${ue(2) + ue(0) + ue(0)}00`],
    ['lossless', `${ue(1) + ue(0) + ue(0)}10`],
  ])('warns of %s', (expected, high) => {
    const sample = annexB(sps({ profile: 244, constraints: 0, high }), pps(), slice({ idr: true }));
    const verdict = new H264StreamChecker().check(sample);
    expect(verdict).toMatchObject({ ok: true, warnings: [{ code: 'limited-decoder-support', class: expected }] });
    expect(verdict.ok && verdict.warnings[0]?.message).toMatch(/set "-/);
  });
});

describe('what decoders can show', () => {
  it('takes redundant pictures, SVC and MVC units, filler, extensions and ends of sequence beside the picture', () => {
    const options: SpsOptions = { profile: 100, constraints: 0, high: HIGH_420 };
    const redundant = pps({ redundant: true });
    const key = annexB(
      AUD,
      sps(options),
      [0x6d, 0x80],
      [0x6f, 1, 2, 3],
      redundant,
      SEI,
      [0x6e, 1, 2, 3],
      slice({ idr: true, more: ue(0) }),
    );
    const next = annexB(
      AUD,
      [0x6e, 1, 2, 3],
      slice({ frameNum: 1, pocLsb: 2, more: ue(0) }),
      slice({ frameNum: 0, pocLsb: 40, more: ue(1) }),
      [0x74, 1, 2, 3],
      [0x0c, 0xff, 0x80],
      [0x1f, 5],
      [0x0a],
      [0x0b],
    );
    expect(codes(key, next)).toEqual(['ok', 'ok']);
  });

  it('takes a new resolution, and intra refresh without further keyframes', () => {
    const wide = annexB(sps({ widthMbs: 8 }), pps(), slice({ idr: true }));
    const refresh = annexB(sps({ widthMbs: 8 }), pps(), SEI, slice({ frameNum: 1, pocLsb: 2 }));
    expect(codes(keyframe, frame(1), wide, refresh, frame(2))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('takes a damaged slice or parameter set between keyframes, with a warning', () => {
    const good = slice({ frameNum: 1, pocLsb: 2 });
    const damaged = Uint8Array.of(0x41, 0, 0, 3, 0, 0x10);
    const checker = new H264StreamChecker();
    checker.check(keyframe);
    const warned = { ok: true, warnings: [{ code: 'damaged' }] };
    expect(checker.check(annexB(good, damaged))).toMatchObject(warned);
    expect(checker.check(annexB(sps().subarray(0, 5), slice({ frameNum: 2, pocLsb: 4 })))).toMatchObject(warned);
    expect(checker.check(frame(3))).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('samples that are none', () => {
  it.each<[string, number[], string]>([
    ['no bytes', [], 'empty'],
    ['zeros', [0, 0, 0, 0, 0, 0], 'not-video'],
    ['text', [...'hello there, this is no video'].map((char) => char.charCodeAt(0)), 'not-video'],
    ['a bare start code', [0, 0, 0, 1], 'truncated'],
    ['parameter sets only', [...annexB(sps(), pps())], 'no-picture'],
    ['a delimiter and SEI', [...annexB(AUD, SEI)], 'no-picture'],
    ['an avcC record', [1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, 4, 0x67, 0x64, 0, 0x1f, 1, 0, 2, 0x68, 1], 'avcc'],
    ['length-prefixed units', [0, 0, 0, 4, 0x67, 1, 2, 3, 0, 0, 0, 3, 0x65, 1, 2], 'avcc'],
    ['a JPEG image', [0xff, 0xd8, 0xff, 0xe0, 0, 16], 'codec-mjpeg'],
    ['an MP4 file', [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d], 'container'],
    ['a transport stream', Array.from({ length: 376 }, (_, at) => (at % 188 === 0 ? 0x47 : 0)), 'container'],
    ['an MPEG program stream', [0, 0, 1, 0xba, 0x44, 0], 'container'],
    ['AV1', [0x12, 0, 0x0a, 0x0b, 0, 0], 'codec-av1'],
    [
      'H.265 parameter sets',
      [...annexB([0x40, 1, 0x0c], [0x42, 1, 1], [0x44, 1, 0xc1], [0x26, 1, 0xaf])],
      'codec-h265',
    ],
    ['an H.265 slice', [...annexB([0x02, 1, 0xd0, 9])], 'codec-h265'],
    ['an H.265 CRA picture', [...annexB([0x2a, 1, 0xaf, 9])], 'codec-h265'],
    ['MPEG-2', [0, 0, 1, 0xb3, 0x14, 1, 0, 0x13], 'codec-mpeg2'],
    ['an MPEG-2 picture', [0, 0, 1, 0, 0, 0x0f, 0xff, 0xf8, 0, 0, 1, 1, 0x12], 'codec-mpeg2'],
    ['MPEG-4 Part 2', [0, 0, 1, 0xb0, 1, 0, 0, 1, 0xb5, 9], 'codec-mpeg4'],
    ['an MPEG-4 video object', [0, 0, 1, 0, 0, 0, 1, 0x20, 0, 0xc4], 'codec-mpeg4'],
  ])('names %s', (_, bytes, code) => {
    expect(codes(Uint8Array.from(bytes))).toEqual([code]);
  });

  it('do not stop a stream that goes on', () => {
    expect(
      codes(keyframe, new Uint8Array(0), annexB(SEI), frame(1), Uint8Array.of(0xff, 0xd8, 0xff), frame(2)),
    ).toEqual(['ok', 'empty', 'no-picture', 'ok', 'codec-mjpeg', 'ok']);
  });

  it('includes a slice cut off inside its header', () => {
    expect(codes(keyframe, frame(1).subarray(0, 6), frame(2))).toEqual(['ok', 'truncated', 'ok']);
  });
});

describe('refusals', () => {
  it.each(Object.entries(VideoRefusal))('%s says what is wrong and what to do', (_, entry) => {
    expect(entry.message.length).toBeGreaterThan(60);
    expect(entry.message).toMatch(/^[A-Z].*\.$/);
  });

  it('say what was found', () => {
    const verdict = new H264StreamChecker().check(Uint8Array.of(1, 2, 3));
    expect(verdict).toMatchObject({
      ok: false,
      refusal: { message: expect.stringContaining('Found: the bytes 01 02 03.') },
    });
  });
});
