import type { EntityPath, RecordingInfo } from '@rushes/proto';
import type { FileSource } from '../source/file-messages.ts';
import type { TimeRange } from '../state/time-range.ts';

/** Where the data of an export is read from: not from what the page holds, which may be a part of it. */
export type ExportOrigin =
  /** `recording` is as the file names it. */
  | { readonly kind: 'file'; readonly source: FileSource; readonly recording: RecordingInfo }
  /** A connection of its own to the hub at `url`, so that the page's own is not held up. */
  | { readonly kind: 'hub'; readonly url: string; readonly recording: RecordingInfo };

export type ExportFormat =
  | { readonly kind: 'rrd' }
  /** Of a range on a timeline that counts, the times come from another timeline of the video. */
  | { readonly kind: 'mp4'; readonly entity: EntityPath };

/** Main thread → export worker, once. */
export interface ExportRequest {
  readonly origin: ExportOrigin;
  readonly range: TimeRange;
  readonly format: ExportFormat;
  /** The file to write to; without one, the bytes come as a `Blob`, which has its limit. */
  readonly target: FileSystemFileHandle | undefined;
}

/** Export worker → main thread. */
export type ExportEvent =
  /** `share`: 0 to 1; undefined while nobody knows. */
  | { readonly kind: 'progress'; readonly step: 'reading' | 'writing'; readonly share: number | undefined }
  | {
      readonly kind: 'done';
      /** Undefined if it was written to a file. */
      readonly blob: Blob | undefined;
      readonly byteLength: number;
      /** What a person should know of it: where video was cut, what was left out. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** The most that an export without a file of its own may have: it is held in memory until it is saved. */
export const MAX_BLOB_BYTES = 1024 * 1024 * 1024;
