import type { EntityPath, RecordingId, RecordingInfo, RrdIndexOrigin, Timeline, TimeSpan } from '@rushes/proto';
import type { FileBlueprint } from './file-blueprint.ts';
import type { IngestedChunk } from './ingest-messages.ts';

// Recording files, between the main thread and the ingest worker. The worker opens files and reads chunks of them; the main
// thread knows every chunk by what the manifest says of it, and decides which of them are loaded.

declare const fileIdBrand: unique symbol;
/** Names a file among all that this page opened; never used twice. Made by {@link makeFileId} on the main thread. */
export type FileId = number & { readonly [fileIdBrand]: never };

let fileIds = 0;

export function makeFileId(): FileId {
  fileIds += 1;
  return fileIds as FileId;
}

/** Where a recording file is read from. */
export type FileSource =
  /** By HTTP ranges; an absolute URL, for a worker has no document to resolve another against. */
  | { readonly kind: 'url'; readonly url: string }
  /** A file that was dropped onto the page or chosen by hand. */
  | { readonly kind: 'blob'; readonly blob: Blob };

/** Something wrong with a file, or with one place in it. */
export interface FileProblem {
  /** An `RrdErrorCode` or a `ProtoErrorCode`. */
  readonly code: string;
  readonly message: string;
  /** In bytes from the beginning of the file; undefined where it has no place. */
  readonly offset: number | undefined;
}

/** One recording in a file. Blueprints are left out. */
export interface FileStore {
  /** Names it within the file. */
  readonly store: number;
  /** `id` is that of the file, made fit for a list where it is not of our making; two files may have the same. */
  readonly info: RecordingInfo;
}

/**
 * What the manifest (or a scan) says of some chunks of a recording, in columns: a recording of an hour may have hundreds of
 * thousands. Batches of one recording follow each other; a chunk is named by its place in all of them together.
 */
export interface KnownChunkBatch {
  readonly count: number;
  /** Names that are new in this batch; the numbers below go on from those of the batches before. */
  readonly entities: readonly EntityPath[];
  readonly timelines: readonly Timeline[];
  /** Sets of component names that chunks have. */
  readonly shapes: readonly (readonly string[])[];
  readonly entityOf: Uint32Array<ArrayBuffer>;
  readonly shapeOf: Uint32Array<ArrayBuffer>;
  readonly rowCounts: Uint32Array<ArrayBuffer>;
  /** Bytes in the file. */
  readonly byteLengths: Uint32Array<ArrayBuffer>;
  /** 1 = static. */
  readonly statics: Uint8Array<ArrayBuffer>;
  /** Key of row 0 of a chunk with video samples: the same each time it is loaded. −1 for other chunks. */
  readonly firstKeys: Float64Array<ArrayBuffer>;
  /** Place in the file, for what follows in time mostly follows there as well. */
  readonly offsets: Float64Array<ArrayBuffer>;
  /** One per timeline that any chunk of the batch is on, by the timeline's number. {@link NO_TIME} where a chunk is not on it. */
  readonly spans: readonly {
    readonly timeline: number;
    readonly mins: BigInt64Array<ArrayBuffer>;
    readonly maxs: BigInt64Array<ArrayBuffer>;
  }[];
  /** Components that are not in every row of their chunk. */
  readonly partial: readonly PartialComponent[];
}

/** A component that was logged in some rows of a chunk only. */
export interface PartialComponent {
  /** Place of the chunk in the batch. */
  readonly chunk: number;
  readonly component: string;
  readonly rowCount: number;
  readonly spans: readonly TimeSpan[];
}

/** Stands in columns of times for "not on this timeline"; no time of a chunk may be it. */
export const NO_TIME = -(2n ** 63n);

/** A chunk of a file that was loaded. */
export interface LoadedChunk {
  /** Its place among all known chunks of its recording. */
  readonly index: number;
  readonly ingested: IngestedChunk;
}

/** Main thread → ingest worker. */
export type FileCommand =
  | { readonly kind: 'open-file'; readonly file: FileId; readonly name: string; readonly source: FileSource }
  /** Forgets the file; nothing more is said of it. */
  | { readonly kind: 'close-file'; readonly file: FileId }
  /** Shows a recording of a file from now on, and no other: loads nothing yet, and lets go of what was loaded of the former. */
  | {
      readonly kind: 'show-file';
      readonly file: FileId;
      readonly store: number;
      readonly recording: RecordingId;
    }
  /**
   * What is to be loaded of the recording that is shown, the most urgent first: replaces what was asked for before and has
   * not begun. What is here already is passed over.
   */
  | {
      readonly kind: 'load-chunks';
      readonly file: FileId;
      readonly store: number;
      readonly wanted: Int32Array<ArrayBuffer>;
      /** Beside `wanted`: ordinal of row 0 among all samples of the entity; −1 for chunks without. */
      readonly firstSamples: Int32Array<ArrayBuffer>;
      /** So many at the beginning of `wanted` are waited for: they are fetched beside what is under way. */
      readonly urgent: number;
      /** Loaded chunks to let go of. */
      readonly unload: Int32Array<ArrayBuffer>;
    }
  /** The main thread has taken in loaded chunks of so many bytes. To be said for every `file-chunks` event. */
  | { readonly kind: 'file-taken'; readonly byteLength: number };

/** Ingest worker → main thread. */
export type FileEvent =
  /** While a file without a footer is scanned. */
  | {
      readonly kind: 'file-progress';
      readonly file: FileId;
      readonly scannedBytes: number;
      readonly totalBytes: number;
    }
  /** Recordings found so far; all of them with the last such event before `file-opened`. */
  | { readonly kind: 'file-stores'; readonly file: FileId; readonly stores: readonly FileStore[] }
  /** How the recordings of an application are to be laid out. */
  | ({ readonly kind: 'file-blueprint'; readonly file: FileId } & FileBlueprint)
  | { readonly kind: 'known-chunks'; readonly file: FileId; readonly store: number; readonly batch: KnownChunkBatch }
  /** Everything in it is known now. */
  | {
      readonly kind: 'file-opened';
      readonly file: FileId;
      readonly byteLength: number;
      readonly origin: RrdIndexOrigin;
      readonly problems: readonly FileProblem[];
    }
  /** It could not be opened at all. */
  | { readonly kind: 'file-failed'; readonly file: FileId; readonly problem: FileProblem }
  | {
      readonly kind: 'file-chunks';
      readonly file: FileId;
      readonly store: number;
      readonly chunks: readonly LoadedChunk[];
      /** Bytes that `file-taken` is to give back. */
      readonly byteLength: number;
    }
  /** A chunk that cannot be used; it is as if it was not there. */
  | {
      readonly kind: 'file-chunk-failed';
      readonly file: FileId;
      readonly store: number;
      readonly index: number;
      readonly problem: FileProblem;
    };
