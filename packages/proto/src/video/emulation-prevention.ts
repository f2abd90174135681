/**
 * Puts a 3 wherever two zero bytes are followed by a byte of 3 or less, and at the end after zero bytes, so that the
 * payload can hold no start code (ITU-T H.264 7.4.1). Returns a copy.
 */
export function escapePayload(payload: Uint8Array): Uint8Array {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  if (zeros > 0) out.push(3);
  return Uint8Array.from(out);
}
