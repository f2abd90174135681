import { type EntityPath, parseEntityPath, parseRecordingId } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordingStore } from '../../../packages/viewer/src/app/data/chunk-recording-store.ts';
import { FileWorld } from './file-world.ts';
import { ChunkMaker, clear, FRAME, LOG, scalar, text } from './make-chunks.ts';

const ARM = parseEntityPath('/arm');
const CAMERA = parseEntityPath('/camera');
const SCALARS = 'Scalars:scalars';

/** A camera: `chunks` chunks of `rows` samples, a keyframe every `keyEvery` samples. */
function camera(maker: ChunkMaker, chunks: number, rows: number, keyEvery: number) {
  return Array.from({ length: chunks }, (_, c) =>
    maker.video(
      '/camera',
      [FRAME],
      c * rows,
      Array.from({ length: rows }, (_, r) => {
        const frame = c * rows + r;
        return { times: [BigInt(frame)], bytes: 10, key: frame % keyEvery === 0 };
      }),
    ),
  );
}

const scalars = (maker: ChunkMaker, times: readonly bigint[]) =>
  maker.plain(
    '/arm',
    [FRAME],
    times.map((time) => ({ times: [time], batches: [scalar(Number(time))] })),
  );

describe('what a cursor needs of a file', () => {
  it('is every static chunk, and of each component the chunk with the latest row', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld([
      maker.plain('/title', [], [{ times: [], batches: [text('hello')] }]),
      scalars(maker, [0n, 1n, 2n]),
      scalars(maker, [10n, 11n]),
      scalars(maker, [20n]),
    ]);
    const { wanted, urgent } = world.plan('frame', 12n);
    expect(wanted.slice(0, urgent)).toEqual([0, 2]);
    expect(world.plan('frame', -5n).urgent).toBe(1);
    expect(world.plan('no such timeline', 12n).urgent).toBe(1);
  });

  it('is every chunk that may have the latest row where chunks overlap or come out of order', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld([
      scalars(maker, [50n, 60n]),
      scalars(maker, [0n, 100n]),
      scalars(maker, [10n, 30n]),
      scalars(maker, [20n, 55n]),
    ]);
    const { wanted, urgent } = world.plan('frame', 58n);
    // 1 and 0 go over the time; 3 ends before 0 begins its latest row for sure.
    expect(new Set(wanted.slice(0, urgent))).toEqual(new Set([0, 1, 3]));
    expect(new Set(world.plan('frame', 5n).wanted.slice(0, 1))).toEqual(new Set([1]));
  });

  it('is, of a video, the chunk with the sample, those before it back to a keyframe, and the first of all', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 12, 10, 30));
    world.seek('frame', 75n);
    // 60 is the keyframe: chunks 6 and 7. Before that was known, a usual second of chunks was looked at.
    expect(new Set(world.loads)).toEqual(new Set([0, 5, 6, 7]));
    world.loads.length = 0;
    world.seek('frame', 111n);
    expect(world.loads).toEqual(expect.arrayContaining([9, 10, 11]));
  });

  it('goes farther and farther back for a keyframe that is farther away than usual, and remembers it', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 300, 1, 150));
    world.seek('frame', 140n);
    expect(Math.min(...world.loads.filter((chunk) => chunk > 0))).toBe(1);
    expect(world.store.isSettled(0)).toBe(true);
    world.loads.length = 0;
    world.store.unload([...world.store.loaded()]);
    world.seek('frame', 145n);
    expect(world.loads).toHaveLength(146);
  });
});

describe('what comes next', () => {
  it('is asked for after what is needed, in the direction of play, the nearest first', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 20, 1, 1));
    world.seek('frame', 10n);
    world.store.unload([...world.store.loaded()]);
    const forwards = world.plan('frame', 10n, { unitsPerSec: 1 });
    expect(forwards.wanted.slice(0, forwards.urgent)).toEqual([0, 10]);
    expect(forwards.wanted.slice(forwards.urgent)).toEqual([11, 9, 12, 13, 14, 15, 16]);
    const backwards = world.plan('frame', 10n, { unitsPerSec: -1 });
    expect(backwards.wanted.slice(backwards.urgent)).toEqual([9, 8, 11, 7, 6, 5, 4]);
  });

  it('tells how far the cursor may run with what is here', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 20, 2, 2));
    world.seek('frame', 4n);
    expect(world.plan('frame', 4n, { unitsPerSec: 1 }).readyUntil).toBe(5n);
    for (const chunk of [3, 4]) world.load(chunk);
    expect(world.plan('frame', 4n, { unitsPerSec: 1 }).readyUntil).toBe(9n);
    world.store.unload([1]);
    expect(world.plan('frame', 5n, { unitsPerSec: -1 }).readyUntil).toBe(4n);
    expect(world.plan('frame', 4n).readyUntil).toBeUndefined();
  });

  it('includes what views draw, from the cursor outward', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(
      Array.from({ length: 50 }, (_, i) => scalars(maker, [BigInt(100 * i), BigInt(100 * i + 50)])),
    );
    world.seek('frame', 2020n);
    expect(world.store.rangeNumbers(ARM, SCALARS, 'frame', 0n, 4000n).times).toHaveLength(2);
    const plan = world.plan('frame', 2020n);
    expect(plan.hasRanges).toBe(false);
    expect(plan.wanted.slice(0, 4)).toEqual([19, 21, 18, 22]);
    expect(Math.max(...plan.wanted)).toBe(40);
    for (const chunk of plan.wanted) world.load(chunk);
    expect(world.plan('frame', 2020n).hasRanges).toBe(true);
  });
});

describe('memory', () => {
  it('is made free from what is farthest, and never from what the cursor needs', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 40, 1, 10));
    const budgetBytes = 15 * world.store.known.costOf(0);
    for (const time of [5n, 15n, 25n, 38n, 2n, 33n]) {
      const plan = world.seek('frame', time, budgetBytes);
      expect(plan.isReady).toBe(true);
      expect(world.store.byteLength).toBeLessThanOrEqual(budgetBytes + 10 * world.store.known.costOf(0));
    }
    const before = new Set(world.store.loaded());
    const plan = world.plan('frame', 33n, { budgetBytes: 12 * world.store.known.costOf(0) });
    for (const chunk of plan.unload) expect(chunk === 0 || (chunk >= 30 && chunk <= 33)).toBe(false);
    expect(before.has(30)).toBe(true);
  });

  it('does not hold ranges that have no room, nor wait for them', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(Array.from({ length: 100 }, (_, i) => scalars(maker, [BigInt(i)])));
    const budgetBytes = 20 * world.store.known.costOf(0);
    world.store.rangeNumbers(ARM, SCALARS, 'frame', 0n, 99n);
    let rounds = 0;
    for (let plan = world.plan('frame', 50n, { budgetBytes }); !plan.hasRanges; rounds += 1) {
      world.store.unload(plan.unload);
      for (const chunk of plan.wanted) world.load(chunk);
      plan = world.plan('frame', 50n, { budgetBytes });
      expect(rounds).toBeLessThan(10);
    }
    expect(world.store.byteLength).toBeLessThanOrEqual(budgetBytes);
    expect(world.store.byteLength).toBeGreaterThan(budgetBytes / 2);
  });
});

describe('a recording in a file', () => {
  /** Rows of two entities and clears above them, cut into chunks at random, in any order. */
  const rows = fc.array(
    fc.record({
      entity: fc.constantFrom('/a', '/a/b', '/c'),
      kind: fc.constantFrom('scalar', 'text', 'clear'),
      times: fc.array(fc.bigInt({ min: 0n, max: 60n }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 25 },
  );

  it('answers what a store with everything in it answers, at any time and with next to no memory', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.bigInt({ min: -2n, max: 62n }), { minLength: 1, maxLength: 8 }), (specs, times) => {
        const maker = new ChunkMaker();
        const chunks = specs.map(({ entity, kind, times: at }) => {
          const value = kind === 'scalar' ? scalar(1) : kind === 'text' ? text('t') : clear(true);
          return maker.plain(
            entity,
            [FRAME, LOG],
            at.map((time) => ({ times: [time, time * 10n], batches: [value] })),
          );
        });
        const whole = createRecordingStore(parseRecordingId('whole'));
        whole.add(chunks);
        const world = new FileWorld(chunks, 3);
        expect(world.store.timelines()).toEqual(whole.timelines());
        expect(world.store.entities()).toEqual(whole.entities());
        for (const time of times) {
          world.seek('frame', time, 1);
          for (const entity of whole.entities()) {
            expect(world.store.components(entity)).toEqual(whole.components(entity));
            for (const component of whole.components(entity)) {
              const expected = whole.latestAt(entity, component, 'frame', time);
              const found = world.store.latestAt(entity, component, 'frame', time);
              expect([found?.chunk.id, found?.row]).toEqual([expected?.chunk.id, expected?.row]);
            }
          }
          expect(world.store.takeMissing()).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('says what it lacks instead of an older row', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld([scalars(maker, [0n]), scalars(maker, [10n])]);
    world.load(0);
    expect(world.store.latestAt(ARM, SCALARS, 'frame', 5n)?.time).toBe(0n);
    expect(world.store.takeMissing()).toBe(false);
    expect(world.store.latestAt(ARM, SCALARS, 'frame', 15n)).toBeUndefined();
    expect(world.store.takeMissing()).toBe(true);
    expect(world.plan('frame', 5n).wanted.slice(0, 1)).toEqual([1]);
  });

  it('goes on without a chunk that cannot be used', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld([scalars(maker, [0n]), scalars(maker, [10n])]);
    world.load(0);
    world.store.noteFailed(1);
    expect(world.plan('frame', 15n).isReady).toBe(true);
    expect(world.store.latestAt(ARM, SCALARS, 'frame', 15n)?.time).toBe(0n);
  });

  it('has the same keys and ordinals of samples whenever their chunk is loaded', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 6, 10, 10));
    const track = world.store.videoTrack(CAMERA);
    expect(track?.sampleCount).toBe(60);
    world.seek('frame', 33n);
    const first = track?.sampleAt('frame', 33n);
    expect(first).toMatchObject({ ordinal: 33, time: 33n });
    world.store.unload([...world.store.loaded()]);
    expect(track?.isLoading('frame', 33n)).toBe(true);
    expect(track?.sampleAt('frame', 33n)).toBeUndefined();
    world.seek('frame', 3n);
    world.seek('frame', 33n);
    expect(track?.sampleAt('frame', 33n)).toEqual(first);
  });

  it('knows the samples next to the loaded ones by the edges of their chunks', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 6, 10, 10));
    world.seek('frame', 39n);
    const track = world.store.videoTrack(CAMERA);
    const last = track?.sampleAt('frame', 39n);
    expect(track?.sampleBeside('frame', last?.key ?? -1, 1)).toMatchObject({ ordinal: 40, time: 40n });
    expect(track?.sampleBeside('frame', (last?.key ?? -1) - 9, -1)).toMatchObject({ ordinal: 29, time: 29n });
    expect(world.store.nextEvent(undefined, 'frame', 39n, 1)).toBe(40n);
    expect(world.store.nextEvent(CAMERA as EntityPath, 'frame', 30n, -1)).toBe(29n);
  });

  it('counts densities of rows that are not loaded', () => {
    const maker = new ChunkMaker();
    const world = new FileWorld(camera(maker, 10, 10, 10));
    const { counts } = world.store.density(CAMERA, 'frame', 0n, 99n, 10);
    expect([...counts]).toEqual(new Array(10).fill(10));
    const { counts: all } = world.store.density(parseEntityPath('/'), 'frame', -100n, 200n, 1);
    expect(all[0]).toBe(100);
  });
});
