import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecoderFailure } from '../../../packages/viewer/src/app/video/decoder.ts';
import { ShowMode } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { GOOD_DECODER } from './fake-decoder.ts';
import { CAMERA, failingAt, silentAt, VideoWorld } from './video-world.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

let world: VideoWorld;
const shownSamples = () => world.shown.map(({ sample }) => sample);

async function arrive(sample: number): Promise<void> {
  world.samples(sample, sample + 1);
  world.want(sample, ShowMode.Follow);
  await world.advance(33);
}

afterEach(() => {
  world.service.close();
  expect(world.ledger.open, 'frames never closed').toBe(0);
  for (const { sample, picture } of world.shown) expect(picture).toBe(world.pictureOf(sample));
});

describe('following', () => {
  beforeEach(() => {
    world = new VideoWorld();
    world.codec();
  });

  it('shows every sample at once and in order, each decoded once', async () => {
    for (const sample of range(0, 40)) {
      await arrive(sample);
      expect(world.lastShown?.sample).toBe(sample);
    }
    expect(shownSamples()).toEqual(range(0, 40));
    expect(world.decoded).toEqual(range(0, 40));
    expect(world.skipped).toBe(0);
    expect(world.lastState).toBe('ok');
  });

  it.each([
    ['90 small', 1_000, 90],
    ['15 large', 12_000_000, 15],
  ])(
    'puts no more than %s frames in front of a page that has stopped, and shows it the newest when it goes on',
    async (_, bytes, most) => {
      world = new VideoWorld({
        keeping: { isFree: () => true, byteLength: () => bytes, detach: (frame) => frame },
        cachedFrames: 1000 * bytes,
      });
      world.codec();
      world.takesFrames = false;
      for (const sample of range(0, 120)) await arrive(sample);
      expect(world.shown.length).toBe(most);
      world.takesFrames = true;
      for (let underway = world.shown.length; underway > 0; underway--) world.service.noteTaken(CAMERA);
      expect(world.lastShown?.sample).toBe(119);
      expect(world.shown.length + world.skipped).toBe(120);
    },
  );

  it('says no-codec though new samples keep coming', async () => {
    world = new VideoWorld();
    for (const sample of range(0, 100)) await arrive(sample);
    expect(world.lastState).toBe('no-codec');
  });

  it('starts at the newest keyframe when it joins late', async () => {
    world.samples(0, 26);
    world.want(25, ShowMode.Follow);
    await world.run();
    expect(world.lastShown?.sample).toBe(25);
    expect(world.decoded).toEqual(range(20, 26));
    expect(world.skipped).toBe(0);
  });

  it('jumps to the newest keyframe when it falls behind, and counts what it skips', async () => {
    await arrive(0);
    for (const sample of range(1, 35)) world.samples(sample, sample + 1);
    world.want(34, ShowMode.Follow);
    await world.run();
    expect(world.lastShown?.sample).toBe(34);
    expect(world.decoded.length + world.skipped).toBe(35);
    expect(world.skipped).toBeGreaterThan(15);
    expect(world.lastState).toBe('ok');
  });

  it('catches up without skipping when no keyframe offers itself', async () => {
    world = new VideoWorld({ gopLength: 1000 });
    world.codec();
    await arrive(0);
    world.samples(1, 60);
    world.want(59, ShowMode.Follow);
    await world.run();
    expect(world.lastShown?.sample).toBe(59);
    expect(world.skipped).toBe(0);
  });

  it('says what broke the decoder, and is back at the next keyframe with a new one', async () => {
    world.script = failingAt([13], DecoderFailure.Broken);
    for (const sample of range(0, 16)) await arrive(sample);
    expect(world.lastState).toBe('decode-error');
    expect(world.lastShown?.sample).toBe(12);
    for (const sample of range(16, 25)) await arrive(sample);
    expect(world.lastState).toBe('ok');
    expect(shownSamples()).toEqual([...range(0, 13), ...range(20, 25)]);
  });

  it('takes to software when no picture ever comes', async () => {
    world.script = silentAt((_, software) => !software);
    for (const sample of range(0, 5)) await arrive(sample);
    await world.advance(4000);
    expect(world.lastShown?.sample).toBe(4);
    for (const sample of range(5, 12)) await arrive(sample);
    expect(world.lastShown?.sample).toBe(11);
  });

  it('takes to software when no picture comes though samples keep coming', async () => {
    world.script = silentAt((_, software) => !software);
    for (const sample of range(0, 200)) await arrive(sample);
    expect(world.lastShown?.sample).toBe(199);
  });

  it('brings out the last picture when the stream comes to rest in a decoder that holds one back', async () => {
    world.script = { ...GOOD_DECODER, holdsBack: 1 };
    for (const sample of range(0, 14)) await arrive(sample);
    expect(world.lastShown?.sample).toBe(12);
    await world.advance(400);
    expect(world.lastShown?.sample).toBe(13);
    for (const sample of range(14, 24)) await arrive(sample);
    expect(world.lastShown?.sample).toBeGreaterThanOrEqual(22);
  });

  it('waits for a keyframe after samples were dropped on the way', async () => {
    for (const sample of [...range(0, 14), ...range(16, 20)]) await arrive(sample);
    expect(world.lastShown?.sample).toBe(13);
    world.historyComplete();
    await world.advance(100);
    expect(world.lastState).toBe('missing-samples');
    for (const sample of range(20, 23)) await arrive(sample);
    expect(world.lastShown?.sample).toBe(22);
    expect(world.lastState).toBe('ok');
  });

  it('shows the same sample without decoding again when the page pauses', async () => {
    for (const sample of range(0, 8)) await arrive(sample);
    await world.seek(7);
    await world.seek(3);
    expect(world.lastShown?.sample).toBe(3);
    expect(world.decoded).toEqual(range(0, 8));
  });
});

describe('playing', () => {
  beforeEach(() => {
    world = new VideoWorld();
    world.codec();
    world.samples(0, 60);
  });

  it('decodes a few samples ahead, over keyframes too, and shows in order', async () => {
    await world.seek(5);
    for (const sample of range(6, 40)) {
      world.want(sample, ShowMode.Play);
      expect(sample === 6 || world.lastShown?.sample === sample, `${sample} was ready`).toBe(true);
      await world.run();
      expect(world.lastShown?.sample).toBe(sample);
    }
    expect(world.decoded).toEqual(range(0, 44));
  });

  it('goes back to the start of a loop', async () => {
    for (const sample of [...range(50, 60), ...range(0, 5)]) {
      world.want(sample, ShowMode.Play);
      await world.run();
      expect(world.lastShown?.sample).toBe(sample);
    }
  });

  it('plays over a broken group', async () => {
    world.script = failingAt([13], DecoderFailure.Broken);
    for (const sample of range(5, 30)) {
      world.want(sample, ShowMode.Play);
      await world.advance(33);
    }
    expect(shownSamples()).toEqual(expect.arrayContaining([...range(5, 13), ...range(20, 30)]));
    expect(shownSamples()).not.toContain(13);
  });
});
