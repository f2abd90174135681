import { type FileId, type FileSource, makeFileId } from '../source/file-messages.ts';
import type { IngestCommand } from '../source/ingest-messages.ts';
import type { AppStore } from '../state/app-store.ts';

/**
 * Opens and closes recording files: tells the state and the ingest worker, and keeps where each open file is read from, which
 * the state cannot hold (a dropped file is no plain value).
 */
export class OpenFiles {
  readonly #app: AppStore;
  readonly #send: (command: IngestCommand) => void;
  readonly #sources = new Map<FileId, FileSource>();

  constructor(app: AppStore, send: (command: IngestCommand) => void) {
    this.#app = app;
    this.#send = send;
  }

  /**
   * @param name For people: the last part of the address, or the name of the dropped file.
   * @param listedUrl The path by which the hub lists the file, if it does.
   */
  open(source: FileSource, name: string, listedUrl?: string): FileId {
    const file = makeFileId();
    this.#sources.set(file, source);
    const url = source.kind === 'url' ? (listedUrl ?? source.url) : undefined;
    const byteLength = source.kind === 'blob' ? source.blob.size : undefined;
    this.#app.dispatch({ kind: 'open-file', file, name, url, byteLength });
    this.#send({ kind: 'open-file', file, name, source });
    return file;
  }

  /**
   * A file of another origin. The page's policy lets it connect to its own viewer only, so that nothing that was logged can
   * make it talk to others; the browser would fail with less to say.
   */
  refuseForeign(name: string, url: string): FileId {
    const file = makeFileId();
    this.#app.dispatch({ kind: 'open-file', file, name, url, byteLength: undefined });
    const message = `This page opens files of its own viewer only. Download ${url} and drop it here, or give it to “npx viewer”.`;
    this.#app.dispatch({ kind: 'file-failed', file, problem: { code: 'other-origin', message, offset: undefined } });
    return file;
  }

  close(file: FileId): void {
    this.#sources.delete(file);
    this.#send({ kind: 'close-file', file });
    this.#app.dispatch({ kind: 'close-file', file });
  }

  /** Where an open file is read from; undefined once it is closed. */
  sourceOf(file: FileId): FileSource | undefined {
    return this.#sources.get(file);
  }
}
