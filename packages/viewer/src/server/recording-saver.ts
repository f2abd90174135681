import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type ChunkHeader,
  decodeMessage,
  MAX_NAME_BYTES,
  type RecordingInfo,
  RrdSourceKind,
  readBlueprintFile,
} from '@rushes/proto';
import {
  type GivenUp,
  RecordingFile,
  type RecordingFileError,
  type RecordingFileErrorCode,
  type RecordingFileOptions,
} from '@rushes/proto/node';
import type { HeldChunk } from './held-chunk.ts';
import type { HubClock } from './peer-socket.ts';
import { recordingFileName } from './recording-file-name.ts';
import type { RecordingLog } from './recording-log.ts';
import { ViewerError } from './viewer-error.ts';

/** A file is completed when its recording had no SDK for so long: connections break, and come back within seconds. */
const GRACE_MILLIS = 30_000;
/** Bytes of one recording that may wait for the disk. */
const QUEUE_BYTES = 32 * 1024 * 1024;
/** How long a disk may take to complete the files when the viewer stops. */
const STOP_TIMEOUT_MILLIS = 5000;

export interface RecordingSaverOptions {
  readonly folder: string;
  /** Written into the files: `rushes-viewer/0.1.0`. */
  readonly serverName: string;
  readonly clock: HubClock;
  /** Told in a sentence what is wrong with a file. */
  readonly onTrouble: (text: string) => void;
  /** For tests. */
  readonly file?: Pick<RecordingFileOptions, 'fileSystem' | 'clock'>;
}

/** Counts for `/metrics`, over all files since the start. */
export interface SavingCounts {
  readonly openFiles: number;
  /** Files that wait for a disk that is full, or have failed. */
  readonly troubledFiles: number;
  readonly queuedBytes: number;
  readonly writtenChunks: number;
  readonly writtenBytes: number;
  readonly givenUpRows: number;
  readonly troubles: ReadonlyMap<RecordingFileErrorCode, number>;
}

/**
 * Writes every recording of the hub to a file of its own, each chunk as it comes. Chunks that were sent twice do not get here. A
 * file never lives longer than what the hub holds of its recording, and is completed when no SDK was connected for half a minute:
 * when the recording goes on after that it goes on in another file, which begins with the static data and the group of pictures
 * that is under way, so that it can be watched by itself.
 *
 * Trouble with a file is told and counted, and nobody else notices.
 */
export class RecordingSaver {
  readonly #options: RecordingSaverOptions;
  readonly #files = new Map<RecordingLog, RecordingFile>();
  readonly #cancelGrace = new Map<RecordingLog, () => void>();
  /** Being completed. */
  readonly #closing = new Set<RecordingFile>();
  readonly #troubles = new Map<RecordingFileErrorCode, number>();
  readonly #closed = { writtenChunks: 0, writtenBytes: 0, givenUpRows: 0 };

  constructor(options: RecordingSaverOptions) {
    this.#options = options;
  }

  get counts(): SavingCounts {
    const files = [...this.#files.values(), ...this.#closing].map((file) => file.status);
    const troubled = files.filter(({ state }) => state === 'waiting' || state === 'failed');
    return {
      openFiles: files.length,
      troubledFiles: troubled.length,
      queuedBytes: files.reduce((sum, { queuedBytes }) => sum + queuedBytes, 0),
      writtenChunks: files.reduce((sum, { writtenChunks }) => sum + writtenChunks, this.#closed.writtenChunks),
      writtenBytes: files.reduce((sum, { writtenBytes }) => sum + writtenBytes, this.#closed.writtenBytes),
      givenUpRows: files.reduce((sum, { givenUp }) => sum + rowsOf(givenUp.values()), this.#closed.givenUpRows),
      troubles: this.#troubles,
    };
  }

  /** The hub took in a chunk; `header` is that of its message. */
  ingested(recording: RecordingLog, chunk: HeldChunk, header: ChunkHeader): void {
    let file = this.#files.get(recording);
    if (file === undefined) {
      file = this.#open(recording);
      this.#files.set(recording, file);
      appendBlueprint(file, recording);
      for (const former of whatCameBefore(recording, chunk)) appendHeld(file, former);
    }
    append(file, header, chunk);
  }

  /** How the recording is to be laid out; a file that does not exist yet gets it when it begins. */
  blueprintArrived(recording: RecordingLog): void {
    const file = this.#files.get(recording);
    if (file !== undefined) appendBlueprint(file, recording);
  }

  /** One SDK less. */
  disconnected(recording: RecordingLog): void {
    if (recording.isLive || !this.#files.has(recording)) return;
    this.#cancelGrace.get(recording)?.();
    const cancel = this.#options.clock.after(GRACE_MILLIS, () => {
      if (!recording.isLive) void this.#complete(recording);
    });
    this.#cancelGrace.set(recording, cancel);
  }

  /** The hub holds nothing of the recording any more; its SDK, if it comes back, sends again what a new file must begin with. */
  forgotten(recording: RecordingLog): void {
    void this.#complete(recording);
  }

  /** Completes all files; settles within some seconds even if the disk does not answer. */
  async close(): Promise<void> {
    for (const recording of [...this.#files.keys()]) void this.#complete(recording);
    await Promise.all([...this.#closing].map((file) => file.close(STOP_TIMEOUT_MILLIS)));
  }

  #open(recording: RecordingLog): RecordingFile {
    const { folder, serverName, onTrouble, file } = this.#options;
    const { info } = recording;
    const pathOf = (attempt: number) => join(folder, recordingFileName(info, attempt));
    return new RecordingFile(
      pathOf(1),
      {
        storeId: { kind: 'recording', recordingId: info.id, applicationId: applicationIdInFile(info) },
        source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode(serverName) },
      },
      {
        ...file,
        alternative: pathOf,
        queueBytes: QUEUE_BYTES,
        onTrouble: (error: RecordingFileError) => {
          this.#troubles.set(error.code, (this.#troubles.get(error.code) ?? 0) + 1);
          onTrouble(`${error.message} (${error.code})`);
        },
      },
    );
  }

  async #complete(recording: RecordingLog): Promise<void> {
    const file = this.#files.get(recording);
    if (file === undefined) return;
    this.#files.delete(recording);
    this.#cancelGrace.get(recording)?.();
    this.#cancelGrace.delete(recording);
    this.#closing.add(file);
    await file.close(STOP_TIMEOUT_MILLIS);
    this.#closing.delete(file);
    const { writtenChunks, writtenBytes, givenUp } = file.status;
    this.#closed.writtenChunks += writtenChunks;
    this.#closed.writtenBytes += writtenBytes;
    this.#closed.givenUpRows += rowsOf(givenUp.values());
  }
}

/** Makes the folder if it is not there. @throws ViewerError `save-folder` */
export async function prepareSaveFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ViewerError(
      'save-folder',
      `--save needs a folder that is there or can be made, and "${folder}" cannot (${why}): choose another one.`,
      { cause },
    );
  }
  return folder;
}

/** What a file that begins in the middle of a recording needs before `chunk`, in order of arrival. */
function whatCameBefore(recording: RecordingLog, chunk: HeldChunk): readonly HeldChunk[] {
  const groups = recording.newestGroups().filter((group) => group.startsAtKeyframe);
  return [...recording.statics, ...groups.flatMap((group) => group.chunks)].filter((held) => held !== chunk);
}

/** Bytes that are no blueprint are left out: the page says what is wrong with them. */
function appendBlueprint(file: RecordingFile, { blueprint }: RecordingLog): void {
  const message = blueprint && decodeMessage(blueprint);
  const store = message?.kind === 'blueprint' ? readBlueprintFile(message.body) : undefined;
  if (store !== undefined) file.addBlueprint(store);
}

function appendHeld(file: RecordingFile, chunk: HeldChunk): void {
  const message = chunk.message === undefined ? undefined : decodeMessage(chunk.message);
  if (message?.kind === 'chunk') append(file, message.header, chunk);
}

function append(file: RecordingFile, header: ChunkHeader, { message, group }: HeldChunk): void {
  if (message === undefined) return;
  const { entity, rows, isStatic, components, video } = header;
  // The Arrow stream is what follows the header and its length: the very bytes, without decoding the header again.
  const headerBytes = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  file.append({
    arrow: message.subarray(4 + headerBytes),
    entity,
    rows,
    isStatic,
    components,
    video: video && { stream: group?.track.key ?? '', startsAtKeyframe: video.startsAtKeyframe },
  });
}

/** The socket takes longer and empty application ids, which files cannot hold. */
function applicationIdInFile(info: RecordingInfo): string {
  if (info.applicationId === '') return 'unknown';
  const bytes = new TextEncoder().encode(info.applicationId).subarray(0, MAX_NAME_BYTES);
  // What is left of a letter that was cut through goes, too.
  return bytes.length < MAX_NAME_BYTES ? info.applicationId : new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '');
}

function rowsOf(counts: Iterable<GivenUp>): number {
  let rows = 0;
  for (const count of counts) rows += count.rows;
  return rows;
}
