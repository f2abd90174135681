import {
  decodeMessage,
  encodeMessage,
  type Message,
  PROTOCOL_VERSION,
  ProtoError,
  ProtoErrorCode,
  type UnknownMessage,
} from '@rushes/proto';
import type { ConnectionState } from './ingest-messages.ts';

/** The part of a browser's `WebSocket` that is used here. */
export interface SocketLike {
  binaryType: string;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface SourceClock {
  nowMillis(): number;
  /** Calls `action` once after this time, unless the returned function was called before. */
  after(delayMillis: number, action: () => void): () => void;
}

export interface SourceOptions {
  readonly url: string;
  /** Name and version of this program, for people. */
  readonly client: string;
  readonly openSocket: (url: string) => SocketLike;
  readonly clock: SourceClock;
  /** In 0 to 1, for the jitter of the backoff. */
  readonly random: () => number;
}

export interface SourceListener {
  connectionChanged(state: ConnectionState): void;
  /** Everything after the welcome except `error`. `byteLength` is that of the whole message. */
  message(message: Message, byteLength: number): void;
  /** A message could not be read; the connection goes on. `isChunk`: it had a body, so it counts for the flow control. */
  badMessage(error: ProtoError, byteLength: number, isChunk: boolean): void;
}

const FIRST_RETRY_MILLIS = 250;
/** A hub on the same machine comes back within seconds: waiting longer would only be felt as being stuck. */
const MAX_RETRY_MILLIS = 5000;
/** From opening the socket to the welcome. A proxy that accepts and stays silent must not hold the page for ever. */
const WELCOME_TIMEOUT_MILLIS = 10_000;

/**
 * The page's end of the socket: says hello, hands on messages, and when the connection is lost tries again for ever, at
 * growing and slightly random intervals.
 *
 *     connecting ──welcome──► connected
 *         ▲   └──── close, timeout ────┐ │ close
 *         └── retry timer ──── lost ◄──┴─┘
 */
export class SocketSource {
  readonly #options: SourceOptions;
  readonly #listener: SourceListener;
  #socket: SocketLike | undefined = undefined;
  #isWelcomed = false;
  #welcomedAtMillis = 0;
  #isClosed = false;
  /** Attempts since a connection last held. */
  #attempt = 0;
  #cancelTimer: (() => void) | undefined = undefined;
  /** What the hub gave as its reason before it closed. */
  #reason: string | undefined = undefined;

  constructor(options: SourceOptions, listener: SourceListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Begins to connect; call it once. */
  start(): void {
    this.#connect();
  }

  get connected(): boolean {
    return this.#isWelcomed;
  }

  /** Sends a control message; false if there is no connection, and then nothing was kept for later. */
  send(message: Message): boolean {
    if (!this.#isWelcomed || this.#socket === undefined) return false;
    this.#socket.send(encodeMessage(message));
    return true;
  }

  /** Ends it for good; no listener is called any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#letGo()?.close();
  }

  #connect(): void {
    this.#attempt += 1;
    this.#reason = undefined;
    this.#listener.connectionChanged({ kind: 'connecting', attempt: this.#attempt });
    let socket: SocketLike;
    try {
      socket = this.#options.openSocket(this.#options.url);
    } catch (error) {
      // A URL that is no WebSocket URL, or a page policy against it.
      this.#lost(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    // What a socket that was let go of still has to say is not heard.
    const whileCurrent = (action: () => void) => {
      if (this.#socket === socket) action();
    };
    socket.addEventListener('open', () => whileCurrent(() => this.#sayHello(socket)));
    socket.addEventListener('message', ({ data }) => whileCurrent(() => this.#received(data)));
    socket.addEventListener('close', ({ code, reason }) => whileCurrent(() => this.#closed(code, reason)));
    this.#cancelTimer = this.#options.clock.after(WELCOME_TIMEOUT_MILLIS, () => {
      const seconds = WELCOME_TIMEOUT_MILLIS / 1000;
      this.#giveUp(`The hub did not answer within ${seconds} seconds.`);
    });
  }

  #sayHello(socket: SocketLike): void {
    const header = { role: 'page', protocol: PROTOCOL_VERSION, client: this.#options.client } as const;
    socket.send(encodeMessage({ kind: 'hello', header }));
  }

  #received(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) {
      const found = `Expected a binary message, found ${typeof data}.`;
      this.#listener.badMessage(new ProtoError(ProtoErrorCode.BadHeader, found), 0, false);
      return;
    }
    const bytes = new Uint8Array(data);
    let message: Message | UnknownMessage;
    try {
      message = decodeMessage(bytes);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      if (error.code === ProtoErrorCode.BadVersion) this.#giveUp(`${error.message} Reload the page.`);
      else this.#listener.badMessage(error, bytes.byteLength, hasBody(bytes));
      return;
    }
    // Of a later version of the protocol; every kind that is not known may be skipped.
    if (message.kind === 'unknown') return;
    if (message.kind === 'error') this.#reason = message.header.message;
    else if (this.#isWelcomed) this.#listener.message(message, bytes.byteLength);
    else if (message.kind === 'welcome') this.#welcomed(message.header.server);
    else this.#giveUp(`Expected the hub's welcome first, found "${message.kind}".`);
  }

  #welcomed(server: string): void {
    this.#cancelTimer?.();
    this.#isWelcomed = true;
    this.#welcomedAtMillis = this.#options.clock.nowMillis();
    this.#listener.connectionChanged({ kind: 'connected', server });
  }

  #closed(code: number, reason: string): void {
    this.#letGo();
    this.#lost(this.#reason ?? (reason !== '' ? reason : `The connection to the hub was closed (code ${code}).`));
  }

  #giveUp(reason: string): void {
    this.#letGo()?.close();
    this.#lost(reason);
  }

  #letGo(): SocketLike | undefined {
    const socket = this.#socket;
    // A hub that welcomes and closes at once must not be asked again and again without a pause.
    const heldMillis = this.#options.clock.nowMillis() - this.#welcomedAtMillis;
    if (this.#isWelcomed && heldMillis >= MAX_RETRY_MILLIS) this.#attempt = 0;
    this.#socket = undefined;
    this.#isWelcomed = false;
    this.#cancelTimer?.();
    return socket;
  }

  #lost(reason: string): void {
    if (this.#isClosed) return;
    const { clock, random } = this.#options;
    const backoff = Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** this.#attempt);
    // Between half and all of it: many pages that lost one hub must not come back in step.
    const delay = backoff * (0.5 + 0.5 * random());
    this.#cancelTimer = clock.after(delay, () => this.#connect());
    this.#listener.connectionChanged({ kind: 'lost', reason, retryAtMillis: clock.nowMillis() + delay });
  }
}

/** Whether there are bytes after the header; only chunk messages have a body. */
function hasBody(bytes: Uint8Array): boolean {
  if (bytes.byteLength < 4) return false;
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return bytes.byteLength > 4 + headerLength;
}
