import { type ByteSource, type RrdMessage, RrdStreamReader, RrdWriter } from '@rushes/proto';

/** Bytes read at once: large enough that a disk is never waited for, small enough to hold a few. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Told how far a pass over a recording is: bytes behind it, bytes in all. */
export type OnProgress = (done: number, total: number) => void;

/**
 * All messages of a recording, in the order of the file. Memory: two pieces of 4 MiB and the largest message, unless messages
 * are kept: the bytes of a chunk may be a view into a piece.
 */
export async function* readMessages(source: ByteSource, onProgress?: OnProgress): AsyncGenerator<RrdMessage> {
  const total = await source.size();
  const reader = new RrdStreamReader();
  for (let at = 0; at < total; ) {
    const piece = await source.read(at, Math.min(PIECE_BYTES, total - at));
    if (piece.length === 0) break;
    reader.append(piece);
    at += piece.length;
    for (let message = reader.next(); message !== undefined; message = reader.next()) yield message;
    onProgress?.(at, total);
  }
  reader.finish();
  for (let message = reader.next(); message !== undefined; message = reader.next()) yield message;
}

/** Where the payload of a chunk's message is. */
export interface ChunkPlace {
  readonly offset: number;
  readonly byteLength: number;
}

const MESSAGE_HEADER_BYTES = 16;

/** The Arrow stream of one chunk, uncompressed, that was read from there before. @throws Error if it has changed. */
export async function readChunkAt(source: ByteSource, { offset, byteLength }: ChunkPlace): Promise<Uint8Array> {
  const reader = new RrdStreamReader();
  for (const bytes of new RrdWriter().header()) reader.append(bytes);
  reader.append(await source.read(offset - MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + byteLength));
  reader.finish();
  for (let message = reader.next(); message !== undefined; message = reader.next()) {
    if (message.kind === 'chunk') return message.arrow;
  }
  throw new Error(`The recording has changed while it was read: there is no chunk any more at byte ${offset}.`);
}
