import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecoderFailure } from '../../../packages/viewer/src/app/video/decoder.ts';
import { GOOD_DECODER } from './fake-decoder.ts';
import { CAMERA, failingAt, silentAt, VideoWorld } from './video-world.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('seeking', () => {
  let world: VideoWorld;
  beforeEach(() => {
    world = new VideoWorld();
    world.codec();
    world.samples(0, 30);
  });
  afterEach(() => {
    world.service.close();
    expect(world.ledger.open, 'frames never closed').toBe(0);
  });

  const expectShown = (sample: number) => expect(world.lastShown).toEqual({ sample, picture: world.pictureOf(sample) });

  it('shows exactly the asked sample, decoding its group from the keyframe and nothing more', async () => {
    await world.seek(14);
    expect(world.shown).toHaveLength(1);
    expectShown(14);
    expect(world.states).toEqual(['catching-up', 'ok']);
    expect(world.decoded).toEqual(range(10, 15));
  });

  it('goes on from where it stands when the next wish lies ahead in the same group', async () => {
    await world.seek(12);
    await world.seek(17);
    expectShown(17);
    expect(world.decoded).toEqual(range(10, 18));
  });

  it('takes backward steps from the cache', async () => {
    await world.seek(19);
    for (const sample of [18, 17, 10, 15]) {
      await world.seek(sample);
      expectShown(sample);
    }
    expect(world.decoded).toEqual(range(10, 20));
  });

  it('drops a wish that a newer one replaces, whatever was queued for it', async () => {
    world.want(9);
    world.want(29);
    world.want(3);
    await world.run();
    expectShown(3);
    expect(world.shown.map(({ sample }) => sample)).not.toContain(29);
    expect(world.decoded.length).toBeLessThanOrEqual(3 + 3 + 4);
  });

  it('keeps to the wish when outputs of a former one come late', async () => {
    world.want(9);
    world.step();
    world.want(25);
    await world.run();
    expectShown(25);
    for (const { sample, picture } of world.shown) expect(picture).toBe(world.pictureOf(sample));
  });

  it('shows pictures on the way while wishes come faster than pictures, each under its own name', async () => {
    for (const sample of [9, 19, 29, 8, 18, 28]) {
      world.want(sample);
      await world.advance(0);
      world.want(sample - 1);
      for (let work = 0; work < 2; work++) world.step();
      await world.advance(50);
    }
    for (const { sample, picture } of world.shown) expect(picture).toBe(world.pictureOf(sample));
    expectShown(27);
  });

  it('answers at once when the shown sample is asked for again', async () => {
    await world.seek(5);
    await world.seek(5);
    expect(world.states.at(-1)).toBe('ok');
    expect(world.decoded).toEqual(range(0, 6));
  });

  it('reports an error where the decoder breaks, and shows what comes before and after', async () => {
    world.script = failingAt([14], DecoderFailure.Broken);
    await world.seek(16);
    expect(world.lastState).toBe('decode-error');
    expect(world.shown).toEqual([]);
    await world.seek(13);
    expectShown(13);
    const before = world.decoded.length;
    await world.seek(18);
    expect(world.lastState).toBe('decode-error');
    expect(world.decoded.length, 'known damage is not decoded again').toBe(before);
    await world.seek(22);
    expectShown(22);
  });

  it('tries software where the first decoder fails, and stays with it', async () => {
    world.script = failingAt([13, 23], DecoderFailure.Broken, true);
    await world.seek(15);
    expectShown(15);
    expect(world.decoders.map((decoder) => decoder.setups[0]?.software)).toEqual([false, true]);
    await world.seek(25);
    expectShown(25);
    expect(world.decoders).toHaveLength(2);
  });

  it('tries software where the first decoder says nothing at all', async () => {
    world.script = silentAt((_, software) => !software);
    await world.seek(12);
    await world.advance(2000);
    expectShown(12);
    expect(world.lastState).toBe('ok');
  });

  it('says no-picture, in bounded time, for a sample without a picture and without an error', async () => {
    world.script = silentAt((sample) => sample >= 15 && sample < 20);
    await world.seek(17);
    await world.advance(2000);
    expect(world.lastState).toBe('no-picture');
    await world.seek(14);
    expectShown(14);
    await world.seek(20);
    expectShown(20);
  });

  it('says no-picture without waiting when a later picture came out', async () => {
    world = new VideoWorld();
    world.codec();
    world.samples(0, 30);
    world.script = silentAt((sample) => sample === 5);
    world.want(5);
    await world.run();
    world.want(8);
    await world.run();
    expectShown(8);
    await world.seek(5);
    expect(world.lastState).toBe('no-picture');
  });

  it('takes a picture that comes after it was given up, and does not hold it against the sample later', async () => {
    world = new VideoWorld({ cachedFrames: 1 });
    world.codec();
    world.samples(0, 30);
    world.script = silentAt((sample) => sample === 5);
    await world.seek(8);
    await world.seek(5);
    expect(world.lastState).toBe('no-picture');
    const [decoder] = world.decoders;
    // Samples are named by timestamps a thirtieth of a second apart, from the first fed.
    decoder?.putOutLate(world.pictureOf(5), 6 * 33_333);
    expectShown(5);
    expect(world.lastState).toBe('ok');
    world.script = GOOD_DECODER;
    await world.seek(7);
    await world.seek(5);
    expectShown(5);
    expect(world.lastState).toBe('ok');
  });

  it('gives up a decoder that does not even answer a flush', async () => {
    world.script = { ...silentAt((sample) => sample === 4), answersFlush: false };
    world.want(4);
    await world.advance(20_000);
    expect(world.lastState).toBe('no-picture');
    await world.seek(3);
    expectShown(3);
  });

  it('pushes the picture out of a decoder that holds some back', async () => {
    world.script = { ...GOOD_DECODER, holdsBack: 2 };
    world.want(13);
    await world.advance(1000);
    expectShown(13);
    expect(world.decoders).toHaveLength(1);
    world.want(14);
    await world.run();
    expectShown(14);
  });

  it('flushes out the very last picture, and finds its way afterwards', async () => {
    world.script = { ...GOOD_DECODER, holdsBack: 2 };
    world.want(29);
    await world.advance(1000);
    expectShown(29);
    world.want(21);
    await world.advance(1000);
    expectShown(21);
    world.want(4);
    await world.advance(1000);
    expectShown(4);
  });

  it('does not blame a sample for the fault of one fed after it', async () => {
    world.script = {
      ...failingAt([14], DecoderFailure.Broken),
      holdsBack: 1,
    };
    world.want(13);
    await world.advance(2000);
    expectShown(13);
  });

  it('asks for a new decoder when the browser took the old one away', async () => {
    await world.seek(3);
    world.decoders[0]?.fail(DecoderFailure.Reclaimed);
    expect(world.lastState).toBe('ok');
    await world.seek(7);
    expectShown(7);
  });

  it('says unsupported-codec when no decoder takes the codec string', async () => {
    world.script = failingAt(range(0, 30), DecoderFailure.Unsupported);
    await world.seek(3);
    expect(world.lastState).toBe('unsupported-codec');
  });

  it('forgets the decoder of a stream nobody looks at, after a moment', async () => {
    await world.seek(3);
    world.service.hide(CAMERA);
    await world.advance(1000);
    expect(world.decoders[0]?.isClosed).toBe(false);
    await world.advance(5000);
    expect(world.decoders[0]?.isClosed).toBe(true);
    await world.seek(4);
    expectShown(4);
  });
});

describe('seeking with a small cache', () => {
  it('keeps the pictures right before the cursor, so that a group is not decoded anew for every step back', async () => {
    const world = new VideoWorld({ gopLength: 100, cachedFrames: 20 });
    world.codec();
    world.samples(0, 100);
    for (let sample = 99; sample >= 60; sample--) {
      await world.seek(sample);
      expect(world.lastShown?.picture).toBe(world.pictureOf(sample));
    }
    expect(world.decoded.length).toBeLessThan(3 * 100);
    world.service.close();
    expect(world.ledger.open).toBe(0);
  });

  it('waits for copies being made, and loses none of the frames when keys go meanwhile', async () => {
    const copies: (() => void)[] = [];
    const world = new VideoWorld({
      keeping: {
        isFree: () => false,
        byteLength: () => 1,
        detach: (frame) => new Promise((resolve) => copies.push(() => resolve(frame))),
      },
    });
    world.codec();
    world.samples(0, 20);
    world.want(9);
    await world.run();
    expect(world.shown, 'decoding pauses while copies are made').toEqual([]);
    while (copies.length > 0) {
      copies.shift()?.();
      await world.run();
    }
    expect(world.lastShown?.picture).toBe(world.pictureOf(9));
    await world.seek(12);
    world.evict(0);
    while (copies.length > 0) copies.shift()?.();
    await world.run();
    world.service.close();
    await world.run();
    expect(world.ledger.open).toBe(0);
  });
});
