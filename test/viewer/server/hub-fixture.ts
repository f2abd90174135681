import { decodeMessage, encodeMessage, type Message } from '@rushes/proto';
import type { Connection } from '../../../packages/viewer/src/server/connection.ts';
import { Hub } from '../../../packages/viewer/src/server/hub.ts';
import type { HubClock, PeerSocket } from '../../../packages/viewer/src/server/peer-socket.ts';
import type { RecordingSaver } from '../../../packages/viewer/src/server/recording-saver.ts';
import { helloPage, helloSdk } from '../../support/hub-client.ts';

/** A clock that is moved by hand. */
export class ManualClock implements HubClock {
  #now = 0;
  #soon: (() => void)[] = [];
  readonly #timers = new Set<{ readonly atMillis: number; readonly callback: () => void }>();

  nowMillis(): number {
    return this.#now;
  }

  soon(callback: () => void): void {
    this.#soon.push(callback);
  }

  after(millis: number, callback: () => void): () => void {
    const timer = { atMillis: this.#now + millis, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** One turn of the event loop; returns whether there was anything to do. */
  turn(): boolean {
    const callbacks = this.#soon;
    this.#soon = [];
    for (const callback of callbacks) callback();
    return callbacks.length > 0;
  }

  /** Turns until nothing is left to do. */
  settle(): void {
    while (this.turn());
  }

  advance(millis: number): void {
    this.#now += millis;
    for (const timer of [...this.#timers]) {
      if (timer.atMillis > this.#now) continue;
      this.#timers.delete(timer);
      timer.callback();
    }
    this.settle();
  }
}

/** The hub's end of a connection that keeps what is sent. */
export class FakeSocket implements PeerSocket {
  bufferedBytes = 0;
  readonly sent: Message[] = [];
  /** The very buffers that were sent. */
  readonly buffers: Uint8Array[] = [];
  closedWith: { readonly code: number; readonly reason: string } | undefined;

  send(message: Uint8Array): void {
    this.buffers.push(message);
    const decoded = decodeMessage(message);
    if (decoded.kind !== 'unknown') this.sent.push(decoded);
  }

  close(code: number, reason: string): void {
    this.closedWith = { code, reason };
  }

  /** What was sent, one word each, forgotten afterwards: chunks by seq, the rest by kind. */
  take(): string {
    const words = this.sent.map((message) => {
      switch (message.kind) {
        case 'chunk':
        case 'ack':
          return `${message.kind}:${message.header.seq}`;
        case 'error':
          return `error:${message.header.code}`;
        default:
          return message.kind;
      }
    });
    this.sent.length = 0;
    return words.join(' ');
  }
}

export interface Peer {
  readonly socket: FakeSocket;
  readonly connection: Connection;
  send(...messages: Message[]): void;
}

/** A hub with its peers and its clock in the hands of the test. */
export class HubFixture {
  readonly clock = new ManualClock();
  readonly defects: unknown[] = [];
  readonly hub: Hub;

  constructor(memoryLimitBytes = 1e9, makeSaver?: (clock: HubClock) => RecordingSaver) {
    this.hub = new Hub({
      saver: makeSaver?.(this.clock),
      memoryLimitBytes,
      serverName: 'hub/1',
      clock: this.clock,
      onDefect: (error) => this.defects.push(error),
    });
  }

  peer(access = { mayBePage: true }): Peer {
    const socket = new FakeSocket();
    const connection = this.hub.connect(socket, access);
    const send = (...messages: Message[]) => {
      for (const message of messages) connection.receive(encodeMessage(message));
    };
    return { socket, connection, send };
  }

  sdk(recording: string, stream?: string): Peer {
    const peer = this.peer();
    peer.send(helloSdk(recording, stream));
    return peer;
  }

  page(): Peer {
    const peer = this.peer();
    peer.send(helloPage());
    return peer;
  }
}
