import type { RecordingId } from '@rushes/proto';
import type { FileId, FileProblem } from '../../source/file-messages.ts';
import type { FileStatus, ListedRecording, OpenFile } from '../../state/recording-list.ts';
import type { AppState } from '../../state/state.ts';
import { bytesCountText } from '../../views/shared-value-text.ts';

/** One line of the list of recordings, as it is shown. */
export interface RecordingLine {
  readonly key: string;
  /** To be opened; undefined for a file in which no recording was found (yet). */
  readonly recording: RecordingId | undefined;
  readonly isActive: boolean;
  readonly isLive: boolean;
  readonly title: string;
  /** Where it comes from, how large it is, how it was opened: each a few words. */
  readonly details: readonly string[];
  /** The file to close; undefined for what the hub lists. */
  readonly file: FileId | undefined;
  /** Share of a file without a footer that was scanned, while it is. */
  readonly scanned: number | undefined;
  readonly problems: readonly FileProblem[];
  readonly isFailed: boolean;
}

/** The list of recordings, with the files that have none (yet) first. */
export function recordingLines(state: Pick<AppState, 'recordings' | 'files' | 'active'>): readonly RecordingLine[] {
  const bare = state.files.filter((file) => file.recordings.length === 0).map(fileLine);
  const told = new Set<OpenFile>();
  const recordings = (state.recordings ?? []).map((recording) => {
    const { origin } = recording;
    const file = origin.kind === 'file' ? state.files.find(({ id }) => id === origin.file) : undefined;
    // What concerns the file as a whole stands on the first of its recordings.
    const isFirst = file !== undefined && !told.has(file);
    if (file !== undefined) told.add(file);
    return recordingLine(recording, state.active, file, isFirst);
  });
  return [...bare, ...recordings];
}

/** What the open recording is called, in the bar at the top: the file's name tells more than that of the application. */
export function recordingTitle(recording: ListedRecording, file: OpenFile | undefined): string {
  if (file !== undefined) {
    const applications = new Set(file.recordings.map(({ store }) => store.info.applicationId));
    if (file.recordings.length <= 1) return file.name;
    return `${file.name} · ${applications.size === file.recordings.length ? recording.applicationId : recording.id}`;
  }
  const { origin } = recording;
  return origin.kind === 'served-file' ? fileNameOf(origin.url) : recording.applicationId;
}

/** The time of day for today's recordings, with the day for others. */
export function startText(startedAtNanos: bigint): string {
  const date = new Date(Number(startedAtNanos / 1_000_000n));
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

/** The last part of an address, as a person wrote it. */
export function fileNameOf(url: string): string {
  const last =
    url
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // Percent signs of another meaning.
  }
}

function fileLine(file: OpenFile): RecordingLine {
  const { status } = file;
  const isFailed = status.kind === 'failed';
  const state = isFailed ? 'could not be opened' : status.kind === 'open' ? 'no recording in it' : 'opening';
  return {
    key: `file ${file.id}`,
    recording: undefined,
    isActive: false,
    isLive: false,
    title: file.name,
    details: [state, ...sizeText(file.byteLength)],
    file: file.id,
    scanned: scannedShare(status),
    problems: isFailed ? [status.problem, ...file.problems] : file.problems,
    isFailed,
  };
}

function recordingLine(
  recording: ListedRecording,
  active: RecordingId | undefined,
  file: OpenFile | undefined,
  isFirst: boolean,
): RecordingLine {
  const { origin, startedAtNanos } = recording;
  const title = recordingTitle(recording, file);
  const started = startedAtNanos === 0n ? [] : [startText(startedAtNanos)];
  return {
    key: recording.id,
    recording: recording.id,
    isActive: recording.id === active,
    isLive: recording.live,
    title,
    details: [
      ...(title.includes(recording.applicationId) ? [] : [recording.applicationId]),
      ...started,
      ...originTexts(recording, file),
      ...sizeText(origin.kind === 'hub' ? recording.bytes : (file?.byteLength ?? recording.bytes)),
      ...(recording.chunks === 0 ? [] : [`${recording.chunks.toLocaleString('en')} chunks`]),
    ],
    file: file?.id,
    scanned: isFirst && file !== undefined ? scannedShare(file.status) : undefined,
    problems: isFirst && file !== undefined ? file.problems : [],
    isFailed: false,
  };
}

function originTexts({ live, origin }: ListedRecording, file: OpenFile | undefined): readonly string[] {
  switch (origin.kind) {
    case 'hub':
      return [live ? 'live' : 'held by the viewer'];
    case 'served-file':
      return ['file of the viewer'];
    case 'file':
      return [file?.url === undefined ? 'dropped file' : 'file of the viewer', ...openedText(file)];
  }
}

/** How the chunks of a file were found; with a footer that is what one expects, and not worth a word. */
function openedText(file: OpenFile | undefined): readonly string[] {
  if (file?.status.kind !== 'open') return [];
  switch (file.status.origin) {
    case 'footer':
      // The viewer serves a file without an index with the one that it made.
      return [file.url?.endsWith('?index') === true ? 'no index: scanned by the viewer' : 'index in the file'];
    case 'scan':
      return ['no index: scanned'];
    case 'mixed':
      return ['partly scanned'];
  }
}

function sizeText(byteLength: number | undefined): readonly string[] {
  return byteLength === undefined ? [] : [bytesCountText(byteLength)];
}

function scannedShare(status: FileStatus): number | undefined {
  if (status.kind !== 'opening') return undefined;
  return status.totalBytes === 0 ? 0 : status.scannedBytes / status.totalBytes;
}
