import { parseRecordingId, type RecordingId, type RecordingSummary } from '@rushes/proto';
import type { FileId, FileProblem, FileStore } from '../source/file-messages.ts';

/** Where a recording in the list comes from. */
export type RecordingOrigin =
  /** Programs log, or logged, to the hub, which sends it. */
  | { readonly kind: 'hub' }
  /** In a file that the hub serves and that is not open yet. */
  | { readonly kind: 'served-file'; readonly url: string; readonly byteLength: number }
  /** In a file that is open. */
  | { readonly kind: 'file'; readonly file: FileId; readonly store: number };

/** One line of the list of recordings. */
export interface ListedRecording extends RecordingSummary {
  readonly origin: RecordingOrigin;
}

/** How far opening a file has come. */
export type FileStatus =
  /** `totalBytes` is 0 until something is scanned: with a footer nothing is. */
  | { readonly kind: 'opening'; readonly scannedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'open'; readonly origin: 'footer' | 'scan' | 'mixed' }
  | { readonly kind: 'failed'; readonly problem: FileProblem };

/** A recording in an open file, with the id that it has in the list. */
export interface FileRecording {
  readonly id: RecordingId;
  readonly store: FileStore;
}

/** A file that a person, a script or the address of the page opened. */
export interface OpenFile {
  readonly id: FileId;
  /** For people: the last part of the URL, or the name of the dropped file. */
  readonly name: string;
  /** As the hub lists it where it is on the hub (a path), else absolute; undefined for a dropped file. */
  readonly url: string | undefined;
  /** Undefined until it is known. */
  readonly byteLength: number | undefined;
  readonly status: FileStatus;
  readonly recordings: readonly FileRecording[];
  /** What is wrong in it; the rest of it is shown. */
  readonly problems: readonly FileProblem[];
}

/**
 * The list of recordings: those in open files, the file opened last first, then the hub's. A recording that the hub lists in
 * a file gives way to what was found in it when it was opened. Undefined while nothing is known of any.
 */
export function listRecordings(
  files: readonly OpenFile[],
  hub: readonly RecordingSummary[] | undefined,
): readonly ListedRecording[] | undefined {
  const opened = files.flatMap((file) => file.recordings.map((recording) => listed(file, recording))).reverse();
  if (hub === undefined) return opened.length === 0 ? undefined : opened;
  const urls = new Set(
    files.flatMap(({ url, recordings }) => (url === undefined || recordings.length === 0 ? [] : [url])),
  );
  const ids = new Set(opened.map(({ id }) => id));
  const others = hub.filter(({ id, file }) => !ids.has(id) && !(file !== undefined && urls.has(file.url)));
  return [...opened, ...others.map((summary) => ({ ...summary, origin: hubOrigin(summary) }))];
}

/** Gives the recordings of a file ids that no other in the list has: copies of one recording have the same. */
export function nameRecordings(
  stores: readonly FileStore[],
  file: OpenFile,
  others: readonly OpenFile[],
  hub: readonly RecordingSummary[] | undefined,
): readonly FileRecording[] {
  const taken = new Set<RecordingId>();
  for (const { recordings } of others) for (const { id } of recordings) taken.add(id);
  for (const summary of hub ?? [])
    if (summary.file?.url === undefined || summary.file.url !== file.url) taken.add(summary.id);
  return stores.map((store) => {
    // A name once given stays.
    const known = file.recordings.find((recording) => recording.store.store === store.store);
    const id = known?.id ?? freeId(store.info.id, taken);
    taken.add(id);
    return { id, store };
  });
}

function freeId(id: RecordingId, taken: ReadonlySet<RecordingId>): RecordingId {
  if (!taken.has(id)) return id;
  for (let number = 2; ; number += 1) {
    const other = parseRecordingId(`${id.slice(0, 120)}-${number}`);
    if (!taken.has(other)) return other;
  }
}

function listed(file: OpenFile, { id, store }: FileRecording): ListedRecording {
  return {
    ...store.info,
    id,
    live: false,
    chunks: 0,
    bytes: file.byteLength ?? 0,
    evictedBytes: 0,
    origin: { kind: 'file', file: file.id, store: store.store },
  };
}

function hubOrigin({ file }: RecordingSummary): RecordingOrigin {
  return file === undefined ? { kind: 'hub' } : { kind: 'served-file', ...file };
}
