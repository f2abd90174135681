import {
  type RecordingChunk,
  RecordingFile,
  type RecordingFileError,
  type RecordingFileOptions,
} from '@rushes/proto/node';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../sdk/fake-clock.ts';
import { FakeDisk, type FakeFile } from './fake-disk.ts';
import { ChunkMaker, look, STORE } from './recording-chunks.ts';

const PATH = 'run.rrd';

/** A recording file on a disk and with a clock that do as the test says. */
class Setup {
  readonly clock = Object.assign(new FakeClock(), { afterTurn: (callback: () => void) => this.turns.push(callback) });
  readonly turns: (() => void)[] = [];
  readonly disk = new FakeDisk();
  readonly errors: RecordingFileError[] = [];
  readonly make = new ChunkMaker();

  open(options: RecordingFileOptions = {}): RecordingFile {
    const { clock, disk: fileSystem } = this;
    const onTrouble = (error: RecordingFileError) => this.errors.push(error);
    return new RecordingFile(PATH, STORE, { clock, fileSystem, onTrouble, ...options });
  }

  /** A file that is open, its beginning written. */
  async opened(options: RecordingFileOptions = {}): Promise<RecordingFile> {
    const file = this.open(options);
    await file.opened;
    await file.flush();
    return file;
  }

  /** The event loop turns afterwards. */
  appendInTurn(file: RecordingFile, chunk: RecordingChunk): void {
    file.append(chunk);
    for (const callback of this.turns.splice(0)) callback();
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  get file(): FakeFile {
    const file = this.disk.files.get(PATH);
    if (file === undefined) throw new Error('the file was not made');
    return file;
  }

  /** What is found by somebody who opens the file now. */
  frames(): Promise<readonly number[]> {
    return look(this.disk.read(PATH)).then(({ frames }) => frames);
  }
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers from `start` to before `end`. */
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

describe('what is appended', () => {
  it('[R21] is with the operating system within the delay, in order, and opens at any time', async () => {
    const setup = new Setup();
    const file = await setup.opened({ maxDelayMillis: 100 });
    for (let frame = 0; frame < 20; frame++) {
      file.append(setup.make.video(frame % 5 === 0));
      setup.clock.advance(30);
      await settle();
      const found = await look(setup.disk.read(PATH));
      expect(found.frames.length, `at frame ${frame}`).toBeGreaterThanOrEqual(frame);
      expect(found).toMatchObject({ frames: range(0, found.frames.length), origin: 'scan', problems: [] });
    }
    expect(setup.errors).toEqual([]);
  });

  it('[R21] is gathered, so that the disk is not asked for each chunk', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    const before = setup.file.writes;
    for (let i = 0; i < 100; i++) file.append(setup.make.scalar());
    setup.clock.advance(100);
    await settle();
    expect(await setup.frames()).toEqual(range(0, 100));
    expect(setup.file.writes - before).toBe(1);
  });

  it('[R21] is written at once when there is much of it', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    for (const chunk of setup.make.groups(2, 30, 50_000)) file.append(chunk);
    await settle();
    expect((await setup.frames()).length).toBeGreaterThan(20);
  });

  it('[R21] waits in order while a write is under way, and goes with the next', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    setup.disk.hold();
    for (const chunk of setup.make.groups(10, 30, 50_000)) setup.appendInTurn(file, chunk);
    setup.disk.release();
    await file.flush();
    expect(await setup.frames()).toEqual(range(0, 300));
  });

  it('[R21] is written in pieces where the operating system takes no more at a time', async () => {
    const setup = new Setup();
    setup.disk.mostPerWrite = 777;
    const file = await setup.opened();
    for (const chunk of setup.make.groups(3, 5)) file.append(chunk);
    await file.close();
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: range(0, 15), origin: 'footer', problems: [] });
  });

  it('is left out, and named, if no recording can hold it', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    file.append({ ...setup.make.scalar(), arrow: new Uint8Array(100) });
    file.append(setup.make.scalar());
    await file.flush();
    expect(await setup.frames()).toEqual([1]);
    expect(setup.codes).toEqual(['chunk-refused']);
    expect(file.status.givenUp.get('/plot' as never)).toEqual({ rows: 1, bytes: 100 });
  });
});

describe('a program that does not let the event loop turn', () => {
  it('[R24] loses nothing: what the queue cannot hold is written there and then', async () => {
    const setup = new Setup();
    const file = await setup.opened({ queueBytes: 1_000_000 });
    setup.disk.hold();
    for (const chunk of setup.make.groups(20, 30, 20_000)) file.append(chunk);
    // Nothing has answered so far, but another program sees it.
    expect((await setup.frames()).length).toBeGreaterThan(350);
    setup.disk.release();
    await file.close();
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: range(0, 600), origin: 'footer', problems: [] });
    expect([setup.codes, file.status.givenUp.size, file.status.writtenChunks]).toEqual([[], 0, 600]);
  });

  it('[R21] keeps the delay', async () => {
    const setup = new Setup();
    const file = await setup.opened({ maxDelayMillis: 100 });
    setup.disk.hold();
    for (const chunk of setup.make.groups(1, 30, 50_000)) file.append(chunk);
    setup.clock.advance(120);
    file.append(setup.make.video(true));
    expect(await setup.frames()).toEqual(range(0, 31));
    setup.disk.release();
    await file.close();
  });
});

describe('a full disk', () => {
  it('[R23] leaves every complete message and no torn one, wherever it gets full', async () => {
    const chunks = new ChunkMaker().groups(2, 3, 300);
    const complete = new Setup();
    const file = await complete.opened();
    for (const chunk of chunks) file.append(chunk);
    await file.flush();
    const whole = complete.disk.read(PATH).length;
    for (let room = 0; room < whole; room += 7) {
      const setup = new Setup();
      setup.disk.freeBytes = room;
      const full = setup.open();
      await full.opened;
      for (const chunk of chunks) full.append(chunk);
      setup.clock.advance(1000);
      await settle();
      const bytes = setup.disk.read(PATH);
      expect(setup.codes, `room for ${room}`).toEqual(['disk-full']);
      if (bytes.length === 0) continue;
      const { frames, problems } = await look(bytes);
      expect({ frames, problems }, `room for ${room}`).toEqual({ frames: range(0, frames.length), problems: [] });
      // Not one more would have had room.
      expect(bytes.length, `room for ${room}`).toBeLessThanOrEqual(room);
      expect(room - bytes.length, `room for ${room}`).toBeLessThan(2000);
      expect([full.status.state, full.status.writtenChunks]).toEqual(['waiting', frames.length]);
    }
  }, 60_000);

  it('[R23] is waited for: when there is room again nothing is missing', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    setup.disk.freeBytes = 5000;
    for (const chunk of setup.make.groups(4, 5)) file.append(chunk);
    setup.clock.advance(5000);
    await settle();
    expect([file.status.state, file.status.trouble?.code, setup.codes]).toEqual([
      'waiting',
      'disk-full',
      ['disk-full'],
    ]);
    setup.disk.freeBytes = 1e9;
    file.append(setup.make.scalar());
    setup.clock.advance(1000);
    await file.flush();
    expect([file.status.state, file.status.trouble, file.status.queuedBytes]).toEqual(['open', undefined, 0]);
    await file.close();
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: range(0, 21), origin: 'footer', problems: [] });
  });

  it('[R24] for long costs whole groups of pictures, never static data, and is counted', async () => {
    const setup = new Setup();
    const file = await setup.opened({ queueBytes: 400_000 });
    setup.disk.freeBytes = 0;
    // The first 8 MiB are encoded, and have their place in the file.
    file.append(setup.make.video(true));
    setup.clock.advance(1000);
    await settle();
    for (const chunk of setup.make.groups(90, 10, 10_000)) setup.appendInTurn(file, chunk);
    setup.appendInTurn(file, setup.make.static());
    for (const chunk of setup.make.groups(10, 10, 10_000)) setup.appendInTurn(file, chunk);
    setup.disk.freeBytes = 1e9;
    setup.clock.advance(1000);
    await file.flush();
    const { frames, statics } = await look(setup.disk.read(PATH));
    const gaps = frames.filter((frame, i) => i > 0 && frame !== (frames[i - 1] ?? 0) + 1);
    expect(statics).toBe(1);
    expect(gaps).toHaveLength(1);
    expect((gaps[0] ?? 0) % 10).toBe(1);
    expect(frames.at(-1)).toBe(1000);
    expect(file.status.givenUp.get('/camera' as never)?.rows).toBe(1001 - frames.length);
    expect(setup.codes).toEqual(['disk-full', 'queue-overflow']);
  });

  it('[R26] at the end is reported, and what was written opens', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    file.append(setup.make.video(true));
    await file.flush();
    setup.disk.freeBytes = 100;
    file.append(setup.make.video(false));
    await file.close();
    expect(setup.codes).toEqual(['disk-full', 'unsent-data']);
    expect(setup.errors[1]?.message).toMatch(/did not take \d+ bytes .* File: run\.rrd$/);
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: [0], origin: 'scan', problems: [] });
    expect(file.status.givenUp.get('/camera' as never)?.rows).toBe(1);
    expect(setup.file.isClosed).toBe(true);
  });

  it('[R23] is waited for, too, when the file cannot even be made', async () => {
    const setup = new Setup();
    setup.disk.failing.set('create', 'ENOSPC');
    const file = setup.open();
    await file.opened;
    file.append(setup.make.scalar());
    expect([file.status.state, setup.codes]).toEqual(['waiting', ['disk-full']]);
    setup.disk.failing.clear();
    setup.clock.advance(1000);
    await file.flush();
    expect(await setup.frames()).toEqual([0]);
  });
});

describe('a file that cannot be written', () => {
  it.each([
    ['EEXIST', 'file-exists', /overwrite: true/],
    ['ENOENT', 'no-such-folder', /make it, or save somewhere else/],
    ['ENOTDIR', 'no-such-folder', /make it/],
    ['EISDIR', 'not-a-file', /add a file name/],
    ['EACCES', 'no-permission', /change the permissions/],
    ['EROFS', 'no-permission', /save somewhere else/],
    ['EMFILE', 'file-failed', /could not open .*EMFILE/],
  ])('[R25] is reported once with a code: %s is %s', async (systemCode, code, words) => {
    const setup = new Setup();
    setup.disk.failing.set('create', systemCode);
    const file = setup.open();
    await file.opened;
    for (let i = 0; i < 3; i++) file.append(setup.make.scalar());
    setup.clock.advance(10_000);
    await settle();
    expect(setup.codes).toEqual([code]);
    expect(setup.errors[0]?.message).toMatch(words);
    expect(setup.errors[0]?.message).toMatch(/File: run\.rrd$/);
    expect([file.status.state, file.status.queuedBytes < 200]).toEqual(['failed', true]);
    expect(file.status.givenUp.get('/plot' as never)?.rows).toBe(3);
    await expect(file.flush()).rejects.toMatchObject({ code });
    await file.close();
    expect(setup.codes).toEqual([code]);
  });

  it.each([
    ['write', 'EIO', 'file-failed'],
    ['write', 'ESTALE', 'file-vanished'],
    ['sync', 'EIO', 'file-failed'],
    ['look', 'EIO', 'file-failed'],
  ] as const)('[R25] is given up when %s ends with %s, and what was written opens', async (operation, system, code) => {
    const setup = new Setup();
    const file = await setup.opened({ fsync: true });
    file.append(setup.make.video(true));
    await file.flush();
    setup.disk.failing.set(operation, system);
    file.append(setup.make.video(false));
    await expect(file.flush()).rejects.toMatchObject({ code });
    file.append(setup.make.video(false));
    expect([file.status.state, setup.codes]).toEqual(['failed', [code]]);
    expect((await look(setup.disk.read(PATH))).problems).toEqual([]);
    await file.close();
    expect(setup.file.isClosed).toBe(true);
  });

  it('[R25] is noticed within a second when it is deleted, and not made again', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    setup.file.hasName = false;
    file.append(setup.make.scalar());
    setup.clock.advance(1100);
    await settle();
    file.append(setup.make.scalar());
    setup.clock.advance(1100);
    await settle();
    expect([file.status.state, setup.codes]).toEqual(['failed', ['file-vanished']]);
    expect(setup.disk.files.size).toBe(1);
  });

  it('[R23] even where the torn message cannot be cut off: what comes next is written over it', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    file.append(setup.make.video(true));
    await file.flush();
    setup.disk.freeBytes = 700;
    setup.disk.failing.set('truncate', 'EIO');
    file.append(setup.make.video(false));
    setup.clock.advance(200);
    await settle();
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: [0], problems: ['truncated'] });
    setup.disk.freeBytes = 1e9;
    setup.clock.advance(1000);
    await file.close();
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: [0, 1], problems: [] });
  });
});

describe('names', () => {
  it('[R25] that are taken are left alone, unless they may be overwritten', async () => {
    const setup = new Setup();
    await (await setup.opened()).close();
    const former = setup.disk.read(PATH);
    await setup.open().opened;
    expect([setup.codes, setup.disk.read(PATH)]).toEqual([['file-exists'], former]);
    const file = setup.open({ overwrite: true });
    file.append(setup.make.scalar());
    await file.close();
    expect(await setup.frames()).toEqual([0]);
  });

  it('that are taken can have alternatives', async () => {
    const setup = new Setup();
    const alternative = (attempt: number) => `run_${attempt}.rrd`;
    const files = [1, 2, 3].map(() => setup.open({ alternative }));
    for (const file of files) await file.close();
    expect(files.map(({ status }) => status.path).sort()).toEqual(['run.rrd', 'run_2.rrd', 'run_3.rrd']);
    expect(setup.errors).toEqual([]);
  });
});

describe('flush and close', () => {
  it('[R26] flush settles when the operating system has all that came before it', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    file.append(setup.make.scalar());
    setup.disk.hold();
    let settled = false;
    const flushed = file.flush().then(() => {
      settled = true;
    });
    await settle();
    expect(settled).toBe(false);
    setup.disk.release();
    await flushed;
    expect(await setup.frames()).toEqual([0]);
  });

  it('[R26] close adds the manifest, closes the file, and leaves no timer behind', async () => {
    const setup = new Setup();
    const file = setup.open({ fsync: 'interval' });
    for (const chunk of setup.make.groups(2, 3)) file.append(chunk);
    await Promise.all([file.close(), file.close(1000)]);
    await file.close();
    file.append(setup.make.scalar());
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: range(0, 6), origin: 'footer', problems: [] });
    expect(file.status).toMatchObject({
      state: 'closed',
      writtenChunks: 6,
      writtenBytes: setup.disk.read(PATH).length,
    });
    expect([setup.file.isClosed, setup.clock.timerCount, setup.errors]).toEqual([true, 0, []]);
    expect(file.status.givenUp.get('/plot' as never)?.rows).toBe(1);
    await file.flush();
  });

  it('[R26] close does not wait for a disk that does not answer', async () => {
    const setup = new Setup();
    const file = await setup.opened();
    file.append(setup.make.scalar());
    setup.disk.hold();
    const closed = file.close(5000);
    await settle();
    setup.clock.advance(5000);
    await closed;
    expect(setup.codes).toEqual(['unsent-data']);
    setup.disk.release();
    await settle();
    expect(setup.file.isClosed).toBe(true);
  });

  it('[R26] close waits for a file that is being made', async () => {
    const setup = new Setup();
    setup.disk.hold();
    const file = setup.open();
    file.append(setup.make.scalar());
    const closed = file.close();
    await settle();
    setup.disk.release();
    await closed;
    expect(await look(setup.disk.read(PATH))).toMatchObject({ frames: [0], origin: 'footer' });
  });
});

describe('fsync', () => {
  it.each([
    [false, 0],
    ['interval', 3],
    [true, 11],
  ] as const)('[R22] %s forces the disk %d times in three seconds with a chunk each 300 ms', async (fsync, times) => {
    const setup = new Setup();
    const file = await setup.opened({ fsync });
    let syncs = 0;
    const sync = setup.file.sync.bind(setup.file);
    setup.file.sync = () => {
      syncs += 1;
      return sync();
    };
    for (let i = 0; i <= 10; i++) {
      file.append(setup.make.scalar());
      for (let step = 0; step < 3; step++) {
        setup.clock.advance(100);
        await settle();
      }
    }
    expect(syncs).toBe(times);
    await file.close();
  });

  it.each(['interval', true] as const)('[R22] %s: flush and close settle when the disk has it', async (fsync) => {
    const setup = new Setup();
    const file = await setup.opened({ fsync });
    file.append(setup.make.scalar());
    await file.flush();
    expect(setup.file.syncedBytes).toBe(setup.file.bytes.length);
    file.append(setup.make.scalar());
    await file.close();
    expect(setup.file.syncedBytes).toBe(setup.file.bytes.length);
  });
});

it.each([{ maxDelayMillis: 0 }, { maxDelayMillis: Number.NaN }, { queueBytes: -1 }])(
  'options out of range are refused: %o',
  (options) => {
    expect(() => new Setup().open(options)).toThrow(RangeError);
  },
);
