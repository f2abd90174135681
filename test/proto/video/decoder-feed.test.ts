import { describe, expect, it } from 'vitest';
import { splitNalUnits } from '../../../packages/proto/src/video/annex-b.ts';
import { DecoderFeed } from '../../../packages/proto/src/video/decoder-feed.ts';
import { parseSps } from '../../../packages/proto/src/video/h264-sps.ts';
import { rewriteSpsReorder } from '../../../packages/proto/src/video/rewrite-sps.ts';
import { accessUnitsOf, corpusAvailable, corpusFiles } from '../../support/corpus.ts';
import { annexB, pps, slice, sps, ue } from './h264-bits.ts';

const AUD = [0x09, 0xf0];
const SEI = [0x06, 0x01, 0x01, 0x00, 0x80];
const idr = slice({ idr: true });
const frame = slice({ frameNum: 1, pocLsb: 2 });
const ready = (nal: Uint8Array) => rewriteSpsReorder(nal);
const nalsOf = (data: Uint8Array) => splitNalUnits(data).map((nal) => [...nal]);
const lists = (...nals: (Uint8Array | readonly number[])[]) => nals.map((nal) => [...nal]);

describe('DecoderFeed', () => {
  it('gives delimiter, parameter sets and slices of a keyframe, in this order, and nothing else', () => {
    const feed = new DecoderFeed();
    const prepared = feed.prepare(
      annexB(AUD, SEI, [0x6e, 1, 2], sps(), [0x6f, 1, 2], pps(), SEI, idr, [0x74, 1, 2], [0x0c, 0xff, 0x80]),
    );
    expect(nalsOf(prepared.data)).toEqual(lists(AUD, ready(sps()), pps(), idr));
    expect(prepared.isKey).toBe(true);
    expect(prepared.sps?.codedWidth).toBe(64);
  });

  it('puts remembered parameter sets in front of a keyframe without them', () => {
    const feed = new DecoderFeed();
    feed.prepare(annexB(sps({ id: 7 }), pps({ id: 3, spsId: 7 }), pps({ id: 4, spsId: 7 }), sps(), pps()));
    const prepared = feed.prepare(annexB(slice({ idr: true, ppsId: 4 })));
    expect(nalsOf(prepared.data)).toEqual(
      lists(ready(sps({ id: 7 })), pps({ id: 3, spsId: 7 }), pps({ id: 4, spsId: 7 }), slice({ idr: true, ppsId: 4 })),
    );
  });

  it('passes on parameter sets that come between keyframes', () => {
    const feed = new DecoderFeed();
    feed.prepare(annexB(sps(), pps(), idr));
    const changed = pps({ weighted: true });
    expect(nalsOf(feed.prepare(annexB(SEI, sps(), changed, frame)).data)).toEqual(lists(ready(sps()), changed, frame));
    expect(nalsOf(feed.prepare(annexB(idr)).data)).toEqual(lists(ready(sps()), changed, idr));
  });

  it('starts anew at an earlier keyframe from a snapshot', () => {
    const feed = new DecoderFeed();
    feed.prepare(annexB(sps(), pps(), idr));
    const snapshot = feed.snapshot();
    feed.prepare(annexB(sps({ widthMbs: 8 }), pps(), idr));
    const again = new DecoderFeed({ parameterSets: snapshot }).prepare(annexB(idr));
    expect(again.sps?.codedWidth).toBe(64);
    expect(feed.prepare(annexB(idr)).sps?.codedWidth).toBe(128);
  });

  it('gives nothing for a sample without a picture, and no key where parameter sets are missing', () => {
    const feed = new DecoderFeed();
    expect(feed.prepare(annexB(SEI))).toMatchObject({ data: new Uint8Array(0), isKey: false });
    expect(feed.prepare(annexB(idr)).isKey).toBe(false);
    expect(feed.prepare(annexB(sps(), pps()))).toMatchObject({ data: new Uint8Array(0), isKey: false });
    expect(feed.prepare(annexB(idr)).isKey).toBe(true);
  });

  it('drops redundant slices and damaged parameter sets', () => {
    const feed = new DecoderFeed();
    const redundant = pps({ redundant: true });
    feed.prepare(annexB(sps(), redundant, slice({ idr: true, more: ue(0) })));
    const primary = slice({ frameNum: 1, pocLsb: 2, more: ue(0) });
    const prepared = feed.prepare(annexB(sps().subarray(0, 5), primary, slice({ frameNum: 0, more: ue(1) })));
    expect(nalsOf(prepared.data)).toEqual(lists(primary));
  });

  it('leaves the SPS as it is where the order of output was not checked', () => {
    const feed = new DecoderFeed({ keepReorder: true });
    expect(nalsOf(feed.prepare(annexB(sps(), pps(), idr)).data)).toEqual(lists(sps(), pps(), idr));
  });
});

const playing = corpusFiles().filter((entry) => entry.expected.verdict !== 'refuse');

describe.skipIf(!corpusAvailable)('decoder feed of the corpus (skipped: ../shared/corpus not present)', () => {
  it.each(playing.map((entry) => [entry.file, entry] as const))('%s', (name, entry) => {
    const feed = new DecoderFeed();
    const prepared = accessUnitsOf(name).map((unit) => feed.prepare(unit));
    expect(prepared.flatMap(({ isKey }, index) => (isKey ? [index] : []))).toEqual(entry.keyframe_indices);
    for (const { data, isKey } of prepared) {
      const types = splitNalUnits(data).map((nal) => (nal[0] ?? 0) & 0x1f);
      expect(types.filter((type) => ![1, 5, 7, 8, 9].includes(type))).toEqual([]);
      expect(types.indexOf(9)).toBeLessThanOrEqual(0);
      if (!isKey) continue;
      const sets = types.filter((type) => type === 7 || type === 8);
      expect(sets[0]).toBe(7);
      expect(sets).toContain(8);
      const spsNal = splitNalUnits(data).find((nal) => ((nal[0] ?? 0) & 0x1f) === 7);
      expect(spsNal && parseSps(spsNal).maxNumReorderFrames).toBe(0);
    }
  });
});
