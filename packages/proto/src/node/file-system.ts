import { close, fdatasync, fstat, fsync, ftruncate, open, writev, writevSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** As much of a file system as writing a recording takes; tests have one that fills up. */
export interface RecordingFileSystem {
  /** Makes a file. Rejects with `EEXIST` if there is one, unless it may be overwritten. */
  create(path: string, overwrite: boolean): Promise<WritableFile>;
}

/** A file that is open for writing. What rejects or throws does so with the operating system's error and its `code`. */
export interface WritableFile {
  /** Writes pieces one after the other from `position` on. Resolves to how many bytes the system took: perhaps not all. */
  write(pieces: readonly Uint8Array[], position: number): Promise<number>;
  /** The same, at once and without the event loop. */
  writeNow(pieces: readonly Uint8Array[], position: number): number;
  /** Cuts off what is behind `byteLength`. */
  truncate(byteLength: number): Promise<void>;
  /** Resolves when the disk itself has all that was written. */
  sync(): Promise<void>;
  /** Whether the file still has a name: one that was deleted takes bytes that nobody will read. */
  isThere(): Promise<boolean>;
  close(): Promise<void>;
}

/** Node's. */
export const nodeFileSystem: RecordingFileSystem = {
  create: async (path, overwrite) => new NodeFile(path, await openFile(path, overwrite ? 'w' : 'wx')),
};

// By descriptors: a FileHandle that is garbage collected before it was closed, because a program forgot its recording, is an error
// in newer versions of Node.
const openFile = promisify(open);
const closeFile = promisify(close);
const statFile = promisify(fstat);
const truncateFile = promisify(ftruncate);
const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const writePieces = promisify(writev);

class NodeFile implements WritableFile {
  readonly #folder: string;
  readonly #file: number;
  #isNameSynced = false;

  constructor(path: string, file: number) {
    this.#folder = dirname(path);
    this.#file = file;
  }

  async write(pieces: readonly Uint8Array[], position: number): Promise<number> {
    return (await writePieces(this.#file, pieces, position)).bytesWritten;
  }

  writeNow(pieces: readonly Uint8Array[], position: number): number {
    return writevSync(this.#file, pieces, position);
  }

  truncate(byteLength: number): Promise<void> {
    return truncateFile(this.#file, byteLength);
  }

  async sync(): Promise<void> {
    await syncData(this.#file);
    if (this.#isNameSynced) return;
    this.#isNameSynced = true;
    // The name of a new file is in its folder, which is written for itself. Windows does not let one open a folder.
    if (process.platform === 'win32') return;
    const folder = await openFile(this.#folder, 'r');
    try {
      await syncAll(folder);
    } finally {
      await closeFile(folder);
    }
  }

  async isThere(): Promise<boolean> {
    return (await statFile(this.#file)).nlink > 0;
  }

  close(): Promise<void> {
    return closeFile(this.#file);
  }
}
