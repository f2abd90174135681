import { describe, expect, it } from 'vitest';
import { ProtoError } from '../../../packages/proto/src/errors.ts';
import { AccessUnitSplitter, splitAccessUnits } from '../../../packages/proto/src/video/access-units.ts';
import { splitNalUnits } from '../../../packages/proto/src/video/annex-b.ts';
import { DecoderFeed } from '../../../packages/proto/src/video/decoder-feed.ts';
import { parsePps } from '../../../packages/proto/src/video/h264-pps.ts';
import { parseSps } from '../../../packages/proto/src/video/h264-sps.ts';
import { VideoRefusal } from '../../../packages/proto/src/video/refusal.ts';
import { rewriteSpsReorder } from '../../../packages/proto/src/video/rewrite-sps.ts';
import { inspectSample } from '../../../packages/proto/src/video/sample.ts';
import { H264StreamChecker } from '../../../packages/proto/src/video/video-sample-check.ts';
import { corpusAvailable, readCorpusFile } from '../../support/corpus.ts';
import { annexB, HIGH_420, pps, se, slice, sps, u, ue } from './h264-bits.ts';

const rich = sps({
  profile: 100,
  constraints: 0,
  high: HIGH_420,
  poc: `${ue(1)}0${se(-1)}${se(0)}${ue(1)}${se(2)}`,
  crop: `1${ue(0)}${ue(1)}${ue(0)}${ue(1)}`,
  vui: `1${'0000'}1${u(32, 1)}${u(32, 60)}1${'00'}111${ue(2)}${ue(1)}${ue(9)}${ue(9)}${ue(0)}${ue(2)}`,
});
const handMade = Uint8Array.of(
  ...annexB([0x09, 0xf0], rich, pps({ extension: `10${se(0)}` }), slice({ idr: true, pocBits: 0, more: se(0) })),
  ...annexB([0x06, 1, 1, 0, 0x80], slice({ frameNum: 1, pocBits: 0, more: se(0) })),
  ...annexB(
    slice({ frameNum: 2, pocBits: 0, more: se(0) }),
    slice({ frameNum: 2, pocBits: 0, more: se(0), firstMb: 6 }),
  ),
);

/** Runs everything that takes bytes from outside; whatever it finds must be a verdict or a coded error. */
function takeApart(stream: Uint8Array): void {
  const checker = new H264StreamChecker();
  const feed = new DecoderFeed();
  const units = splitAccessUnits(stream);
  expect(units.reduce((sum, unit) => sum + unit.length, 0)).toBe(stream.length);
  for (const unit of units) {
    const verdict = checker.check(unit);
    if (!verdict.ok) expect(VideoRefusal).toHaveProperty(verdict.refusal.code);
    feed.prepare(unit);
    inspectSample(unit);
  }
  new H264StreamChecker().check(stream);
  const splitter = new AccessUnitSplitter();
  const pushed = [
    ...splitter.push(stream.subarray(0, stream.length >> 1)),
    ...splitter.push(stream.subarray(stream.length >> 1)),
    ...splitter.flush(),
  ];
  expect(pushed.map((unit) => unit.length)).toEqual(units.map((unit) => unit.length));
}

/** Numbers that look random and are the same in every run. */
function* seeded(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

describe('damaged streams', () => {
  it('plays when it is whole', () => {
    const checker = new H264StreamChecker();
    expect(splitAccessUnits(handMade).map((unit) => checker.check(unit).ok)).toEqual([true, true, true]);
  });

  it('are judged when cut at any offset', () => {
    for (let length = 0; length <= handMade.length; length++) takeApart(handMade.subarray(0, length));
    for (let start = 0; start <= handMade.length; start++) takeApart(handMade.subarray(start));
  });

  it('are judged with any one bit flipped', () => {
    for (let bit = 0; bit < handMade.length * 8; bit++) {
      const damaged = handMade.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      takeApart(damaged);
    }
  });

  it('are judged with many bytes replaced', () => {
    const random = seeded(7);
    for (let round = 0; round < 1000; round++) {
      const damaged = handMade.slice();
      const count = 1 + (random.next().value % 12);
      for (let index = 0; index < count; index++)
        damaged[random.next().value % damaged.length] = random.next().value & 0xff;
      takeApart(damaged);
    }
  });

  it('have parameter sets that parse or give a coded error', () => {
    const random = seeded(11);
    for (let round = 0; round < 3000; round++) {
      const nal = Uint8Array.from({ length: random.next().value % 60 }, () => random.next().value & 0xff);
      for (const parse of [parseSps, parsePps, rewriteSpsReorder]) {
        nal[0] = parse === parsePps ? 0x68 : 0x67;
        // A profile that exists, so that the parsers get beyond it.
        if (nal.length > 1) nal[1] = 100;
        try {
          parse(nal);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtoError);
        }
      }
    }
  });

  it.skipIf(!corpusAvailable).each(['made_tiny_16x16.h264', 'real_jvt_MPS_MW_A.h264', 'real_openh264_SarVui.h264'])(
    'are judged with bits flipped in %s (skipped: ../shared/corpus not present)',
    (name) => {
      const whole = readCorpusFile(name);
      const stream = whole.subarray(0, 4000);
      const random = seeded(3);
      for (let round = 0; round < 200; round++) {
        const damaged = stream.slice();
        for (let index = 0; index < 8; index++) {
          const bit = random.next().value % (damaged.length * 8);
          damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        }
        takeApart(damaged);
      }
      expect(splitNalUnits(stream).length).toBeGreaterThan(2);
    },
  );
});
