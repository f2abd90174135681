import { assertNever, type ByteSource, type Chunk, RrdErrorCode } from '@rushes/proto';
import { ChunkIntake, type SampleKeys } from './chunk-intake.ts';
import { ChunkLoader, type ReadGroup } from './chunk-loader.ts';
import type { ChunkPlaces } from './chunk-places.ts';
import type { FileCommand, FileEvent, FileId, FileProblem, FileSource, LoadedChunk } from './file-messages.ts';
import type { IngestPorts } from './ingest.ts';
import { batchBuffers } from './known-batch.ts';
import { FileClosed, problemOf, RecordingFile } from './recording-file.ts';

export interface FileIngestOptions {
  readonly ports: IngestPorts;
  readonly keys: SampleKeys;
  readonly openSource: (source: FileSource) => ByteSource;
  readonly clock: {
    nowMillis(): number;
    after(delayMillis: number, action: () => void): void;
  };
  /** A recording of a file is shown now, and nothing of the hub. */
  readonly onShow: () => void;
}

interface Shown {
  readonly file: FileId;
  readonly store: number;
  readonly opened: RecordingFile;
  readonly places: ChunkPlaces;
  readonly loader: ChunkLoader;
}

/** A read that fails may have met a hub that is just being restarted. */
const RETRY_MILLIS: readonly number[] = [300, 1000, 3000];

/** Opens recording files, and loads of the one that is shown what the main thread asks for. */
export class FileIngest {
  readonly #options: FileIngestOptions;
  readonly #files = new Map<FileId, RecordingFile>();
  readonly #intake: ChunkIntake;
  #shown: Shown | undefined;

  constructor(options: FileIngestOptions) {
    this.#options = options;
    this.#intake = new ChunkIntake((message, transfer) => options.ports.postSamples(message, transfer));
  }

  handle(command: FileCommand): void {
    switch (command.kind) {
      case 'open-file':
        void this.#open(command);
        return;
      case 'close-file':
        this.#files.delete(command.file);
        if (this.#shown?.file === command.file) this.#shown = undefined;
        return;
      case 'show-file':
        this.#show(command);
        return;
      case 'load-chunks':
        this.#load(command);
        return;
      case 'file-taken':
        this.#shown?.loader.taken(command.byteLength);
        return;
      default:
        assertNever(command);
    }
  }

  /** The hub's data is shown from now on. */
  leave(): void {
    this.#shown = undefined;
  }

  async #open({ file, source }: Extract<FileCommand, { kind: 'open-file' }>): Promise<void> {
    const { clock, keys, openSource } = this.#options;
    const opened = new RecordingFile(openSource(source), keys);
    this.#files.set(file, opened);
    const isClosed = () => this.#files.get(file) !== opened;
    const listener = {
      isClosed,
      progress: (scannedBytes: number, totalBytes: number) =>
        this.#post({ kind: 'file-progress', file, scannedBytes, totalBytes }),
      stores: (stores: Extract<FileEvent, { kind: 'file-stores' }>['stores']) =>
        this.#post({ kind: 'file-stores', file, stores }),
      known: (store: number, batch: Extract<FileEvent, { kind: 'known-chunks' }>['batch']) =>
        this.#post({ kind: 'known-chunks', file, store, batch }, batchBuffers(batch)),
    };
    try {
      const index = await opened.open(listener, () => clock.nowMillis());
      if (isClosed()) return;
      const problems = index.problems.map(({ code, message, offset }) => ({ code, message, offset }));
      this.#post({ kind: 'file-opened', file, byteLength: index.byteLength, origin: index.origin, problems });
    } catch (error) {
      if (error instanceof FileClosed || isClosed()) return;
      this.#files.delete(file);
      const problem = problemOf(error);
      this.#post({ kind: 'file-failed', file, problem: problem ?? unexpected(error) });
    }
  }

  #show({ file, store, recording }: Extract<FileCommand, { kind: 'show-file' }>): void {
    this.#options.onShow();
    const opened = this.#files.get(file);
    const places = opened?.placesOf(store);
    this.#intake.restart();
    this.#options.ports.postSamples({ kind: 'reset', recording, reloads: true }, []);
    this.#options.ports.postSamples({ kind: 'history-complete' }, []);
    if (opened === undefined || places === undefined) {
      this.#shown = undefined;
      return;
    }
    const loader: ChunkLoader = new ChunkLoader(places, (group) => this.#read(shown, group));
    const shown: Shown = { file, store, opened, places, loader };
    this.#shown = shown;
  }

  #load(command: Extract<FileCommand, { kind: 'load-chunks' }>): void {
    const shown = this.#shown;
    if (shown?.file !== command.file || shown.store !== command.store) return;
    if (command.unload.length > 0) {
      const chunkIds = Array.from(command.unload, (index) => shown.places.idOf(index));
      this.#options.ports.postSamples({ kind: 'unloaded', chunkIds }, []);
    }
    shown.loader.request(command.wanted, command.firstSamples, command.urgent, command.unload);
  }

  async #read(shown: Shown, group: ReadGroup): Promise<void> {
    const bytes = await this.#readBytes(shown, group);
    if (this.#shown !== shown) return;
    const chunks: LoadedChunk[] = [];
    const buffers: ArrayBuffer[] = [];
    let byteLength = 0;
    for (const index of group.indexes) {
      const chunk = bytes instanceof Uint8Array ? this.#decode(shown, index, bytes, group.offset) : bytes;
      if ('code' in chunk) {
        this.#post({ kind: 'file-chunk-failed', file: shown.file, store: shown.store, index, problem: chunk });
        continue;
      }
      const size = shown.places.byteLengthOf(index);
      const taken = this.#intake.takeIn(chunk, size, () => ({
        firstKey: shown.places.firstKeyOf(index),
        firstSample: shown.loader.firstSampleOf(index),
      }));
      chunks.push({ index, ingested: taken.ingested });
      buffers.push(...taken.buffers);
      byteLength += size;
    }
    if (chunks.length === 0) return;
    shown.loader.posted(byteLength);
    this.#post({ kind: 'file-chunks', file: shown.file, store: shown.store, chunks, byteLength }, buffers);
  }

  async #readBytes(shown: Shown, group: ReadGroup): Promise<Uint8Array | FileProblem> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await shown.opened.read(group);
      } catch (error) {
        const delay = RETRY_MILLIS[attempt];
        if (delay === undefined || this.#shown !== shown) return problemOf(error) ?? unexpected(error, group.offset);
        await new Promise<void>((resolve) => this.#options.clock.after(delay, resolve));
      }
    }
  }

  #decode(shown: Shown, index: number, bytes: Uint8Array, offset: number): Chunk | FileProblem {
    try {
      return shown.opened.decode(shown.places, index, bytes, offset);
    } catch (error) {
      const problem = problemOf(error, shown.places.offsetOf(index));
      if (problem === undefined) throw error;
      return problem;
    }
  }

  #post(event: FileEvent, transfer: ArrayBuffer[] = []): void {
    this.#options.ports.postEvent(event, transfer);
  }
}

/** Of a source that fails with errors of its own. */
function unexpected(error: unknown, offset?: number): FileProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: RrdErrorCode.ReadFailed, message: `The file cannot be read: ${message}`, offset };
}
