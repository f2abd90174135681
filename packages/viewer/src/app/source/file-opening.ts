import { RrdErrorCode } from '@rushes/proto';
import type { FileEvent, FileId, FileProblem } from './file-messages.ts';
import { batchBuffers } from './known-batch.ts';
import { FileClosed, type OpeningListener, problemOf, type RecordingFile } from './recording-file.ts';

type Post = (event: FileEvent, transfer: ArrayBuffer[]) => void;
/** Makes what is to be told, once it is known under which id. */
type Telling = (file: FileId) => readonly [event: FileEvent, transfer: ArrayBuffer[]];

/**
 * A file that is open or being opened. It may be begun before the main thread has asked for it and given it an id: what is found
 * meanwhile waits, and is told in order.
 */
export class FileOpening {
  readonly opened: RecordingFile;
  readonly #post: Post;
  #file: FileId | undefined;
  #waiting: Telling[] = [];
  #isClosed = false;

  constructor(opened: RecordingFile, post: Post, nowMillis: () => number) {
    this.opened = opened;
    this.#post = post;
    void this.#run(nowMillis);
  }

  /** Everything found is told under this id. */
  tellAs(file: FileId): void {
    this.#file = file;
    for (const telling of this.#waiting.splice(0)) this.#post(...telling(file));
  }

  /** Nothing more is told. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  async #run(nowMillis: () => number): Promise<void> {
    const listener: OpeningListener = {
      isClosed: () => this.#isClosed,
      progress: (scannedBytes, totalBytes) =>
        this.#tell((file) => [{ kind: 'file-progress', file, scannedBytes, totalBytes }, []]),
      stores: (stores) => this.#tell((file) => [{ kind: 'file-stores', file, stores }, []]),
      blueprint: (blueprint) => this.#tell((file) => [{ kind: 'file-blueprint', file, ...blueprint }, []]),
      known: (store, batch) =>
        this.#tell((file) => [{ kind: 'known-chunks', file, store, batch }, batchBuffers(batch)]),
    };
    try {
      const { byteLength, origin, problems: found } = await this.opened.open(listener, nowMillis);
      const problems = found.map(({ code, message, offset }) => ({ code, message, offset }));
      this.#tell((file) => [{ kind: 'file-opened', file, byteLength, origin, problems }, []]);
    } catch (error) {
      if (error instanceof FileClosed) return;
      const problem = problemOf(error) ?? unexpected(error);
      this.#tell((file) => [{ kind: 'file-failed', file, problem }, []]);
    }
  }

  #tell(telling: Telling): void {
    if (this.#isClosed) return;
    if (this.#file === undefined) this.#waiting.push(telling);
    else this.#post(...telling(this.#file));
  }
}

/** Of a source that fails with errors of its own. */
export function unexpected(error: unknown, offset?: number): FileProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: RrdErrorCode.ReadFailed, message: `The file cannot be read: ${message}`, offset };
}
