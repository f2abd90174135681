import { MAX_MESSAGE_BYTES, timeRange } from '@rushes/proto';
import {
  Boxes2D,
  Clear,
  columnsOf,
  EncodedImage,
  MemorySink,
  RecordingStream,
  type RecordingStreamOptions,
  Scalars,
  type SdkError,
  type Sink,
  SocketSink,
  TextLog,
  VideoCodec,
  VideoStream,
} from '@rushes/sdk';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MonotoneWallClock } from '../../packages/sdk/src/clock.ts';
import { FakeClock } from './fake-clock.ts';
import { drainChunks, firstRow } from './read-rows.ts';

const untyped = (value: unknown) => value as never;

function setUp(options: RecordingStreamOptions = {}) {
  const clock = new FakeClock();
  const sink = new MemorySink();
  const errors: SdkError[] = [];
  const rec = new RecordingStream('test-app', {
    sinks: [sink],
    clock,
    onError: (error) => errors.push(error),
    ...options,
  });
  const drain = async () => {
    await rec.flush();
    return drainChunks(sink);
  };
  /** Timelines of everything logged: name, kind and times. */
  const drainTimes = async () =>
    (await drain()).map(({ chunk }) =>
      Object.fromEntries(chunk.timelines.map(({ name, kind, times }) => [name, [kind, ...times]])),
    );
  return { clock, sink, errors, rec, drain, drainTimes };
}

describe('log', () => {
  it('makes a chunk that says what it holds', async () => {
    const { rec, drain } = setUp({ recordingId: 'run-12' });
    rec.setTime('frame', { sequence: 42 });
    rec.log('arm/torque', new Scalars(3.2));
    rec.setTime('frame', { sequence: 43 });
    rec.log('/arm/torque/', new Scalars(3.3));
    const [logged, ...others] = await drain();
    expect(others).toEqual([]);
    expect(logged?.header).toMatchObject({
      recording: 'run-12',
      seq: 0,
      entity: '/arm/torque',
      isStatic: false,
      rows: 2,
      components: ['Scalars:scalars'],
      spans: [
        { timeline: 'frame', kind: 'sequence', min: 42n, max: 43n },
        { timeline: 'log_time', kind: 'timestamp' },
      ],
    });
  });

  it('makes one row of several archetypes', async () => {
    const { rec, drain } = setUp();
    rec.log('arm', [new Scalars(1), new TextLog('moving')]);
    const [logged] = await drain();
    expect(logged && firstRow(logged)).toEqual({ 'Scalars:scalars': [1], 'TextLog:text': ['moving'] });
    expect(logged?.chunk.rowCount).toBe(1);
  });

  it('numbers the chunks of a stream without gaps', async () => {
    const { rec, drain } = setUp();
    for (const path of ['a', 'b', 'c']) rec.log(path, new Scalars(1));
    rec.logStatic('d', new Scalars(1));
    expect((await drain()).map(({ header }) => header.seq)).toEqual([0, 1, 2, 3]);
  });

  it('gives ascending row ids over all entities', async () => {
    const { rec, drain } = setUp();
    for (let i = 0; i < 3; i++) for (const path of ['a', 'b']) rec.log(path, new Scalars(i));
    const ids = (await drain()).flatMap(({ chunk }) =>
      Array.from({ length: chunk.rowCount }, (_, row) =>
        Buffer.from(chunk.rowIds.subarray(row * 16, row * 16 + 16)).toString('hex'),
      ),
    );
    expect(new Set(ids).size).toBe(6);
    const [a1, a2, a3, b1, b2, b3] = ids;
    expect([a1, b1, a2, b2, a3, b3]).toEqual([...ids].sort());
  });

  it('does not see what the caller does with its arrays afterwards', async () => {
    const { rec, drain } = setUp();
    const sizes = Float32Array.of(2, 2);
    rec.log('boxes', new Boxes2D({ halfSizes: sizes }));
    sizes.fill(9);
    const [logged] = await drain();
    expect(logged && firstRow(logged)['Boxes2D:half_sizes']).toEqual([2, 2]);
  });

  it.each<[string, (rec: RecordingStream) => void, typeof TypeError | typeof RangeError, RegExp]>([
    [
      'a path that is not a text',
      (rec) => rec.log(untyped(5), new Scalars(1)),
      TypeError,
      /entity path must be a string.*is 5/,
    ],
    ['a path with an escape that does not exist', (rec) => rec.log('a/b\\q', new Scalars(1)), TypeError, /escape/],
    ['no archetype', (rec) => rec.log('a', untyped(undefined)), TypeError, /takes an archetype.*undefined/],
    ['a bare number', (rec) => rec.log('a', untyped(3.2)), TypeError, /new Scalars\(3\.2\).*but got 3\.2/],
    ['an empty list', (rec) => rec.log('a', []), TypeError, /array of length 0/],
    [
      'the same component twice',
      (rec) => rec.log('a', [new Scalars(1), new Scalars(2)]),
      TypeError,
      /Scalars:scalars only once/,
    ],
    [
      'no timeline',
      (rec) => {
        rec.disableTimeline('log_time');
        rec.log('a', new Scalars(1));
      },
      TypeError,
      /No timeline is on.*logStatic/,
    ],
    [
      'a static video sample',
      (rec) => rec.logStatic('a', VideoStream.fromSample(Uint8Array.of(0, 0, 1, 0x65))),
      TypeError,
      /cannot be static/,
    ],
  ])('throws at once for %s', async (_, act, type, message) => {
    const { rec, drain } = setUp();
    expect(() => act(rec)).toThrow(type);
    expect(() => act(rec)).toThrow(message);
    rec.resetTime();
    expect(await drain()).toEqual([]);
  });

  it('goes on after misuse', async () => {
    const { rec, drain } = setUp();
    rec.log('a', new Scalars(1));
    expect(() => rec.log('a', [new Scalars(1), new Scalars(2)])).toThrow();
    rec.log('a', new Scalars(3));
    expect((await drain())[0]?.chunk.rowCount).toBe(2);
  });
});

describe('time', () => {
  it('is the wall clock unless told otherwise', async () => {
    const { rec, drainTimes, clock } = setUp();
    clock.advance(1.5);
    rec.log('a', new Scalars(1));
    expect(await drainTimes()).toEqual([{ log_time: ['timestamp', 1_700_000_000_001_500_000n] }]);
  });

  it('is set per timeline and stays until it is set again', async () => {
    const { rec, drainTimes } = setUp();
    rec.disableTimeline('log_time');
    rec.setTime('frame', { sequence: 1 });
    rec.setTime('since', { duration: 0.5 });
    rec.setTime('at', { timestamp: new Date(5) });
    rec.log('a', new Scalars(1));
    rec.setTime('frame', { sequence: 2n });
    rec.log('a', new Scalars(1));
    expect(await drainTimes()).toEqual([
      {
        at: ['timestamp', 5_000_000n, 5_000_000n],
        frame: ['sequence', 1n, 2n],
        since: ['duration', 500_000_000n, 500_000_000n],
      },
    ]);
  });

  it('leaves a disabled timeline out, and resetTime goes back to the beginning', async () => {
    const { rec, drainTimes } = setUp();
    const names = async () => (await drainTimes()).map((timelines) => Object.keys(timelines));
    rec.setTime('a', { sequence: 1 });
    rec.setTime('b', { sequence: 1 });
    rec.disableTimeline('a');
    rec.log('x', new Scalars(1));
    expect(await names()).toEqual([['b', 'log_time']]);
    rec.disableTimeline('log_time');
    rec.log('x', new Scalars(1));
    expect(await names()).toEqual([['b']]);
    rec.resetTime();
    rec.log('x', new Scalars(1));
    expect(await names()).toEqual([['log_time']]);
  });

  it.each<[string, (rec: RecordingStream) => void, RegExp]>([
    [
      'another kind',
      (rec) => {
        rec.setTime('t', { sequence: 1 });
        rec.setTime('t', { duration: 1 });
      },
      /'t' is a sequence timeline.*cannot become a duration/,
    ],
    [
      'another kind, also after resetTime',
      (rec) => {
        rec.setTime('t', { sequence: 1 });
        rec.resetTime();
        rec.setTime('t', { timestamp: 1 });
      },
      /cannot become a timestamp/,
    ],
    [
      'another kind in columns',
      (rec) => {
        rec.setTime('t', { sequence: 1 });
        rec.sendColumns('a', [{ name: 't', duration: [1] }], Scalars.columns({ scalars: [1] }));
      },
      /cannot become/,
    ],
    [
      'NaN',
      (rec) => rec.setTime('t', { duration: Number.NaN }),
      /setTime\('t'\)\.duration must be a finite number.*NaN/,
    ],
    ['no name', (rec) => rec.setTime('', { sequence: 1 }), /name of a timeline/],
    ['a long name', (rec) => rec.setTime('ä'.repeat(200), { sequence: 1 }), /256 bytes/],
    ['log_time', (rec) => rec.setTime('log_time', { timestamp: 1 }), /stamped by the recording stream/],
    [
      'the 65th timeline',
      (rec) => {
        for (let i = 0; i < 64; i++) rec.setTime(`t${i}`, { sequence: 1 });
      },
      /'t63' would be one timeline too many/,
    ],
  ])('refuses %s', (_, act, message) => {
    expect(() => act(setUp().rec)).toThrow(message);
  });

  it('never goes back, though the system clock does', () => {
    let [wall, monotone] = [1_000_000, 0];
    const clock = new MonotoneWallClock(
      () => wall,
      () => monotone,
    );
    const now = () => Number(clock.nowNanos() / 1000n) / 1000;
    expect(now()).toBe(1_000_000);
    [wall, monotone] = [900_000, 10.5];
    expect(now()).toBe(1_000_010.5);
    [wall, monotone] = [1_000_020.25, 20];
    expect(now()).toBe(1_000_020);
    [wall, monotone] = [2_000_000, 30];
    expect(now()).toBe(2_000_000);
  });
});

describe('static data', () => {
  it('has no time and goes out at once', () => {
    const { rec, sink } = setUp();
    rec.setTime('frame', { sequence: 1 });
    rec.logStatic('a', new Scalars(1));
    rec.log('b', new Scalars(2), { static: true });
    expect(drainChunks(sink).map(({ header }) => [header.entity, header.isStatic, header.spans])).toEqual([
      ['/a', true, []],
      ['/b', true, []],
    ]);
  });

  it('a codec is static however it is logged', () => {
    const { rec, sink } = setUp();
    rec.log('camera', VideoStream.fromFields({ codec: VideoCodec.H264 }));
    expect(drainChunks(sink).map(({ header }) => [header.components, header.isStatic])).toEqual([
      [['VideoStream:codec'], true],
    ]);
  });

  it('reaches sinks that come later', () => {
    const { rec, sink } = setUp();
    rec.logStatic('a', new Scalars(1));
    rec.logStatic('a', new Scalars(2));
    rec.logStatic('b', new Scalars(3));
    const late = new MemorySink();
    rec.setSinks([sink, late]);
    expect(drainChunks(late).map((chunk) => firstRow(chunk)['Scalars:scalars'])).toEqual([[2], [3]]);
  });
});

describe('sendColumns', () => {
  it('logs a row per time, without log_time', async () => {
    const { rec, drain } = setUp();
    rec.sendColumns('arm', [{ name: 'frame', sequence: [5, 3, 9] }], Scalars.columns({ scalars: [1, 2, 3] }));
    const [logged] = await drain();
    expect(logged?.chunk.timelines.map(({ name, times, isSorted }) => [name, [...times], isSorted])).toEqual([
      ['frame', [5n, 3n, 9n], false],
    ]);
    const [values] = logged?.chunk.components ?? [];
    expect(values?.values).toEqual({ kind: 'numbers', numbers: Float64Array.of(1, 2, 3) });
    expect(logged && timeRange(logged.chunk.timelines[0] as never)).toEqual({ min: 3n, max: 9n });
  });

  it('takes several column sets side by side', async () => {
    const { rec, drain } = setUp();
    const texts = columnsOf([new TextLog('a'), new TextLog('b')]);
    rec.sendColumns('arm', [{ name: 'frame', sequence: [1, 2] }], [Scalars.columns({ scalars: [[1, 2], [3]] }), texts]);
    const [logged] = await drain();
    expect(logged?.header.components).toEqual(['Scalars:scalars', 'TextLog:text']);
    expect(logged?.chunk.rowCount).toBe(2);
  });

  it.each<[string, (rec: RecordingStream) => void, RegExp]>([
    [
      'fewer values than times',
      (rec) => rec.sendColumns('a', [{ name: 't', sequence: [1, 2] }], Scalars.columns({ scalars: [1] })),
      /column 0 must have 2 rows.*has 1/,
    ],
    ['no times', (rec) => rec.sendColumns('a', [], Scalars.columns({ scalars: [1] })), /time columns/],
    [
      'NaN among the times',
      (rec) => rec.sendColumns('a', [{ name: 't', duration: [0, Number.NaN] }], Scalars.columns({ scalars: [1, 2] })),
      /duration\[1\].*NaN/,
    ],
  ])('refuses %s and logs nothing', async (_, act, message) => {
    const { rec, drain } = setUp();
    expect(() => act(rec)).toThrow(message);
    expect(await drain()).toEqual([]);
  });
});

describe('sinks', () => {
  it('what is logged before the first sink is kept for it', async () => {
    const rec = new RecordingStream('test', { clock: new FakeClock() });
    rec.logStatic('a', new Scalars(1));
    rec.log('b', new Scalars(2));
    const sink = new MemorySink();
    rec.setSinks([sink]);
    expect(drainChunks(sink).map(({ header }) => header.entity)).toEqual(['/a', '/b']);
  });

  it('data that no sink ever took is reported at close', async () => {
    const { rec, errors } = setUp({ sinks: [] });
    rec.log('a', new Scalars(1));
    await rec.close();
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['unsent-data', expect.stringMatching(/1 chunk\(s\) that no sink ever took.*connect\(\)/)],
    ]);
  });

  it('given twice are used once', async () => {
    const { rec, sink } = setUp();
    rec.setSinks([sink, sink]);
    rec.log('a', new Scalars(1));
    await rec.flush();
    expect(drainChunks(sink)).toHaveLength(1);
  });

  it('each gets the same chunks under its own numbers', async () => {
    const { rec, sink } = setUp();
    rec.log('a', new Scalars(1));
    const second = new MemorySink();
    rec.setSinks([sink, second]);
    rec.log('b', new Scalars(2));
    await rec.flush();
    const [first, both] = [drainChunks(sink), drainChunks(second)];
    expect(first.map(({ header }) => [header.entity, header.seq])).toEqual([
      ['/a', 0],
      ['/b', 1],
    ]);
    expect(both.map(({ header }) => [header.entity, header.seq])).toEqual([['/b', 0]]);
    expect(first[1]?.header.chunkId).toBe(both[0]?.header.chunkId);
  });

  it('one that throws neither breaks the program nor the other sinks', async () => {
    const broken: Sink = {
      maxDelayMillis: 8,
      status: { ...new MemorySink().status, kind: 'broken', target: 'nowhere' },
      open: () => undefined,
      send: () => {
        throw new Error('disk on fire');
      },
      flush: async () => undefined,
      close: () => Promise.reject(new Error('still on fire')),
    };
    const sink = new MemorySink();
    const { rec, errors } = setUp({ sinks: [broken, sink] });
    rec.log('a', new Scalars(1));
    await rec.flush();
    expect(drainChunks(sink)).toHaveLength(1);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['sink-failed', 'The broken sink to nowhere failed: disk on fire'],
    ]);
    await rec.close();
    expect(errors[1]?.message).toMatch(/still on fire/);
  });

  it.each([
    ['not an array', 5, /sinks must be an array of sinks, but is 5/],
    ['not sinks', [{}], /sinks\[0\] must be a sink/],
  ])('that are %s are refused', (_, sinks, message) => {
    expect(() => new RecordingStream('x', { sinks: untyped(sinks) })).toThrow(message);
  });

  it('the memory sink gives up the oldest beyond its limit and says so once', async () => {
    const small = new MemorySink({ limitBytes: 10_000 });
    const { rec, errors } = setUp({ sinks: [small] });
    for (let i = 0; i < 20; i++) {
      rec.log(`e${i}`, new Scalars(i));
      await rec.flush();
    }
    expect(errors.map(({ code, severity }) => [code, severity])).toEqual([['queue-overflow', 'warning']]);
    const dropped = [...rec.status.dropped.values()].reduce((sum, { rows }) => sum + rows, 0);
    expect(dropped + drainChunks(small).length).toBe(20);
    expect(dropped).toBeGreaterThan(0);
  });
});

describe('trouble', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('after close is reported once and nothing is logged', async () => {
    const { rec, sink, errors } = setUp();
    await rec.close();
    rec.log('a', new Scalars(1));
    rec.log(untyped(5), untyped(5));
    rec.logStatic('a', new Scalars(1));
    rec.sendColumns('a', [], []);
    rec.setSinks([]);
    await rec.connect();
    expect(errors.map(({ code, severity }) => [code, severity])).toEqual([['closed', 'warning']]);
    expect(drainChunks(sink)).toEqual([]);
    expect(rec.status.closed).toBe(true);
  });

  it('goes to the console once per kind when there is no onError', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const rec = new RecordingStream('test', { sinks: [new MemorySink({ limitBytes: 2000 })] });
    for (let i = 0; i < 10; i++) rec.logStatic(`e${i}`, new TextLog('x'.repeat(1000)));
    for (let i = 0; i < 10; i++) {
      rec.log(`e${i}`, new TextLog('x'.repeat(1000)));
      await rec.flush();
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(/^\[rushes\] The memory sink is full.*queue-overflow/);
  });

  it('in onError itself is caught', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const rec = new RecordingStream('test', {
      sinks: [new MemorySink()],
      onError: () => {
        throw new Error('oops');
      },
    });
    await rec.close();
    expect(() => rec.log('a', new Scalars(1))).not.toThrow();
    expect(warn).toHaveBeenCalledWith('[rushes] onError itself threw:', expect.any(Error));
  });

  it('with a row that no message can hold is reported', async () => {
    const { rec, errors, drain } = setUp();
    rec.log('huge', EncodedImage.fromBytes(new Uint8Array(MAX_MESSAGE_BYTES), { mediaType: 'image/png' }));
    expect(await drain()).toEqual([]);
    expect(errors.map(({ code }) => code)).toEqual(['chunk-refused']);
    expect(errors[0]?.message).toMatch(/1 row\(s\) of \/huge/);
  });
});

describe('arguments', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['no application id', () => new RecordingStream(untyped(undefined)), /application id.*undefined/],
    ['an empty application id', () => new RecordingStream(''), /not empty/],
    ['a long application id', () => new RecordingStream('x'.repeat(257)), /256 bytes/],
    ['a recording id with a slash', () => new RecordingStream('x', { recordingId: 'a/b' }), /letters, digits/],
    ['a URL that is none', () => new SocketSink('localhost'), /URL like ws:\/\/127\.0\.0\.1:9880.*'localhost'/],
    ['another protocol', () => new SocketSink('ftp://x'), /URL like/],
    ['no room', () => new SocketSink('ws://x', { limitBytes: 0 }), /limitBytes.*is 0/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('refuses a timeout that is none', async () => {
    const { rec } = setUp();
    await expect(rec.flush({ timeout: -1 })).rejects.toThrow(/flush: timeout must be milliseconds.*is -1/);
    await expect(rec.flush({ timeout: Number.NaN })).rejects.toThrow(/NaN/);
  });

  it('takes the page address of the viewer for its socket', () => {
    expect(new SocketSink('http://127.0.0.1:9880').status.target).toBe('ws://127.0.0.1:9880');
  });

  it('makes recording ids that differ', () => {
    expect(new RecordingStream('x').recordingId).not.toBe(new RecordingStream('x').recordingId);
  });
});

it('is closed by `await using`', async () => {
  const { rec, sink } = setUp();
  rec.log('a', Clear.flat());
  await rec[Symbol.asyncDispose]();
  expect(drainChunks(sink)).toHaveLength(1);
  expect(rec.status.closed).toBe(true);
});

it('says in its status how it stands', async () => {
  const { rec } = setUp();
  rec.log('a', new Scalars(1));
  await rec.flush();
  expect(rec.status).toMatchObject({ closed: false, sinks: [{ kind: 'memory', state: 'connected' }], sentBytes: 0 });
  expect(rec.status.queuedBytes).toBeGreaterThan(100);
});
