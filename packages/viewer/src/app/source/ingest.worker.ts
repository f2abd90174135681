import { assertNever, blobSource, httpSource } from '@rushes/proto';
import type { SampleMessage } from '../video/video-messages.ts';
import { SampleKeys } from './chunk-intake.ts';
import { FileIngest } from './file-ingest.ts';
import { Ingest, type IngestPorts } from './ingest.ts';
import type { IngestCommand, IngestEvent } from './ingest-messages.ts';
import { NoSource } from './no-source.ts';
import { rangeFetch } from './range-fetch.ts';
import { type SocketLike, SocketSource, type SourceListener } from './socket-source.ts';

/** The part of a dedicated worker's global scope that is used here: the page is typed with `DOM`, not `WebWorker`. */
interface WorkerScope {
  postMessage(event: IngestEvent, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<IngestCommand>) => void): void;
}

const scope = self as unknown as WorkerScope;
let started: { readonly ingest: Ingest; readonly files: FileIngest } | undefined;

scope.addEventListener('message', ({ data: command }) => {
  switch (command.kind) {
    case 'start':
      started ??= startIngest(command);
      return;
    case 'subscribe':
      started?.files.leave();
      started?.ingest.handle(command);
      return;
    case 'taken':
      started?.ingest.handle(command);
      return;
    case 'open-file':
    case 'close-file':
    case 'show-file':
    case 'load-chunks':
    case 'file-taken':
      started?.files.handle(command);
      return;
    default:
      assertNever(command);
  }
});

function startIngest({
  url,
  pageUrl,
  videoPort,
  memoryLimitBytes,
  opensFirst,
}: Extract<IngestCommand, { kind: 'start' }>) {
  const keys = new SampleKeys();
  const ports: IngestPorts = {
    postEvent: (event, transfer) => scope.postMessage(event, transfer),
    postSamples: (message: SampleMessage, transfer) => videoPort.postMessage(message, transfer),
    later: makeLater(),
  };
  const ingest = new Ingest({
    memoryLimitBytes,
    opensFirst,
    onFirstFile: (path) => files.foresee(new URL(path, pageUrl).href),
    keys,
    ports,
    connect: (listener) => (url === undefined ? new NoSource(listener) : openSocket(url, listener)),
  });
  const files = new FileIngest({
    ports,
    keys,
    openSource: (source) =>
      source.kind === 'blob'
        ? blobSource(source.blob)
        : httpSource(
            source.url,
            rangeFetch((address, init) => fetch(address, { ...init, cache: 'no-store' })),
          ),
    clock: {
      nowMillis: () => performance.now(),
      after: (delayMillis, action) => {
        setTimeout(action, delayMillis);
      },
    },
    onShow: () => ingest.leave(),
  });
  return { ingest, files };
}

function openSocket(url: string, listener: SourceListener): SocketSource {
  return new SocketSource(
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
  );
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
