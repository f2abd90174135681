import type { OpenSocket } from './socket.ts';

/** As much of the standard `WebSocket` as is used; declared here because this package compiles without the DOM's types. */
interface StandardWebSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(data: Uint8Array): void;
  close(): void;
}

/** Connections through the platform's own `WebSocket`: browsers, workers, Deno, Bun. */
export const openWebSocket: OpenSocket = (url, events) => {
  const { WebSocket } = globalThis as unknown as { WebSocket: new (url: string) => StandardWebSocket };
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => events.onOpen();
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) events.onMessage(new Uint8Array(data));
  };
  // Browsers keep the reason of a failed connection from pages; the close event is all there is.
  socket.onclose = ({ code, reason }) => events.onClose(reason !== '' ? reason : `closed with code ${code}`);
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (message) => socket.send(message),
    close: () => socket.close(),
    keepProcessAlive: () => undefined,
  };
};
