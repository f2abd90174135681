import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusAvailable, frameMd5 } from '../../support/corpus.ts';
import { type Harness, openHarness } from './harness.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe.skipIf(!corpusAvailable)('video that moves (skipped: ../shared/corpus not present)', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => {
    expect(harness.complaints).toEqual([]);
    await harness.close();
  });

  it('follows 200 frames at 30 fps in order, without loss, each exact', async () => {
    const file = 'made_arm_cooking_720x576.h264';
    const { shown, md5s, skipped } = await harness.follow(file, 30);
    expect(shown).toEqual(range(0, 200));
    expect(md5s).toEqual(frameMd5(file));
    expect(skipped).toBe(0);
  });

  it('follows a stream that loses pictures, and is exact again from the next keyframe', async () => {
    const file = 'made_lost_p_frame.h264';
    const { shown, md5s } = await harness.follow(file, 30);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    for (const [index, ordinal] of shown.entries()) {
      if (ordinal < 42 || ordinal >= 59) expect(md5s[index]).toBe(frameMd5(file)[ordinal]);
    }
    expect(shown).toEqual(expect.arrayContaining([...range(0, 42), ...range(59, 89)]));
  });

  it.each([
    ['made_full_range_bt709.h264', 'full range'],
    ['made_sar_4_3.h264', 'pixels that are not square'],
    ['made_crop_offset.h264', 'cropping on all sides'],
    ['made_resolution_change.h264', 'an ordinary picture'],
  ])('copies frames exactly, %s: %s', async (file) => {
    await harness.load(file, 'in-order');
    await harness.seek([17]);
    const { shown, copy } = await harness.copyShown();
    expect(copy).toEqual(shown);
    expect(copy.md5).toBe(frameMd5(file)[17]);
  });

  it('plays in order, up to the last sample', async () => {
    await harness.load('made_sps_pps_once.h264', 'in-order');
    const shown = await harness.play(3, 57, 30);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(shown.at(-1)).toBe(57);
    // At 30 fps on a screen of 60 Hz, nearly every frame has its turn even on a busy machine.
    expect(shown.length).toBeGreaterThan(30);
  });

  it('shows pictures while the cursor is dragged, and the asked one at the end', async () => {
    const file = 'real_road_car_detection.h264';
    await harness.load(file, 'in-order');
    const path = [...range(0, 60).map((step) => step * 4), ...range(0, 59).map((step) => 236 - step * 4)];
    const { last, shownOnTheWay } = await harness.scrub(path);
    expect(last).toMatchObject({ ordinal: 4, shown: 4, md5: frameMd5(file)[4], error: null });
    expect(shownOnTheWay).toBeGreaterThan(5);
  });
});
