import { ProtoError } from '../errors.ts';
import { ByteQueue } from './byte-queue.ts';
import { type RrdChunkFacts, readChunkFacts } from './chunk-facts.ts';
import { unpack } from './chunk-payload.ts';
import { footerCrc } from './crc.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import {
  decodeMessageHeader,
  decodeStreamFooter,
  decodeStreamHeader,
  MAX_RRD_FOOTER_BYTES,
  MAX_RRD_MESSAGE_BYTES,
  MESSAGE_HEADER_BYTES,
  type MessageHeader,
  RrdMessageKind,
  type RrdVersion,
  STREAM_FOOTER_BYTES,
  STREAM_HEADER_BYTES,
  STREAM_MAGIC,
  startsStream,
} from './format.ts';
import {
  decodeArrowMessage,
  decodeBlueprintActivation,
  decodeStoreInfo,
  type RrdBlueprintActivation,
  type RrdStoreId,
  type RrdStoreInfo,
} from './messages.ts';

/**
 * What a recording file is made of, in the order of the file. `offset` is where the message's payload begins (for a stream,
 * its first byte), counted from the first byte that was appended.
 *
 * @group Recordings
 */
export interface RrdMessageMap {
  /** A stream begins: the first thing in a file, and again where files were joined. */
  stream: { readonly version: RrdVersion };
  /** A store is introduced. */
  'store-info': { readonly info: RrdStoreInfo };
  /** One complete chunk. */
  chunk: {
    readonly storeId: RrdStoreId;
    /** Its Arrow stream, uncompressed. May be a view into the bytes that were appended. */
    readonly arrow: Uint8Array;
    readonly facts: RrdChunkFacts;
    /** Bytes of the message's payload in the file. */
    readonly byteLength: number;
    readonly isCompressed: boolean;
  };
  /** Rerun's viewer is told to use a blueprint. */
  'blueprint-activation': { readonly activation: RrdBlueprintActivation };
  /** A stream was closed properly. */
  end: { readonly footerBytes: number };
  /** Something is wrong; what can be read after it is read, unless it is fatal. */
  problem: {
    readonly error: RrdError;
    /** No more messages will come. */
    readonly isFatal: boolean;
    /** Bytes given up on because of this, as far as they are known: of the message, or left at the end of the file. */
    readonly lostBytes: number;
  };
}

/**
 * One of {@link RrdMessageMap}.
 *
 * @group Recordings
 */
export type RrdMessage = {
  [Kind in keyof RrdMessageMap]: { readonly kind: Kind; readonly offset: number } & RrdMessageMap[Kind];
}[keyof RrdMessageMap];

/**
 * `start` → `message` ⇄ `message`; End without payload → `after-end`; End with a footer → `footer` → `after-end`;
 * another stream → `start`; something fatal, or all was read → `done`.
 */
type State = 'start' | 'message' | 'footer' | 'after-end' | 'done';

/**
 * Reads a recording that comes in pieces: bytes in, messages out, no I/O. Memory is bounded by the largest message. What is
 * wrong comes as a message of kind `problem`, never as an exception.
 *
 * @example
 * for await (const bytes of file) {
 *   reader.append(bytes);
 *   for (let message = reader.next(); message !== undefined; message = reader.next()) take(message);
 * }
 * reader.finish(); // and take what is left
 * @group Recordings
 */
export class RrdStreamReader {
  readonly #queue = new ByteQueue();
  #state: State = 'start';
  /** Offset of the next byte of the queue. */
  #offset = 0;
  #streamStart = 0;
  #isFinished = false;
  /** Bytes of a message that is stepped over. */
  #toSkip = 0;
  #footer: { readonly offset: number; readonly byteLength: number; readonly crc: number | undefined } | undefined;

  /** Takes the next bytes of the file, which must not be changed while messages made of them are in use. */
  append(bytes: Uint8Array): void {
    if (this.#isFinished) throw new TypeError('append must not be called after finish.');
    if (this.#state !== 'done') this.#queue.append(bytes);
  }

  /** Says that the file ends here. What `next` then finds incomplete is a `problem` with code `truncated`. */
  finish(): void {
    this.#isFinished = true;
  }

  /** The next message; undefined if more bytes are needed, or everything was read. */
  next(): RrdMessage | undefined {
    for (;;) {
      if (this.#toSkip > 0) {
        this.#toSkip -= this.#advance(this.#toSkip);
        if (this.#toSkip > 0) return this.#starved('a message that is stepped over', this.#toSkip);
      }
      const state = this.#state;
      const message = this.#step(state);
      // A step without a message has either changed the state or must wait.
      if (message !== undefined || (this.#state === state && this.#toSkip === 0)) return message;
    }
  }

  #step(state: State): RrdMessage | undefined {
    switch (state) {
      case 'start':
        return this.#readStreamHeader();
      case 'message':
        return this.#readMessage();
      case 'footer':
        return this.#readFooter();
      case 'after-end':
        return this.#readAfterEnd();
      case 'done':
        return undefined;
    }
  }

  #readStreamHeader(): RrdMessage | undefined {
    if (this.#queue.length < STREAM_HEADER_BYTES) return this.#starved('a stream header', STREAM_HEADER_BYTES);
    const offset = this.#offset;
    let version: RrdVersion;
    try {
      version = decodeStreamHeader(this.#queue.peek(STREAM_HEADER_BYTES), offset);
    } catch (error) {
      return this.#fatal(error);
    }
    this.#streamStart = offset;
    this.#advance(STREAM_HEADER_BYTES);
    this.#state = 'message';
    return { kind: 'stream', offset, version };
  }

  #readMessage(): RrdMessage | undefined {
    if (this.#queue.length >= STREAM_MAGIC.length && startsStream(this.#queue.peek(STREAM_MAGIC.length))) {
      this.#state = 'start';
      return undefined;
    }
    if (this.#queue.length < MESSAGE_HEADER_BYTES) {
      if (this.#queue.length === 0 && this.#isFinished) {
        this.#state = 'done';
        return undefined;
      }
      return this.#starved('a message header', MESSAGE_HEADER_BYTES);
    }
    const header = decodeMessageHeader(this.#queue.peek(MESSAGE_HEADER_BYTES));
    const offset = this.#offset + MESSAGE_HEADER_BYTES;
    const refusal = refuseHeader(header, offset);
    if (refusal !== undefined) {
      if (refusal.isFatal) return this.#fatal(refusal.error);
      this.#stepOver(header);
      return { kind: 'problem', offset, error: refusal.error, isFatal: false, lostBytes: header.payloadBytes };
    }
    if (header.kind === RrdMessageKind.End && header.payloadBytes > MAX_RRD_MESSAGE_BYTES) {
      // A manifest this large is of no use to a reader that has everything by then.
      this.#stepOver(header);
      return { kind: 'end', offset, footerBytes: header.payloadBytes };
    }
    const total = MESSAGE_HEADER_BYTES + header.payloadBytes;
    if (this.#queue.length < total) return this.#starved('a message', total);
    const payload = this.#queue.peek(total).subarray(MESSAGE_HEADER_BYTES);
    this.#advance(total);
    if (header.kind === RrdMessageKind.End) {
      this.#afterEnd(offset, header.payloadBytes, footerCrc(payload));
      return { kind: 'end', offset, footerBytes: header.payloadBytes };
    }
    try {
      return decodePayload(header.kind, payload, offset);
    } catch (error) {
      return { kind: 'problem', offset, error: asRrdError(error, offset), isFatal: false, lostBytes: payload.length };
    }
  }

  #stepOver(header: MessageHeader): void {
    const offset = this.#offset + MESSAGE_HEADER_BYTES;
    this.#advance(MESSAGE_HEADER_BYTES);
    this.#toSkip = header.payloadBytes;
    if (header.kind === RrdMessageKind.End) this.#afterEnd(offset, header.payloadBytes, undefined);
  }

  #afterEnd(offset: number, byteLength: number, crc: number | undefined): void {
    this.#state = byteLength === 0 ? 'after-end' : 'footer';
    this.#footer = { offset, byteLength, crc };
  }

  #readFooter(): RrdMessage | undefined {
    const offset = this.#offset;
    const available = this.#queue.length;
    const isJoined = available >= STREAM_MAGIC.length && startsStream(this.#queue.peek(STREAM_MAGIC.length));
    if (available < STREAM_FOOTER_BYTES) {
      // Shorter than a footer, but another stream: the footer was left out.
      if (!(this.#isFinished && isJoined)) return this.#starved('a stream footer', STREAM_FOOTER_BYTES);
      this.#state = 'start';
      return this.#footerProblem(
        'An End with a footer is followed by 32 bytes that say where it is, found none',
        offset,
      );
    }
    const footer = decodeStreamFooter(this.#queue.peek(STREAM_FOOTER_BYTES));
    this.#state = 'after-end';
    if (footer === undefined) {
      if (!isJoined) this.#state = 'message';
      return this.#footerProblem(
        'An End with a footer is followed by 32 bytes that say where it is, found others',
        offset,
      );
    }
    this.#advance(STREAM_FOOTER_BYTES);
    const end = this.#footer;
    if (end === undefined) return undefined;
    const expected = end.offset - this.#streamStart;
    if (footer.offset !== expected || footer.byteLength !== end.byteLength) {
      return this.#footerProblem(
        `The stream footer must point to ${end.byteLength} bytes at ${expected}, found ${footer.byteLength} at ${footer.offset}`,
        offset,
      );
    }
    if (end.crc === undefined || footer.crc === end.crc) return undefined;
    const error = new RrdError(
      RrdErrorCode.BadCrc,
      `The footer has checksum ${end.crc}, but the stream footer says ${footer.crc}`,
      offset,
    );
    return { kind: 'problem', offset, error, isFatal: false, lostBytes: 0 };
  }

  #readAfterEnd(): RrdMessage | undefined {
    const { length } = this.#queue;
    if (length < STREAM_MAGIC.length) {
      if (length > 0 || !this.#isFinished) return this.#starved('another stream', STREAM_MAGIC.length);
      this.#state = 'done';
      return undefined;
    }
    if (startsStream(this.#queue.peek(STREAM_MAGIC.length))) {
      this.#state = 'start';
      return undefined;
    }
    // One flipped bit makes an End of a chunk's message: what comes after it is still there.
    this.#state = 'message';
    return this.#footerProblem('After the end only another stream may follow; reading on', this.#offset);
  }

  #footerProblem(problem: string, offset: number): RrdMessage {
    const error = new RrdError(RrdErrorCode.BadFooter, problem, offset);
    return { kind: 'problem', offset, error, isFatal: false, lostBytes: 0 };
  }

  /** Waits for more bytes, or says that none will come. */
  #starved(what: string, neededBytes: number): RrdMessage | undefined {
    if (!this.#isFinished) return undefined;
    const offset = this.#offset;
    const lostBytes = this.#queue.length;
    this.#advance(lostBytes);
    this.#toSkip = 0;
    this.#state = 'done';
    const error = new RrdError(
      RrdErrorCode.Truncated,
      `The recording ends within ${what}: ${neededBytes} bytes are needed and ${lostBytes} are left. All before it was read`,
      offset,
    );
    return { kind: 'problem', offset, error, isFatal: true, lostBytes };
  }

  #fatal(cause: unknown): RrdMessage {
    const offset = this.#offset;
    const lostBytes = this.#queue.length;
    this.#advance(lostBytes);
    this.#state = 'done';
    return { kind: 'problem', offset, error: asRrdError(cause, offset), isFatal: true, lostBytes };
  }

  #advance(count: number): number {
    const skipped = this.#queue.skip(count);
    this.#offset += skipped;
    return skipped;
  }
}

/**
 * Why a message with this header cannot be read. Not fatal if its length can be trusted, so that it can be stepped over.
 */
export function refuseHeader(
  header: MessageHeader,
  offset: number,
): { readonly error: RrdError; readonly isFatal: boolean } | undefined {
  const { kind, payloadBytes } = header;
  const isKnown = kind <= RrdMessageKind.BlueprintActivation;
  const max = kind === RrdMessageKind.End ? MAX_RRD_FOOTER_BYTES : MAX_RRD_MESSAGE_BYTES;
  if (!isKnown) {
    const error = new RrdError(RrdErrorCode.UnknownKind, `A message must be of kind 0 to 3, found ${kind}`, offset);
    return { error, isFatal: payloadBytes > max };
  }
  if (payloadBytes <= max) return undefined;
  const error = new RrdError(
    RrdErrorCode.LimitExceeded,
    `A message of kind ${kind} has at most ${max} bytes, found ${Number.isFinite(payloadBytes) ? payloadBytes : '2^53 or more'}`,
    offset,
  );
  return { error, isFatal: !Number.isFinite(payloadBytes) };
}

function decodePayload(kind: number, payload: Uint8Array, offset: number): RrdMessage {
  switch (kind) {
    case RrdMessageKind.StoreInfo:
      return { kind: 'store-info', offset, info: decodeStoreInfo(payload, offset) };
    case RrdMessageKind.Arrow:
      return decodeChunkMessage(payload, offset);
    default:
      return { kind: 'blueprint-activation', offset, activation: decodeBlueprintActivation(payload, offset) };
  }
}

function decodeChunkMessage(payload: Uint8Array, offset: number): RrdMessage {
  const message = decodeArrowMessage(payload, offset);
  const arrow = unpack(message, offset);
  return {
    kind: 'chunk',
    offset,
    storeId: message.storeId,
    arrow,
    facts: readChunkFacts(arrow),
    byteLength: payload.length,
    isCompressed: arrow !== message.payload,
  };
}

/** An error about the bytes as one with their place in the file. Anything else is a bug and goes on. */
export function asRrdError(error: unknown, offset: number): RrdError {
  if (error instanceof RrdError) return error;
  if (!(error instanceof ProtoError)) throw error;
  const problem = `The chunk does not parse (${error.code}): ${error.message.replace(/\.$/, '')}`;
  return new RrdError(RrdErrorCode.BadChunk, problem, offset, { cause: error });
}
