import type { SocketLike } from '../source/socket-source.ts';
import type { ExportEvent, ExportRequest } from './export-messages.ts';
import { fileSink, memorySink } from './export-sink.ts';
import { runExport } from './run-export.ts';

/** The part of a dedicated worker's global scope that is used here: the page is typed with `DOM`, not `WebWorker`. */
interface WorkerScope {
  postMessage(event: ExportEvent): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ExportRequest>) => void): void;
}

const scope = self as unknown as WorkerScope;

/** The screen shows no more often than this. */
const PROGRESS_MILLIS = 100;

scope.addEventListener('message', ({ data: request }) => {
  void run(request).then((event) => scope.postMessage(event));
});

async function run(request: ExportRequest): Promise<ExportEvent> {
  let toldAtMillis = Number.NEGATIVE_INFINITY;
  try {
    const sink = request.target === undefined ? memorySink() : await fileSink(request.target);
    const world = {
      openSocket: (url: string): SocketLike => new WebSocket(url),
      clock: {
        nowMillis: () => Date.now(),
        after: (delayMillis: number, action: () => void) => {
          const timer = setTimeout(action, delayMillis);
          return () => clearTimeout(timer);
        },
      },
    };
    return await runExport(request, sink, world, (progress) => {
      const nowMillis = performance.now();
      if (nowMillis - toldAtMillis < PROGRESS_MILLIS) return;
      toldAtMillis = nowMillis;
      scope.postMessage(progress);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}
