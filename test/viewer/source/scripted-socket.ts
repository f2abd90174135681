import { decodeMessage, encodeMessage, type Message } from '@rushes/proto';
import type { SocketLike, SourceClock } from '../../../packages/viewer/src/app/source/socket-source.ts';

type Listener = (event: never) => void;

/** A socket whose other end is the test. */
export class ScriptedSocket implements SocketLike {
  binaryType = 'blob';
  isClosed = false;
  readonly sent: Message[] = [];
  readonly #listeners = new Map<string, Listener[]>();

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    if (message.kind === 'unknown') throw new Error(`Sent a message of unknown kind ${message.name}.`);
    this.sent.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.#emit('open', {});
  }

  say(message: Message): void {
    this.sayBytes(encodeMessage(message));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#emit('message', { data: bytes.slice().buffer });
  }

  sayText(text: string): void {
    this.#emit('message', { data: text });
  }

  drop(code = 1006, reason = ''): void {
    this.#emit('close', { code, reason });
  }

  welcome(protocol = 1): void {
    this.say({ kind: 'welcome', header: { protocol, server: 'hub/1', resumeAfter: -1 } });
  }

  #emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}

/** A clock that stands still until it is moved. */
export class ManualClock implements SourceClock {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  nowMillis(): number {
    return this.#now;
  }

  after(delayMillis: number, action: () => void): () => void {
    const timer = { at: this.#now + delayMillis, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(millis: number): void {
    const end = this.#now + millis;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }
}
