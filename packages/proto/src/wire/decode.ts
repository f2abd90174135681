import { Decoder } from '@msgpack/msgpack';
import { MAX_BLUEPRINT_BYTES, MAX_HEADER_BYTES, MAX_MESSAGE_BYTES } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { plainBytes } from '../plain-bytes.ts';
import { checkMsgpackShape } from './check-msgpack.ts';
import { LENGTH_BYTES } from './encode.ts';
import { HeaderReader } from './header-reader.ts';
import type { Message } from './messages.ts';
import { readHeader } from './read-header.ts';

/**
 * Upper bounds for what is accepted; a receiver may be stricter than the protocol.
 *
 * @group Socket protocol
 */
export interface WireLimits {
  /** Bytes of one whole message. Default: 64 MiB, the most that the protocol allows. */
  readonly maxMessageBytes?: number;
  /** Bytes of its header. Default: 64 KiB, the most that the protocol allows. */
  readonly maxHeaderBytes?: number;
}

/**
 * A message of a kind that this version does not know: to be skipped.
 *
 * @group Socket protocol
 */
export interface UnknownMessage {
  readonly kind: 'unknown';
  /** The kind, as the peer calls it. */
  readonly name: string;
}

/**
 * Decodes one binary WebSocket message and checks every field of its header. The body is not looked at: see
 * {@link checkChunkBody} and {@link decodeChunk}.
 *
 * @param received The whole message. The body of the result is a view into it.
 * @returns The message, or `{kind: 'unknown'}` for a kind that is not known. Unknown fields are ignored.
 * @throws ProtoError `truncated`, `limit-exceeded`, `bad-header`, `bad-version`, `bad-id` or `bad-entity-path`
 * @group Socket protocol
 */
export function decodeMessage(received: Uint8Array, limits: WireLimits = {}): Message | UnknownMessage {
  const bytes = plainBytes(received);
  const maxMessageBytes = limits.maxMessageBytes ?? MAX_MESSAGE_BYTES;
  if (bytes.length > maxMessageBytes) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `A message has at most ${maxMessageBytes} bytes, found ${bytes.length}.`,
    );
  }
  const header = headerBytes(bytes, limits.maxHeaderBytes ?? MAX_HEADER_BYTES);
  const body = bytes.subarray(LENGTH_BYTES + header.length);
  const reader = decodeHeader(header);
  const kind = reader.text('kind', { maxBytes: 64 });
  const read = readHeader(kind, reader);
  if (read === undefined) return { kind: 'unknown', name: kind };
  if (read.kind === 'chunk') return { ...read, body };
  if (read.kind === 'blueprint') return { ...read, body: checkBlueprint(body) };
  if (body.length > 0) {
    throw new ProtoError(ProtoErrorCode.BadHeader, `A "${kind}" message has no body, found ${body.length} bytes.`);
  }
  return read;
}

/** What is in it is read by the page alone, and written to files as it is. */
function checkBlueprint(body: Uint8Array): Uint8Array {
  if (body.length <= MAX_BLUEPRINT_BYTES) return body;
  throw new ProtoError(
    ProtoErrorCode.LimitExceeded,
    `A blueprint has at most ${MAX_BLUEPRINT_BYTES} bytes, found ${body.length}.`,
  );
}

// 64-bit integers come as bigint, whatever their value; which fields are numbers is the header reader's business.
const decoder = new Decoder({ useBigInt64: true });

function headerBytes(bytes: Uint8Array, maxHeaderBytes: number): Uint8Array {
  if (bytes.length < LENGTH_BYTES) {
    throw new ProtoError(
      ProtoErrorCode.Truncated,
      `A message needs ${LENGTH_BYTES} bytes for the length of its header, found ${bytes.length}.`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > maxHeaderBytes) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The header of a message has at most ${maxHeaderBytes} bytes, found ${length}.`,
    );
  }
  if (LENGTH_BYTES + length > bytes.length) {
    throw new ProtoError(
      ProtoErrorCode.Truncated,
      `The header needs ${length} bytes at offset ${LENGTH_BYTES} but ${bytes.length - LENGTH_BYTES} remain.`,
    );
  }
  return bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}

function decodeHeader(header: Uint8Array): HeaderReader {
  // The decoder makes an array as long as its header claims before it looks for the entries.
  checkMsgpackShape(header);
  let value: unknown;
  try {
    value = decoder.decode(header);
  } catch (cause) {
    throw new ProtoError(ProtoErrorCode.BadHeader, 'The header of a message must be one msgpack map.', { cause });
  }
  return HeaderReader.of(value, 'the header');
}
