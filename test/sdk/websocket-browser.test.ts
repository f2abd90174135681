import { afterEach, expect, it, vi } from 'vitest';
import { openWebSocket } from '../../packages/sdk/src/sinks/websocket-browser.ts';

/** The platform's WebSocket, as a script. */
class FakeWebSocket {
  static last: FakeWebSocket | undefined;
  binaryType = 'blob';
  bufferedAmount = 12;
  readonly sent: Uint8Array[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeWebSocket.last = this;
  }

  send(message: Uint8Array): void {
    this.sent.push(message);
  }

  close(): void {
    this.closed = true;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it('hands bytes through in both directions', () => {
  vi.stubGlobal('WebSocket', FakeWebSocket);
  const heard: unknown[] = [];
  const socket = openWebSocket('ws://x', {
    onOpen: () => heard.push('open'),
    onMessage: (message) => heard.push([...message]),
    onClose: (reason) => heard.push(reason),
  });
  const platform = FakeWebSocket.last as FakeWebSocket;
  expect([platform.url, platform.binaryType, socket.bufferedAmount]).toEqual(['ws://x', 'arraybuffer', 12]);
  platform.onopen?.();
  platform.onmessage?.({ data: Uint8Array.of(1, 2).buffer });
  platform.onmessage?.({ data: 'text is not for us' });
  socket.send(Uint8Array.of(3));
  socket.keepProcessAlive(true);
  socket.close();
  platform.onclose?.({ code: 1006, reason: '' });
  expect(heard).toEqual(['open', [1, 2], 'closed with code 1006']);
  expect([platform.sent, platform.closed]).toEqual([[Uint8Array.of(3)], true]);
});
