import type { ChunkId } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SampleChunk, SampleStore } from '../../../packages/viewer/src/app/video/sample-store.ts';
import { concat, idrNal, pNal, ppsNal, spsNal } from './tiny-h264.ts';

const GOP = 5;

/** Samples `from` to `to` (exclusive), the keys and row ids in step with their numbers, a keyframe every fifth. */
function chunk(from: number, to: number): SampleChunk {
  const count = to - from;
  const rowIds = new Uint8Array(16 * count);
  for (let row = 0; row < count; row++) new DataView(rowIds.buffer).setBigUint64(row * 16, BigInt(from + row) << 40n);
  return {
    chunkId: `chunk ${from}` as ChunkId,
    firstKey: from,
    rowIds,
    bytes: new Uint8Array(count),
    starts: Int32Array.from({ length: count + 1 }, (_, row) => row),
    keyframes: Uint8Array.from({ length: count }, (_, row) => ((from + row) % GOP === 0 ? 1 : 0)),
    firstSample: from,
  };
}

function positions(store: SampleStore, count: number): (number | undefined)[] {
  return Array.from({ length: count }, (_, key) => {
    const sample = store.find(key);
    return sample && store.position(sample);
  });
}

describe('sample store', () => {
  it('puts samples in the order of their row ids, however their chunks arrive, in between all looks', () => {
    const order = fc.shuffledSubarray([0, 3, 4, 10, 12, 17], { minLength: 6 });
    fc.assert(
      fc.property(order, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (starts, looks) => {
        const ends: Readonly<Record<number, number>> = { 0: 3, 3: 4, 4: 10, 10: 12, 12: 17, 17: 20 };
        const store = new SampleStore();
        starts.forEach((from, index) => {
          store.add(chunk(from, ends[from] ?? from));
          if (looks[index] === true) store.newestKeyframe();
        });
        expect(positions(store, 20)).toEqual([...Array(20).keys()]);
      }),
      { numRuns: 30 },
    );
  });

  it('tells live data from data that came in between', () => {
    const store = new SampleStore();
    expect(store.add(chunk(10, 12)).appended).toBe(true);
    expect(store.add(chunk(0, 5)).appended).toBe(false);
    expect(store.add(chunk(12, 13)).appended).toBe(true);
    expect(store.add(chunk(12, 13)).first).toBeUndefined();
  });

  interface ChainCase {
    readonly have: readonly (readonly [from: number, to: number])[];
    readonly evict?: readonly number[];
    readonly sample: number;
    readonly chain: { readonly kind: string; readonly start?: number; readonly evicted?: boolean };
  }

  it.each<ChainCase>([
    { have: [[0, 20]], sample: 13, chain: { kind: 'whole', start: 10 } },
    { have: [[0, 20]], sample: 10, chain: { kind: 'whole', start: 10 } },
    {
      have: [
        [0, 12],
        [13, 20],
      ],
      sample: 14,
      chain: { kind: 'gap', evicted: false },
    },
    {
      have: [
        [0, 9],
        [10, 20],
      ],
      sample: 14,
      chain: { kind: 'whole', start: 10 },
    },
    { have: [[11, 20]], sample: 13, chain: { kind: 'gap', evicted: false } },
    {
      have: [
        [0, 20],
        [20, 21],
        [21, 30],
      ],
      evict: [0],
      sample: 25,
      chain: { kind: 'whole', start: 25 },
    },
    {
      have: [
        [0, 12],
        [12, 20],
      ],
      evict: [0],
      sample: 14,
      chain: { kind: 'gap', evicted: true },
    },
  ])('knows what $sample hangs on: $chain', ({ have, evict, sample, chain }) => {
    const store = new SampleStore();
    for (const [from, to] of have) store.add(chunk(from, to));
    store.evict((evict ?? []).map((from) => `chunk ${from}` as ChunkId));
    const target = store.find(sample);
    if (target === undefined) throw new Error('the case asks for a sample that is not there');
    const found = store.chainTo(target);
    expect(found.kind === 'whole' ? { kind: 'whole', start: found.start.key } : found).toEqual(chain);
  });

  it('counts the bytes it holds, and gives them up with the chunks', () => {
    const store = new SampleStore();
    store.add(chunk(0, 5));
    store.add(chunk(5, 9));
    expect([store.byteLength, store.size]).toEqual([9, 9]);
    expect(store.evict(['chunk 0' as ChunkId, 'of somebody else' as ChunkId]).map(({ key }) => key)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect([store.byteLength, store.size]).toEqual([4, 4]);
    expect(store.find(2)).toBeUndefined();
  });

  it('remembers parameter sets once, in an order that ends with those in force', () => {
    const one = concat(spsNal(4, 3), ppsNal());
    const other = concat(spsNal(8, 6), ppsNal());
    const samples = [
      concat(one, idrNal(0)),
      pNal(1, 1),
      concat(other, idrNal(2)),
      concat(one, idrNal(3)),
      pNal(4, 1),
      idrNal(5),
    ];
    const ends = samples.map((_, index) => concat(...samples.slice(0, index + 1)).length);
    const store = new SampleStore();
    store.add({ ...chunk(0, 6), bytes: concat(...samples), starts: Int32Array.from([0, ...ends]) });
    const setsBefore = (key: number) => {
      const sample = store.find(key);
      return sample === undefined ? undefined : store.parameterSetsBefore(sample);
    };
    expect(setsBefore(0)).toEqual([]);
    expect(setsBefore(2)).toEqual([one]);
    expect(setsBefore(3)).toEqual([one, other]);
    expect(setsBefore(5)).toEqual([other, one]);
  });
});
