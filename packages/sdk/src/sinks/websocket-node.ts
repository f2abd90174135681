import { WebSocket } from 'ws';
import type { OpenSocket } from './socket.ts';

const MAX_REASON_CHARS = 500;

/** Connections through the `ws` package: Node. */
export const openWebSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let trouble: string | undefined;
  let tcp: { ref(): unknown; unref(): unknown } | undefined;
  socket.on('upgrade', (response) => {
    tcp = response.socket;
  });
  socket.on('open', () => events.onOpen());
  socket.on('message', (data) => {
    if (data instanceof Uint8Array) events.onMessage(data);
    else if (data instanceof ArrayBuffer) events.onMessage(new Uint8Array(data));
  });
  socket.on('error', (error) => {
    // 'close' follows, and tells it.
    trouble ??= describeError(error);
  });
  socket.on('unexpected-response', (_, response) => {
    // A hub that refuses by HTTP (no token, wrong host) says why in the body.
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      body = (body + text).slice(0, MAX_REASON_CHARS);
    });
    response.on('close', () => {
      trouble = `HTTP ${response.statusCode}${body === '' ? '' : `: ${body.trim()}`}`;
      socket.terminate();
    });
  });
  socket.on('close', (code, reason) => {
    events.onClose(trouble ?? (reason.length > 0 ? reason.toString() : `closed with code ${code}`));
  });
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (message) => socket.send(message),
    close: () => (socket.readyState === WebSocket.CONNECTING ? socket.terminate() : socket.close()),
    keepProcessAlive: (keep) => (keep ? tcp?.ref() : tcp?.unref()),
  };
};

/** A refused connection to `localhost` comes as an AggregateError without a text of its own. */
function describeError(error: Error & { code?: string }): string {
  return error.message !== '' ? error.message : (error.code ?? error.name);
}
