import { type EntityPath, MAX_TIME, MIN_TIME, parseEntityPath, parseRecordingId, VideoCodec } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { createRecordingStore } from '../../../packages/viewer/src/app/data/chunk-recording-store.ts';
import { readNumbers } from '../../../packages/viewer/src/app/data/read-column.ts';
import type { WritableRecordingStore } from '../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { batch, ChunkMaker, CLOCK, clear, FRAME, LOG, scalar, text } from './make-chunks.ts';

const SCALARS = 'Scalars:scalars';
const path = parseEntityPath;

function storeOf(...chunks: IngestedChunk[]): WritableRecordingStore {
  const store = createRecordingStore(parseRecordingId('run-1'));
  store.add(chunks);
  return store;
}

function valueAt(store: WritableRecordingStore, entity: string, time: bigint): number | bigint | undefined {
  return readNumbers(store.latestAt(path(entity), SCALARS, 'frame', time))?.numbers[0];
}

describe('latest at', () => {
  const maker = new ChunkMaker();
  const at = (entity: string, ...rows: readonly (readonly [bigint, number])[]) =>
    maker.plain(
      entity,
      [FRAME],
      rows.map(([time, value]) => ({ times: [time], batches: [scalar(value)] })),
    );
  const fixed = (entity: string, value: number) => maker.plain(entity, [], [{ times: [], batches: [scalar(value)] }]);
  const clearAt = (entity: string, time: bigint, recursive: boolean) =>
    maker.plain(entity, [FRAME], [{ times: [time], batches: [clear(recursive)] }]);

  it.each([
    ['nothing before the first row', [at('/a', [5n, 1])], 4n, undefined],
    ['the row at the very time', [at('/a', [5n, 1])], 5n, 1],
    ['the newest row before', [at('/a', [1n, 1], [3n, 3], [9n, 9])], 5n, 3],
    ['times in a chunk that are not sorted', [at('/a', [9n, 9], [1n, 1], [3n, 3])], 5n, 3],
    ['chunks that overlap', [at('/a', [1n, 1], [6n, 6]), at('/a', [2n, 2], [8n, 8])], 5n, 2],
    ['the row logged last of equal times', [at('/a', [5n, 1], [5n, 2]), at('/a', [5n, 3])], 5n, 3],
    ['static over anything in time', [fixed('/a', 7), at('/a', [1n, 1])], 5n, 7],
    ['the static row logged last', [fixed('/a', 7), fixed('/a', 8)], 5n, 8],
    ['the first and last time there are', [at('/a', [MIN_TIME, 1], [MAX_TIME, 2])], MAX_TIME, 2],
    ['hidden by a clear', [at('/a', [1n, 1]), clearAt('/a', 3n, false)], 5n, undefined],
    ['not hidden before the clear', [at('/a', [1n, 1]), clearAt('/a', 6n, false)], 5n, 1],
    ['logged again after a clear', [at('/a', [1n, 1]), clearAt('/a', 3n, false), at('/a', [4n, 4])], 5n, 4],
    ['a clear at the same time but logged before', [clearAt('/a', 3n, false), at('/a', [3n, 3])], 5n, 3],
    ['a clear at the same time, logged after', [at('/a', [3n, 3]), clearAt('/a', 3n, false)], 5n, undefined],
    ['hidden by a recursive clear above', [at('/a', [1n, 1]), clearAt('/', 3n, true)], 5n, undefined],
    ['not hidden by a flat clear above', [at('/a', [1n, 1]), clearAt('/', 3n, false)], 5n, 1],
    [
      'hidden by the recursive one of two clears above',
      [at('/a', [1n, 1]), clearAt('/', 2n, true), clearAt('/', 3n, false)],
      5n,
      undefined,
    ],
    ['not hidden by a clear below', [at('/a', [1n, 1]), clearAt('/a/b', 3n, true)], 5n, 1],
    ['not hidden by a clear beside', [at('/a', [1n, 1]), clearAt('/ab', 3n, true)], 5n, 1],
    ['static, not hidden by a clear in time', [fixed('/a', 7), clearAt('/a', 3n, false)], 5n, 7],
  ])('%s', (_name, chunks, time, expected) => {
    expect(valueAt(storeOf(...chunks), '/a', time)).toBe(expected);
    expect(valueAt(storeOf(...chunks.toReversed()), '/a', time)).toBe(expected);
  });

  it('passes over rows in which the component was not logged, and finds a logged row without instances', () => {
    const chunk = maker.plain(
      '/a',
      [FRAME],
      [
        { times: [1n], batches: [scalar(1), text('x')] },
        { times: [2n], batches: [text('y')] },
        { times: [3n], batches: [scalar(), text('z')] },
      ],
    );
    const store = storeOf(chunk);
    expect(store.latestAt(path('/a'), SCALARS, 'frame', 2n)?.time).toBe(1n);
    expect(readNumbers(store.latestAt(path('/a'), SCALARS, 'frame', 3n))?.numbers).toHaveLength(0);
  });

  it.each([
    ['entity', '/nope', SCALARS, 'frame'],
    ['component', '/a', 'Points2D:positions', 'frame'],
    ['timeline', '/a', SCALARS, 'nope'],
  ])('answers nothing for an unknown %s', (_what, entity, component, timeline) => {
    const store = storeOf(at('/a', [1n, 1]));
    expect(store.latestAt(path(entity), component, timeline, 5n)).toBeUndefined();
    expect([...store.range(path(entity), component, timeline, 0n, 9n)]).toEqual([]);
    expect(store.rangeNumbers(path(entity), component, timeline, 0n, 9n).times).toHaveLength(0);
    expect(store.nextEvent(path(entity), timeline, 0n, 1)).toBe(component === SCALARS ? undefined : 1n);
  });
});

describe('ranges', () => {
  const maker = new ChunkMaker();
  const rows = (...values: readonly (readonly [bigint, ...number[]])[]) =>
    maker.plain(
      '/a',
      [FRAME],
      values.map(([time, ...numbers]) => ({ times: [time], batches: [scalar(...numbers)] })),
    );

  it('are lazy, inclusive, in order of time, without static rows, and not hidden by a clear', () => {
    const store = storeOf(
      rows([3n, 3], [1n, 1]),
      rows([2n, 2], [5n, 5]),
      maker.plain('/a', [], [{ times: [], batches: [text('static')] }]),
      maker.plain('/a', [FRAME], [{ times: [4n], batches: [clear(false)] }]),
    );
    const found = [...store.range(path('/a'), SCALARS, 'frame', 2n, 5n)];
    expect(found.map(({ time }) => time)).toEqual([2n, 3n, 5n]);
    expect(store.range(path('/a'), SCALARS, 'frame', 1n, 9n)[Symbol.iterator]().next().value?.time).toBe(1n);
  });

  it('give numbers in bulk, relative to an origin', () => {
    const store = storeOf(rows([12n, 1.5], [10n, 0.5]), rows([11n, 1]));
    const { times, values, width } = store.rangeNumbers(path('/a'), SCALARS, 'frame', 10n, 11n, 10n);
    expect([[...times], [...values], width]).toEqual([[0, 1], [0.5, 1], 1]);
    expect([...store.rangeNumbers(path('/a'), SCALARS, 'frame', 0n, 99n, 12n).times]).toEqual([-2, -1, 0]);
  });

  it('keep the nanoseconds of wall-clock times', () => {
    const now = 1_700_000_000_123_456_789n;
    const chunk = maker.plain(
      '/a',
      [CLOCK],
      [
        { times: [now], batches: [scalar(1)] },
        { times: [now + 1n], batches: [scalar(2)] },
      ],
    );
    expect([...storeOf(chunk).rangeNumbers(path('/a'), SCALARS, 'clock', now, now + 1n, now).times]).toEqual([0, 1]);
  });

  it('fill rows of fewer numbers with NaN', () => {
    const store = storeOf(rows([1n, 1], [2n, 2, 3], [3n]));
    const { values, width } = store.rangeNumbers(path('/a'), SCALARS, 'frame', 0n, 9n);
    expect(width).toBe(2);
    expect([...values]).toEqual([1, Number.NaN, 2, 3, Number.NaN, Number.NaN]);
  });

  it('join blocks of different width', () => {
    const many = Array.from({ length: 1000 }, (_, i) => [BigInt(i), i] as const);
    const store = storeOf(rows(...many), rows([999n, 5, 6]));
    const { values, width, times } = store.rangeNumbers(path('/a'), SCALARS, 'frame', 500n, 2000n);
    expect([width, times.length, values.length]).toEqual([2, 501, 1002]);
    expect([...values.slice(0, 2), ...values.slice(-4)]).toEqual([500, Number.NaN, 999, Number.NaN, 5, 6]);
  });

  it('see rows that came or went since they were last asked for', () => {
    const [first, late] = [rows([1n, 1], [5n, 5]), rows([3n, 3])];
    const store = storeOf(first);
    const values = () => [...store.rangeNumbers(path('/a'), SCALARS, 'frame', 0n, 9n).values];
    expect(values()).toEqual([1, 5]);
    store.add([late]);
    expect(values()).toEqual([1, 3, 5]);
    store.evict([first.chunk.id]);
    expect(values()).toEqual([3]);
  });
});

describe('what there is', () => {
  const maker = new ChunkMaker();
  const plain = (entity: string, time = 1n) => maker.plain(entity, [FRAME], [{ times: [time], batches: [scalar(1)] }]);

  it('the tree holds mere parents and sorts names as people do', () => {
    const store = storeOf(plain('/cam10/boxes'), plain('/cam2'), plain('/Arm'));
    const tree = store.entityTree();
    expect(tree.children.map(({ name }) => name)).toEqual(['Arm', 'cam2', 'cam10']);
    expect(tree.children[2]?.components).toEqual([]);
    expect(tree.children[2]?.children.map(({ path: child, components }) => [child, components])).toEqual([
      ['/cam10/boxes', [SCALARS]],
    ]);
    expect(store.entities()).toEqual(['/Arm', '/cam2', '/cam10/boxes']);
  });

  it('the tree is the same object until something is added to it', () => {
    const store = storeOf(plain('/a'));
    const tree = store.entityTree();
    store.add([plain('/a', 2n)]);
    expect(store.entityTree()).toBe(tree);
    store.add([maker.plain('/a', [FRAME], [{ times: [3n], batches: [text('x')] }])]);
    expect(store.entityTree()).not.toBe(tree);
    expect(store.components(path('/a'))).toEqual([SCALARS, 'TextLog:text']);
  });

  it('names unescaped parts', () => {
    expect(storeOf(plain('/front left')).entityTree().children[0]).toMatchObject({ name: 'front left' });
  });

  it('timelines reach from the first to the last time held, also after an eviction', () => {
    const [first, second] = [plain('/a', 1n), plain('/a', 5n)];
    const both = maker.plain(
      '/b',
      [CLOCK, FRAME],
      [
        { times: [30n, 9n], batches: [scalar(1)] },
        { times: [10n, 7n], batches: [scalar(1)] },
      ],
    );
    const store = storeOf(second, both, first);
    expect(store.timelines()).toEqual([
      { name: 'clock', kind: 'timestamp', min: 10n, max: 30n },
      { name: 'frame', kind: 'sequence', min: 1n, max: 9n },
    ]);
    store.evict([first.chunk.id, both.chunk.id]);
    expect(store.timelines()).toEqual([{ name: 'frame', kind: 'sequence', min: 5n, max: 5n }]);
    expect(store.timelineKind('clock')).toBe('timestamp');
  });

  it('the chunks of a component in order of arrival, the same list until it changes', () => {
    const [first, second] = [plain('/a', 5n), plain('/a', 1n)];
    const store = storeOf(first, second);
    const before = store.chunksOf(path('/a'), SCALARS);
    expect(before).toEqual([first.chunk, second.chunk]);
    store.add([plain('/b')]);
    expect(store.chunksOf(path('/a'), SCALARS)).toBe(before);
    store.evict([first.chunk.id]);
    store.add([first]);
    expect(store.chunksOf(path('/a'), SCALARS)).toEqual([second.chunk, first.chunk]);
    expect(before).toEqual([first.chunk, second.chunk]);
  });

  it('events of an entity itself, or of any', () => {
    const store = storeOf(plain('/a', 1n), plain('/a/b', 3n), plain('/c', 5n));
    expect(store.nextEvent(path('/a'), 'frame', 1n, 1)).toBeUndefined();
    expect(store.nextEvent(undefined, 'frame', 1n, 1)).toBe(3n);
    expect(store.nextEvent(undefined, 'frame', 5n, -1)).toBe(3n);
    expect(store.nextEvent(undefined, 'frame', 1n, -1)).toBeUndefined();
  });

  it('density over the last time there is', () => {
    const store = storeOf(plain('/a', MAX_TIME), plain('/a', MAX_TIME - 1n));
    expect([...store.density(path('/'), 'frame', MAX_TIME - 3n, MAX_TIME, 2).counts]).toEqual([0, 2]);
    expect([...store.density(path('/'), 'frame', 5n, 1n, 2).counts]).toEqual([0, 0]);
  });
});

describe('changes', () => {
  const maker = new ChunkMaker();
  const plain = (time: bigint) => maker.plain('/a', [FRAME], [{ times: [time], batches: [scalar(1)] }]);

  it('are told once a batch, and not at all when nothing changed', () => {
    const store = storeOf();
    const versions: number[] = [];
    const unsubscribe = store.subscribe(() => versions.push(store.version));
    const chunk = plain(1n);
    store.add([chunk, plain(2n)]);
    store.add([chunk]);
    store.add([]);
    store.evict([plain(3n).chunk.id]);
    expect(versions).toEqual([1]);
    store.evict([chunk.chunk.id]);
    store.noteHistoryComplete();
    store.noteHistoryComplete();
    store.noteDropped(path('/a'), 4);
    expect(versions).toEqual([1, 2, 3, 4]);
    unsubscribe();
    store.add([plain(4n)]);
    expect(versions).toHaveLength(4);
    expect([store.historyComplete, store.dropped(path('/a')), store.dropped(path('/b'))]).toEqual([true, 4, 0]);
  });
});

describe('video tracks', () => {
  const SECOND = 1_000_000_000n;
  const format = { codecString: 'avc1.42C00A', width: 32, height: 16 };
  const camera: EntityPath = path('/camera');

  function filmed(
    maker: ChunkMaker,
    first: number,
    count: number,
    fps = 10,
    found: typeof format | undefined = format,
  ) {
    const samples = Array.from({ length: count }, (_, i) => ({
      times: [BigInt(first + i), (BigInt(first + i) * SECOND) / BigInt(fps)],
      bytes: 1000,
      key: i === 0,
    }));
    return maker.video('/camera', [FRAME, LOG], first, samples, found);
  }

  it('count samples, keyframes and bytes, down again when they are evicted', () => {
    const maker = new ChunkMaker();
    const [first, second] = [filmed(maker, 0, 5), filmed(maker, 5, 5)];
    const store = storeOf(second, first);
    const track = store.videoTrack(camera);
    expect(track).toMatchObject({ sampleCount: 10, keyframeCount: 2, byteLength: 10_000, format });
    store.evict([first.chunk.id]);
    expect(track).toMatchObject({ sampleCount: 5, keyframeCount: 1, byteLength: 5000, format });
    expect(track?.sampleAt('frame', 3n)).toBeUndefined();
    expect(track?.sampleByKey('frame', 0)).toBeUndefined();
    expect(store.videoTracks()).toEqual([track]);
  });

  it('find samples with their ordinals, and step in order of time', () => {
    const maker = new ChunkMaker();
    const [first, second] = [filmed(maker, 0, 5), filmed(maker, 5, 5)];
    const track = storeOf(second, first).videoTrack(camera);
    const found = track?.sampleAt('frame', 5n);
    expect(found).toEqual({ key: 5, ordinal: 5, isKeyframe: true, byteLength: 1000, time: 5n });
    expect(track?.sampleBeside('frame', 5, -1)).toMatchObject({ key: 4, ordinal: 4, isKeyframe: false, time: 4n });
    expect(track?.sampleBeside('frame', 5, 99)).toBeUndefined();
    expect(track?.sampleBeside('nope', 5, 1)).toBeUndefined();
    expect(track?.sampleAt('frame', 10_000n)?.ordinal).toBe(9);
  });

  it('show nothing after a clear, until the next sample', () => {
    const maker = new ChunkMaker();
    const first = filmed(maker, 0, 5);
    const cleared = maker.plain('/', [FRAME], [{ times: [4n], batches: [clear(true)] }]);
    const track = storeOf(first, cleared, filmed(maker, 6, 2)).videoTrack(camera);
    expect([3n, 4n, 5n, 6n].map((time) => track?.sampleAt('frame', time)?.ordinal)).toEqual([
      3,
      undefined,
      undefined,
      6,
    ]);
  });

  it('pass over rows without a sample', () => {
    const maker = new ChunkMaker();
    const chunk = maker.video('/camera', [FRAME], 0, [
      { times: [0n], bytes: 10, key: true },
      { times: [1n], bytes: 0 },
      { times: [2n], bytes: 10 },
    ]);
    const track = storeOf(chunk).videoTrack(camera);
    expect(track?.sampleCount).toBe(2);
    expect(track?.sampleAt('frame', 1n)?.key).toBe(0);
    expect(track?.sampleBeside('frame', 0, 1)?.key).toBe(2);
    expect(track?.sampleByKey('frame', 1)).toBeUndefined();
  });

  it('measure frame rate and bitrate in real time, of the newest samples', () => {
    const maker = new ChunkMaker();
    const slow = filmed(maker, 0, 30, 5);
    const track = storeOf(slow).videoTrack(camera);
    for (const timeline of ['frame', 'log_time']) {
      expect(track?.frameRate(timeline)).toBeCloseTo(5);
      expect(track?.bitrate(timeline)).toBeCloseTo(5 * 1000 * 8);
    }
    const fast = storeOf(slow, filmed(new ChunkMaker(2_000_000n), 5000, 200, 25)).videoTrack(camera);
    expect(fast?.frameRate('log_time')).toBeCloseTo(25);
    expect(fast?.bitrate('log_time')).toBeCloseTo(25 * 1000 * 8);
    expect(
      storeOf(filmed(maker, 0, 1))
        .videoTrack(camera)
        ?.frameRate('log_time'),
    ).toBeUndefined();
    expect(
      storeOf(filmed(maker, 0, 1))
        .videoTrack(camera)
        ?.bitrate('log_time'),
    ).toBeUndefined();
  });

  it('know the codec, static before temporal, and exist as soon as it was logged', () => {
    const maker = new ChunkMaker();
    const codec = (fourcc: number) => [batch('VideoStream', 'codec', Uint32Array.of(fourcc))];
    const fixed = maker.plain('/camera', [], [{ times: [], batches: codec(VideoCodec.H264) }]);
    const later = maker.plain('/camera', [FRAME], [{ times: [1n], batches: codec(VideoCodec.AV1) }]);
    expect(storeOf(fixed).videoTrack(camera)).toMatchObject({ codec: VideoCodec.H264, sampleCount: 0 });
    expect(storeOf(later, fixed).videoTrack(camera)?.codec).toBe(VideoCodec.H264);
    expect(storeOf(later).videoTrack(camera)?.codec).toBe(VideoCodec.AV1);
    expect(storeOf(filmed(maker, 0, 1)).videoTrack(camera)?.codec).toBeUndefined();
  });

  it('take the format of the newest chunk that states one', () => {
    const maker = new ChunkMaker();
    const old = filmed(maker, 0, 2, 10, { ...format, width: 640 });
    const current = filmed(maker, 2, 2);
    const silent = filmed(maker, 4, 2);
    const newest = { ...silent, video: silent.video && { ...silent.video, format: undefined } };
    expect(storeOf(newest, current, old).videoTrack(camera)?.format).toEqual(format);
  });

  it('count what queues gave up, also before the first sample came', () => {
    const store = storeOf();
    store.noteDropped(camera, 3);
    store.add([filmed(new ChunkMaker(), 0, 2)]);
    store.noteDropped(camera, 2);
    expect(store.videoTrack(camera)?.dropped).toBe(5);
  });
});
