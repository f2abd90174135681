import { Encoder } from '@msgpack/msgpack';
import { MAX_BLUEPRINT_BYTES, MAX_HEADER_BYTES, MAX_MESSAGE_BYTES } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { Message } from './messages.ts';

/** Bytes of the header length in front of every message. */
export const LENGTH_BYTES = 4;

// Fields that are bigint go out as 64-bit integers; numbers take the shortest form. Absent optional fields are left out.
const encoder = new Encoder({ useBigInt64: true, ignoreUndefined: true });

/**
 * Encodes one message for the socket: `u32 LE header length | msgpack header | body`. The body is copied.
 *
 * @returns Bytes of its own, to be sent as one binary WebSocket message.
 * @throws ProtoError `limit-exceeded` for a header or a message that is too large.
 * @group Socket protocol
 */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const header = encoder.encodeSharedRef({ kind: message.kind, ...message.header });
  const body = 'body' in message ? message.body : NO_BODY;
  const length = LENGTH_BYTES + header.length + body.length;
  checkLimit(header.length, MAX_HEADER_BYTES, `The header of a "${message.kind}" message`);
  checkLimit(length, MAX_MESSAGE_BYTES, `A "${message.kind}" message`);
  if (message.kind === 'blueprint') checkLimit(body.length, MAX_BLUEPRINT_BYTES, 'A blueprint');
  const out = new Uint8Array(length);
  new DataView(out.buffer).setUint32(0, header.length, true);
  out.set(header, LENGTH_BYTES);
  out.set(body, LENGTH_BYTES + header.length);
  return out;
}

const NO_BODY = new Uint8Array(0);

function checkLimit(length: number, max: number, what: string): void {
  if (length > max) {
    throw new ProtoError(ProtoErrorCode.LimitExceeded, `${what} has at most ${max} bytes, found ${length}.`);
  }
}
