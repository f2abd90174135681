import { basename } from 'node:path';
import {
  fileRecordings,
  type IndexedRrd,
  MAX_FILE_URL_BYTES,
  openRrd,
  type RebuiltEnd,
  type RecordingId,
  type RecordingSummary,
  RrdError,
  rebuildEnd,
} from '@rushes/proto';
import { type FileSource, fileSource } from '@rushes/proto/node';
import { ViewerError } from './viewer-error.ts';

/** A recording file that the hub serves. */
export interface ServedFile {
  readonly path: string;
  /**
   * Its address on this hub: `/files/0/run.rrd`, there it is byte for byte; or, for one without a footer, `/files/0/run.rrd?index`,
   * there it has one.
   */
  readonly url: string;
  /** For a file without a footer: it was scanned once already, and no page has to do that again over the network. */
  readonly end: RebuiltEnd | undefined;
  readonly recordings: readonly RecordingSummary[];
}

/**
 * Looks into each file and gives it its place on the hub.
 *
 * @param onNote Told what is wrong in a file that can be shown all the same.
 * @throws ViewerError `file-not-found`, `file-unreadable` or `not-a-recording`
 */
export async function openRecordingFiles(
  paths: readonly string[],
  onNote: (text: string) => void,
): Promise<readonly ServedFile[]> {
  const files: ServedFile[] = [];
  const taken = new Set<RecordingId>();
  for (const path of paths) {
    const { opened, end } = await openRecording(path, onNote);
    const url = fileUrl(files.length, basename(path)) + (end === undefined ? '' : INDEX_QUERY);
    const byteLength = end === undefined ? opened.byteLength : end.keepBytes + end.bytes.length;
    const recordings = fileRecordings(opened.stores, taken).map(({ store: _, ...recording }) => ({
      ...recording,
      live: false,
      evictedBytes: 0,
      file: { url, byteLength },
    }));
    if (recordings.length === 0) {
      throw new ViewerError(
        'not-a-recording',
        `There is no recording in the file, only ${contentOf(opened)}. File: ${path}`,
      );
    }
    for (const { id } of recordings) taken.add(id);
    for (const problem of opened.problems.slice(0, MAX_NOTED_PROBLEMS)) {
      onNote(`${path}: ${problem.message} (${problem.code})`);
    }
    const more = opened.problems.length - MAX_NOTED_PROBLEMS;
    if (more > 0) onNote(`${path}: ${more} more problems; \`viewer rrd verify\` lists them`);
    files.push({ path, url, end, recordings });
  }
  return files;
}

const MAX_NOTED_PROBLEMS = 5;

const INDEX_QUERY = '?index';

function contentOf({ stores, byteLength }: IndexedRrd): string {
  return stores.length === 0 ? `${byteLength} bytes without any data` : 'a layout (blueprint)';
}

/** A person who waits this long is told what for. */
const PATIENCE_MILLIS = 1000;

interface OpenedRecording {
  readonly opened: IndexedRrd;
  readonly end: RebuiltEnd | undefined;
}

async function openRecording(path: string, onNote: (text: string) => void): Promise<OpenedRecording> {
  const source = await openSource(path);
  const startedMillis = performance.now();
  let isTold = false;
  const onProgress = (_: number, totalBytes: number): void => {
    if (isTold || performance.now() - startedMillis < PATIENCE_MILLIS) return;
    isTold = true;
    const size = `${(totalBytes / 1e9).toFixed(1)} GB`;
    onNote(`${path} has no index: all ${size} of it are looked through first. \`viewer rrd optimize\` gives it one.`);
  };
  try {
    const opened = await openRrd(source, { onProgress });
    return { opened, end: await rebuildEnd(opened) };
  } catch (error) {
    if (!(error instanceof RrdError)) throw error;
    throw new ViewerError(
      'not-a-recording',
      `The file does not open as a recording: ${error.message} (${error.code}). File: ${path}`,
      {
        cause: error,
      },
    );
  } finally {
    await source.close();
  }
}

async function openSource(path: string): Promise<FileSource> {
  let source: FileSource | undefined;
  try {
    source = await fileSource(path);
    // A folder can be opened, but not read.
    await source.read(0, 1);
    return source;
  } catch (cause) {
    await source?.close();
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ViewerError('file-not-found', `There is no such file: ${path}`, { cause });
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'the system does not let this user' : code;
    throw new ViewerError('file-unreadable', `The file cannot be read: ${why}. File: ${path}`, { cause });
  }
}

/** The place tells files of one name apart; the name is for people, and cut where it would be too long for an address. */
function fileUrl(place: number, name: string): string {
  // Through UTF-8, so that halves of surrogate pairs, which some systems allow in names, do not make the encoding throw.
  const chars = [...Buffer.from(name.replace(/\.rrd$/i, '')).toString()];
  for (;;) {
    const url = `/files/${place}/${encodeURIComponent(chars.join(''))}.rrd`;
    if (url.length + INDEX_QUERY.length <= MAX_FILE_URL_BYTES) return url;
    chars.pop();
  }
}
