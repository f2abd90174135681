import { type Message, makeRecordingId } from '@rushes/proto';
import { openWebSocket } from '#websocket';
import type { EncodedBlueprint } from '../blueprint/blueprint.ts';
import { describe } from '../coerce/describe.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { FlushWaiters } from './flush-waiters.ts';
import { HubConnection } from './hub-connection.ts';
import { SendQueue } from './send-queue.ts';
import type { Sink, SinkChunk, SinkContext, SinkStatus } from './sink.ts';
import type { OpenSocket } from './socket.ts';

/** Where `npx viewer` listens. @group Sinks */
export const DEFAULT_URL = 'ws://127.0.0.1:9880';

const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024;
/** Unacknowledged bytes in flight: enough for a fast link with slow answers, little enough that a slow link shows in the queue. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** Options of {@link SocketSink}. @group Sinks */
export interface SocketSinkOptions {
  /** Bytes queued until the hub has them; beyond it the oldest is given up. Default: 64 MiB. */
  readonly limitBytes?: number | undefined;
  /** How to open a WebSocket. Default: `ws` in Node, the platform's own elsewhere. */
  readonly openSocket?: OpenSocket | undefined;
  /** 0 ≤ x < 1, for the chance in the delay between attempts. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** What there is once the sink is attached to a recording stream. */
interface Attachment {
  readonly context: SinkContext;
  readonly connection: HubConnection;
  readonly waiters: FlushWaiters;
}

/**
 * Sends to a hub (`npx viewer`) over a WebSocket, and reconnects for ever. What the hub has not acknowledged stays queued and is
 * sent again; when the hub was restarted it gets all static data and the newest group of pictures of each video first.
 *
 * @example
 * const rec = new RecordingStream('my-robot', { sinks: [new SocketSink('ws://192.168.1.7:9880', { limitBytes: 2 ** 28 })] });
 *
 * @group Sinks
 */
export class SocketSink implements Sink {
  readonly maxDelayMillis = 8;
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly firstAttempt: Promise<void>;
  readonly #url: string;
  /** The address for people, without the token. */
  readonly #target: string;
  readonly #options: SocketSinkOptions;
  readonly #queue: SendQueue;
  #attachment: Attachment | undefined;
  #resolveFirstAttempt: () => void = () => undefined;
  #overflowReported = false;
  /** Oldest chunk when the hub refused something; refused twice at the same one, it is given up. */
  #refusedAt: SinkChunk | undefined;
  /** The newest layout; sent again to a hub that may have been restarted. */
  #blueprint: Uint8Array | undefined;
  #isBlueprintDue = false;
  #lastToken = 0;
  /** Number of the last chunk that was sent before each `flush` message. */
  readonly #flushes = new Map<number, number>();
  #askedMark = 0;
  #sentChunks = 0;
  #sentBytes = 0;
  /** Ends the wait of `close`. */
  #stopClosing: (() => void) | undefined;

  /**
   * `url`: `ws:` or `wss:`; `http:` and `https:` are taken for them. A viewer that asks for a token takes it as `?token=…`.
   *
   * @throws TypeError, RangeError if the URL or the limit cannot be used.
   */
  constructor(url: string = DEFAULT_URL, options: SocketSinkOptions = {}) {
    this.#url = checkUrl(url);
    this.#target = this.#url.replace(/[?#].*$/, '').replace(/\/$/, '');
    const limitBytes = options.limitBytes ?? DEFAULT_LIMIT_BYTES;
    if (!(limitBytes >= 1024)) {
      throw new RangeError(`SocketSink limitBytes must be a number of at least 1024, but is ${describe(limitBytes)}.`);
    }
    this.#options = options;
    this.#queue = new SendQueue({ limitBytes, retainedBytes: limitBytes / 4 });
    this.firstAttempt = new Promise((resolve) => {
      this.#resolveFirstAttempt = resolve;
    });
  }

  /** How the sink is doing right now. */
  get status(): SinkStatus {
    return {
      kind: 'socket',
      target: this.#target,
      state: this.#attachment?.connection.state ?? 'idle',
      trouble: this.#attachment?.connection.trouble,
      queuedBytes: this.#queue.queuedBytes,
      sentChunks: this.#sentChunks,
      sentBytes: this.#sentBytes,
      dropped: this.#queue.dropped,
    };
  }

  open(context: SinkContext): void {
    if (this.#attachment !== undefined) {
      throw new TypeError('A SocketSink belongs to one recording stream; make another one for this.');
    }
    const connection = new HubConnection({
      url: this.#url,
      target: this.#target,
      recording: context.recording,
      stream: makeRecordingId(),
      clock: context.clock,
      openSocket: this.#options.openSocket ?? openWebSocket,
      random: this.#options.random ?? Math.random,
      report: context.report,
      events: {
        onWelcome: (resumeAfter) => this.#onWelcome(resumeAfter),
        onMessage: (message) => this.#onMessage(message),
        expectsAnswer: () => this.#queue.inFlightBytes > 0,
        onDown: (wasConnected) => this.#onDown(wasConnected),
      },
    });
    this.#attachment = { context, connection, waiters: new FlushWaiters(this.#queue, context.clock) };
    connection.connect();
  }

  /** Queues a chunk and sends what the hub has room for; called by the recording stream. */
  send(chunk: SinkChunk): void {
    if (this.#attachment?.connection.state === 'closed') return;
    if (this.#queue.push(chunk)) this.#reportOverflow();
    this.#pump();
  }

  /** Sends a layout now, or as soon as the hub is there; called by the recording stream. */
  sendBlueprint({ bytes }: EncodedBlueprint): void {
    this.#blueprint = bytes;
    this.#isBlueprintDue = true;
    this.#pump();
  }

  async flush(timeoutMillis: number): Promise<void> {
    const { connection, waiters } = this.#attached;
    if (connection.state === 'closed' || this.#queue.length === 0) return;
    const settled = waiters.wait(timeoutMillis, () => this.#describeBacklog());
    this.#pump();
    await settled;
  }

  async close(timeoutMillis: number): Promise<void> {
    if (this.#attachment === undefined || this.#attachment.connection.state === 'closed') return;
    const { connection, context, waiters } = this.#attachment;
    if (this.#queue.length > 0 || this.#isBlueprintDue) {
      await new Promise<void>((resolve) => {
        const cancelTimer = context.clock.setTimer(resolve, timeoutMillis);
        this.#stopClosing = () => {
          cancelTimer();
          resolve();
        };
        // One more attempt at once instead of at the end of the delay.
        connection.connect();
        this.#pump();
      });
    }
    await connection.shutDown();
    this.#reportLeftBehind();
    waiters.releaseAll();
    this.#resolveFirstAttempt();
  }

  get #attached(): Attachment {
    if (this.#attachment === undefined)
      throw new TypeError('This SocketSink is not attached to a recording stream yet.');
    return this.#attachment;
  }

  #onWelcome(resumeAfter: number): void {
    this.#queue.resume(resumeAfter);
    this.#isBlueprintDue = this.#blueprint !== undefined;
    this.#resolveFirstAttempt();
    this.#onShorter();
  }

  #onMessage(message: Message): void {
    switch (message.kind) {
      case 'ack':
        this.#onAcknowledged(message.header.seq);
        return;
      case 'flushed':
        this.#onAcknowledged(this.#flushes.get(message.header.token) ?? -1);
        this.#flushes.delete(message.header.token);
        return;
      case 'error':
        this.#onRefused(message.header.message);
        return;
      default:
        // Messages for pages, or of a later version: none of our business.
        return;
    }
  }

  #onDown(wasConnected: boolean): void {
    this.#queue.rewind();
    this.#flushes.clear();
    this.#askedMark = 0;
    this.#resolveFirstAttempt();
    if (this.#stopClosing === undefined) return;
    if (wasConnected) this.#attached.connection.connect();
    else this.#stopClosing();
  }

  #onAcknowledged(seq: number): void {
    this.#queue.acknowledge(seq);
    this.#refusedAt = undefined;
    this.#attached.connection.noteHealthy();
    this.#onShorter();
  }

  #onShorter(): void {
    this.#attached.waiters.settle();
    this.#pump();
    if (this.#queue.length === 0) this.#stopClosing?.();
  }

  /** Sends what fits into the window. */
  #pump(): void {
    if (this.#attachment?.connection.state !== 'connected') return;
    const { connection, context, waiters } = this.#attachment;
    for (const report of this.#queue.takeDropReports()) {
      connection.send({ kind: 'dropped', header: { recording: context.recording.id, ...report } });
    }
    if (this.#isBlueprintDue && this.#blueprint !== undefined) {
      this.#isBlueprintDue = false;
      connection.send({ kind: 'blueprint', header: { recording: context.recording.id }, body: this.#blueprint });
    }
    while (this.#queue.hasUnsent && this.#queue.inFlightBytes < WINDOW_BYTES) {
      const next = this.#queue.takeNext();
      if (next === undefined) break;
      connection.send({ kind: 'chunk', ...next });
      this.#sentChunks++;
      this.#sentBytes += next.body.byteLength;
    }
    if (!this.#queue.hasUnsent) this.#overflowReported = false;
    const mark = waiters.newestMark;
    if (mark > this.#askedMark && this.#queue.isSent(mark)) {
      this.#askedMark = mark;
      this.#flushes.set(++this.#lastToken, this.#queue.lastSent);
      connection.send({ kind: 'flush', header: { token: this.#lastToken } });
    }
    // Data under way keeps a program running until it has arrived; an idle connection does not.
    connection.keepProcessAlive(this.#queue.length > 0);
  }

  /** A chunk that the hub refuses each time must not hold up all that comes after it. */
  #onRefused(reason: string): void {
    const oldest = this.#queue.oldest;
    if (oldest === undefined || this.#refusedAt !== oldest) {
      this.#refusedAt = oldest;
      return;
    }
    this.#refusedAt = undefined;
    const chunk = this.#queue.dropOldest();
    if (chunk === undefined) return;
    const what = `${chunk.header.rows} row(s) of ${chunk.header.entity}`;
    const message = `Gave up ${what}, which the hub at ${this.#target} refused twice: ${reason}`;
    this.#attached.context.report(new SdkError(SdkErrorCode.ChunkRefused, message));
  }

  #reportOverflow(): void {
    if (this.#overflowReported || this.#attachment === undefined) return;
    this.#overflowReported = true;
    const why = this.#attachment.connection.trouble ?? 'the hub does not keep up';
    const message = `The queue to ${this.#target} is full (${why}); the oldest data is given up, see status.dropped. Give SocketSink a larger limitBytes to bridge longer gaps.`;
    this.#attachment.context.report(new SdkError(SdkErrorCode.QueueOverflow, message, { severity: 'warning' }));
  }

  #reportLeftBehind(): void {
    if (this.#queue.length === 0) return;
    const message = `Closed before everything was sent: ${this.#describeBacklog()}.`;
    this.#attached.context.report(new SdkError(SdkErrorCode.UnsentData, message));
  }

  #describeBacklog(): string {
    const { length, queuedBytes } = this.#queue;
    const trouble = this.#attachment?.connection.trouble ?? 'connected';
    return `${length} chunk(s), ${queuedBytes} bytes not acknowledged by ${this.#target} (${trouble})`;
  }
}

function checkUrl(url: string): string {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && ['ws:', 'wss:', 'http:', 'https:'].includes(parsed.protocol)) {
    return url.replace(/^http/, 'ws');
  }
  throw new TypeError(`The address of a hub must be a URL like ${DEFAULT_URL}, but is ${describe(url)}.`);
}
