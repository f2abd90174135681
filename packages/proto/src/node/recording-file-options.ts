import type { EntityPath } from '../entity-path.ts';
import type { RecordingFileSystem } from './file-system.ts';
import type { RecordingFileError } from './recording-file-error.ts';
import type { GivenUp } from './recording-queue.ts';

/**
 * How long a chunk may wait until the operating system has it, in milliseconds: what is lost when the program is killed.
 *
 * @group Recordings
 */
export const DEFAULT_MAX_DELAY_MILLIS = 200;

/**
 * When a recording file is forced onto the disk itself, so that a power cut loses no more than since then. `false`: when the
 * operating system sees fit, typically within half a minute; enough against a killed program. `interval`: once a second. `true`:
 * after each write, which costs a fast disk some milliseconds and wears out a card.
 *
 * @group Recordings
 */
export type RecordingFsync = boolean | 'interval';

/** Where time comes from. */
export interface RecordingFileClock {
  /** Monotone milliseconds from any start. */
  nowMillis(): number;
  /** Calls back once after `millis`; the returned function cancels. */
  setTimer(callback: () => void, millis: number, options?: { readonly keepsProcessAlive?: boolean }): () => void;
  /** Calls back in a later turn of the event loop. Default: `setImmediate`. */
  afterTurn?(callback: () => void): void;
}

/**
 * How a recording file is written.
 *
 * @group Recordings
 */
export interface RecordingFileOptions {
  /** `lz4` compresses chunks that get smaller by it, never video. Default `none`. */
  readonly compression?: 'none' | 'lz4' | undefined;
  /** Whether a file of this name may be replaced. Default false. */
  readonly overwrite?: boolean | undefined;
  /** Names to try where there is a file already: asked with 2, 3, 4 … Default: none, which is an error. */
  readonly alternative?: ((attempt: number) => string) | undefined;
  /** Default false. */
  readonly fsync?: RecordingFsync | undefined;
  /**
   * Everything is handed to the operating system at most so many milliseconds after it came, as long as the disk keeps up.
   * Writing begins after a quarter of that, or with 1 MiB. Default 200.
   */
  readonly maxDelayMillis?: number | undefined;
  /** Bytes that may wait for a disk that is slow or full; beyond, the oldest is given up. Default 128 MiB. */
  readonly queueBytes?: number | undefined;
  /** Told of all trouble, each cause once until it is over. Must not throw. Default: nobody is told. */
  readonly onTrouble?: ((error: RecordingFileError) => void) | undefined;
  /** For tests. */
  readonly clock?: RecordingFileClock | undefined;
  /** For tests. */
  readonly fileSystem?: RecordingFileSystem | undefined;
}

/**
 * How a recording file is doing; a snapshot.
 *
 * @group Recordings
 */
export interface RecordingFileStatus {
  /** The file; another than was asked for if that existed and an alternative was given. */
  readonly path: string;
  /** `waiting`: the disk is full, and tried again once a second. `failed`: nothing more is written. */
  readonly state: 'opening' | 'open' | 'waiting' | 'failed' | 'closed';
  /** Why it waits or failed. */
  readonly trouble: RecordingFileError | undefined;
  /** Bytes that the operating system does not have yet. */
  readonly queuedBytes: number;
  readonly writtenChunks: number;
  /** Bytes of the file so far. */
  readonly writtenBytes: number;
  /** What was given up, by entity. */
  readonly givenUp: ReadonlyMap<EntityPath, GivenUp>;
}
