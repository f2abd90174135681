/** Exit codes of `viewer rrd`. */
export const ExitCode = {
  Done: 0,
  /** The command failed, or found what it looks for: `verify`, that a recording is not sound. */
  Failed: 1,
  /** The command line is wrong: nothing was read or written. */
  Usage: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Why a command under `viewer rrd` cannot go on. The codes are stable. */
export const CommandErrorCode = {
  /** There is no such file, or this user may not read it. */
  CannotRead: 'cannot-read',
  /** The folder does not exist, is read-only, or the disk is full. */
  CannotWrite: 'cannot-write',
  /** The output exists and `--force` was not given. */
  OutputExists: 'output-exists',
  /** The output is one of the inputs. */
  OutputIsInput: 'output-is-input',
  /** What was asked for is not in the recording. */
  NotFound: 'not-found',
  /** An option has a value that does not fit this recording. */
  BadOption: 'bad-option',
  /** The recording is such that this cannot be done with it. */
  Unsupported: 'unsupported',
} as const;
export type CommandErrorCode = (typeof CommandErrorCode)[keyof typeof CommandErrorCode];

/** A command cannot go on; the message says why and what to do. It is printed without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** Stable, for programs. */
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return this.code === CommandErrorCode.BadOption ? ExitCode.Usage : ExitCode.Failed;
  }
}
