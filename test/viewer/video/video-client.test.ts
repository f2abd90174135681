import type { EntityPath } from '@rushes/proto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createVideoDisplay, type VideoWorkerPort } from '../../../packages/viewer/src/app/video/video-client.ts';
import type { VideoDisplay } from '../../../packages/viewer/src/app/video/video-display.ts';
import {
  ShowMode,
  type VideoCommand,
  VideoErrorCode,
  type VideoEvent,
} from '../../../packages/viewer/src/app/video/video-messages.ts';

const CAMERA = '/camera' as EntityPath;

/** What the display does with a frame in these tests is close it; the browser tests read real ones. */
class FakeVideoFrame {
  closes = 0;

  readonly codedWidth: number;
  readonly codedHeight: number;

  constructor(width = 640, height = 480) {
    this.codedWidth = width;
    this.codedHeight = height;
  }

  close(): void {
    this.closes++;
  }
}

class FakeWorker implements VideoWorkerPort {
  readonly commands: VideoCommand[] = [];
  #listener: ((event: MessageEvent<VideoEvent>) => void) | undefined;

  postMessage(command: VideoCommand): void {
    this.commands.push(command);
  }

  addEventListener(_: 'message', listener: (event: MessageEvent<VideoEvent>) => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  send(event: VideoEvent): void {
    this.#listener?.(new MessageEvent('message', { data: event }));
  }

  get lastWish(): number {
    const shows = this.commands.filter((command) => command.kind === 'show');
    return shows.at(-1)?.wish ?? 0;
  }
}

describe('video display', () => {
  let worker: FakeWorker;
  let display: VideoDisplay;
  let frames: FakeVideoFrame[];
  beforeEach(() => {
    worker = new FakeWorker();
    display = createVideoDisplay(worker);
    frames = [];
  });

  function sendFrame(key: number, wish = worker.lastWish, frame = new FakeVideoFrame()): FakeVideoFrame {
    frames.push(frame);
    worker.send({
      kind: 'frame',
      entity: CAMERA,
      key,
      wish,
      frame: frame as unknown as VideoFrame,
      planes: undefined,
    });
    return frame;
  }

  it('asks once for what is wanted many times', () => {
    for (let draw = 0; draw < 3; draw++) display.want(CAMERA, 7, ShowMode.Seek);
    display.want(CAMERA, 7, ShowMode.Play);
    expect(worker.commands.map((command) => command.kind)).toEqual(['show', 'show']);
  });

  it('takes back what was foreseen unless a view came to want it', () => {
    const other = '/other' as EntityPath;
    display.foresee(CAMERA, 7);
    display.foresee(other, 3);
    expect([display.wanted(CAMERA), display.wanted(other)]).toEqual([7, 3]);
    display.beginDraw();
    display.want(CAMERA, 7, ShowMode.Seek);
    expect([display.isAsked(CAMERA), display.isAsked(other)]).toEqual([true, false]);
    display.releaseUnasked();
    expect([display.wanted(CAMERA), display.wanted(other)]).toEqual([7, undefined]);
    expect(worker.commands.map((command) => command.kind)).toEqual(['show', 'show', 'hide']);
  });

  it('foresees nothing for a stream that a view asks for', () => {
    display.want(CAMERA, 7, ShowMode.Follow);
    display.foresee(CAMERA, 2);
    expect(display.wanted(CAMERA)).toBe(7);
  });

  it('lets go of a stream that no view asks for in a whole draw, its view being behind another', () => {
    display.want(CAMERA, 7, ShowMode.Follow);
    const frame = sendFrame(7);
    display.beginDraw();
    display.releaseUnasked();
    expect([display.shown(CAMERA), frame.closes]).toEqual([undefined, 1]);
    expect(worker.commands.at(-1)?.kind).toBe('hide');
  });

  it('is not ok before the wanted frame is there', () => {
    display.want(CAMERA, 7, ShowMode.Seek);
    expect(display.state(CAMERA).kind).toBe('catching-up');
    sendFrame(7);
    expect([display.state(CAMERA).kind, display.shown(CAMERA)?.key]).toEqual(['ok', 7]);
    display.want(CAMERA, 8, ShowMode.Seek);
    expect([display.state(CAMERA).kind, display.shown(CAMERA)?.key]).toEqual(['catching-up', 7]);
  });

  it('closes the frame that another one replaces', () => {
    display.want(CAMERA, 2, ShowMode.Seek);
    const first = sendFrame(1);
    const second = sendFrame(2);
    expect([first.closes, second.closes]).toEqual([1, 0]);
  });

  it('keeps the last good frame while an error is told, and takes no error of a former wish', () => {
    display.want(CAMERA, 1, ShowMode.Seek);
    sendFrame(1);
    const former = worker.lastWish;
    display.want(CAMERA, 2, ShowMode.Seek);
    const state = { kind: 'error', code: VideoErrorCode.DecodeError, message: 'broken' } as const;
    worker.send({ kind: 'state', entity: CAMERA, key: 1, wish: former, state });
    expect(display.state(CAMERA).kind).toBe('catching-up');
    worker.send({ kind: 'state', entity: CAMERA, key: 2, wish: worker.lastWish, state });
    expect([display.state(CAMERA), display.shown(CAMERA)?.key]).toEqual([state, 1]);
  });

  it.each([
    { end: 'another recording', act: (display: VideoDisplay) => display.reset() },
    { end: 'nothing to show', act: (display: VideoDisplay) => display.want(CAMERA, undefined, ShowMode.Seek) },
    {
      end: 'no view left',
      act: (display: VideoDisplay) => {
        display.beginDraw();
        display.releaseUnasked();
      },
    },
  ])('after "$end" shows nothing, and closes what comes late', ({ act }) => {
    display.want(CAMERA, 1, ShowMode.Seek);
    sendFrame(1);
    const former = worker.lastWish;
    act(display);
    expect([display.shown(CAMERA), display.wanted(CAMERA)]).toEqual([undefined, undefined]);
    expect(worker.commands.at(-1)).toEqual({ kind: 'hide', entity: CAMERA });
    sendFrame(2, former);
    display.want(CAMERA, 3, ShowMode.Seek);
    sendFrame(2, former);
    expect(display.shown(CAMERA)).toBeUndefined();
    expect(frames.map(({ closes }) => closes)).toEqual([1, 1, 1]);
  });

  it('counts skipped frames and tells its listeners of every change, until they leave', () => {
    const heard: string[] = [];
    const leave = display.subscribe((entity) => heard.push(entity));
    display.want(CAMERA, 1, ShowMode.Follow);
    sendFrame(1);
    worker.send({ kind: 'skipped', entity: CAMERA, frames: 12 });
    leave();
    sendFrame(2);
    expect(heard).toEqual([CAMERA, CAMERA]);
    expect(display.skipped(CAMERA)).toBe(12);
  });

  it('following, gives every frame of a clump its own draw, in order', () => {
    display.want(CAMERA, 1, ShowMode.Follow);
    for (const key of [1, 2, 3, 4]) sendFrame(key);
    const drawn: (number | undefined)[] = [];
    for (let draw = 0; draw < 5; draw++) {
      drawn.push(display.shown(CAMERA)?.key);
      display.painted(CAMERA);
    }
    expect(drawn).toEqual([1, 2, 3, 4, 4]);
    expect([display.skipped(CAMERA), frames.map(({ closes }) => closes)]).toEqual([0, [1, 1, 1, 0]]);
  });

  it('asks to be drawn at once when more than three frames wait', () => {
    display.want(CAMERA, 1, ShowMode.Follow);
    for (const key of [1, 2, 3, 4]) sendFrame(key);
    expect(display.isCrowded).toBe(false);
    sendFrame(5);
    expect(display.isCrowded).toBe(true);
    display.painted(CAMERA);
    expect([display.isCrowded, display.shown(CAMERA)?.key]).toEqual([false, 2]);
  });

  it.each([
    ['ninety', 320, 240, 90],
    ['of large pictures eight', 3840, 2160, 8],
  ])('of a page that draws no more, %s wait; then the oldest gives way and is counted', (_, width, height, most) => {
    display.want(CAMERA, 1, ShowMode.Follow);
    const sent = most + 4;
    for (let key = 1; key <= sent; key++) sendFrame(key, worker.lastWish, new FakeVideoFrame(width, height));
    display.painted(CAMERA);
    expect([display.shown(CAMERA)?.key, display.skipped(CAMERA)]).toEqual([5, 3]);
    expect(frames.filter(({ closes }) => closes === 1)).toHaveLength(4);
  });

  it('is not ok while the wanted frame waits for its draw', () => {
    display.want(CAMERA, 1, ShowMode.Follow);
    sendFrame(1);
    display.want(CAMERA, 2, ShowMode.Follow);
    sendFrame(2);
    worker.send({ kind: 'state', entity: CAMERA, key: 2, wish: worker.lastWish, state: { kind: 'ok' } });
    expect([display.shown(CAMERA)?.key, display.state(CAMERA).kind]).toEqual([1, 'catching-up']);
    display.painted(CAMERA);
    expect([display.shown(CAMERA)?.key, display.state(CAMERA).kind]).toEqual([2, 'ok']);
  });

  it('when the cursor stops, shows the frame it stands on at once and closes the others that wait', () => {
    display.want(CAMERA, 1, ShowMode.Follow);
    for (const key of [1, 2, 3, 4]) sendFrame(key);
    display.want(CAMERA, 3, ShowMode.Seek);
    expect([display.shown(CAMERA)?.key, display.state(CAMERA).kind]).toEqual([3, 'ok']);
    expect(frames.map(({ closes }) => closes)).toEqual([1, 1, 0, 1]);
    display.painted(CAMERA);
    expect(display.shown(CAMERA)?.key).toBe(3);
  });

  it('closes every frame when it is disposed', () => {
    display.want(CAMERA, 1, ShowMode.Follow);
    for (const key of [1, 2, 3]) sendFrame(key);
    display.dispose();
    expect(frames.map(({ closes }) => closes)).toEqual([1, 1, 1]);
  });
});
