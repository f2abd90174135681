import { assertNever } from '@rushes/proto';
import type { SampleMessage } from '../video/video-messages.ts';
import { Ingest } from './ingest.ts';
import type { IngestCommand, IngestEvent } from './ingest-messages.ts';
import { type SocketLike, SocketSource } from './socket-source.ts';

/** The part of a dedicated worker's global scope that is used here: the page is typed with `DOM`, not `WebWorker`. */
interface WorkerScope {
  postMessage(event: IngestEvent, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<IngestCommand>) => void): void;
}

const scope = self as unknown as WorkerScope;
let ingest: Ingest | undefined;

scope.addEventListener('message', ({ data: command }) => {
  switch (command.kind) {
    case 'start':
      ingest ??= startIngest(command);
      return;
    case 'subscribe':
    case 'taken':
      ingest?.handle(command);
      return;
    case 'open-file':
    case 'close-file':
    case 'show-file':
    case 'load-chunks':
    case 'file-taken':
      return;
    default:
      assertNever(command);
  }
});

function startIngest({ url, videoPort, memoryLimitBytes }: Extract<IngestCommand, { kind: 'start' }>): Ingest {
  return new Ingest({
    memoryLimitBytes,
    ports: {
      postEvent: (event, transfer) => scope.postMessage(event, transfer),
      postSamples: (message: SampleMessage, transfer) => videoPort.postMessage(message, transfer),
      later: makeLater(),
    },
    connect: (listener) =>
      new SocketSource(
        {
          url,
          client: 'rushes-page/0.1.0',
          openSocket: (address): SocketLike => new WebSocket(address),
          clock: {
            nowMillis: () => Date.now(),
            after: (delayMillis, action) => {
              const timer = setTimeout(action, delayMillis);
              return () => clearTimeout(timer);
            },
          },
          random: Math.random,
        },
        listener,
      ),
  });
}

/** A message to oneself: comes after what has arrived already, without the four milliseconds of a nested timer. */
function makeLater(): (action: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const actions: (() => void)[] = [];
  port1.onmessage = () => actions.shift()?.();
  return (action) => {
    actions.push(action);
    port2.postMessage(undefined);
  };
}
