import type { ByteSource } from '@rushes/proto';
import { type ChunkPlace, readChunkAt } from './read-messages.ts';

/** Bytes kept; a recording whose chunks lie in disorder is read again instead. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** Chunks that were read and are still needed, within a limit: what is given up is read again. */
export class HeldChunks {
  readonly #source: ByteSource;
  readonly #held = new Map<string, Uint8Array>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(source: ByteSource, maxBytes: number = MAX_HELD_BYTES) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  /** Keeps a copy of a chunk. */
  hold(key: string, arrow: Uint8Array): void {
    this.release(key);
    this.#held.set(key, arrow.slice());
    this.#bytes += arrow.length;
    for (const [oldest, bytes] of this.#held) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#held.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }

  /** The chunk, held or read again from its place. */
  async get(key: string, place: ChunkPlace): Promise<Uint8Array> {
    return this.#held.get(key) ?? (await readChunkAt(this.#source, place));
  }

  release(key: string): void {
    this.#bytes -= this.#held.get(key)?.length ?? 0;
    this.#held.delete(key);
  }
}
