import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeChunk, memorySource, openRrd } from '@rushes/proto';
import { MemorySink, RecordingStream, Scalars, type SdkError, SocketSink, TextDocument, TextLog } from '@rushes/sdk';
import { FileSink } from '@rushes/sdk/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFileSink } from '../../packages/sdk/src/sinks/file-sink-browser.ts';
import { FakeHub } from './fake-hub.ts';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A name that nobody else uses. */
const newPath = () => join(folder, `${files++}.rrd`);

function setUp() {
  const errors: SdkError[] = [];
  const rec = new RecordingStream('test-app', { onError: (error) => errors.push(error), recordingId: 'run-1' });
  return { rec, errors, codes: () => errors.map(({ code }) => code) };
}

/** What a recording holds: times of `frame` per entity, the names of static entities, and how it was opened. */
async function read(path: string) {
  const file = await openRrd(memorySource(new Uint8Array(readFileSync(path))));
  const frames: Record<string, number[]> = {};
  const statics: string[] = [];
  for (const entry of file.stores.flatMap((store) => store.entries)) {
    if (entry.isStatic) statics.push(entry.entityPath);
    const { timelines } = decodeChunk(await file.readChunk(entry));
    const times = timelines.find(({ name }) => name === 'frame')?.times ?? [];
    for (const time of times) {
      frames[entry.entityPath] ??= [];
      frames[entry.entityPath]?.push(Number(time));
    }
  }
  return { frames, statics, origin: file.origin, problems: file.problems, info: file.stores[0]?.info };
}

function logFrames(rec: RecordingStream, start: number, end: number): void {
  for (let frame = start; frame < end; frame++) {
    rec.setTime('frame', { sequence: frame });
    rec.log('plot', new Scalars(frame));
  }
}

describe('save', () => {
  it('[R6] [R26] writes a recording that says whose it is, and completes it on close', async () => {
    const { rec, errors } = setUp();
    const path = newPath();
    await rec.save(path);
    rec.logStatic('notes', new TextDocument('hello'));
    logFrames(rec, 0, 500);
    await rec.close();
    const { info, ...found } = await read(path);
    expect(found).toMatchObject({ statics: ['/notes'], origin: 'footer', problems: [] });
    expect(found.frames['/plot']).toEqual(Array.from({ length: 500 }, (_, i) => i));
    expect(info?.storeId).toEqual({ kind: 'recording', applicationId: 'test-app', recordingId: 'run-1' });
    expect(new TextDecoder().decode(info?.source.extra)).toMatch(/^rushes-sdk\/\d/);
    expect(errors).toEqual([]);
    const [sink] = rec.status.sinks;
    expect(sink).toMatchObject({ kind: 'file', target: path, state: 'closed', trouble: undefined, queuedBytes: 0 });
    expect(sink?.sentBytes).toBe(readFileSync(path).length);
  });

  it('gets what was logged before it, if it is the first sink', async () => {
    const { rec } = setUp();
    const path = newPath();
    rec.logStatic('notes', new TextDocument('hello'));
    logFrames(rec, 0, 10);
    await rec.save(path);
    logFrames(rec, 10, 20);
    await rec.close();
    const { frames, statics } = await read(path);
    expect([frames['/plot']?.length, statics]).toEqual([20, ['/notes']]);
  });

  it('works beside a hub and other files; a later one gets static data and what comes', async () => {
    const hub = await FakeHub.start();
    const { rec, errors } = setUp();
    const paths = [newPath(), newPath()] as const;
    await rec.connect(hub.url);
    await rec.save(paths[0]);
    rec.logStatic('notes', new TextDocument('hello'));
    logFrames(rec, 0, 10);
    await rec.flush();
    await rec.save(paths[1], { compression: 'lz4', fsync: true, maxDelayMillis: 50 });
    logFrames(rec, 10, 20);
    await rec.close();
    expect((await read(paths[0])).frames['/plot']).toHaveLength(20);
    const { frames, statics } = await read(paths[1]);
    expect([frames['/plot'], statics]).toEqual([Array.from({ length: 10 }, (_, i) => 10 + i), ['/notes']]);
    const sent = hub.chunks.filter(({ header }) => header.entity === '/plot');
    expect(sent.reduce((sum, { header }) => sum + header.rows, 0)).toBe(20);
    expect(errors).toEqual([]);
    await hub.stop();
  });

  it('[R26] flush resolves when the file has it', async () => {
    const { rec } = setUp();
    const path = newPath();
    await rec.save(path);
    logFrames(rec, 0, 3);
    await rec.flush();
    expect((await read(path)).frames['/plot']).toEqual([0, 1, 2]);
    await rec.close();
  });

  it('[R21] within its delay the file has what was logged, without a flush', async () => {
    const { rec } = setUp();
    const path = newPath();
    await rec.save(path, { maxDelayMillis: 20 });
    logFrames(rec, 0, 3);
    const deadline = performance.now() + 5000;
    while ((await read(path)).frames['/plot']?.length !== 3) {
      expect(performance.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await rec.close();
  });

  it('[R24] loses nothing of what is logged in one go', async () => {
    const { rec, errors } = setUp();
    const path = newPath();
    await rec.save(path, { limitBytes: 2_000_000 });
    for (let frame = 0; frame < 1000; frame++) {
      rec.setTime('frame', { sequence: frame });
      rec.log('log', new TextLog('0123456789'.repeat(2000)));
    }
    await rec.close();
    expect((await read(path)).frames['/log']).toHaveLength(1000);
    expect(errors).toEqual([]);
  });
});

describe('trouble with the file', () => {
  it.each([
    ['a file that is there', 'file-exists', (path: string) => writeFileSync(path, 'mine')],
    ['a folder that is not there', 'no-such-folder', () => join(folder, 'nowhere', 'run.rrd')],
    ['a folder', 'file-exists', (path: string) => void mkdirSync(path)],
  ])('[R25] %s is told to onError and does not disturb', async (_, code, prepare) => {
    const { rec, codes } = setUp();
    const path = newPath();
    const target = prepare(path) ?? path;
    const memory = new MemorySink();
    await rec.save(target);
    rec.setSinks([memory, new FileSink(target)]);
    logFrames(rec, 0, 3);
    await expect(rec.flush()).rejects.toMatchObject({ name: 'SdkError', code });
    await rec.close();
    expect(codes()).toEqual([code, code]);
    expect(memory.drain()).toHaveLength(1);
    expect(rec.status.sinks[1]).toMatchObject({
      kind: 'file',
      state: 'closed',
      trouble: expect.stringContaining(target),
    });
    expect([...rec.status.dropped.values()].map(({ rows }) => rows)).toEqual([3]);
    if (target === path && _ === 'a file that is there') expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('[R25] a folder that is deleted is noticed, and the other sinks get everything', async () => {
    const { rec, codes } = setUp();
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const memory = new MemorySink();
    rec.setSinks([memory, new FileSink(join(gone, 'run.rrd'))]);
    logFrames(rec, 0, 3);
    await rec.flush();
    rmSync(gone, { recursive: true });
    logFrames(rec, 3, 6);
    await expect(rec.flush()).rejects.toMatchObject({ code: 'file-vanished' });
    expect([codes(), memory.drain().length]).toEqual([['file-vanished'], 2]);
    await rec.close();
  });

  it('a file replaces another one when that is asked for', async () => {
    const { rec } = setUp();
    const path = newPath();
    writeFileSync(path, 'x'.repeat(100_000));
    await rec.save(path, { overwrite: true });
    logFrames(rec, 0, 3);
    await rec.close();
    expect(await read(path)).toMatchObject({ origin: 'footer', problems: [] });
  });
});

describe('misuse of save', () => {
  it.each([
    ['', {}, /file name like 'run\.rrd'/],
    [42, {}, /42/],
    ['a\0b', {}, /file name/],
    ['a.rrd', { maxDelayMillis: 1 }, /maxDelayMillis must be a number of at least 2/],
    ['a.rrd', { compression: 'zip' }, /compression must be 'none' or 'lz4', but is "zip"|'zip'/],
    ['a.rrd', { fsync: 'always' }, /fsync must be false, 'interval' or true/],
    ['a.rrd', { limitBytes: -1 }, /limitBytes must be/],
  ])('%j with %j rejects', async (path, options, words) => {
    const { rec } = setUp();
    await expect(rec.save(path as never, options as never)).rejects.toThrow(words);
    expect(rec.status.sinks).toEqual([]);
  });

  it('a FileSink belongs to one recording', async () => {
    const sink = new FileSink(newPath());
    const { rec } = setUp();
    rec.setSinks([sink]);
    expect(() => setUp().rec.setSinks([sink, new SocketSink()])).toThrow(/belongs to one recording stream/);
    await rec.close();
  });

  it('after close it is reported, and no file is made', async () => {
    const { rec, codes } = setUp();
    await rec.close();
    const path = newPath();
    await rec.save(path);
    expect(codes()).toEqual(['closed']);
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });

  it('in a web page it says what to do instead', () => {
    expect(() => makeFileSink('run.rrd')).toThrow(
      expect.objectContaining({ code: 'no-file-system', message: expect.stringContaining('--save') }),
    );
  });
});
