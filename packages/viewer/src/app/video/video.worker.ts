import { VIDEO_FRAME_KEEPING } from './frame-copy.ts';
import type { SampleMessage, VideoCommand, VideoEvent } from './video-messages.ts';
import { VideoService } from './video-service.ts';
import { missingWebCodecs, WebCodecsDecoder } from './webcodecs-decoder.ts';

// The worker around the video service: messages in, messages out, frames transferred.

declare const self: {
  postMessage(event: VideoEvent, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<VideoCommand>) => void): void;
};

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
  send: (event) => self.postMessage(event, event.kind === 'frame' ? [event.frame] : []),
});

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
