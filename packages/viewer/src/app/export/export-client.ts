import type { ExportEvent, ExportRequest } from './export-messages.ts';

/** An export that runs in a worker of its own. */
export interface RunningExport {
  /** Stops it at once; no event comes any more. A file that was chosen is left as it was. */
  cancel(): void;
}

/** Begins an export. `done` or `failed` is the last event. */
export function startExport(request: ExportRequest, onEvent: (event: ExportEvent) => void): RunningExport {
  const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data: event }: MessageEvent<ExportEvent>) => {
    if (event.kind !== 'progress') worker.terminate();
    onEvent(event);
  });
  worker.addEventListener('error', (event) => {
    worker.terminate();
    onEvent({ kind: 'failed', code: 'internal', message: event.message || 'The export could not be started.' });
  });
  worker.postMessage(request);
  return { cancel: () => worker.terminate() };
}
