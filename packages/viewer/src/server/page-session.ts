import {
  assertNever,
  type ChunkId,
  decodeMessage,
  encodeMessage,
  MAX_EVICTED_IDS,
  MAX_RECORDINGS,
  type Message,
  PROTOCOL_VERSION,
  type RecordingId,
  type RecordingSummary,
} from '@rushes/proto';
import type { HeldChunk } from './held-chunk.ts';
import { type FeedStep, PageFeed } from './page-feed.ts';
import { PeerError } from './peer-error.ts';
import type { PeerSocket } from './peer-socket.ts';
import type { DroppedTotal, RecordingLog } from './recording-log.ts';

/** Chunk bytes sent that the page has not taken in yet, beyond which nothing is sent. */
export const LIVE_WINDOW_BYTES = 8 * 1024 * 1024;
/** The same for history, smaller: what is under way delays the live chunks behind it. */
export const HISTORY_WINDOW_BYTES = 1024 * 1024;
/**
 * A page that takes in live data late leaves history no window; it gets a chunk this often all the same, for somebody may be waiting
 * for the whole of it.
 */
const HISTORY_TRICKLE_MILLIS = 20;
/** Bytes that may wait in the socket itself. The rest waits in the log, where it costs nothing more. */
export const SOCKET_BUFFER_BYTES = 1024 * 1024;
/** Bytes sent to one page before others get their turn. */
const SLICE_BYTES = 512 * 1024;

/** What a {@link PageSession} needs of the hub. */
export interface PageHost {
  readonly serverName: string;
  nowMillis(): number;
  find(id: RecordingId): RecordingLog | undefined;
  /** All recordings, newest first. */
  summaries(): readonly RecordingSummary[];
  /** How the recording is to be laid out, as the message to send; undefined if nobody said. */
  blueprintOf(recording: RecordingLog): Uint8Array | undefined;
  /** Asks for a call of {@link PageSession.pump} in a later turn. */
  wake(session: PageSession): void;
  pageConnected(session: PageSession): void;
  pageDisconnected(session: PageSession): void;
  /** For the metrics. */
  sentToPage(bytes: number): void;
  droppedForPage(rows: number): void;
}

/**
 * The connection of one page. It never holds bytes, only references into the log, and sends only what the page has room
 * for: `received` opens the window. What to send next is decided by its {@link PageFeed}.
 *
 * News (the list of recordings, what was evicted or dropped) is gathered while the socket is full and sent as one, so that
 * a page that stopped reading costs no more than a list of what it was sent.
 */
export class PageSession {
  /** Ends the connection with an error. */
  readonly end: (error: unknown) => void;
  readonly #socket: PeerSocket;
  readonly #host: PageHost;
  #subscription: RecordingId | undefined;
  #feed: PageFeed | undefined;
  #sentBytes = 0;
  #receivedBytes = 0;
  #areRecordingsDue = true;
  #evictedIds: ChunkId[] = [];
  readonly #dropped = new Map<string, DroppedTotal>();
  #isHistoryCompleteDue = false;
  #isBlueprintDue = false;
  #trickledAtMillis = Number.NEGATIVE_INFINITY;
  #isWaitingForSocket = false;

  constructor(socket: PeerSocket, host: PageHost, end: (error: unknown) => void) {
    this.#socket = socket;
    this.#host = host;
    this.end = end;
    this.#send({ kind: 'welcome', header: { protocol: PROTOCOL_VERSION, server: host.serverName, resumeAfter: -1 } });
    host.pageConnected(this);
    host.wake(this);
  }

  /** Throws PeerError if the message is not in order. */
  handle(message: Message): void {
    switch (message.kind) {
      case 'subscribe':
        this.#subscribe(message.header.recording);
        break;
      case 'received':
        this.#noteReceived(message.header.bytes);
        break;
      case 'hello':
      case 'welcome':
      case 'chunk':
      case 'blueprint':
      case 'ack':
      case 'flush':
      case 'flushed':
      case 'dropped':
      case 'bye':
      case 'recordings':
      case 'history-complete':
      case 'evicted':
      case 'error':
        throw new PeerError('unexpected-message', `A page sends no "${message.kind}" after its hello.`);
      default:
        assertNever(message);
    }
  }

  closed(): void {
    this.#feed = undefined;
    this.#subscription = undefined;
    this.#host.pageDisconnected(this);
  }

  /** The operating system has taken something of what was sent. */
  drained(): void {
    if (this.#isWaitingForSocket && this.#socket.bufferedBytes <= SOCKET_BUFFER_BYTES) this.#host.wake(this);
  }

  recordingsChanged(): void {
    this.#areRecordingsDue = true;
    this.#host.wake(this);
  }

  /** A recording began or began anew: a page may have subscribed to it before the hub knew it. */
  recordingOpened(recording: RecordingLog): void {
    if (this.#subscription === recording.info.id && this.#feed === undefined) this.#attach(recording);
  }

  /** The subscribed recording is gone. The subscription stays, should it come again. */
  recordingForgotten(recording: RecordingLog): void {
    if (this.#feed?.recording === recording) this.#feed = undefined;
  }

  chunkArrived(recording: RecordingLog, chunk: HeldChunk): void {
    if (this.#feed?.recording !== recording) return;
    this.#feed.arrived(chunk, this.#host.nowMillis());
    this.#host.wake(this);
  }

  chunksEvicted(recording: RecordingLog, chunks: readonly HeldChunk[]): void {
    if (this.#feed?.recording !== recording) return;
    for (const chunk of chunks) {
      const fate = this.#feed.evicted(chunk);
      if (fate === 'was-sent') {
        this.#evictedIds.push(chunk.chunkId);
      } else {
        this.#host.droppedForPage(chunk.rows);
        this.#noteDropped({ entity: chunk.entity, reason: fate, rows: chunk.rows, bytes: chunk.byteLength });
      }
    }
    this.#feed.tidy();
    this.#host.wake(this);
  }

  blueprintArrived(recording: RecordingLog): void {
    if (this.#feed?.recording !== recording) return;
    this.#isBlueprintDue = true;
    this.#host.wake(this);
  }

  /** An SDK reported what its queue gave up. */
  sdkDropped(recording: RecordingLog, dropped: DroppedTotal): void {
    if (this.#feed?.recording !== recording) return;
    this.#noteDropped(dropped);
    this.#host.wake(this);
  }

  /**
   * Sends what there is room for, at most one slice. True: there is more to send right now. False: the next thing to
   * happen (an arrival, `received`, a drained socket) wakes it.
   */
  pump(): boolean {
    this.#isWaitingForSocket = this.#socket.bufferedBytes > SOCKET_BUFFER_BYTES;
    if (this.#isWaitingForSocket) return false;
    this.#sendNews();
    const feed = this.#feed;
    if (feed === undefined) return false;
    const sliceEnd = this.#sentBytes + SLICE_BYTES;
    while (this.#sentBytes < sliceEnd) {
      this.#isWaitingForSocket = this.#socket.bufferedBytes > SOCKET_BUFFER_BYTES;
      if (this.#isWaitingForSocket) return false;
      const inFlight = this.#sentBytes - this.#receivedBytes;
      if (inFlight >= LIVE_WINDOW_BYTES) return false;
      const next = this.#nextOf(feed, inFlight < HISTORY_WINDOW_BYTES);
      switch (next.kind) {
        case 'chunk':
          this.#sentBytes += next.message.byteLength;
          this.#host.sentToPage(next.message.byteLength);
          this.#socket.send(next.message);
          break;
        case 'history-complete':
          this.#isHistoryCompleteDue = true;
          this.#sendNews();
          break;
        case 'pause':
          return true;
        case 'nothing':
          return false;
        default:
          assertNever(next);
      }
    }
    return true;
  }

  #nextOf(feed: PageFeed, hasHistoryWindow: boolean): FeedStep {
    const next = feed.next(hasHistoryWindow);
    const nowMillis = this.#host.nowMillis();
    const mayTrickle = !hasHistoryWindow && nowMillis - this.#trickledAtMillis >= HISTORY_TRICKLE_MILLIS;
    if (next.kind !== 'nothing' || !mayTrickle) return next;
    this.#trickledAtMillis = nowMillis;
    return feed.next(true);
  }

  #subscribe(id: RecordingId): void {
    this.#subscription = id;
    this.#feed = undefined;
    this.#evictedIds = [];
    this.#dropped.clear();
    this.#isHistoryCompleteDue = false;
    const recording = this.#host.find(id);
    if (recording !== undefined) this.#attach(recording);
  }

  #attach(recording: RecordingLog): void {
    this.#feed = new PageFeed(recording, this.#host.nowMillis());
    this.#isBlueprintDue = true;
    for (const total of recording.droppedTotals) this.#noteDropped(total);
    this.#host.wake(this);
  }

  #noteReceived(bytes: number): void {
    if (bytes < this.#receivedBytes || bytes > this.#sentBytes) {
      throw new PeerError(
        'unexpected-message',
        `"received" must not fall and not exceed what was sent: ${this.#receivedBytes} to ${this.#sentBytes} bytes, found ${bytes}.`,
      );
    }
    this.#receivedBytes = bytes;
    this.#host.wake(this);
  }

  #noteDropped(dropped: DroppedTotal): void {
    const key = `${dropped.reason} ${dropped.entity}`;
    const former = this.#dropped.get(key);
    this.#dropped.set(key, {
      entity: dropped.entity,
      reason: dropped.reason,
      rows: dropped.rows + (former?.rows ?? 0),
      bytes: dropped.bytes + (former?.bytes ?? 0),
    });
  }

  #sendNews(): void {
    if (this.#areRecordingsDue) {
      this.#areRecordingsDue = false;
      this.#send({ kind: 'recordings', header: { recordings: this.#host.summaries().slice(0, MAX_RECORDINGS) } });
    }
    const recording = this.#subscription;
    if (recording === undefined) return;
    this.#sendBlueprint(recording);
    for (let from = 0; from < this.#evictedIds.length; from += MAX_EVICTED_IDS) {
      const chunkIds = this.#evictedIds.slice(from, from + MAX_EVICTED_IDS);
      this.#send({ kind: 'evicted', header: { recording, chunkIds } });
    }
    this.#evictedIds = [];
    for (const total of this.#dropped.values()) this.#send({ kind: 'dropped', header: { recording, ...total } });
    this.#dropped.clear();
    if (!this.#isHistoryCompleteDue) return;
    this.#isHistoryCompleteDue = false;
    this.#send({ kind: 'history-complete', header: { recording } });
  }

  /** The newest one only, and named after what the page has asked for: a layout belongs to all recordings of an application. */
  #sendBlueprint(recording: RecordingId): void {
    if (!this.#isBlueprintDue || this.#feed === undefined) return;
    this.#isBlueprintDue = false;
    const message = this.#host.blueprintOf(this.#feed.recording);
    const decoded = message && decodeMessage(message);
    if (decoded?.kind === 'blueprint') this.#send({ kind: 'blueprint', header: { recording }, body: decoded.body });
  }

  #send(message: Message): void {
    this.#socket.send(encodeMessage(message));
  }
}
