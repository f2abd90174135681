import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  decodeChunk,
  memorySource,
  openRrd,
  type RrdManifestEntry,
  type RrdMessage,
  RrdStreamReader,
} from '@rushes/proto';
import { RecordingStream, Scalars, type SdkError, TextLog, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from '../support/bar-clip.ts';

// Real programs that write recordings to a real disk, and are killed.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What may be lost, as the documentation says. */
const PROMISE_MILLIS = 200;
const KILLS = 100;
const AT_ONCE = 2;

let folder = '';
/** In memory where there is such a place: what counts is that the operating system has it, not how busy the disk is. */
const quickFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
let killed = '';
let samples: readonly Uint8Array[] = [];
let samplesPath = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-save-'));
  killed = mkdtempSync(join(quickFolder, 'rushes-killed-'));
  // Bundled, because a hundred programs would be slow to start otherwise. What is bundled is what was built.
  await build({
    entryPoints: [`${ROOT}test/support/programs/save-recording.ts`],
    outfile: join(folder, 'program.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  samples = await encodeSamples(30);
  samplesPath = join(folder, 'samples.json');
  writeFileSync(samplesPath, JSON.stringify(samples.map((sample) => Buffer.from(sample).toString('base64'))));
});
afterAll(() => {
  for (const path of [folder, killed]) rmSync(path, { recursive: true });
});

async function encodeSamples(count: number): Promise<readonly Uint8Array[]> {
  const size = { width: BAR_CLIP_WIDTH, height: BAR_CLIP_HEIGHT };
  await using encoder = await VideoEncoder.create({ ...size, fps: 10, input: 'rgb24' });
  const encoded: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    for (const sample of await encoder.encode(drawBarPicture(i))) encoded.push(sample.data);
  }
  return encoded;
}

interface LoggedRow {
  readonly row: number;
  readonly atMillis: number;
}

/** A program that logs until it is killed. */
class Writer {
  readonly #child: ChildProcess;
  #output = '';

  constructor(path: string) {
    const argument = JSON.stringify({ path, samples: samplesPath });
    this.#child = spawn(process.execPath, [join(folder, 'program.mjs'), argument], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (data) => {
      this.#output += data;
    });
  }

  async started(): Promise<void> {
    while (!this.#output.includes('ready')) await once(this.#child.stdout ?? this.#child, 'data');
  }

  /** Kills it, and tells when that was and what it had logged until then. */
  async kill(): Promise<{ readonly killedAtMillis: number; readonly rows: readonly LoggedRow[] }> {
    const closed = once(this.#child, 'close');
    const killedAtMillis = performance.timeOrigin + performance.now();
    this.#child.kill('SIGKILL');
    await closed;
    const lines = this.#output.split('\n').slice(0, -1);
    expect(lines.filter((line) => line.startsWith('trouble'))).toEqual([]);
    const rows = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(' ').map(Number));
    return { killedAtMillis, rows: rows.map(([row = 0, atMillis = 0]) => ({ row, atMillis })) };
  }
}

/** What a stream reader, which knows nothing of indexes, finds in the file. */
function messagesOf(bytes: Uint8Array): RrdMessage[] {
  const reader = new RrdStreamReader();
  reader.append(bytes);
  reader.finish();
  const messages: RrdMessage[] = [];
  for (let message = reader.next(); message !== undefined; message = reader.next()) messages.push(message);
  return messages;
}

/** The rows of one entity in a recording, in the order of the file. */
async function rowsOf(bytes: Uint8Array, entity: string): Promise<readonly number[]> {
  const file = await openRrd(memorySource(bytes));
  const entries = file.stores.flatMap((store) => store.entries).filter((entry) => entry.entityPath === entity);
  const rows: number[] = [];
  for (const entry of entries.filter(({ isStatic }) => !isStatic)) {
    const chunk = decodeChunk(await file.readChunk(entry));
    const times = chunk.timelines.find(({ name }) => name === 'row')?.times ?? [];
    for (const time of times) rows.push(Number(time));
  }
  return rows;
}

/** Numbers in 0 to before 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const range = (end: number, step = 1) => Array.from({ length: Math.max(Math.ceil(end / step), 0) }, (_, i) => i * step);

describe('a program that is killed', () => {
  it(`[R21] at ${KILLS} random moments leaves a recording that opens and lacks at most ${PROMISE_MILLIS} ms`, async () => {
    const random = seeded(7);
    let files = 0;
    let left = KILLS;
    const worker = async () => {
      while (left-- > 0) {
        const path = join(killed, `${left}.rrd`);
        const isEarly = random() < 0.1;
        const afterMillis = random() * (isEarly ? 150 : 400);
        const writer = new Writer(path);
        if (!isEarly) await writer.started();
        await new Promise((resolve) => setTimeout(resolve, afterMillis));
        const { killedAtMillis, rows } = await writer.kill();
        files += await checkKilled(path, killedAtMillis, rows);
        rmSync(path, { force: true });
      }
    };
    await Promise.all(range(AT_ONCE).map(worker));
    expect(files).toBeGreaterThan(KILLS * 0.8);
  });
});

/** 1 if there is a file to look at. */
async function checkKilled(path: string, killedAtMillis: number, rows: readonly LoggedRow[]): Promise<number> {
  // A machine that let the program stand still kept it from writing, too.
  const stoodStillMillis = rows.reduce(
    (most, { atMillis }, i) => Math.max(most, atMillis - (rows[i - 1]?.atMillis ?? atMillis)),
    killedAtMillis - (rows.at(-1)?.atMillis ?? killedAtMillis),
  );
  const allowedMillis = PROMISE_MILLIS + (stoodStillMillis > 50 ? stoodStillMillis : 0);
  const safe = rows.filter(({ atMillis }) => atMillis < killedAtMillis - allowedMillis).length;
  const bytes = existsSync(path) ? new Uint8Array(readFileSync(path)) : new Uint8Array(0);
  if (bytes.length < 12) {
    expect(safe, 'a file without a header').toBe(0);
    return 0;
  }
  const { stores, origin, problems } = await openRrd(memorySource(bytes));
  expect(origin).toBe('scan');
  expect(problems.filter(({ code }) => code !== 'truncated')).toEqual([]);
  const indexed: readonly RrdManifestEntry[] = stores.flatMap((store) => store.entries);
  const streamed = messagesOf(bytes).filter((message) => message.kind === 'chunk');
  expect(indexed.map(({ chunkId }) => chunkId)).toEqual(streamed.map(({ facts }) => facts.chunkId));

  const signal = await rowsOf(bytes, '/signal');
  expect(signal).toEqual(range(signal.length));
  expect(signal.length, `of ${rows.length} rows`).toBeGreaterThanOrEqual(safe);
  const camera = await rowsOf(bytes, '/camera');
  expect(camera).toEqual(range(camera.length * 5, 5));
  expect(camera.length).toBeGreaterThanOrEqual(range(safe, 5).length);
  return 1;
}

describe('rec.save', () => {
  it('[R26] closes with a manifest; flush tells what is in the file', async () => {
    const path = join(folder, 'closed.rrd');
    const rec = new RecordingStream('closed');
    rec.setTime('row', { sequence: 0 });
    rec.log('signal', new Scalars(0));
    await rec.save(path, { compression: 'lz4', fsync: 'interval' });
    for (let row = 1; row < 1000; row++) {
      rec.setTime('row', { sequence: row });
      rec.log('signal', new Scalars(row));
      rec.log('camera', VideoStream.fromSample(samples[(row - 1) % samples.length] ?? new Uint8Array(0)));
    }
    await rec.flush();
    expect(await rowsOf(new Uint8Array(readFileSync(path)), '/signal')).toEqual(range(1000));
    await rec.close();
    const bytes = new Uint8Array(readFileSync(path));
    const { stores, origin, problems } = await openRrd(memorySource(bytes));
    expect([origin, problems]).toEqual(['footer', []]);
    expect(stores[0]?.storeId).toEqual({
      kind: 'recording',
      applicationId: 'closed',
      recordingId: rec.recordingId,
    });
    expect(new TextDecoder().decode(stores[0]?.info?.source.extra)).toMatch(/^rushes-sdk\//);
    expect(await rowsOf(bytes, '/camera')).toEqual(range(1000).slice(1));
  });

  it.skipIf(!existsSync('/dev/full'))('[R23] tells of a device that is full, and closes', async () => {
    const errors: SdkError[] = [];
    const rec = new RecordingStream('full', { onError: (error) => errors.push(error) });
    await rec.save('/dev/full', { overwrite: true });
    rec.log('signal', new Scalars(1));
    await expect(rec.flush({ timeout: 300 })).rejects.toMatchObject({ code: 'flush-timeout' });
    expect(rec.status.sinks[0]).toMatchObject({ kind: 'file', state: 'waiting' });
    await rec.close();
    expect(errors.map(({ code }) => code)).toEqual(['disk-full', 'unsent-data']);
  });
});

/** Mounts a small disk; undefined where that is not allowed. */
function mountDisk(options: string): { readonly path: string; unmount(): void } | undefined {
  if (process.platform !== 'linux') return undefined;
  const path = mkdtempSync(join(tmpdir(), 'rushes-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  const unmount = () => {
    if (status === 0) spawnSync('umount', ['-l', path]);
    rmSync(path, { recursive: true, force: true });
  };
  if (status === 0) return { path, unmount };
  unmount();
  return undefined;
}

const probe = mountDisk('size=1m');
probe?.unmount();

describe.skipIf(probe === undefined)(`a real disk of its own${probe ? '' : ' (skipped: may not mount one)'}`, () => {
  it('[R23] that is full holds every complete chunk, and gets the rest when there is room', async () => {
    const disk = mountDisk('size=64m');
    if (disk === undefined) throw new Error('could not mount');
    try {
      writeFileSync(join(disk.path, 'in the way'), new Uint8Array(62_000_000));
      const path = join(disk.path, 'run.rrd');
      const errors: SdkError[] = [];
      const rec = new RecordingStream('full', { onError: (error) => errors.push(error) });
      await rec.save(path);
      let row = 0;
      while (errors.length === 0) {
        rec.setTime('row', { sequence: row });
        rec.log('camera', VideoStream.fromSample(samples[row % samples.length] ?? new Uint8Array(0)));
        rec.log('log', new TextLog('a long line '.repeat(1000)));
        row += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(errors.map(({ code }) => code)).toEqual(['disk-full']);
      const full = new Uint8Array(readFileSync(path));
      expect((await openRrd(memorySource(full))).problems).toEqual([]);
      expect(await rowsOf(full, '/camera')).toEqual(range((await rowsOf(full, '/camera')).length));
      rmSync(join(disk.path, 'in the way'));
      await rec.flush();
      await rec.close();
      const bytes = new Uint8Array(readFileSync(path));
      expect((await openRrd(memorySource(bytes))).origin).toBe('footer');
      for (const entity of ['/camera', '/log']) expect(await rowsOf(bytes, entity)).toEqual(range(row));
      expect([errors.length, rec.status.dropped.size]).toEqual([1, 0]);
    } finally {
      disk.unmount();
    }
  });

  it('[R25] that may only be read is told by its code', async () => {
    const disk = mountDisk('size=1m,ro');
    if (disk === undefined) throw new Error('could not mount');
    try {
      const errors: SdkError[] = [];
      const rec = new RecordingStream('read-only', { onError: (error) => errors.push(error) });
      await rec.save(join(disk.path, 'run.rrd'));
      rec.log('signal', new Scalars(1));
      await rec.close();
      expect(errors.map(({ code }) => code)).toEqual(['no-permission']);
    } finally {
      disk.unmount();
    }
  });
});

describe('viewer --save', () => {
  const url = (viewer: { readonly url: string }) => viewer.url.replace(/^http/, 'ws');

  it('[R27] keeps every recording in a file of its own, completed when the viewer stops', async () => {
    const saved = join(folder, 'saved', 'deeper');
    const viewer = await startViewerProcess(['--port', '0', '--no-open', '--save', saved]);
    const recs = ['../../../etc/passwd', 'robot'].map((applicationId) => new RecordingStream(applicationId));
    for (const rec of recs) await rec.connect(url(viewer));
    for (let row = 0; row < 300; row++) {
      for (const rec of recs) {
        rec.setTime('row', { sequence: row });
        rec.log('signal', new Scalars(row));
        rec.log('camera', VideoStream.fromSample(samples[row % samples.length] ?? new Uint8Array(0)));
      }
    }
    for (const rec of recs) await rec.flush();
    const metrics = await (await fetch(`${viewer.url}metrics`)).text();
    expect(metrics).toContain('rushes_saved_files{state="written"} 2');
    await recs[0]?.close();
    await viewer.stop();
    await recs[1]?.close({ timeout: 0 });
    const names = readdirSync(saved).sort();
    expect(names).toEqual([
      expect.stringMatching(/^_.._.._etc_passwd_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_[\w-]+\.rrd$/),
      expect.stringMatching(/^robot_.*\.rrd$/),
    ]);
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(join(saved, name)));
      const { origin, stores } = await openRrd(memorySource(bytes));
      expect(origin).toBe('footer');
      expect(new TextDecoder().decode(stores[0]?.info?.source.extra)).toMatch(/^rushes-viewer\//);
      expect(await rowsOf(bytes, '/signal')).toEqual(range(300));
      expect(await rowsOf(bytes, '/camera')).toEqual(range(300));
    }
  });
});
