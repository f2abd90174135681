import {
  decodeMessage,
  encodeMessage,
  type Message,
  PROTOCOL_VERSION,
  type RecordingInfo,
  type UnknownMessage,
} from '@rushes/proto';
import type { Clock } from '../clock.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { CLIENT } from '../version.ts';
import { Backoff } from './backoff.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** A hub that takes the connection but does not answer is given up after this time. */
const WELCOME_TIMEOUT_MILLIS = 10_000;
/**
 * A network that went away tells no one. A hub acknowledges within 50 ms, so one that is silent for one to two of these while it
 * owes an answer, and takes no bytes either, is gone.
 */
const SILENCE_MILLIS = 15_000;
/** How long to wait for the end of the closing handshake. */
const SHUTDOWN_TIMEOUT_MILLIS = 1000;

/** What a {@link HubConnection} works with. */
export interface HubConnectionOptions {
  readonly url: string;
  /** The same for people: without the token. */
  readonly target: string;
  readonly recording: RecordingInfo;
  /** Names this connection's stream of chunks into the recording; the same over all its connections. */
  readonly stream: string;
  readonly clock: Clock;
  readonly openSocket: OpenSocket;
  readonly random: () => number;
  readonly report: (error: SdkError) => void;
  readonly events: HubConnectionEvents;
}

/** What a {@link HubConnection} tells its owner. */
export interface HubConnectionEvents {
  /** Connected; the hub holds our chunks up to this number. */
  onWelcome(resumeAfter: number): void;
  onMessage(message: Message): void;
  /** Whether the hub owes an answer. */
  expectsAnswer(): boolean;
  /** Not connected any more, or an attempt failed. Another one is scheduled already. */
  onDown(wasConnected: boolean): void;
}

/**
 * A connection to a hub that comes back for ever: opens, says hello, waits for the welcome, starts again after a delay when
 * anything goes wrong.
 *
 * ```
 *  idle ─ start ─► connecting ─ welcome ─► connected
 *                   ▲  └── failed ──┐         │ lost
 *                   └─ backoff ─ waiting ◄────┘         shutDown ─► closed (from any)
 * ```
 */
export class HubConnection {
  readonly #options: HubConnectionOptions;
  readonly #backoff: Backoff;
  #state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed' = 'idle';
  #socket: Socket | undefined;
  #cancelTimer: (() => void) | undefined;
  #trouble: string | undefined;
  /** One report per outage, not one per attempt. */
  #outageReported = false;
  #onShutDown: (() => void) | undefined;
  #messagesHeard = 0;

  constructor(options: HubConnectionOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  get state(): 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed' {
    return this.#state;
  }

  /** Why there is no connection; undefined while there is one. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Makes an attempt now, unless one is under way. */
  connect(): void {
    if (this.#state !== 'idle' && this.#state !== 'waiting') return;
    this.#stopTimer();
    this.#state = 'connecting';
    const { clock, openSocket, url } = this.#options;
    this.#startTimer(() => this.#fail('no answer in time; is it a Rushes viewer?'), WELCOME_TIMEOUT_MILLIS);
    const isCurrent = () => this.#socket === socket;
    const socket: Socket = openSocket(url, {
      onOpen: () => isCurrent() && this.#sayHello(),
      onMessage: (bytes) => isCurrent() && this.#receive(bytes),
      // Deferred: an implementation may fail before it has returned the socket.
      onClose: (reason) => clock.defer(() => isCurrent() && this.#onClosed(reason)),
    });
    this.#socket = socket;
  }

  /** Sends one message; only while connected. */
  send(message: Message): void {
    this.#socket?.send(encodeMessage(message));
  }

  /** Whether this connection alone keeps the program running. */
  keepProcessAlive(keep: boolean): void {
    this.#socket?.keepProcessAlive(keep);
  }

  /** Says goodbye if connected and closes for good. Resolves when the socket is closed. */
  async shutDown(): Promise<void> {
    const wasConnected = this.#state === 'connected';
    this.#stopTimer();
    this.#state = 'closed';
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!wasConnected) {
      this.#socket = undefined;
      socket.close();
      return;
    }
    this.send({ kind: 'bye', header: {} });
    socket.keepProcessAlive(true);
    await new Promise<void>((resolve) => {
      this.#onShutDown = resolve;
      this.#startTimer(resolve, SHUTDOWN_TIMEOUT_MILLIS);
      socket.close();
    });
    this.#stopTimer();
    this.#socket = undefined;
  }

  #sayHello(): void {
    const { recording, stream } = this.#options;
    const hello = { role: 'sdk', protocol: PROTOCOL_VERSION, client: CLIENT, recording, stream } as const;
    this.send({ kind: 'hello', header: hello });
  }

  #receive(bytes: Uint8Array): void {
    this.#messagesHeard++;
    let message: Message | UnknownMessage;
    try {
      message = decodeMessage(bytes);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#report(SdkErrorCode.ProtocolError, 'error', `sent something that is not the protocol: ${text}`, error);
      this.#fail(text);
      return;
    }
    if (message.kind === 'error') {
      const { code, message: text } = message.header;
      this.#report(SdkErrorCode.Refused, 'error', `refused the connection (${code}): ${text}`);
      if (this.#state === 'connected') this.#options.events.onMessage(message);
      this.#fail(`refused (${code}): ${text}`);
    } else if (message.kind === 'welcome') {
      this.#onWelcome(message.header.resumeAfter);
    } else if (message.kind !== 'unknown' && this.#state === 'connected') {
      this.#options.events.onMessage(message);
    }
  }

  #onWelcome(resumeAfter: number): void {
    if (this.#state !== 'connecting') return;
    this.#stopTimer();
    this.#state = 'connected';
    this.#trouble = undefined;
    this.#outageReported = false;
    this.#listenForSilence(this.#signsOfLife);
    this.#options.events.onWelcome(resumeAfter);
  }

  /** Changes whenever the peer shows that it is there. */
  get #signsOfLife(): string {
    return `${this.#messagesHeard} ${this.#socket?.bufferedAmount}`;
  }

  #listenForSilence(before: string): void {
    this.#startTimer(() => {
      const now = this.#signsOfLife;
      if (now === before && this.#options.events.expectsAnswer()) this.#fail('it has fallen silent');
      else this.#listenForSilence(now);
    }, SILENCE_MILLIS);
  }

  /** Ends the present connection without waiting for the peer. */
  #fail(reason: string): void {
    const socket = this.#socket;
    if (socket === undefined || this.#state === 'closed') return;
    socket.close();
    this.#onClosed(reason);
  }

  #onClosed(reason: string): void {
    this.#stopTimer();
    this.#socket = undefined;
    if (this.#state === 'closed') {
      this.#onShutDown?.();
      return;
    }
    const wasConnected = this.#state === 'connected';
    this.#trouble = reason;
    this.#state = 'waiting';
    if (wasConnected) {
      this.#report(SdkErrorCode.ConnectionLost, 'warning', `closed the connection (${reason}); reconnecting`);
    } else {
      const advice = 'start one with `npx viewer`; data is queued and attempts go on';
      this.#report(SdkErrorCode.ConnectionFailed, 'warning', `cannot be reached (${reason}); ${advice}`);
    }
    this.#startTimer(() => this.connect(), this.#backoff.next());
    this.#options.events.onDown(wasConnected);
  }

  /** The first successful exchange after the welcome shows that the hub is well: only then the delays begin anew. */
  noteHealthy(): void {
    this.#backoff.reset();
  }

  #report(code: SdkErrorCode, severity: 'warning' | 'error', what: string, cause?: unknown): void {
    if (this.#outageReported) return;
    this.#outageReported = true;
    this.#options.report(new SdkError(code, `The hub at ${this.#options.target} ${what}.`, { severity, cause }));
  }

  #startTimer(callback: () => void, millis: number): void {
    this.#stopTimer();
    // A program that has nothing left to do may end although no hub was found.
    this.#cancelTimer = this.#options.clock.setTimer(callback, millis, { keepsProcessAlive: false });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
