import {
  assertNever,
  type ChunkHeader,
  checkChunkBody,
  type Dropped,
  encodeMessage,
  type HelloSdk,
  type Message,
  PROTOCOL_VERSION,
} from '@rushes/proto';
import { PeerError } from './peer-error.ts';
import type { HubClock, PeerSocket } from './peer-socket.ts';
import type { RecordingLog } from './recording-log.ts';

/** Bytes taken in without an acknowledgement, at most. */
const ACK_BYTES = 256 * 1024;
/** How long an acknowledgement may wait for more chunks to cover. */
const ACK_DELAY_MILLIS = 50;
/** Answers that may wait for an SDK that does not read them. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** What an {@link IngestSession} needs of the hub. */
export interface IngestHost {
  readonly serverName: string;
  readonly clock: HubClock;
  /** The SDK is connected. Ends an older connection of the same stream. Throws PeerError `too-many-recordings`. */
  sdkConnected(session: IngestSession, hello: HelloSdk): RecordingLog;
  /** The SDK said bye or its connection is gone; told once. */
  sdkDisconnected(session: IngestSession, recording: RecordingLog): void;
  /** Takes the chunk into the log and tells the pages. Throws PeerError `static-limit`. */
  ingested(recording: RecordingLog, header: ChunkHeader, message: Uint8Array, stream: string): void;
  sdkDropped(recording: RecordingLog, dropped: Dropped): void;
  /** How the recording is to be laid out; `message` is whole. */
  blueprintArrived(recording: RecordingLog, message: Uint8Array): void;
}

/**
 * The connection of one SDK, from its hello on: takes chunks in, acknowledges them in batches.
 *
 * A chunk whose seq is not above the highest one taken in from its stream came twice, because the SDK did not learn of its
 * acknowledgement; it is passed over. Gaps in seq are legal: the hub may have been restarted.
 */
export class IngestSession {
  readonly stream: string;
  readonly recording: RecordingLog;
  /** Ends the connection with an error. */
  readonly end: (error: unknown) => void;
  readonly #socket: PeerSocket;
  readonly #host: IngestHost;
  #lastSeq: number;
  #ackedSeq: number;
  #unackedBytes = 0;
  #cancelAck: (() => void) | undefined;
  #isDone = false;

  constructor(socket: PeerSocket, host: IngestHost, hello: HelloSdk, end: (error: unknown) => void) {
    this.#socket = socket;
    this.#host = host;
    this.end = end;
    this.stream = hello.stream;
    this.recording = host.sdkConnected(this, hello);
    this.#lastSeq = this.recording.lastSeq(this.stream);
    this.#ackedSeq = this.#lastSeq;
    this.#send({
      kind: 'welcome',
      header: { protocol: PROTOCOL_VERSION, server: host.serverName, resumeAfter: this.#lastSeq },
    });
  }

  /** `bytes`: the whole message that `message` was decoded from. Throws ProtoError or PeerError if it is not in order. */
  handle(message: Message, bytes: Uint8Array): void {
    if (this.#isDone) {
      throw new PeerError('unexpected-message', `Nothing may follow "bye", found "${message.kind}".`);
    }
    switch (message.kind) {
      case 'chunk':
        this.#takeChunk(message.header, message.body, bytes);
        break;
      case 'flush':
        this.#checkReads();
        this.#acknowledge();
        this.#send({ kind: 'flushed', header: { token: message.header.token } });
        break;
      case 'blueprint':
        this.#checkRecording(message.header.recording, 'blueprint');
        this.#host.blueprintArrived(this.recording, ownBytes(bytes));
        break;
      case 'dropped':
        this.#checkRecording(message.header.recording, 'dropped');
        this.#host.sdkDropped(this.recording, message.header);
        break;
      case 'bye':
        this.#acknowledge();
        this.#finish();
        break;
      case 'hello':
      case 'welcome':
      case 'ack':
      case 'flushed':
      case 'recordings':
      case 'subscribe':
      case 'history-complete':
      case 'received':
      case 'evicted':
      case 'error':
        throw new PeerError('unexpected-message', `An SDK sends no "${message.kind}" after its hello.`);
      default:
        assertNever(message);
    }
  }

  closed(): void {
    this.#finish();
  }

  #takeChunk(header: ChunkHeader, body: Uint8Array, message: Uint8Array): void {
    this.#checkRecording(header.recording, 'chunk');
    if (header.seq > this.#lastSeq) {
      checkChunkBody(header, body);
      this.#host.ingested(this.recording, header, ownBytes(message), this.stream);
      this.#lastSeq = header.seq;
      this.recording.noteSeq(this.stream, header.seq);
    } else {
      // A resent chunk: tell the SDK again that it is here.
      this.#ackedSeq = Math.min(this.#ackedSeq, this.#lastSeq - 1);
    }
    this.#unackedBytes += message.byteLength;
    if (this.#unackedBytes >= ACK_BYTES) this.#acknowledge();
    else this.#cancelAck ??= this.#host.clock.after(ACK_DELAY_MILLIS, () => this.#acknowledge());
  }

  #acknowledge(): void {
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#unackedBytes = 0;
    if (this.#ackedSeq >= this.#lastSeq || this.#isDone) return;
    // An SDK that does not read: a later acknowledgement covers this one.
    if (this.#socket.bufferedBytes > MAX_UNREAD_BYTES) return;
    this.#ackedSeq = this.#lastSeq;
    this.#send({ kind: 'ack', header: { seq: this.#lastSeq } });
  }

  #checkReads(): void {
    if (this.#socket.bufferedBytes <= MAX_UNREAD_BYTES) return;
    throw new PeerError(
      'not-reading',
      `The SDK asks for answers but has left ${this.#socket.bufferedBytes} bytes unread.`,
    );
  }

  #checkRecording(found: string, kind: string): void {
    if (found === this.recording.info.id) return;
    throw new PeerError(
      'wrong-recording',
      `A ${kind} must name the recording of its connection's hello, "${this.recording.info.id}", found "${found}".`,
    );
  }

  #finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#cancelAck?.();
    this.#host.sdkDisconnected(this, this.recording);
  }

  #send(message: Message): void {
    this.#socket.send(encodeMessage(message));
  }
}

/** How many times its size a chunk's buffer may be. */
const MAX_WINDOW_RATIO = 4;

/**
 * The message as it can be kept. What the socket library hands out may be a window on a read buffer of 64 KiB, which would
 * be kept whole as long as the chunk is: too much for a small chunk, which is copied. A large one stays where it is; the
 * rest of its buffer is mostly chunks of the same moment, which are evicted at about the same time.
 */
function ownBytes(message: Uint8Array): Uint8Array {
  return message.buffer.byteLength <= message.byteLength * MAX_WINDOW_RATIO ? message : new Uint8Array(message);
}
