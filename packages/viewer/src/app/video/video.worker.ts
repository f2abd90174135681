import { VIDEO_FRAME_KEEPING } from './frame-copy.ts';
import { readPlanes } from './planar-picture.ts';
import type { SampleMessage, VideoCommand, VideoEvent } from './video-messages.ts';
import { type ServiceEvent, VideoService } from './video-service.ts';
import { missingWebCodecs, WebCodecsDecoder } from './webcodecs-decoder.ts';

// The worker around the video service: messages in, messages out, frames transferred.

declare const self: {
  postMessage(event: VideoEvent, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<VideoCommand>) => void): void;
};

let sent = Promise.resolve();

const service = new VideoService<VideoFrame>({
  createDecoder: (events) => new WebCodecsDecoder(events),
  missingDecoder: missingWebCodecs(),
  keeping: VIDEO_FRAME_KEEPING,
  clock: {
    nowMillis: () => performance.now(),
    after: (millis, callback) => {
      const timer = setTimeout(callback, millis);
      return () => clearTimeout(timer);
    },
  },
  send: (event) => {
    // One after the other: the copy of a frame's pixels may take a while, and nothing may overtake it.
    // One that cannot be sent is told to the console, and does not hold up the others.
    sent = sent.then(() => post(event)).catch(reportError);
  },
});

async function post(event: ServiceEvent<VideoFrame>): Promise<void> {
  if (event.kind !== 'frame') {
    self.postMessage(event, []);
    return;
  }
  const planes = await readPlanes(event.frame);
  self.postMessage({ ...event, planes }, planes === undefined ? [event.frame] : [event.frame, planes.data.buffer]);
}

self.addEventListener('message', ({ data: command }) => {
  switch (command.kind) {
    case 'start':
      command.samplePort.onmessage = ({ data }: MessageEvent<SampleMessage>) => service.take(data);
      return;
    case 'show':
      service.show(command.entity, command.key, command.mode, command.wish);
      return;
    case 'taken':
      service.noteTaken(command.entity);
      return;
    case 'hide':
      service.hide(command.entity);
      return;
    default:
      command satisfies never;
  }
});
