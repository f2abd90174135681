import { assertNever, type ByteSource, type Chunk } from '@rushes/proto';
import { ChunkIntake, type SampleKeys } from './chunk-intake.ts';
import { ChunkLoader, type ReadGroup } from './chunk-loader.ts';
import type { ChunkPlaces } from './chunk-places.ts';
import type { FileCommand, FileEvent, FileId, FileProblem, FileSource, LoadedChunk } from './file-messages.ts';
import { FileOpening, unexpected } from './file-opening.ts';
import type { IngestPorts } from './ingest.ts';
import { problemOf, RecordingFile } from './recording-file.ts';

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
  readonly #files = new Map<FileId, FileOpening>();
  #foreseen: { readonly url: string; readonly opening: FileOpening } | undefined;
  readonly #intake: ChunkIntake;
  #shown: Shown | undefined;

  constructor(options: FileIngestOptions) {
    this.#options = options;
    this.#intake = new ChunkIntake((message, transfer) => options.ports.postSamples(message, transfer));
  }

  handle(command: FileCommand): void {
    switch (command.kind) {
      case 'open-file':
        this.#open(command);
        return;
      case 'close-file':
        this.#files.get(command.file)?.close();
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
    this.#foreseen?.opening.close();
    this.#foreseen = undefined;
    this.#shown = undefined;
  }

  /** Begins to open a file that the main thread will most likely ask for next. */
  foresee(url: string): void {
    if (this.#foreseen === undefined && this.#files.size === 0) {
      this.#foreseen = { url, opening: this.#begin({ kind: 'url', url }) };
    }
  }

  #open({ file, source }: Extract<FileCommand, { kind: 'open-file' }>): void {
    const foreseen = this.#foreseen;
    this.#foreseen = undefined;
    const isForeseen = foreseen !== undefined && source.kind === 'url' && source.url === foreseen.url;
    if (!isForeseen) foreseen?.opening.close();
    const opening = isForeseen ? foreseen.opening : this.#begin(source);
    this.#files.set(file, opening);
    opening.tellAs(file);
  }

  #begin(source: FileSource): FileOpening {
    const { clock, keys, openSource } = this.#options;
    const opened = new RecordingFile(openSource(source), keys);
    return new FileOpening(
      opened,
      (event, transfer) => this.#post(event, transfer),
      () => clock.nowMillis(),
    );
  }

  #show({ file, store, recording }: Extract<FileCommand, { kind: 'show-file' }>): void {
    this.#options.onShow();
    const opened = this.#files.get(file)?.opened;
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
