import { makeRecordingId, memorySource, openRrd, parseRecordingId } from '@rushes/proto';
import { afterEach, describe, expect, it } from 'vitest';
import { metricsText } from '../../../packages/viewer/src/server/metrics.ts';
import { recordingFileName } from '../../../packages/viewer/src/server/recording-file-name.ts';
import { RecordingSaver } from '../../../packages/viewer/src/server/recording-saver.ts';
import { FakeDisk } from '../../proto/node/fake-disk.ts';
import { scalarChunk, videoChunk } from '../../support/hub-client.ts';
import { HubFixture } from './hub-fixture.ts';

/** A hub that saves to a disk in memory. */
class SavingHub extends HubFixture {
  readonly disk: FakeDisk;
  readonly told: string[];
  readonly saver: RecordingSaver;

  constructor(memoryLimitBytes?: number) {
    const disk = new FakeDisk();
    const told: string[] = [];
    let made: RecordingSaver | undefined;
    super(memoryLimitBytes, (clock) => {
      const onTrouble = (text: string) => told.push(text);
      made = new RecordingSaver({
        folder: '/saved',
        serverName: 'hub/1',
        clock,
        onTrouble,
        file: { fileSystem: disk },
      });
      return made;
    });
    if (made === undefined) throw new Error('the saver was not asked for');
    this.saver = made;
    this.disk = disk;
    this.told = told;
    hubs.push(this);
  }

  /** Chunks of a file: `static`, or the first time of its first timeline; in order. */
  async chunks(path: string): Promise<{ readonly chunks: readonly string[]; readonly origin: string }> {
    const { stores, origin } = await openRrd(memorySource(this.disk.read(path)));
    const entries = stores.flatMap((store) => store.entries);
    return { chunks: entries.map(({ isStatic, spans }) => (isStatic ? 'static' : `${spans[0]?.min}`)), origin };
  }

  get paths(): string[] {
    return [...this.disk.files.keys()].sort();
  }
}

const hubs: SavingHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) {
    hub.disk.release();
    await hub.saver.close();
  }
});

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a hub that saves', () => {
  it('[R27] writes each recording to a file of its own, which is complete when the viewer stops', async () => {
    const hub = new SavingHub();
    const one = hub.sdk('one');
    const two = hub.sdk('two');
    hub.sdk('empty');
    one.send(
      videoChunk('one', 0, { keyframe: true }),
      videoChunk('one', 1, { keyframe: false }),
      scalarChunk('one', 2),
    );
    two.send(scalarChunk('two', 0));
    await hub.saver.close();
    expect(hub.paths).toHaveLength(2);
    const [first = '', second = ''] = hub.paths;
    expect(first).toMatch(/^\/saved\/\w+_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_one\.rrd$/);
    expect(await hub.chunks(first)).toMatchObject({ chunks: { length: 3 }, origin: 'footer' });
    expect(await hub.chunks(second)).toMatchObject({ chunks: { length: 1 }, origin: 'footer' });
    expect(hub.told).toEqual([]);
  });

  it('[R27] takes a chunk once that is sent again', async () => {
    const hub = new SavingHub();
    const first = hub.sdk('one');
    first.send(scalarChunk('one', 0), scalarChunk('one', 1));
    first.connection.closed();
    const again = hub.sdk('one');
    again.send(scalarChunk('one', 0), scalarChunk('one', 1), scalarChunk('one', 2));
    await hub.saver.close();
    expect(hub.paths).toHaveLength(1);
    expect((await hub.chunks(hub.paths[0] ?? '')).chunks).toHaveLength(3);
  });

  it('[R27] completes a file half a minute after the last SDK left, and goes on in another one that stands by itself', async () => {
    const hub = new SavingHub();
    const first = hub.sdk('one');
    first.send(
      videoChunk('one', 0, { keyframe: true }),
      videoChunk('one', 1, { keyframe: true }),
      videoChunk('one', 2, { keyframe: false }),
    );
    first.connection.closed();
    hub.clock.advance(29_000);
    await settle();
    const second = hub.sdk('one');
    second.send(videoChunk('one', 3, { keyframe: false }));
    second.connection.closed();
    hub.clock.advance(29_000);
    await settle();
    expect(hub.paths).toHaveLength(1);
    hub.clock.advance(1000);
    await settle();
    const [path = ''] = hub.paths;
    expect(await hub.chunks(path)).toMatchObject({ chunks: { length: 4 }, origin: 'footer' });
    expect(hub.hub.counts.saving).toMatchObject({ openFiles: 0, writtenChunks: 4 });

    const third = hub.sdk('one');
    third.send(videoChunk('one', 4, { keyframe: false }), scalarChunk('one', 5));
    await hub.saver.close();
    expect(hub.paths).toEqual([path, path.replace('.rrd', '_2.rrd')]);
    // The group of pictures that is under way, from its keyframe on, and what is new.
    expect((await hub.chunks(hub.paths[1] ?? '')).chunks).toHaveLength(5);
  });

  it('[R27] does not overwrite what an earlier viewer saved', async () => {
    const earlier = new SavingHub();
    earlier.sdk('one').send(scalarChunk('one', 0));
    await earlier.saver.close();
    const [path = ''] = earlier.paths;
    const former = earlier.disk.read(path);
    const hub = new SavingHub();
    hub.disk.files.set(path, earlier.disk.files.get(path) ?? expect.fail());
    hub.sdk('one').send(scalarChunk('one', 0));
    await hub.saver.close();
    expect(hub.paths).toHaveLength(2);
    expect(hub.disk.read(path)).toBe(former);
  });

  it('[R27] completes the file of a recording that it forgets', async () => {
    const hub = new SavingHub(20_000);
    const first = hub.sdk('one');
    first.send(scalarChunk('one', 0));
    first.connection.closed();
    const second = hub.sdk('two');
    for (let seq = 0; seq < 40; seq++) second.send(scalarChunk('two', seq));
    await settle();
    const path = hub.paths.find((name) => name.includes('_one')) ?? '';
    expect(await hub.chunks(path)).toMatchObject({ chunks: { length: 1 }, origin: 'footer' });
  });

  it.each([
    ['create', 'EACCES', 'no-permission'],
    ['write', 'EIO', 'file-failed'],
    ['write', 'ENOSPC', 'disk-full'],
  ] as const)(
    '[R25] [R27] is not disturbed when %s ends with %s: told once, counted, shown',
    async (operation, system, code) => {
      const hub = new SavingHub();
      hub.disk.failing.set(operation, system);
      const sdk = hub.sdk('one');
      const page = hub.page();
      for (let seq = 0; seq < 3; seq++) {
        sdk.send(scalarChunk('one', seq));
        await settle();
      }
      hub.clock.advance(50);
      expect(sdk.socket.take()).toBe('welcome ack:2');
      expect(page.socket.take()).toContain('recordings');
      expect(hub.told).toEqual([expect.stringMatching(new RegExp(`File: /saved/.*\\(${code}\\)$`))]);
      const text = metricsText(hub.hub.counts, 0);
      expect(text).toContain(`rushes_save_troubles_total{code="${code}"} 1`);
      expect(text).toContain('rushes_saved_files{state="troubled"} 1');
      if (code !== 'disk-full') expect(text).toContain('rushes_save_given_up_rows_total 3');
    },
  );
});

describe('names of files', () => {
  const info = (applicationId: string) => ({
    id: parseRecordingId('run-7'),
    applicationId,
    startedAtNanos: 1_763_726_836_999_999_999n,
  });

  it.each([
    ['robot', 'robot'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['/etc/passwd', '_etc_passwd'],
    ['..', 'recording'],
    ['', 'recording'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['a\0b\nc\\d:e', 'a_b_c_d_e'],
    ['Kamera über Tür', 'Kamera_ber_T_r'],
    ['x'.repeat(1000), 'x'.repeat(80)],
  ])('[R27] for application %j begins with %j', (applicationId, start) => {
    expect(recordingFileName(info(applicationId))).toBe(`${start}_2025-11-21T12-07-16Z_run-7.rrd`);
  });

  it('stay short, and differ when they must', () => {
    const long = { ...info('x'.repeat(1000)), id: parseRecordingId('y'.repeat(128)) };
    expect(recordingFileName(long, 12).length).toBeLessThan(250);
    expect(recordingFileName(info('a'), 2)).toBe('a_2025-11-21T12-07-16Z_run-7_2.rrd');
    expect(recordingFileName({ ...info('a'), id: makeRecordingId() })).not.toBe(recordingFileName(info('a')));
  });

  it.each([-(2n ** 63n), 0n, 2n ** 63n - 1n])('hold any start: %s', (startedAtNanos) => {
    expect(recordingFileName({ ...info('a'), startedAtNanos })).toMatch(/^a_[0-9TZ-]+_run-7\.rrd$/);
  });
});
