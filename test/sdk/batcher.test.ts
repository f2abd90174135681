import {
  archetypeField,
  type Chunk,
  type ComponentBatch,
  parseEntityPath,
  TuidGenerator,
  type VideoSpan,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { BatchedEntity, Batcher, MAX_CHUNK_BYTES } from '../../packages/sdk/src/batcher.ts';
import { FakeClock } from './fake-clock.ts';

const FRAME = [{ name: 'frame', kind: 'sequence' }] as const;
const OTHER = [{ name: 'other', kind: 'sequence' }] as const;
const P = false;
const I = true;

function scalar(value: number): ComponentBatch[] {
  const { descriptor, itemType } = archetypeField('Scalars', 'scalars');
  return [{ descriptor, itemType, data: Float64Array.of(value) }];
}

function text(value: string): ComponentBatch[] {
  const { descriptor, itemType } = archetypeField('TextLog', 'text');
  return [{ descriptor, itemType, data: [value] }];
}

function sample(byteLength = 10): ComponentBatch[] {
  const { descriptor, itemType } = archetypeField('VideoStream', 'sample');
  return [{ descriptor, itemType, data: [new Uint8Array(byteLength)] }];
}

function setUp(maxDelayMillis = 8) {
  const clock = new FakeClock();
  const emitted: { chunk: Chunk; video: VideoSpan | undefined }[] = [];
  const batcher = new Batcher({
    ids: new TuidGenerator({ nowNanos: () => clock.nowNanos(), start: 0n }),
    clock,
    maxDelayMillis: () => maxDelayMillis,
    emit: (chunk, video) => emitted.push({ chunk, video }),
  });
  const entity = (path: string) => new BatchedEntity(parseEntityPath(path));
  const rows = () => emitted.map(({ chunk }) => chunk.rowCount);
  const times = () => emitted.map(({ chunk }) => [...(chunk.timelines[0]?.times ?? [])].map(Number));
  return { clock, batcher, emitted, entity, rows, times };
}

describe('rows of one entity and column set', () => {
  it('gather for 8 ms and then go out as one chunk', () => {
    const { clock, batcher, entity, rows } = setUp();
    const arm = entity('arm');
    batcher.append(arm, FRAME, [1n], scalar(1));
    clock.advance(5);
    batcher.append(arm, FRAME, [2n], scalar(2));
    clock.advance(2.9);
    expect(rows()).toEqual([]);
    clock.advance(0.1);
    expect(rows()).toEqual([2]);
  });

  it('keep their order', () => {
    const { batcher, entity, times } = setUp();
    const arm = entity('arm');
    for (const time of [3n, 1n, 2n]) batcher.append(arm, FRAME, [time], scalar(0));
    batcher.flush();
    expect(times()).toEqual([[3, 1, 2]]);
  });

  it('wait as long as the sinks allow', () => {
    const { clock, batcher, entity, rows } = setUp(200);
    batcher.append(entity('arm'), FRAME, [1n], scalar(1));
    clock.advance(199);
    expect(rows()).toEqual([]);
    clock.advance(1);
    expect(rows()).toEqual([1]);
  });

  it('go out by age also while the program never yields', () => {
    const { clock, batcher, entity, rows } = setUp();
    const arm = entity('arm');
    const passTimeWithoutTimers = clock.nowMillis;
    let millis = 0;
    clock.nowMillis = () => millis;
    for (let i = 0; i < 300; i++) {
      batcher.append(arm, FRAME, [BigInt(i)], scalar(i));
      millis += 0.1;
    }
    clock.nowMillis = passTimeWithoutTimers;
    expect(rows()).toEqual([128, 128]);
  });

  it('go out at 2 MiB without waiting', () => {
    const { batcher, entity, emitted } = setUp();
    const log = entity('log');
    const megabyte = 'x'.repeat(1024 * 1024);
    batcher.append(log, FRAME, [1n], text(megabyte));
    expect(emitted).toHaveLength(0);
    batcher.append(log, FRAME, [2n], text(megabyte));
    expect(emitted).toHaveLength(1);
    expect(MAX_CHUNK_BYTES).toBe(2 * 1024 * 1024);
  });
});

describe('different rows', () => {
  it('of other entities and other columns get chunks of their own, oldest first', () => {
    const { batcher, entity, emitted } = setUp();
    const arm = entity('arm');
    batcher.append(arm, FRAME, [1n], scalar(1));
    batcher.append(arm, FRAME, [1n], text('a'));
    batcher.append(entity('leg'), FRAME, [1n], scalar(1));
    batcher.append(arm, FRAME, [2n], scalar(2));
    batcher.flush();
    expect(emitted.map(({ chunk }) => [chunk.entityPath, chunk.rowCount])).toEqual([
      ['/arm', 2],
      ['/arm', 1],
      ['/leg', 1],
    ]);
  });

  it('on other timelines close the chunk before', () => {
    const { batcher, entity, emitted } = setUp();
    const arm = entity('arm');
    batcher.append(arm, FRAME, [1n], scalar(1));
    batcher.append(arm, OTHER, [1n], scalar(2));
    batcher.append(arm, FRAME, [2n], scalar(3));
    batcher.flush();
    expect(emitted.map(({ chunk }) => chunk.timelines.map((column) => column.name))).toEqual([
      ['frame'],
      ['other'],
      ['frame'],
    ]);
  });

  it('without time go out at once, alone', () => {
    const { batcher, emitted } = setUp();
    batcher.emitStatic(parseEntityPath('arm'), scalar(1));
    expect(emitted[0]?.chunk.timelines).toEqual([]);
  });
});

describe('video samples', () => {
  /** Logs samples in one turn and says how they were cut: one string per chunk. */
  function cut(kinds: readonly boolean[]): string[] {
    const { batcher, entity, emitted, clock, times } = setUp();
    const camera = entity('camera');
    kinds.forEach((isKeyframe, i) => {
      batcher.appendVideo(camera, FRAME, [BigInt(i)], sample(), isKeyframe);
    });
    clock.endTurn();
    expect(emitted.map(({ video }) => video?.startsAtKeyframe)).toEqual(times().map(([first = 0]) => kinds[first]));
    expect(emitted.map(({ video }) => video?.firstSample)).toEqual(times().map(([first]) => first));
    return times().map((chunk) => chunk.map((i) => (kinds[i] ? 'I' : 'p')).join(''));
  }

  it.each([
    ['a chunk starts at each keyframe', [I, P, P, I, P], ['Ipp', 'Ip']],
    ['a chunk may continue a group', [P, P, I, P], ['pp', 'Ip']],
    ['keyframes alone share a chunk', [I, I, I], ['III']],
    ['no keyframe follows the first row unless all are', [I, I, P, P, I], ['II', 'pp', 'I']],
  ] as const)('%s', (_, kinds, chunks) => {
    expect(cut(kinds)).toEqual(chunks);
  });

  it('go out in the same turn of the event loop, and no earlier', () => {
    const { batcher, entity, clock, rows } = setUp();
    const camera = entity('camera');
    batcher.appendVideo(camera, FRAME, [0n], sample(), I);
    batcher.appendVideo(camera, FRAME, [1n], sample(), P);
    expect(rows()).toEqual([]);
    clock.endTurn();
    expect(rows()).toEqual([2]);
    batcher.appendVideo(camera, FRAME, [2n], sample(), P);
    clock.endTurn();
    expect(rows()).toEqual([2, 1]);
  });

  it('leave rows without video behind, which wait their time', () => {
    const { batcher, entity, clock, emitted } = setUp();
    batcher.append(entity('arm'), FRAME, [0n], scalar(1));
    batcher.appendVideo(entity('camera'), FRAME, [0n], sample(), I);
    clock.endTurn();
    expect(emitted.map(({ chunk }) => chunk.entityPath)).toEqual(['/camera']);
    clock.advance(8);
    expect(emitted.map(({ chunk }) => chunk.entityPath)).toEqual(['/camera', '/arm']);
  });

  it('stay in order when they come with other columns or timelines', () => {
    const { batcher, entity, emitted, clock } = setUp();
    const camera = entity('camera');
    batcher.appendVideo(camera, FRAME, [0n], sample(), I);
    batcher.appendVideo(camera, FRAME, [1n], [...sample(), ...scalar(1)], P);
    batcher.appendVideo(camera, FRAME, [2n], sample(), P);
    batcher.appendVideo(camera, OTHER, [3n], sample(), P);
    batcher.appendVideo(camera, OTHER, [4n], sample(), P);
    clock.endTurn();
    expect(emitted.map(({ video, chunk }) => [video?.firstSample, chunk.rowCount])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
  });

  it('count over chunks, per entity', () => {
    const { batcher, entity, emitted, clock } = setUp();
    const [left, right] = [entity('left'), entity('right')];
    for (const camera of [left, right, left]) {
      batcher.appendVideo(camera, FRAME, [0n], sample(), I);
      clock.endTurn();
    }
    expect(emitted.map(({ video }) => video?.firstSample)).toEqual([0, 0, 1]);
  });
});

it('has no timer while nothing waits', () => {
  const { batcher, entity, clock } = setUp();
  expect(clock.timerCount).toBe(0);
  batcher.append(entity('arm'), FRAME, [1n], scalar(1));
  expect(clock.timerCount).toBe(1);
  batcher.flush();
  expect(clock.timerCount).toBe(0);
});

it('starts the wait of later rows when they come, not when the timer was set', () => {
  const { batcher, entity, clock, rows } = setUp();
  batcher.append(entity('arm'), FRAME, [1n], scalar(1));
  clock.advance(4);
  batcher.append(entity('leg'), FRAME, [1n], scalar(1));
  clock.advance(4);
  expect(rows()).toEqual([1]);
  clock.advance(4);
  expect(rows()).toEqual([1, 1]);
});
