/** `ArrayBuffer.prototype.transfer`, of 2024. */
interface Transferable extends ArrayBuffer {
  transfer(newByteLength: number): ArrayBuffer;
}

/**
 * Gives the memory of a buffer back at once, where the browser can. Left to garbage collection, hundreds of megabytes of buffers pile
 * up that nobody needs. Nothing may look at the buffer any more: its views have no elements then.
 */
export function freeBuffer(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && canTransfer(buffer)) buffer.transfer(0);
}

function canTransfer(buffer: ArrayBuffer): buffer is Transferable {
  return 'transfer' in buffer;
}
