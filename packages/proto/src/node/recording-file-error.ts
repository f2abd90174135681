/**
 * Why a recording file cannot be written. The codes are stable: programs may switch on them. `docs/spec/recording.md` lists them.
 *
 * @group Recordings
 */
export const RecordingFileErrorCode = {
  /** There is a file of this name, and it was not said that it may be overwritten. */
  FileExists: 'file-exists',
  /** The folder that the file is to be made in is not there. */
  NoSuchFolder: 'no-such-folder',
  /** The name is that of a folder, or of something else that holds no bytes. */
  NotAFile: 'not-a-file',
  /** This user may not write there, or the file system is read-only. */
  NoPermission: 'no-permission',
  /** There is no room left, for this user at least. Writing goes on as soon as there is. */
  DiskFull: 'disk-full',
  /** The file was deleted, or its disk removed, while it was written to. */
  FileVanished: 'file-vanished',
  /** The disk does not keep up, or is full: the oldest of what waits is given up. */
  QueueOverflow: 'queue-overflow',
  /** One chunk is not of a form that a recording can hold, and was left out. */
  ChunkRefused: 'chunk-refused',
  /** Not everything could be written before the file was closed. */
  UnsentData: 'unsent-data',
  /** Anything else that the operating system has to say; `cause` is its error. */
  FileFailed: 'file-failed',
} as const;
export type RecordingFileErrorCode = (typeof RecordingFileErrorCode)[keyof typeof RecordingFileErrorCode];

/**
 * Trouble with a recording file. The message says what was expected, what was found, what to do, and which file.
 *
 * @group Recordings
 */
export class RecordingFileError extends Error {
  override readonly name = 'RecordingFileError';
  /** What is wrong, for programs. */
  readonly code: RecordingFileErrorCode;
  /** The file, as it was named. */
  readonly path: string;

  constructor(code: RecordingFileErrorCode, problem: string, path: string, options?: { cause?: unknown }) {
    super(`${problem} File: ${path}`, options);
    this.code = code;
    this.path = path;
  }
}

/** The code of the operating system's error, such as `ENOSPC`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the operating system's error means for a recording. `wrote`: it came after the file was opened. */
export function recordingFileError(error: unknown, path: string, when: 'open' | 'write'): RecordingFileError {
  const known = KNOWN[systemCode(error) ?? ''];
  const { code, problem } =
    known === undefined ? { code: RecordingFileErrorCode.FileFailed, problem: unknownProblem(error, when) } : known;
  return new RecordingFileError(code, problem, path, { cause: error });
}

interface Meaning {
  readonly code: RecordingFileErrorCode;
  readonly problem: string;
}

const NO_FOLDER: Meaning = {
  code: RecordingFileErrorCode.NoSuchFolder,
  problem:
    'A recording can only be made in a folder that exists, and this one does not: make it, or save somewhere else.',
};
const NO_PERMISSION: Meaning = {
  code: RecordingFileErrorCode.NoPermission,
  problem: 'This user may not write here: change the permissions of the folder, or save somewhere else.',
};
const DISK_FULL: Meaning = {
  code: RecordingFileErrorCode.DiskFull,
  problem:
    'The disk is full. What was written so far is safe; recording goes on as soon as there is room, so delete something or move files away.',
};
const NOT_A_FILE: Meaning = {
  code: RecordingFileErrorCode.NotAFile,
  problem: 'The name of a recording must be that of a file, and this is a folder or a device: add a file name to it.',
};
const VANISHED: Meaning = {
  code: RecordingFileErrorCode.FileVanished,
  problem:
    'The recording is gone: deleted, or its disk was removed. Nothing more is written; save to a new file to go on.',
};
const NAME_TOO_LONG: Meaning = {
  code: RecordingFileErrorCode.FileFailed,
  problem: 'The file system takes no name this long: choose a shorter one.',
};

const KNOWN: Readonly<Record<string, Meaning>> = {
  EEXIST: {
    code: RecordingFileErrorCode.FileExists,
    problem:
      'There is a file of this name already, and a recording is never overwritten unasked: choose another name, or set overwrite: true.',
  },
  ENOENT: NO_FOLDER,
  ENOTDIR: NO_FOLDER,
  EISDIR: NOT_A_FILE,
  ENXIO: NOT_A_FILE,
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: NO_PERMISSION,
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  ESTALE: VANISHED,
  ENODEV: VANISHED,
  ENAMETOOLONG: NAME_TOO_LONG,
};

function unknownProblem(error: unknown, when: 'open' | 'write'): string {
  const text = error instanceof Error ? error.message : String(error);
  const doing = when === 'open' ? 'open the recording for writing' : 'write to the recording';
  return `The operating system could not ${doing} (${text}); nothing more is written to it.`;
}

/** The file was deleted under us: the operating system goes on taking bytes that nobody will ever read. */
export function vanishedError(path: string): RecordingFileError {
  return new RecordingFileError(VANISHED.code, VANISHED.problem, path);
}
