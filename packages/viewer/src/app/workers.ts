import type { IngestCommand, IngestEvent } from './source/ingest-messages.ts';
import type { VideoCommand } from './video/video-messages.ts';
import type { ViewerSettings } from './viewer-settings.ts';

declare global {
  interface Navigator {
    /** GiB, rounded and at most 8; only in Chromium. */
    readonly deviceMemory?: number;
  }
}

/** The workers of a viewer, at work. */
export interface ViewerWorkers {
  readonly video: Worker;
  readonly ingest: Worker;
  /** What the ingest worker has said since it was started, in order, then what it says; for one listener. */
  listen(listener: (event: IngestEvent) => void): void;
  /** Ends both at once, and with them the connection to the hub. */
  terminate(): void;
}

/** A viewer keeps up to a quarter of the machine's memory in chunks, as far as the browser tells. */
function memoryLimitBytes(): number {
  return (navigator.deviceMemory ?? 4) * 2 ** 28;
}

/** Starts both workers and connects to the hub. */
export function startWorkers({ hubUrl, baseUrl, files }: ViewerSettings): ViewerWorkers {
  const video = new Worker(new URL('./video/video.worker.ts', import.meta.url), { type: 'module' });
  const ingest = new Worker(new URL('./source/ingest.worker.ts', import.meta.url), { type: 'module' });
  // Samples go from the ingest worker straight to the video worker; the main thread never sees them.
  const samples = new MessageChannel();
  const startVideo: VideoCommand = { kind: 'start', samplePort: samples.port2 };
  video.postMessage(startVideo, [samples.port2]);
  const startIngest: IngestCommand = {
    kind: 'start',
    url: hubUrl,
    pageUrl: baseUrl,
    videoPort: samples.port1,
    memoryLimitBytes: memoryLimitBytes(),
    opensFirst: files.length === 0,
  };
  ingest.postMessage(startIngest, [samples.port1]);

  // A worker's messages that nobody listens to are lost.
  const early: IngestEvent[] = [];
  let take = (event: IngestEvent): void => {
    early.push(event);
  };
  ingest.addEventListener('message', (event: MessageEvent<IngestEvent>) => take(event.data));
  for (const [name, worker] of Object.entries({ video, ingest })) {
    worker.addEventListener('error', (event) => take(failureOf(name, event)));
  }
  return {
    video,
    ingest,
    listen: (listener) => {
      take = listener;
      for (const event of early.splice(0)) listener(event);
    },
    terminate: () => {
      take = () => undefined;
      video.terminate();
      ingest.terminate();
    },
  };
}

/** A worker that could not be loaded says nothing of why; by far most often its file is not where it is expected. */
function failureOf(name: string, { message }: ErrorEvent): IngestEvent {
  const isLoaded = message !== undefined && message !== '';
  const text = isLoaded
    ? `The ${name} worker has failed: ${message}`
    : `The ${name} worker could not be started: its file was expected beside the viewer's module, on the same origin, and allowed by worker-src of the page's content policy.`;
  return { kind: 'trouble', code: 'worker-failed', message: text, entity: undefined };
}
