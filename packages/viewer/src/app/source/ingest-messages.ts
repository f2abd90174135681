import type {
  Chunk,
  ChunkId,
  DecodedBlueprint,
  Dropped,
  EntityPath,
  RecordingId,
  RecordingSummary,
} from '@rushes/proto';
import type { FileCommand, FileEvent } from './file-messages.ts';

/** How the page stands with the hub. */
export type ConnectionState =
  /** There is no hub: the page shows files only. */
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'connected'; readonly server: string }
  | { readonly kind: 'lost'; readonly reason: string; readonly retryAtMillis: number };

/** Picture parameters of a stream as its SPS states them. */
export interface VideoFormat {
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
}

/** What the main thread knows of the samples of a chunk; their bytes go from the ingest worker straight to the video worker. */
export interface IngestedVideo {
  /** Sample `row` has the key `firstKey + row`; keys are unique in the page and name one sample everywhere in it. */
  readonly firstKey: number;
  /** Ordinal of row 0 among all samples logged to the entity (from the chunk header). */
  readonly firstSample: number;
  readonly byteLengths: Int32Array;
  /** One byte a row, 1 = keyframe. */
  readonly keyframes: Uint8Array;
  /** Format found in this chunk's SPS, if it holds one. */
  readonly format: VideoFormat | undefined;
}

/**
 * A chunk as the main thread takes it in: decoded, with the values of `VideoStream:sample` taken out. That column keeps its
 * rows and instances, each of no bytes.
 */
export interface IngestedChunk {
  readonly chunk: Chunk;
  readonly video: IngestedVideo | undefined;
  /** Size of the message it came in; what the flow control counts. */
  readonly byteLength: number;
}

/** Main thread → ingest worker. */
export type IngestCommand =
  /** First message; `videoPort` leads to the video worker (transferred). `memoryLimitBytes` bounds what the page keeps. */
  | {
      readonly kind: 'start';
      /** Address of the hub's socket; undefined: there is none. */
      readonly url: string | undefined;
      /** An absolute address: paths of files count from there. */
      readonly pageUrl: string;
      readonly videoPort: MessagePort;
      readonly memoryLimitBytes: number;
      /** The address names no file: the recording that the page will choose by itself is asked for at once. */
      readonly opensFirst: boolean;
    }
  | { readonly kind: 'subscribe'; readonly recording: RecordingId }
  /**
   * The main thread has taken in chunks of so many bytes: the credit that keeps a stopped page from piling up a queue. To be
   * said for every `chunks` event, in their order, also for one of a recording that was left.
   */
  | { readonly kind: 'taken'; readonly byteLength: number }
  | FileCommand;

/** Ingest worker → main thread. */
export type IngestEvent =
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  | { readonly kind: 'recordings'; readonly recordings: readonly RecordingSummary[] }
  /**
   * Another recording starts from nothing: forget all of the former one. Not sent after a lost connection: the page keeps
   * what it holds, and what the hub sends again is passed over.
   */
  | { readonly kind: 'reset'; readonly recording: RecordingId }
  | { readonly kind: 'chunks'; readonly recording: RecordingId; readonly chunks: readonly IngestedChunk[] }
  | { readonly kind: 'history-complete'; readonly recording: RecordingId }
  /**
   * The page's own memory limit: forget these chunks. What the *hub* no longer holds is not told: the page keeps it for as
   * long as it has room, also over a restart of the hub.
   */
  /** How the recording is to be laid out, as the program that logs it says. */
  | ({ readonly kind: 'blueprint'; readonly recording: RecordingId } & DecodedBlueprint)
  | { readonly kind: 'evicted'; readonly recording: RecordingId; readonly chunkIds: readonly ChunkId[] }
  | { readonly kind: 'dropped'; readonly dropped: Dropped }
  /** Something the hub sent could not be used; the rest goes on. */
  | {
      readonly kind: 'trouble';
      readonly code: string;
      readonly message: string;
      readonly entity: EntityPath | undefined;
    }
  | FileEvent;
