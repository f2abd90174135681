import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { OpenFiles } from '../../../packages/viewer/src/app/page/open-files.ts';
import { PageControl } from '../../../packages/viewer/src/app/page/rushes-control.ts';
import { followedStreams, shownStreams } from '../../../packages/viewer/src/app/page/shown-streams.ts';
import type { ControlTime } from '../../../packages/viewer/src/app/state/control.ts';
import { VideoErrorCode } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { batch, ChunkMaker, FRAME } from '../data/make-chunks.ts';
import { openSession, REC } from './page-fixture.ts';

const CAMERA = parseEntityPath('/camera');

/** Ten samples of /camera at the frames 0 to 9, with the keys 0 to 9. */
function controlled() {
  const opened = openSession();
  const maker = new ChunkMaker();
  const samples = Array.from({ length: 10 }, (_, i) => ({ times: [BigInt(i)], bytes: 5, key: i % 5 === 0 }));
  const format = { codecString: 'avc1.64001f', width: 640, height: 360 };
  opened.take(
    maker.plain('/camera', [], [{ times: [], batches: [batch('VideoStream', 'codec', Uint32Array.of(0x61766331))] }]),
    maker.video('/camera', [FRAME], 0, samples.slice(0, 5), format),
    maker.video('/camera', [FRAME], 5, samples.slice(5)),
  );
  opened.complete();
  const { app, video, session } = opened;
  const files = new OpenFiles(app, (command) => opened.sent.push(command));
  const control = new PageControl({
    app,
    video,
    store: () => session.store,
    settled: () => Promise.resolve(),
    openFile: (file) =>
      typeof file === 'string'
        ? files.open({ kind: 'url', url: file }, file)
        : files.open({ kind: 'blob', blob: file }, file.name),
    closeFile: (file) => files.close(file),
    snapshot: (entity) => (entity === '/camera' ? Promise.resolve(new Blob(['png'])) : undefined),
  });
  return { ...opened, control };
}

describe('window.rushes', () => {
  it('makes a picture of a 2D view, or says that there is none', async () => {
    const { control } = controlled();
    expect(await (await control.snapshot('camera')).text()).toBe('png');
    await expect(control.snapshot('/lidar')).rejects.toThrow('snapshot(entity): no 2D view of /lidar is to be seen.');
  });

  it('tells recordings, timelines and time', () => {
    const { control } = controlled();
    expect(control.recordings()).toEqual([{ id: REC, applicationId: 'app', live: true, active: true }]);
    expect(control.timelines()).toEqual([{ name: 'frame', kind: 'sequence', min: 0n, max: 9n }]);
    expect(control.time()).toEqual({ timeline: 'frame', time: 9n, mode: 'following', speed: 1 });
  });

  it('moves time', () => {
    const { control } = controlled();
    control.setTime(4n);
    expect(control.time()).toMatchObject({ time: 4n, mode: 'paused' });
    control.setSpeed(2);
    control.play();
    expect(control.time()).toMatchObject({ time: 4n, mode: 'playing', speed: 2 });
    control.pause();
    expect(control.time()).toMatchObject({ time: 4n, mode: 'paused' });
    control.follow();
    expect(control.time()).toMatchObject({ time: 9n, mode: 'following' });
  });

  it('tells a video, and of the picture what is asked for and what is shown', () => {
    const { control, video } = controlled();
    control.setTime(7n);
    video.keys.set(CAMERA, 6);
    video.states.set(CAMERA, { kind: 'catching-up', behind: 1 });
    expect(control.videos()).toEqual([
      {
        entity: '/camera',
        codec: 'avc1.64001f',
        width: 640,
        height: 360,
        samples: 10,
        keyframes: 2,
        requested: { sample: 7, time: 7n },
        shown: { sample: 6, time: 6n },
        state: 'catching-up',
        error: null,
        dropped: 0,
      },
    ]);
  });

  it('tells the reason when there is no picture', () => {
    const { control, video } = controlled();
    video.states.set(CAMERA, { kind: 'error', code: VideoErrorCode.DecodeError, message: 'broken' });
    control.setTime(-1n);
    expect(control.videos()[0]).toMatchObject({
      requested: null,
      shown: null,
      state: 'error',
      error: { code: 'decode-error', message: 'broken' },
    });
  });

  it('gives the pixels on display with the sample that they are of', async () => {
    const { control, video } = controlled();
    expect(await control.frame('camera')).toBeNull();
    video.keys.set(CAMERA, 3);
    expect(await control.frame('camera')).toMatchObject({ entity: '/camera', sample: 3, format: 'I420', width: 2 });
    expect(await control.frame('/nothing/here')).toBeNull();
  });

  it('tells changes until it is asked not to', () => {
    const { control, app } = controlled();
    const times: ControlTime[] = [];
    const selections: (string | null)[] = [];
    const stop = control.on('time', (time) => times.push(time));
    control.on('selection', (entity) => selections.push(entity));
    control.setTime(4n);
    control.setTime(4n);
    app.dispatch({ kind: 'select', entity: CAMERA });
    stop();
    control.setTime(5n);
    expect(times.map((time) => time.time)).toEqual([4n]);
    expect(selections).toEqual(['/camera']);
  });

  it.each<[string, (control: PageControl) => void, RegExp]>([
    ['a number as time', (control) => control.setTime(4 as never), /takes a bigint.*found the number 4; write 4n/],
    ['a time beyond 64 bits', (control) => control.setTime(2n ** 63n), /within ±\(2\^63 - 1\)/],
    ['no speed', (control) => control.setSpeed(0), /other than 0/],
    ['no number as speed', (control) => control.setSpeed(Number.NaN), /finite number/],
    ['an unknown timeline', (control) => control.setTimeline('tick'), /no timeline “tick”; it has “frame”/],
    ['an unknown event', (control) => control.on('frames' as never, () => undefined), /no event “frames”/],
    ['a bad recording id', (control) => control.setRecording('a b'), /a b/],
  ])('refuses %s, and says what it takes', (_, call, message) => {
    const { control } = controlled();
    expect(() => call(control)).toThrow(message);
  });
});

it('compares streams by the order of samples, not by keys', () => {
  const { app, video, session } = controlled();
  if (session.store === undefined) throw new Error('no store');
  expect(shownStreams(session.store, video, app.state).wanted.size).toBe(0);
  video.want(CAMERA, 9, 'follow');
  video.keys.set(CAMERA, 8);
  expect(shownStreams(session.store, video, app.state)).toEqual({
    wanted: new Map([[CAMERA, 9]]),
    shown: new Map([[CAMERA, 8]]),
  });
});

it('knows the streams that are followed: those of which a view asks for the newest picture', () => {
  const { app, video, session, control } = controlled();
  if (session.store === undefined) throw new Error('no store');
  expect(followedStreams(session.store, video, app.state)).toEqual([]);
  video.want(CAMERA, 3, 'follow');
  expect(followedStreams(session.store, video, app.state)).toEqual([]);
  video.want(CAMERA, 9, 'follow');
  expect(followedStreams(session.store, video, app.state)).toEqual([CAMERA]);
  control.pause();
  expect(followedStreams(session.store, video, app.state)).toEqual([]);
});
