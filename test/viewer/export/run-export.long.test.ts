import {
  blobSource,
  decodeChunk,
  memorySource,
  openRrd,
  parseEntityPath,
  parseRecordingId,
  type RrdStoreIndex,
} from '@rushes/proto';
import { RecordingStream, Scalars, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { startViewer } from '@rushes/viewer/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ExportFormat, ExportOrigin } from '../../../packages/viewer/src/app/export/export-messages.ts';
import { memorySink } from '../../../packages/viewer/src/app/export/export-sink.ts';
import { joinedSource, memoryPart } from '../../../packages/viewer/src/app/export/joined-source.ts';
import { type ExportWorld, runExport } from '../../../packages/viewer/src/app/export/run-export.ts';
import type { SocketLike } from '../../../packages/viewer/src/app/source/socket-source.ts';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from '../../support/bar-clip.ts';
import { makeBarRecording } from '../../support/bar-recording.ts';

const FRAMES = 60;
const FPS = 30;
const CAMERA = parseEntityPath('/camera');

let file: Blob;
beforeAll(async () => {
  file = new Blob([new Uint8Array(await makeBarRecording({ recordingId: 'run', frames: FRAMES, fps: FPS }))]);
});

const fileOrigin = (): ExportOrigin => ({
  kind: 'file',
  source: { kind: 'blob', blob: file },
  recording: { id: parseRecordingId('run'), applicationId: 'bars', startedAtNanos: 0n },
});

const WORLD: ExportWorld = {
  openSocket: (url) => {
    const socket = new WebSocket(url);
    // A close event follows; without a listener it would end the process.
    socket.on('error', () => undefined);
    return socket as SocketLike;
  },
  clock: {
    nowMillis: () => Date.now(),
    after: (delayMillis, action) => {
      const timer = setTimeout(action, delayMillis);
      return () => clearTimeout(timer);
    },
  },
};

async function exported(
  format: ExportFormat,
  [from, to]: readonly [bigint, bigint],
  origin = fileOrigin(),
  timeline = 'frame',
): Promise<{ readonly blob: Blob; readonly notes: readonly string[] }> {
  const done = await runExport({ origin, range: { timeline, from, to }, format }, memorySink(), WORLD, () => undefined);
  if (done.blob === undefined) throw new Error('Expected a Blob.');
  expect(done.blob.size).toBe(done.byteLength);
  return { blob: done.blob, notes: done.notes };
}

/** The times on `frame` of all rows of an entity. */
async function framesOf(blob: Blob, entity: string): Promise<readonly number[]> {
  const opened = await openRrd(blobSource(blob));
  expect(opened.origin).toBe('footer');
  expect(opened.problems).toEqual([]);
  const [store] = opened.stores as readonly [RrdStoreIndex];
  const frames: number[] = [];
  for (const entry of store.entries.filter(({ entityPath, isStatic }) => entityPath === entity && !isStatic)) {
    const chunk = decodeChunk(await opened.readChunk(entry));
    frames.push(...Array.from(chunk.timelines.find(({ name }) => name === 'frame')?.times ?? [], Number));
  }
  return frames.sort((a, b) => a - b);
}

const counted = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('a range of a file as .rrd', () => {
  it('has the rows of all entities in it, and of the video those from the keyframe before it on, and says so', async () => {
    const { blob, notes } = await exported({ kind: 'rrd' }, [25n, 34n]);
    expect(await framesOf(blob, '/signal')).toEqual(counted(25, 34));
    expect(await framesOf(blob, '/camera/box')).toEqual(counted(25, 34));
    expect(await framesOf(blob, '/camera')).toEqual(counted(20, 34));
    expect(notes).toEqual(['The video of /camera begins 5 pictures before the range, at the keyframe that it needs.']);
  });

  it('that begins at a keyframe has no more than what was asked for', async () => {
    const { blob, notes } = await exported({ kind: 'rrd' }, [30n, 39n]);
    expect(await framesOf(blob, '/camera')).toEqual(counted(30, 39));
    expect(notes).toEqual([]);
  });

  it('reads of the file what it needs, not all of it', async () => {
    const long = new Blob([new Uint8Array(await makeBarRecording({ recordingId: 'run', frames: 400, fps: FPS }))]);
    let readBytes = 0;
    const slice = long.slice.bind(long);
    const counting = Object.assign(long, {
      slice: (start: number, end: number) => {
        readBytes += end - start;
        return slice(start, end);
      },
    });
    const { recording } = fileOrigin();
    await exported({ kind: 'rrd' }, [0n, 4n], { kind: 'file', source: { kind: 'blob', blob: counting }, recording });
    expect(readBytes).toBeLessThan(long.size / 2);
  });

  it('with nothing in it is refused', async () => {
    await expect(exported({ kind: 'rrd' }, [1000n, 2000n])).rejects.toMatchObject({
      code: 'nothing-in-range',
      message: 'Nothing was logged in this range of frame: choose another range, or another timeline.',
    });
  });
});

describe('a range of a file as MP4', () => {
  it('has the pictures of it and says what comes before them', async () => {
    const range = [(25n * 1_000_000_000n) / 30n, (34n * 1_000_000_000n) / 30n + 1n] as const;
    const { blob, notes } = await exported({ kind: 'mp4', entity: CAMERA }, range, fileOrigin(), 'video_time');
    const head = Buffer.from(await blob.slice(4, 8).arrayBuffer()).toString();
    expect(head).toBe('ftyp');
    expect(notes).toContain('10 pictures, copied as they were encoded.');
    expect(notes.join(' ')).toContain('5 pictures before the range are in the file from the keyframe on');
  });

  it('on a timeline that counts pictures plays by the times of another one, and says so', async () => {
    const { notes } = await exported({ kind: 'mp4', entity: CAMERA }, [30n, 39n]);
    expect(notes).toEqual(['10 pictures, copied as they were encoded.', 'They play by the times of video_time.']);
  });

  it('with no picture in it is refused', async () => {
    await expect(exported({ kind: 'mp4', entity: CAMERA }, [1000n, 2000n])).rejects.toMatchObject({
      code: 'nothing-in-range',
    });
  });
});

describe('a range of a recording that the hub holds', () => {
  it('comes from the hub, with the group of pictures that the range begins in', async () => {
    const viewer = await startViewer({ port: 0 });
    try {
      await using encoder = await VideoEncoder.create({
        width: BAR_CLIP_WIDTH,
        height: BAR_CLIP_HEIGHT,
        fps: FPS,
        input: 'rgb24',
        keyframeIntervalSecs: 10 / FPS,
      });
      const rec = new RecordingStream('bars', { recordingId: 'live' });
      await rec.connect(viewer.url);
      for (let frame = 0; frame < FRAMES; frame += 1) {
        rec.setTime('frame', { sequence: frame });
        for (const sample of encoder.encode(drawBarPicture(frame))) rec.log('camera', VideoStream.fromSample(sample));
        rec.log('signal', new Scalars(frame));
      }
      await rec.flush();
      const origin: ExportOrigin = {
        kind: 'hub',
        url: viewer.url.replace('http', 'ws'),
        recording: { id: parseRecordingId('live'), applicationId: 'bars', startedAtNanos: 0n },
      };
      const { blob } = await exported({ kind: 'rrd' }, [25n, 34n], origin);
      expect(await framesOf(blob, '/signal')).toEqual(counted(25, 34));
      expect(await framesOf(blob, '/camera')).toEqual(counted(20, 34));
      await rec.close();
    } finally {
      await viewer.close();
    }
  });

  it('cannot be had when the hub is not there', async () => {
    const origin: ExportOrigin = {
      kind: 'hub',
      url: 'ws://127.0.0.1:1/',
      recording: { id: parseRecordingId('live'), applicationId: 'bars', startedAtNanos: 0n },
    };
    await expect(exported({ kind: 'rrd' }, [0n, 1n], origin)).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('what an export is written to in memory', () => {
  it('takes bytes at any place', async () => {
    const sink = memorySink();
    await sink.write(Uint8Array.of(1, 2, 3, 4), 0);
    await sink.write(new Uint8Array(9 * 2 ** 20).fill(7), 4);
    await sink.write(Uint8Array.of(9), 1);
    const bytes = new Uint8Array((await (await sink.finish())?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(bytes.length).toBe(4 + 9 * 2 ** 20);
    expect([...bytes.subarray(0, 6)]).toEqual([1, 9, 3, 4, 7, 7]);
    expect(bytes.at(-1)).toBe(7);
  });

  it('has a limit, which it tells', async () => {
    const sink = memorySink(2 ** 20);
    await expect(sink.write(Uint8Array.of(1), 2 ** 20)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('larger than the 1 MiB that this browser can save'),
    });
  });
});

describe('parts of sources as one', () => {
  it('are read across their borders, and no further than they go', async () => {
    const source = memorySource(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    const joined = joinedSource([
      memoryPart(Uint8Array.of(100, 101)),
      { source, offset: 2, byteLength: 2 },
      { source, offset: 4, byteLength: 1 },
      { source, offset: 8, byteLength: 2 },
    ]);
    expect(await joined.size()).toBe(7);
    const all = [100, 101, 2, 3, 4, 8, 9];
    for (let from = 0; from <= 8; from += 1) {
      for (let length = 0; length <= 8; length += 1) {
        expect([...(await joined.read(from, length))]).toEqual(all.slice(from, from + length));
      }
    }
  });
});
