import { type ChunkId, TUID_BYTES, writeChunkId } from '../ids.ts';
import { encodeMessageHeader, MESSAGE_HEADER_BYTES, RrdMessageKind } from './format.ts';
import { encodeStoreIdField, type RrdStoreId } from './messages.ts';

/** Small pieces are cut from buffers of this size: allocating each for itself costs more than writing it. */
const SLAB_BYTES = 64 * 1024;
/** What follows the store id, at most: four tags, two short values and two varints. */
const MAX_REST_BYTES = 4 + 2 + 2 * 5;
/** Tag and length, and two fixed64 with their tags. */
const CHUNK_ID_BYTES = 2 + 2 * (1 + 8);
/** Field number and wire type. */
const Tag = {
  Compression: 0x10,
  UncompressedBytes: 0x18,
  Encoding: 0x20,
  Payload: 0x2a,
  ChunkId: 0x32,
  IsStatic: 0x38,
  FixedHigh: 0x09,
  FixedLow: 0x11,
} as const;
const ARROW_IPC = 1;

/** What differs between the chunks of one store. */
export interface ArrowMessageParts {
  /** One of `RrdCompression`. */
  readonly compression: number;
  readonly uncompressedBytes: number;
  readonly payload: Uint8Array;
  readonly chunkId: ChunkId;
  readonly isStatic: boolean;
}

/**
 * Encodes the messages of one store's chunks: `ArrowMsg` with its header. By hand, since this is done for every video sample and a
 * general encoder takes ten times as long; a decoder that was not written for it reads the outcome in the tests.
 */
export class ArrowMessageEncoder {
  readonly #storeId: Uint8Array;
  #slab = new Uint8Array(SLAB_BYTES);
  #used = 0;

  constructor(storeId: RrdStoreId) {
    this.#storeId = encodeStoreIdField(storeId);
  }

  /** All of a message but its payload, which goes between `head` and `tail` and is not copied. */
  encode(parts: ArrowMessageParts): { readonly head: Uint8Array; readonly tail: Uint8Array } {
    const tailBytes = CHUNK_ID_BYTES + (parts.isStatic ? 2 : 0);
    const head = this.#take(MESSAGE_HEADER_BYTES + this.#storeId.length + MAX_REST_BYTES);
    head.set(this.#storeId, MESSAGE_HEADER_BYTES);
    let at = MESSAGE_HEADER_BYTES + this.#storeId.length;
    head[at++] = Tag.Compression;
    head[at++] = parts.compression;
    head[at++] = Tag.UncompressedBytes;
    at = writeVarint(head, at, parts.uncompressedBytes);
    head[at++] = Tag.Encoding;
    head[at++] = ARROW_IPC;
    head[at++] = Tag.Payload;
    at = writeVarint(head, at, parts.payload.length);
    const payloadBytes = at - MESSAGE_HEADER_BYTES + parts.payload.length + tailBytes;
    head.set(encodeMessageHeader(RrdMessageKind.Arrow, payloadBytes));
    this.#giveBack(head.length - at);
    return { head: head.subarray(0, at), tail: this.#tail(parts) };
  }

  #tail({ chunkId, isStatic }: ArrowMessageParts): Uint8Array {
    const tail = this.#take(CHUNK_ID_BYTES + (isStatic ? 2 : 0));
    tail[0] = Tag.ChunkId;
    tail[1] = CHUNK_ID_BYTES - 2;
    // Ids are written big-endian, fixed64 is little-endian.
    writeChunkId(chunkId, tail, 4);
    tail.subarray(4, 4 + TUID_BYTES / 2).reverse();
    tail.subarray(4 + TUID_BYTES / 2, 4 + TUID_BYTES).reverse();
    tail.copyWithin(3, 4, 4 + TUID_BYTES / 2);
    tail[2] = Tag.FixedHigh;
    tail[3 + TUID_BYTES / 2] = Tag.FixedLow;
    if (isStatic) tail.set([Tag.IsStatic, 1], CHUNK_ID_BYTES);
    return tail;
  }

  #take(byteLength: number): Uint8Array {
    if (this.#used + byteLength > SLAB_BYTES) {
      this.#slab = new Uint8Array(Math.max(SLAB_BYTES, byteLength));
      this.#used = 0;
    }
    const piece = this.#slab.subarray(this.#used, this.#used + byteLength);
    this.#used += byteLength;
    return piece;
  }

  /** The end of what was taken last is not needed. So each tail lies right before the next head, and a writer can join the two. */
  #giveBack(byteLength: number): void {
    this.#used -= byteLength;
  }
}

function writeVarint(out: Uint8Array, offset: number, value: number): number {
  let [at, left] = [offset, value];
  while (left > 127) {
    out[at++] = (left & 127) | 128;
    left >>>= 7;
  }
  out[at++] = left;
  return at;
}
