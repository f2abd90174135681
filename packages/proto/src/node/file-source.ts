import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../rrd/byte-source.ts';

/**
 * A file on disk as a {@link ByteSource}.
 *
 * @group Recordings
 */
export interface FileSource extends ByteSource {
  /** Closes the file. Reads that are under way come to their end first; later ones reject. */
  close(): Promise<void>;
}

/**
 * Opens a file for reading. Its size is asked for anew each time, so a recording that is still written to can be followed.
 *
 * @throws The error of Node, from the promise, if there is no such file or it may not be read.
 * @group Recordings
 */
export async function fileSource(path: string): Promise<FileSource> {
  return new NodeFileSource(await open(path, 'r'));
}

const SMALL_READ_BYTES = 1024 * 1024;

class NodeFileSource implements FileSource {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    // Of much, what lies behind the end is not allocated for; of little, asking for the size would cost as much as reading.
    const there = length > SMALL_READ_BYTES ? Math.max(Math.min(length, (await this.size()) - offset), 0) : length;
    const bytes = new Uint8Array(there);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
