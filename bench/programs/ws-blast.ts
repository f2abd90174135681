import { createInterface } from 'node:readline';
import { decodeMessage, encodeMessage } from '@rushes/proto';
import { WebSocket } from 'ws';
import { helloSdk, videoChunk } from '../../test/support/hub-client.ts';

// Sends the same messages, encoded beforehand, as fast as a socket takes them: to whichever URL a line on stdin names. Answers
// each line with the bytes per second until the other side had all of them. Usage: ws-blast <messages> <bytes per sample>

const count = Number(process.argv[2]);
const sampleBytes = Number(process.argv[3]);
/** What waits in the socket at most, as in the SDK. */
const BUFFER_BYTES = 4 * 2 ** 20;

const messages = Array.from({ length: count }, (_, seq) =>
  encodeMessage(videoChunk('bench', seq, { keyframe: seq % 30 === 0, bytes: sampleBytes })),
);
const bytes = messages.reduce((sum, message) => sum + message.byteLength, 0);
const FLUSH = encodeMessage({ kind: 'flush', header: { token: 1 } });

async function blast(socket: WebSocket): Promise<void> {
  for (const message of messages) {
    if (socket.bufferedAmount < BUFFER_BYTES) socket.send(message);
    else await new Promise<void>((resolve) => socket.send(message, () => resolve()));
  }
}

function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

function answer(socket: WebSocket, isIt: (data: Uint8Array) => boolean): Promise<void> {
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      if (data instanceof Uint8Array && isIt(data)) resolve();
    });
  });
}

async function toSink(url: string): Promise<number> {
  const socket = await connect(`${url}?count=${count}`);
  const startedMillis = performance.now();
  const done = answer(socket, () => true);
  await blast(socket);
  await done;
  const secs = (performance.now() - startedMillis) / 1000;
  socket.close();
  return bytes / secs;
}

async function toHub(url: string, stream: string): Promise<number> {
  const socket = await connect(url);
  const welcome = answer(socket, (data) => decodeMessage(data).kind === 'welcome');
  socket.send(encodeMessage(helloSdk('bench', stream)));
  await welcome;
  const startedMillis = performance.now();
  const done = answer(socket, (data) => decodeMessage(data).kind === 'flushed');
  await blast(socket);
  socket.send(FLUSH);
  await done;
  const secs = (performance.now() - startedMillis) / 1000;
  socket.close();
  return bytes / secs;
}

let round = 0;
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, url = ''] = line.split(' ');
  round += 1;
  const bytesPerSec = kind === 'hub' ? await toHub(url, `round-${round}`) : await toSink(url);
  process.stdout.write(`${bytesPerSec}\n`);
}
