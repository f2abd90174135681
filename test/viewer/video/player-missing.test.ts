import type { EntityPath } from '@rushes/proto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_DECODERS } from '../../../packages/viewer/src/app/video/decoder-budget.ts';
import { ShowMode } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { concat, idrNal, nonReferencePNal, pNal, ppsNal, spsNal } from './tiny-h264.ts';
import { VideoWorld } from './video-world.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('what is not here', () => {
  let world: VideoWorld;
  beforeEach(() => {
    world = new VideoWorld();
    world.codec();
  });
  afterEach(() => {
    world.service.close();
    expect(world.ledger.open, 'frames never closed').toBe(0);
  });

  const expectShown = (sample: number) => expect(world.lastShown).toEqual({ sample, picture: world.pictureOf(sample) });

  it('waits for a sample that has not arrived, and shows it when it has', async () => {
    await world.seek(3);
    expect(world.lastState).toBe('loading');
    world.samples(0, 10);
    await world.run();
    expectShown(3);
  });

  it('does not wait for ever', async () => {
    await world.seek(3);
    await world.advance(2500);
    expect(world.lastState).toBe('missing-samples');
    world.samples(0, 10);
    await world.run();
    expectShown(3);
  });

  it('takes history newest first, one sample at a time', async () => {
    await world.seek(9);
    for (const sample of range(0, 20).toReversed()) {
      world.samples(sample, sample + 1);
      await world.advance(10);
    }
    expectShown(9);
    await world.seek(18);
    expectShown(18);
  });

  it('loads while history may bring the samples in between, then says that they are missing', async () => {
    world.samples(0, 12);
    world.samples(14, 20);
    await world.seek(16);
    expect(world.lastState).toBe('loading');
    world.historyComplete();
    expect(world.lastState).toBe('missing-samples');
    world.samples(12, 14);
    await world.run();
    expectShown(16);
  });

  it('says no-keyframe for what comes before the first one', async () => {
    const lone = [pNal(0, 1), pNal(1, 2)];
    world.chunk(0, lone, { isKey: () => false });
    world.chunk(2, [concat(spsNal(), ppsNal(), idrNal(2))], { isKey: () => true });
    world.historyComplete();
    await world.seek(1);
    expect(world.lastState).toBe('no-keyframe');
    await world.seek(2);
    expect(world.lastShown).toEqual({ sample: 2, picture: '2' });
  });

  it('says no-keyframe for an IDR picture without parameter sets anywhere before it', async () => {
    world.chunk(0, [idrNal(0), pNal(1, 1)]);
    await world.seek(1);
    expect(world.lastState).toBe('no-keyframe');
  });

  it('finds parameter sets that came in earlier samples, far back and in a sample of their own', async () => {
    world.chunk(0, [concat(spsNal(), ppsNal(), idrNal(0)), pNal(1, 1)]);
    world.chunk(10, [idrNal(10), pNal(11, 1)], { withoutOrdinals: true });
    world.chunk(20, [idrNal(20), pNal(21, 1)], { withoutOrdinals: true });
    await world.seek(21);
    expect(world.lastShown).toEqual({ sample: 21, picture: '20.21' });
  });

  it('starts with the parameter sets that were in force there, not with later ones', async () => {
    world.chunk(0, [concat(spsNal(4, 3), ppsNal(), idrNal(0)), pNal(1, 1)]);
    world.chunk(10, [idrNal(10), pNal(11, 1)], { withoutOrdinals: true });
    world.chunk(20, [concat(spsNal(8, 6), ppsNal(), idrNal(20))], { withoutOrdinals: true });
    await world.seek(20);
    await world.seek(11);
    await world.seek(20);
    await world.seek(10);
    expect(world.decoders.flatMap(({ setups }) => setups.map(({ sps }) => sps.codedWidth))).toEqual([128, 64]);
  });

  it('sets the decoder up anew where the size changes', async () => {
    world.chunk(0, [concat(spsNal(4, 3), ppsNal(), idrNal(0))]);
    world.chunk(10, [concat(spsNal(8, 6), ppsNal(), idrNal(10))], { withoutOrdinals: true });
    await world.seek(0);
    await world.seek(10);
    expect(world.lastShown?.sample).toBe(10);
    expect(world.decoders.flatMap(({ setups }) => setups.map(({ sps }) => sps.codedWidth))).toEqual([64, 128]);
  });

  it('says missing-samples when they are evicted while it decodes, and once more when asked again', async () => {
    world.samples(0, 10);
    world.want(9);
    world.step();
    world.evict(0);
    await world.advance(3000);
    expect(world.lastState).toBe('missing-samples');
    await world.seek(8);
    await world.advance(3000);
    expect(world.lastState).toBe('missing-samples');
  });

  it('does not decode over a hole that eviction left', async () => {
    for (const sample of range(0, 10)) world.chunk(sample, [world.sampleBytes(sample)], { withoutOrdinals: true });
    world.evict(4);
    await world.seek(3);
    expectShown(3);
    await world.seek(6);
    expect(world.lastState).toBe('missing-samples');
  });

  it('decodes anew what it had decoded without samples that came later', async () => {
    const bytes = [world.sampleBytes(0), pNal(1, 1), nonReferencePNal(2, 2), pNal(3, 2), pNal(4, 3), pNal(5, 4)];
    const arrive = (sample: number) => world.chunk(sample, bytes.slice(sample, sample + 1), { withoutOrdinals: true });
    for (const sample of [0, 1, 3, 4, 5]) arrive(sample);
    await world.seek(4);
    expect(world.lastShown?.picture).toBe('0.1.3.4');
    arrive(2);
    await world.seek(3);
    expectShown(3);
    await world.seek(5);
    expectShown(5);
  });

  it('goes on from the keyframe, not from where it stands, when samples came in between', async () => {
    const bytes = [world.sampleBytes(0), pNal(1, 1), nonReferencePNal(2, 2), pNal(3, 2), pNal(4, 3), pNal(5, 4)];
    const arrive = (sample: number) => world.chunk(sample, bytes.slice(sample, sample + 1), { withoutOrdinals: true });
    for (const sample of [0, 1, 3, 4, 5]) arrive(sample);
    await world.seek(4);
    arrive(2);
    await world.seek(5);
    expectShown(5);
  });

  it('sees a hole by the frame numbers, and that it was filled', async () => {
    for (const sample of [0, 1, 3, 4]) world.chunk(sample, [world.sampleBytes(sample)], { withoutOrdinals: true });
    await world.seek(4);
    expect(world.lastState, 'frame_num tells of the hole').toBe('missing-samples');
    world.chunk(2, [world.sampleBytes(2)], { withoutOrdinals: true });
    await world.run();
    expectShown(4);
    await world.seek(3);
    expectShown(3);
  });

  it('says no-codec when none was logged, and unsupported-codec for another one', async () => {
    const bare = new VideoWorld();
    bare.samples(0, 10);
    await bare.seek(2);
    expect(bare.lastState).toBe('loading');
    await bare.advance(2500);
    expect(bare.lastState).toBe('no-codec');
    bare.codec(0x68657631);
    expect(bare.lastState).toBe('unsupported-codec');
    bare.codec();
    await bare.run();
    expect(bare.lastShown?.sample).toBe(2);
    bare.service.close();
  });

  it('says no-webcodecs with the reason where there is no decoder', () => {
    const insecure = new VideoWorld({ missingDecoder: 'not a secure context' });
    insecure.want(0);
    expect(insecure.states).toEqual(['no-webcodecs']);
  });

  it('survives samples of random bytes', async () => {
    const noise = range(0, 10).map((seed) => Uint8Array.from({ length: 40 }, (_, at) => (seed * 31 + at * 17) % 256));
    world.chunk(0, noise);
    for (const sample of range(0, 10)) {
      await world.seek(sample);
      await world.advance(10_000);
      expect(['no-keyframe', 'no-picture']).toContain(world.lastState);
    }
  });

  it('forgets a recording on reset, and serves the next', async () => {
    world.samples(0, 10);
    await world.seek(9);
    world.reset();
    expect(world.service.memory).toEqual({ sampleBytes: 0, frameBytes: 0 });
    world.codec();
    world.samples(0, 10);
    await world.seek(7);
    expectShown(7);
  });

  it(`keeps no more than ${MAX_DECODERS} decoders, and all streams are served all the same`, async () => {
    const entities = range(0, MAX_DECODERS + 4).map((index) => `/camera/${index}` as EntityPath);
    for (const entity of entities) {
      world.codec(undefined, entity);
      world.samples(0, 10, { entity });
      world.want(5, ShowMode.Seek, entity);
      await world.run();
    }
    expect(world.decoders.filter(({ isClosed }) => !isClosed)).toHaveLength(MAX_DECODERS);
    expect(new Set(world.shown.map(({ entity }) => entity)).size).toBe(entities.length);
  });
});
