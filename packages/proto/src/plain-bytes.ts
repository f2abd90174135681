/**
 * The same memory as a plain `Uint8Array`. Node's `Buffer`, which sockets and files hand out, is a subclass whose `slice`
 * does not copy: what must be a copy would stay a window into a buffer that somebody else uses again.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
