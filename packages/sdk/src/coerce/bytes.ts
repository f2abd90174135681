import { describe } from './describe.ts';

/**
 * Bytes: an `ArrayBuffer`, or any typed array or `Buffer`, whose memory is taken as it is (little-endian, as on all machines that
 * run JavaScript today).
 *
 * @group Archetypes
 */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** A copy of the bytes. */
export function toBytes(where: string, input: Bytes): Uint8Array {
  if (input instanceof ArrayBuffer) return new Uint8Array(input.slice(0));
  if (ArrayBuffer.isView(input)) {
    // Not slice(): a Buffer's slice is a view on the same memory.
    return new Uint8Array(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  }
  throw new TypeError(`${where} must be bytes (a typed array or an ArrayBuffer), but is ${describe(input)}.`);
}
