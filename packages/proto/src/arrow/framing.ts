import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { ByteBuffer } from 'flatbuffers';
import { MAX_MESSAGE_BYTES, MAX_SCHEMA_BYTES } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';

// An Arrow IPC stream is a row of messages: u32 0xFFFFFFFF, u32 length of the metadata (padded to 8 bytes), metadata, body.
// A length of 0 ends the stream.

/** Bytes before the metadata of a message. */
export const PREFIX_BYTES = 8;
/** Value of the four bytes that begin every message. */
export const CONTINUATION = 0xffffffff;
/** Messages and buffers begin at multiples of this. */
const ALIGNMENT = 8;

export function padded(byteLength: number): number {
  return Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
}

/** The parts of the one kind of stream that a chunk may be: a schema, one record batch, and the end. */
export interface ChunkFrames {
  /** Flatbuffer of the schema's message. Borrowed from the stream, as are the others. */
  readonly schema: Uint8Array;
  /** Flatbuffer of the record batch's message. */
  readonly batch: Uint8Array;
  /** Body of the record batch. */
  readonly body: Uint8Array;
}

/** What a stream may take: tables of a recording's index are larger than chunks. */
export interface FrameLimits {
  /** Bytes of the stream, and of a body in it. */
  readonly streamBytes: number;
  /** Bytes of the metadata of one message. */
  readonly metadataBytes: number;
}

const CHUNK_LIMITS: FrameLimits = { streamBytes: MAX_MESSAGE_BYTES, metadataBytes: MAX_SCHEMA_BYTES };

/** Cuts a stream into its parts, all lengths checked. @throws ProtoError `bad-arrow`, `truncated` or `limit-exceeded` */
export function readFrames(bytes: Uint8Array, limits: FrameLimits = CHUNK_LIMITS): ChunkFrames {
  if (bytes.length > limits.streamBytes) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `An Arrow stream has at most ${limits.streamBytes} bytes, found ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const schema = readMetadata(bytes, view, { offset: 0, what: 'schema', limits });
  const batchOffset = PREFIX_BYTES + schema.length;
  const batch = readMetadata(bytes, view, { offset: batchOffset, what: 'record batch', limits });
  const bodyOffset = batchOffset + PREFIX_BYTES + batch.length;
  const bodyLength = readHeader(batch, MessageHeader.RecordBatch, 'record batch', limits);
  if (readHeader(schema, MessageHeader.Schema, 'schema', limits) !== 0) {
    throw badArrow('The schema message must have no body', 0);
  }
  const end = bodyOffset + bodyLength;
  if (end > bytes.length) throw truncated('the body of the record batch', bodyLength, bodyOffset, bytes.length);
  checkEnd(view, padded(end));
  return { schema, batch, body: bytes.subarray(bodyOffset, end) };
}

/** Reads a 64-bit length or offset: anything beyond 2^32 is wrong in every message that passed the limits. */
export function readSize(buffer: ByteBuffer, offset: number): number {
  return buffer.readUint32(offset + 4) === 0 ? buffer.readUint32(offset) : Number.POSITIVE_INFINITY;
}

function readMetadata(
  bytes: Uint8Array,
  view: DataView,
  { offset, what, limits }: { readonly offset: number; readonly what: string; readonly limits: FrameLimits },
): Uint8Array {
  if (offset + PREFIX_BYTES > bytes.length) throw truncated(`the ${what} message`, PREFIX_BYTES, offset, bytes.length);
  const marker = view.getUint32(offset, true);
  if (marker !== CONTINUATION) {
    throw badArrow(`The ${what} message must begin with 0xffffffff, found 0x${marker.toString(16)}`, offset);
  }
  const length = view.getUint32(offset + 4, true);
  if (length > limits.metadataBytes) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The metadata of an Arrow message has at most ${limits.metadataBytes} bytes, found ${length} at offset ${offset}.`,
    );
  }
  // Smaller than this there is no room for the tables of a message.
  if (length < 16) throw badArrow(`Expected a ${what} message, found metadata of ${length} bytes`, offset);
  const start = offset + PREFIX_BYTES;
  if (start + length > bytes.length) throw truncated(`the ${what} message`, length, start, bytes.length);
  return bytes.subarray(start, start + length);
}

/** Checks kind and version of a message; returns the length of its body. */
function readHeader(metadata: Uint8Array, kind: MessageHeader, what: string, limits: FrameLimits): number {
  const buffer = new ByteBuffer(metadata);
  const message = Message.getRootAsMessage(buffer);
  const found = message.headerType();
  if (found !== kind) throw badArrow(`Expected a ${what} message, found one of kind ${MessageHeader[found] ?? found}`);
  const version = message.version();
  if (version !== MetadataVersion.V5 && version !== MetadataVersion.V4) {
    throw badArrow(`The ${what} message must have metadata version 4 or 5, found ${version + 1}`);
  }
  const offset = buffer.__offset(message.bb_pos, 10);
  const length = offset === 0 ? 0 : readSize(buffer, message.bb_pos + offset);
  if (length > limits.streamBytes) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The body of an Arrow message has at most ${limits.streamBytes} bytes, found ${length} for the ${what}.`,
    );
  }
  return length;
}

/** After the batch comes the end marker; writers that close the stream in another way leave it out. */
function checkEnd(view: DataView, offset: number): void {
  if (offset >= view.byteLength) return;
  if (offset + PREFIX_BYTES > view.byteLength) {
    throw truncated('the end of the stream', PREFIX_BYTES, offset, view.byteLength);
  }
  if (view.getUint32(offset, true) !== CONTINUATION || view.getUint32(offset + 4, true) !== 0) {
    throw badArrow('A chunk has exactly one record batch; expected the end of the stream after it', offset);
  }
  if (offset + PREFIX_BYTES !== view.byteLength) {
    throw badArrow(
      `Expected nothing after the end of the stream, found ${view.byteLength - offset - PREFIX_BYTES} bytes`,
    );
  }
}

export function badArrow(problem: string, offset?: number): ProtoError {
  const where = offset === undefined ? '' : ` at offset ${offset}`;
  return new ProtoError(ProtoErrorCode.BadArrow, `${problem}${where}.`);
}

function truncated(what: string, needed: number, offset: number, total: number): ProtoError {
  return new ProtoError(
    ProtoErrorCode.Truncated,
    `Arrow stream needs ${needed} bytes for ${what} at offset ${offset} but ${Math.max(total - offset, 0)} remain.`,
  );
}
