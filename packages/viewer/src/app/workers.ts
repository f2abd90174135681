import { hubUrl, namedFiles } from './page-address.ts';
import type { IngestCommand, IngestEvent } from './source/ingest-messages.ts';
import type { VideoCommand } from './video/video-messages.ts';

declare global {
  interface Navigator {
    /** GiB, rounded and at most 8; only in Chromium. */
    readonly deviceMemory?: number;
  }
}

/** The page's workers, at work. */
export interface PageWorkers {
  readonly video: Worker;
  readonly ingest: Worker;
  /** What the ingest worker has said since it was started, in order, then what it says; for one listener. */
  listen(listener: (event: IngestEvent) => void): void;
}

/** The page keeps up to a quarter of the machine's memory in chunks, as far as the browser tells. */
function memoryLimitBytes(): number {
  return (navigator.deviceMemory ?? 4) * 2 ** 28;
}

/** Starts both workers and connects to the hub. */
export function startWorkers(location: Location): PageWorkers {
  const video = new Worker(new URL('./video/video.worker.ts', import.meta.url), { type: 'module' });
  const ingest = new Worker(new URL('./source/ingest.worker.ts', import.meta.url), { type: 'module' });
  // Samples go from the ingest worker straight to the video worker; the main thread never sees them.
  const samples = new MessageChannel();
  const startVideo: VideoCommand = { kind: 'start', samplePort: samples.port2 };
  video.postMessage(startVideo, [samples.port2]);
  const startIngest: IngestCommand = {
    kind: 'start',
    url: hubUrl(location),
    pageUrl: location.href,
    videoPort: samples.port1,
    memoryLimitBytes: memoryLimitBytes(),
    opensFirst: namedFiles(location).length === 0,
  };
  ingest.postMessage(startIngest, [samples.port1]);

  // A worker's messages that nobody listens to are lost.
  const early: IngestEvent[] = [];
  let take = (event: IngestEvent): void => {
    early.push(event);
  };
  ingest.addEventListener('message', (event: MessageEvent<IngestEvent>) => take(event.data));
  return {
    video,
    ingest,
    listen: (listener) => {
      take = listener;
      for (const event of early.splice(0)) listener(event);
    },
  };
}
