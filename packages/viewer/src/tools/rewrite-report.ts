import type { RrdError } from '@rushes/proto';

/** Something that is wrong in a recording, and where. */
export interface RecordingProblem {
  /** Stable, for programs. */
  readonly code: string;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
  readonly message: string;
}

/** What writing a recording anew has come to. */
export interface RewriteReport {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly inputChunks: number;
  readonly outputChunks: number;
  /** Found wrong in the recordings that were read: these parts of them are not in the output. */
  readonly problems: readonly RecordingProblem[];
}

export function problemOf({ code, offset, message }: RrdError): RecordingProblem {
  return { code, offset, message };
}
