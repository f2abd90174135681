import type { ChunkId, EntityPath, RecordingId } from '@rushes/proto';
import type { PlanarPicture } from './planar-picture.ts';

/** Ingest worker → video worker: encoded samples and their end. Decode order of a stream is the order of its row ids. */
export type SampleMessage =
  /** `reloads`: a file, of which samples come as they are needed, also ones that were unloaded. */
  | { readonly kind: 'reset'; readonly recording: RecordingId; readonly reloads?: boolean }
  | {
      readonly kind: 'samples';
      readonly entity: EntityPath;
      readonly chunkId: ChunkId;
      readonly firstKey: number;
      /** 16 bytes per row. */
      readonly rowIds: Uint8Array;
      /** Sample `row` is `bytes[starts[row] .. starts[row+1]]`, Annex B. */
      readonly bytes: Uint8Array;
      readonly starts: Int32Array;
      readonly keyframes: Uint8Array;
      /**
       * Ordinal of row 0 among all samples logged to the entity, as the chunk header states it. With it the player knows a
       * gap from samples that simply follow each other; left out, only evictions count as gaps.
       */
      readonly firstSample?: number | undefined;
    }
  | { readonly kind: 'codec'; readonly entity: EntityPath; readonly fourcc: number }
  | { readonly kind: 'evicted'; readonly chunkIds: readonly ChunkId[] }
  /** Out of memory for now: they come again, with the same keys, when they are needed. */
  | { readonly kind: 'unloaded'; readonly chunkIds: readonly ChunkId[] }
  /** Everything the hub held when the page joined is here: what is missing now stays missing, and waiting turns into an error. */
  | { readonly kind: 'history-complete' };

/** Why the frames are asked for; decides what the player may skip. */
export const ShowMode = {
  /** Exactly this sample, at once: scrubbing, stepping. A newer wish replaces an older one. */
  Seek: 'seek',
  /** Samples come in order at the speed of the cursor: decode ahead, keep order. */
  Play: 'play',
  /** The newest: every sample in order while it keeps up, else jump to the newest keyframe. */
  Follow: 'follow',
} as const;
export type ShowMode = (typeof ShowMode)[keyof typeof ShowMode];

/** Main thread → video worker. */
export type VideoCommand =
  | { readonly kind: 'start'; readonly samplePort: MessagePort }
  /** `wish` grows with every message; frames and states answer with it, so that late ones of a former wish can be told apart. */
  | {
      readonly kind: 'show';
      readonly entity: EntityPath;
      readonly key: number;
      readonly mode: ShowMode;
      readonly wish: number;
    }
  /** A frame of this stream was received; the worker sends only a few that are not. */
  | { readonly kind: 'taken'; readonly entity: EntityPath }
  /** Nobody looks at this stream any more: its decoder may go. */
  | { readonly kind: 'hide'; readonly entity: EntityPath };

/** Why a sample cannot be shown. Listed with advice in docs/guide/video.md. */
export const VideoErrorCode = {
  /** No keyframe with parameter sets at or before this sample. */
  NoKeyframe: 'no-keyframe',
  /** The samples from the keyframe up to this one are not all here (evicted, dropped, or still on their way). */
  MissingSamples: 'missing-samples',
  /** The browser has no decoder for this codec string. */
  Unsupported: 'unsupported-codec',
  /** The decoder refused the stream at or before this sample. */
  DecodeError: 'decode-error',
  /** The decoder took the sample and gave no picture. */
  NoPicture: 'no-picture',
  /** Samples were logged without a codec. */
  NoCodec: 'no-codec',
  /** `VideoDecoder` does not exist here, mostly because the page is not on https or localhost. */
  NoWebCodecs: 'no-webcodecs',
} as const;
export type VideoErrorCode = (typeof VideoErrorCode)[keyof typeof VideoErrorCode];

export type VideoState =
  | { readonly kind: 'ok' }
  | { readonly kind: 'loading' }
  /** Decoding towards `key`, `behind` samples to go. */
  | { readonly kind: 'catching-up'; readonly behind: number }
  | { readonly kind: 'error'; readonly code: VideoErrorCode; readonly message: string };

/** Video worker → main thread. */
export type VideoEvent =
  /** The frame of sample `key` of `entity`; ownership of `frame` passes to the receiver, which must close it. */
  | {
      readonly kind: 'frame';
      readonly entity: EntityPath;
      readonly key: number;
      readonly wish: number;
      readonly frame: VideoFrame;
      /** Its pixels, where they can be had for a copy in memory. */
      readonly planes: PlanarPicture | undefined;
    }
  /** The state of the wish for `key`. `error` ends that wish: no frame will come for it unless more samples arrive. */
  | {
      readonly kind: 'state';
      readonly entity: EntityPath;
      readonly key: number;
      readonly wish: number;
      readonly state: VideoState;
    }
  /** Frames skipped to keep up, by the player or because the page did not take them, since the stream was opened. */
  | { readonly kind: 'skipped'; readonly entity: EntityPath; readonly frames: number };
