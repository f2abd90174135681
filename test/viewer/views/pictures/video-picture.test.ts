import { MAX_TIME } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { ShowMode } from '../../../../packages/viewer/src/app/video/video-messages.ts';
import { overlayTime, type PictureStanding } from '../../../../packages/viewer/src/app/views/pictures/overlay-time.ts';
import { VideoPicture } from '../../../../packages/viewer/src/app/views/pictures/video-picture.ts';
import { batch, ChunkMaker, CLOCK, FRAME } from '../../data/make-chunks.ts';
import { contextOf, FakeDisplay, path, storeOf } from '../view-fixture.ts';

describe('the time at which overlays are looked up', () => {
  const other = (time: bigint, nextTime: bigint | undefined): PictureStanding => ({
    kind: 'other',
    shown: { time, nextTime },
  });
  it.each<[string, PictureStanding, bigint | undefined]>([
    ['the cursor, when the picture asked for is shown', { kind: 'current' }, 100n],
    ['the last moment of an older picture', other(40n, 50n), 49n],
    ['the last moment of a newer picture', other(140n, 150n), 149n],
    ['the end, of the last picture of all', other(140n, undefined), MAX_TIME],
    ['its own time, of one of two pictures at one time', other(40n, 40n), 40n],
    ['none, of a picture that this timeline does not know', { kind: 'unknown' }, undefined],
  ])('is %s', (_what, standing, expected) => {
    expect(overlayTime(100n, standing)).toBe(expected);
  });
});

/** Samples 0, 1, 2, 3 at the frames 10, 20, 30, 40. */
function setUp() {
  const maker = new ChunkMaker();
  const samples = [10n, 20n, 30n, 40n].map((time, i) => ({ times: [time], bytes: 5, key: i === 0 }));
  const store = storeOf(
    maker.plain('cam', [], [{ times: [], batches: [batch('VideoStream', 'codec', Uint32Array.of(0x61766331))] }]),
    maker.video('cam', [FRAME], 0, samples, { codecString: 'avc1.64001f', width: 64, height: 48 }),
  );
  const display = new FakeDisplay();
  let millis = 0;
  const picture = new VideoPicture(path('cam'), () => millis);
  const resolve = (time: bigint, change = {}) => {
    const result = picture.resolve(contextOf(store, display, { time, ...change }), time);
    if (result === undefined) throw new Error('A video was expected.');
    return result;
  };
  return {
    store,
    display,
    picture,
    resolve,
    wait: (by: number) => {
      millis += by;
    },
  };
}

describe('the video of a 2D view', () => {
  it('asks for the sample at the cursor, and is settled only once that very sample is shown', () => {
    const { display, resolve } = setUp();
    display.stateNow = { kind: 'loading' };
    expect(resolve(25n)).toMatchObject({ settled: false, picture: undefined });
    expect(display.wishes).toEqual([1]);
    display.shownKey = 0;
    expect(resolve(25n)).toMatchObject({
      settled: false,
      standing: { kind: 'other', shown: { time: 10n, nextTime: 20n } },
    });
    display.shownKey = 1;
    expect(resolve(25n)).toMatchObject({ settled: true, standing: { kind: 'current' }, message: undefined });
  });

  it('says that it is late, but only after a while', () => {
    const { display, resolve, wait } = setUp();
    display.shownKey = 0;
    display.stateNow = { kind: 'catching-up', behind: 2 };
    expect(resolve(30n).message).toBeUndefined();
    wait(149);
    expect(resolve(30n).message).toBeUndefined();
    wait(1);
    expect(resolve(30n).message).toMatchObject({ kind: 'chip', title: 'catching up, 2 samples behind' });
    display.shownKey = 2;
    expect(resolve(30n).message).toBeUndefined();
  });

  it('does not call a running video late that is one sample behind with each new picture', () => {
    const { display, resolve, wait } = setUp();
    display.stateNow = { kind: 'catching-up', behind: 1 };
    for (const [key, time] of [
      [0, 20n],
      [1, 30n],
      [2, 40n],
    ] as const) {
      display.shownKey = key;
      expect(resolve(time, { mode: ShowMode.Follow }).message).toBeUndefined();
      wait(100);
    }
    wait(100);
    expect(resolve(40n, { mode: ShowMode.Follow }).message).toMatchObject({ kind: 'chip' });
  });

  it('explains an error over the last good picture, naming what is shown and what was asked for', () => {
    const { display, resolve } = setUp();
    display.shownKey = 1;
    display.stateNow = { kind: 'error', code: 'decode-error', message: 'Slice data ends early.' };
    const result = resolve(40n);
    expect(result.settled).toBe(true);
    expect(result.picture).toBeDefined();
    expect(result.message).toEqual({
      kind: 'card',
      title: 'The decoder refused this video',
      lines: ['Slice data ends early.', 'Showing sample 1 of /cam, asked for 3.'],
    });
  });

  it('explains an error without any picture', () => {
    const { display, resolve } = setUp();
    display.stateNow = { kind: 'error', code: 'no-webcodecs', message: 'Open the page on localhost or https.' };
    expect(resolve(10n).message?.lines).toContain('Showing no picture of /cam, asked for 0.');
  });

  it('shows no picture before the first, even if the display still has one', () => {
    const { display, resolve } = setUp();
    display.shownKey = 3;
    const result = resolve(9n);
    expect(result).toMatchObject({ settled: true, picture: undefined });
    expect(result.message).toEqual({ kind: 'empty', title: 'No picture before #10', lines: [] });
    expect(display.wishes).toEqual([undefined]);
  });

  it('knows nothing of the shown picture on a timeline without it', () => {
    const { store, display, resolve } = setUp();
    const maker = new ChunkMaker(9_000_000n);
    store.add([
      {
        ...maker.video('cam', [CLOCK], 4, [{ times: [5n], bytes: 5, key: true }]),
        video: {
          firstKey: 50,
          firstSample: 4,
          byteLengths: Int32Array.of(5),
          keyframes: Uint8Array.of(1),
          format: undefined,
        },
      },
    ]);
    display.shownKey = 2;
    expect(resolve(5n, { timeline: 'clock' })).toMatchObject({ settled: false, standing: { kind: 'unknown' } });
  });
});
