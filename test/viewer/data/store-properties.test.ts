import { type EntityPath, parseEntityPath, parseRecordingId, type Timeline } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordingStore } from '../../../packages/viewer/src/app/data/chunk-recording-store.ts';
import type { RowRef, WritableRecordingStore } from '../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { batch, ChunkMaker, CLOCK, clear, FRAME, scalar, text } from './make-chunks.ts';
import { NaiveModel, type PlainRow } from './naive-model.ts';

const ENTITIES = ['/', '/a', '/a/b', '/a/b/c', '/d'];
const COMPONENTS = ['Scalars:scalars', 'TextLog:text', 'Clear:is_recursive'];
const TIMES = fc.bigInt({ min: -3n, max: 8n });

interface RowPlan {
  readonly frame: bigint;
  readonly clock: bigint;
  readonly has: 'scalar' | 'text' | 'both' | 'clear' | 'recursive-clear' | 'empty';
}
interface ChunkPlan {
  readonly entity: string;
  readonly timelines: 'static' | 'frame' | 'both' | 'video';
  readonly rows: readonly RowPlan[];
  /** Where in the order of arrival; and whether and when it is evicted. */
  readonly arrival: number;
  readonly evict: boolean;
}

const rowPlan: fc.Arbitrary<RowPlan> = fc.record({
  frame: TIMES,
  clock: TIMES,
  has: fc.constantFrom('scalar', 'scalar', 'text', 'both', 'both', 'clear', 'recursive-clear', 'empty'),
});
const chunkPlan: fc.Arbitrary<ChunkPlan> = fc.record({
  entity: fc.constantFrom(...ENTITIES),
  timelines: fc.constantFrom('static', 'frame', 'both', 'both', 'video', 'video'),
  rows: fc.array(rowPlan, { minLength: 1, maxLength: 6 }),
  arrival: fc.integer(),
  evict: fc.boolean(),
});

function makeChunk(maker: ChunkMaker, plan: ChunkPlan): IngestedChunk {
  if (plan.timelines === 'video') {
    const samples = plan.rows.map((row) => ({ times: [row.clock, row.frame], bytes: 7 }));
    return maker.video(plan.entity, [CLOCK, FRAME], 0, samples);
  }
  const timelines: readonly Timeline[] =
    plan.timelines === 'static' ? [] : plan.timelines === 'frame' ? [FRAME] : [CLOCK, FRAME];
  return maker.plain(
    plan.entity,
    timelines,
    plan.rows.map((row) => ({
      times: timelines.map((timeline) => (timeline === FRAME ? row.frame : row.clock)),
      batches: batchesOf(row),
    })),
  );
}

function batchesOf(row: RowPlan) {
  switch (row.has) {
    case 'scalar':
      return [scalar(Number(row.frame))];
    case 'text':
      return [text('x')];
    case 'both':
      return [scalar(1, 2), text('y')];
    case 'clear':
      return [clear(false)];
    case 'recursive-clear':
      return [clear(true)];
    case 'empty':
      return [batch('Scalars', 'scalars', new Float64Array(0))];
  }
}

function plain(ref: RowRef | undefined): string {
  return ref === undefined ? 'nothing' : `${ref.chunk.id}#${ref.row}@${ref.time}`;
}
function plainRow(row: PlainRow | undefined): string {
  return row === undefined ? 'nothing' : `${row.chunk.id}#${row.row}@${row.time}`;
}

function expectSameAnswers(store: WritableRecordingStore, model: NaiveModel): void {
  for (const path of ENTITIES.map(parseEntityPath)) {
    for (const timeline of ['frame', 'clock']) {
      for (const component of [...COMPONENTS, 'VideoStream:sample']) {
        for (let time = -4n; time <= 9n; time += 1n) {
          const found = store.latestAt(path, component, timeline, time);
          expect(plain(found)).toBe(plainRow(model.latestAt(path, component, timeline, time)));
        }
        const inRange = (from: bigint, to: bigint) =>
          model.temporal(path, component, timeline).filter(({ time }) => (time ?? 0n) >= from && (time ?? 0n) <= to);
        for (const [from, to] of [
          [-9n, 9n],
          [0n, 4n],
          [3n, 2n],
        ] as const) {
          const rows = [...store.range(path, component, timeline, from, to)];
          expect(rows.map(plain)).toEqual(inRange(from, to).map(plainRow));
        }
      }
      expectSameVideo(store, model, path, timeline);
      expectSameEvents(store, model, path, timeline);
    }
  }
}

function expectSameVideo(store: WritableRecordingStore, model: NaiveModel, path: EntityPath, timeline: string): void {
  const track = store.videoTrack(path);
  const samples = model.temporal(path, 'VideoStream:sample', timeline);
  for (let time = -4n; time <= 9n; time += 1n) {
    const expected = samples.some((row) => (row.time ?? 0n) <= time)
      ? model.latestAt(path, 'VideoStream:sample', timeline, time)
      : undefined;
    expect(track?.sampleAt(timeline, time)?.key).toBe(expected?.key);
  }
  for (const [i, { key }] of samples.entries()) {
    if (key === undefined) continue;
    expect(track?.sampleByKey(timeline, key)?.time).toBe(samples[i]?.time);
    for (const step of [-2, -1, 0, 1, 2]) {
      expect(track?.sampleBeside(timeline, key, step)?.key).toBe(samples[i + step]?.key);
    }
  }
}

function expectSameEvents(store: WritableRecordingStore, model: NaiveModel, path: EntityPath, timeline: string): void {
  const own = model.temporal(path, undefined, timeline).map(({ time }) => time ?? 0n);
  for (let time = -4n; time <= 9n; time += 1n) {
    expect(store.nextEvent(path, timeline, time, 1)).toBe(own.find((other) => other > time));
    expect(store.nextEvent(path, timeline, time, -1)).toBe(own.findLast((other) => other < time));
  }
  const below = ENTITIES.filter((other) => other === path || path === '/' || other.startsWith(`${path}/`));
  const all = below.flatMap((other) => model.temporal(parseEntityPath(other), undefined, timeline));
  for (const buckets of [1, 3, 12, 40]) {
    const counts = new Uint32Array(buckets);
    for (const { time } of all) {
      const offset = Number(time) + 2;
      if (offset < 0 || offset >= 10) continue;
      // As on a ruler from -2 to 7: the last moment belongs to the last bucket.
      const bucket = Math.min(buckets - 1, Math.floor((offset * buckets) / 9));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    const density = store.density(path, timeline, -2n, 7n, buckets);
    expect([...density.counts]).toEqual([...counts]);
    expect(density.max).toBe(Math.max(...counts));
  }
}

// Plainly looking at every row is slow on a busy machine: the longer timeout is for that.
describe('a store answers like a look at every row', { timeout: 60_000 }, () => {
  it('whatever the order of arrival, with indexes made before and after, and after evictions', () => {
    fc.assert(
      fc.property(fc.array(chunkPlan, { maxLength: 14 }), fc.integer({ min: 1, max: 5 }), (plans, batchSize) => {
        const maker = new ChunkMaker();
        const made = plans.map((plan) => ({ plan, chunk: makeChunk(maker, plan) }));
        const arriving = made.toSorted((a, b) => a.plan.arrival - b.plan.arrival).map(({ chunk }) => chunk);
        const store = createRecordingStore(parseRecordingId('rec'));
        const model = new NaiveModel();
        for (let i = 0; i < arriving.length; i += batchSize) {
          store.add(arriving.slice(i, i + batchSize));
          model.add(arriving.slice(i, i + batchSize));
          if (i === batchSize) expectSameAnswers(store, model);
        }
        expectSameAnswers(store, model);
        const evicted = made.filter(({ plan }) => plan.evict).map(({ chunk }) => chunk.chunk.id);
        store.evict(evicted);
        model.evict(evicted);
        expectSameAnswers(store, model);
        store.add(arriving);
        model.add(arriving);
        expectSameAnswers(store, model);
      }),
      { numRuns: 25 },
    );
  });

  it('over blocks that split and empty: many one-row chunks at random times', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 400 })), (random) => {
        const maker = new ChunkMaker();
        const chunks: IngestedChunk[] = [];
        for (let i = 0; i < 1500; i += 1) {
          const time = BigInt(random.next().value);
          chunks.push(maker.plain('/a', [FRAME], [{ times: [time], batches: [scalar(i)] }]));
        }
        const store = createRecordingStore(parseRecordingId('rec'));
        const model = new NaiveModel();
        const path = parseEntityPath('/a');
        const check = () => {
          const expected = model.temporal(path, 'Scalars:scalars', 'frame').map(plainRow);
          expect([...store.range(path, 'Scalars:scalars', 'frame', 0n, 500n)].map(plain)).toEqual(expected);
          expect(store.density(path, 'frame', 0n, 500n, 1).max).toBe(expected.length);
        };
        // Asked once while empty, so that every insert goes into an index that exists.
        check();
        for (const chunk of chunks) store.add([chunk]);
        model.add(chunks);
        check();
        const evicted = chunks.filter((_, i) => i % 7 !== 0).map(({ chunk }) => chunk.id);
        store.evict(evicted);
        model.evict(evicted);
        check();
      }),
      { numRuns: 3 },
    );
  });
});
