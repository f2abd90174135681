import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CorpusFile, corpusAvailable, corpusFiles, frameMd5 } from '../../support/corpus.ts';
import { type Harness, openHarness } from './harness.ts';
import type { Answer } from './harness-page.ts';

// The real video worker in a real browser, against the checksums of another decoder.

const files = corpusFiles().filter(({ expected }) => expected.verdict !== 'refuse');
const RANDOM_SAMPLES = 20;

describe.skipIf(!corpusAvailable)('every playable stream, seeking (skipped: ../shared/corpus not present)', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => {
    expect(harness.complaints).toEqual([]);
    await harness.close();
  });

  it.each(files.filter(({ expected }) => expected.verdict === 'play').map((each) => [each.file, each] as const))(
    '%s shows exactly the sample asked for, forwards and backwards',
    async (name, file) => {
      const count = await harness.load(name, 'newest-first');
      const there = samplesToTry(file, count);
      const ordinals = [...there, ...there.toReversed()];
      const md5s = frameMd5(name);
      expect((await harness.seek(ordinals)).map(outcome)).toEqual(
        ordinals.map((ordinal) => ({ ordinal, shown: ordinal, md5: md5s[ordinal], error: null })),
      );
    },
  );

  it.each(
    files.filter(({ expected }) => expected.verdict === 'play-damaged').map((each) => [each.file, each] as const),
  )('%s (damaged) shows what is whole, says what is not, and never hangs', async (name, file) => {
    const count = await harness.load(name, 'in-order');
    const ordinals = Array.from({ length: count }, (_, ordinal) => ordinal);
    const md5s = frameMd5(name);
    const answers = await harness.seek([...ordinals, ...ordinals.toReversed()]);
    const whole = answers.filter(({ ordinal }) => mustMatch(file, ordinal));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.map(outcome)).toEqual(
      whole.map(({ ordinal }) => ({ ordinal, shown: ordinal, md5: md5s[ordinal], error: null })),
    );
    for (const { ordinal, shown, md5, error } of answers) {
      if (error !== null) continue;
      expect(shown).toBe(ordinal);
      // Wrong pictures are not shown at all, save where only a slice is lost: nothing in the stream tells of that.
      if (file.expected.class !== 'lost-slice') expect([ordinal, md5]).toEqual([ordinal, md5s[ordinal]]);
    }
    expect(Math.max(...answers.map(({ millis }) => millis))).toBeLessThan(5000);
  });

  it('says no-keyframe for what lies before the first IDR picture', async () => {
    await harness.load('made_joins_mid_gop.h264', 'in-order');
    expect((await harness.seek([0, 13, 14])).map(({ error }) => error)).toEqual(['no-keyframe', 'no-keyframe', null]);
  });
});

function outcome({ ordinal, shown, md5, error }: Answer) {
  return { ordinal, shown, md5, error };
}

/** First, last, every keyframe and its neighbours, and some at random (always the same ones). */
function samplesToTry(file: CorpusFile, count: number): number[] {
  const ordinals = new Set([0, count - 1]);
  for (const keyframe of file.keyframe_indices ?? []) {
    for (const beside of [keyframe - 1, keyframe, keyframe + 1])
      if (beside >= 0 && beside < count) ordinals.add(beside);
  }
  let seed = 12_345;
  for (let drawn = 0; drawn < RANDOM_SAMPLES; drawn++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    ordinals.add((seed >>> 8) % count);
  }
  return [...ordinals].sort((a, b) => a - b);
}

function mustMatch(file: CorpusFile, ordinal: number): boolean {
  const ranges = file.oracle?.must_match_access_units as unknown as readonly (readonly [number, number])[] | undefined;
  return ranges?.some(([first, last]) => ordinal >= first && ordinal <= last) ?? false;
}
