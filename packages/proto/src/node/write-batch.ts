import type { QueuedChunk } from './recording-queue.ts';

interface Message {
  /** Undefined for what is not a chunk. */
  readonly entry: QueuedChunk | undefined;
  readonly pieces: readonly Uint8Array[];
  readonly byteLength: number;
}

/**
 * Whole messages that stand next to each other in the file, encoded. Pure.
 *
 * After a failure the file is cut back to the last message that is complete, and the batch to what is behind it.
 */
export class WriteBatch {
  #position: number;
  #byteLength = 0;
  #messages: Message[] = [];

  /** `position`: where its first byte belongs in the file. */
  constructor(position: number) {
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  get end(): number {
    return this.#position + this.#byteLength;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Its chunks, in order. */
  get entries(): readonly QueuedChunk[] {
    return this.#messages.flatMap(({ entry }) => entry ?? []);
  }

  /** Number of its first chunk; undefined without any. */
  get oldestOrder(): number | undefined {
    return this.#messages.find(({ entry }) => entry !== undefined)?.entry?.order;
  }

  /** Adds one message. */
  add(pieces: readonly Uint8Array[], entry?: QueuedChunk): void {
    let byteLength = 0;
    for (const piece of pieces) byteLength += piece.length;
    this.#byteLength += byteLength;
    this.#messages.push({ entry, pieces, byteLength });
  }

  /** What is behind the first `bytes`, in as few pieces as it lies in memory. */
  piecesAfter(bytes: number): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    const add = (piece: Uint8Array) => {
      const last = pieces.at(-1);
      const isNext = last?.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset;
      if (!isNext) pieces.push(piece);
      else pieces[pieces.length - 1] = new Uint8Array(piece.buffer, last.byteOffset, last.length + piece.length);
    };
    let left = bytes;
    for (const message of this.#messages) {
      if (left >= message.byteLength) {
        left -= message.byteLength;
        continue;
      }
      for (const piece of message.pieces) {
        if (left < piece.length) add(left === 0 ? piece : piece.subarray(left));
        left = Math.max(left - piece.length, 0);
      }
    }
    return pieces;
  }

  /** Takes out the messages that are complete within the first `bytes`; returns their chunks. */
  dropWritten(bytes: number): readonly QueuedChunk[] {
    let count = 0;
    let written = 0;
    for (const { byteLength } of this.#messages) {
      if (written + byteLength > bytes) break;
      written += byteLength;
      count += 1;
    }
    const complete = this.#messages.slice(0, count);
    this.#messages = this.#messages.slice(count);
    this.#position += written;
    this.#byteLength -= written;
    return complete.flatMap(({ entry }) => entry ?? []);
  }
}
