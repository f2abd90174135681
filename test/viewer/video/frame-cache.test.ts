import { beforeEach, describe, expect, it } from 'vitest';
import { FrameCache, type FrameKeeping } from '../../../packages/viewer/src/app/video/frame-cache.ts';
import { FakeFrame, FrameLedger } from './fake-decoder.ts';

const AS_IS: FrameKeeping<FakeFrame> = { isFree: () => true, byteLength: () => 10, detach: (frame) => frame };

describe('frame cache', () => {
  let ledger: FrameLedger;
  const frame = (name: number) => new FakeFrame(String(name), ledger);
  beforeEach(() => {
    ledger = new FrameLedger();
  });

  it('keeps within its bytes; the least recently used goes first', () => {
    const cache = new FrameCache({ keeping: AS_IS, maxBytes: 30 });
    for (const key of [1, 2, 3]) cache.put(key, frame(key));
    cache.get(1)?.close();
    cache.put(4, frame(4));
    expect([1, 2, 3, 4].filter((key) => cache.has(key))).toEqual([1, 3, 4]);
    expect([cache.byteLength, ledger.open]).toEqual([30, 3]);
  });

  it('is shared evenly by the streams in it, whoever comes last; a single one has all of it', () => {
    const cache = new FrameCache({ keeping: AS_IS, maxBytes: 60 });
    const [left, right] = [{}, {}];
    for (const key of [1, 2, 3, 4, 5, 6]) cache.put(key, frame(key), left);
    expect([cache.byteLength, cache.capacityFor(10)]).toEqual([60, 6]);
    for (const key of [11, 12, 13, 14, 15]) cache.put(key, frame(key), right);
    const kept = (keys: readonly number[]) => keys.filter((key) => cache.has(key));
    expect(kept([1, 2, 3, 4, 5, 6])).toEqual([4, 5, 6]);
    expect(kept([11, 12, 13, 14, 15])).toEqual([13, 14, 15]);
    expect([cache.capacityFor(10), ledger.open]).toEqual([3, 6]);
    cache.drop([4, 5, 6]);
    expect(cache.capacityFor(10)).toBe(6);
  });

  it('gives out clones with an owner of their own', () => {
    const cache = new FrameCache({ keeping: AS_IS });
    cache.put(1, frame(1));
    const mine = cache.get(1);
    cache.clear();
    expect([mine?.picture, ledger.open]).toEqual(['1', 1]);
    mine?.close();
    expect(ledger.open).toBe(0);
  });

  it('closes a frame it has already', () => {
    const cache = new FrameCache({ keeping: AS_IS });
    cache.put(1, frame(1));
    cache.put(1, frame(1));
    expect(ledger.open).toBe(1);
  });

  it('counts copies under way, and closes the copy of a key that went meanwhile', async () => {
    const finish: (() => void)[] = [];
    let idle = 0;
    const cache = new FrameCache<FakeFrame>({
      keeping: { ...AS_IS, detach: (given) => new Promise((resolve) => finish.push(() => resolve(given))) },
      onIdle: () => idle++,
    });
    cache.put(1, frame(1));
    expect(cache.isBusy).toBe(false);
    cache.put(2, frame(2));
    expect(cache.isBusy).toBe(true);
    cache.drop([1]);
    for (const done of finish) done();
    await Promise.resolve();
    expect([cache.has(1), cache.has(2), cache.isBusy, idle, ledger.open]).toEqual([false, true, false, 1, 1]);
  });

  it('does without a frame that cannot be kept', () => {
    const cache = new FrameCache<FakeFrame>({
      keeping: {
        ...AS_IS,
        detach: (given) => {
          given.close();
          return undefined;
        },
      },
    });
    cache.put(1, frame(1));
    expect([cache.has(1), ledger.open]).toEqual([false, 0]);
  });
});
