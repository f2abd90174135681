import type { EntityPath } from '@rushes/proto';
import type { PlanarPicture } from './planar-picture.ts';
import type { ShowMode, VideoState } from './video-messages.ts';

/** The frame on display for one stream; owned by the display, valid until the next change. Draw it, do not keep or close it. */
export interface ShownFrame {
  readonly frame: VideoFrame;
  /** The same pixels in plain memory; undefined for frames that only the browser can draw. */
  readonly planes: PlanarPicture | undefined;
  readonly key: number;
}

/** The main thread's side of the video worker: wishes go in, the newest frame stands ready for drawing. */
export interface VideoDisplay {
  /** States what the cursor asks of this stream; cheap when nothing changed. `undefined`: nothing to show at this time. */
  want(entity: EntityPath, key: number | undefined, mode: ShowMode): void;
  /** As {@link want}, before any view is there that could: what it will most likely ask for is decoded while it is made. */
  foresee(entity: EntityPath, key: number): void;
  /** All views are about to be drawn: what they do not ask for from now on is not asked for any more. */
  beginDraw(): void;
  /** A view has asked for this stream since the last {@link beginDraw}. */
  isAsked(entity: EntityPath): boolean;
  /** Lets go of every stream that is not asked for: no view shows it any more. */
  releaseUnasked(): void;
  shown(entity: EntityPath): ShownFrame | undefined;
  state(entity: EntityPath): VideoState;
  wanted(entity: EntityPath): number | undefined;
  /** Frames skipped to keep up with live. */
  skipped(entity: EntityPath): number;
  /** More frames wait for their draw than should: draw at once, without waiting for the screen. */
  readonly isCrowded: boolean;
  /** What is shown of this stream has been drawn: the next frame that waits takes its turn. Called once after each draw. */
  painted(entity: EntityPath): void;
  /** A copy of the pixels shown: planes in the frame's own format, cropped to the visible rectangle. */
  readPixels(entity: EntityPath): Promise<FramePixels | undefined>;
  /** Forget everything: another recording. */
  reset(): void;
  subscribe(listener: (entity: EntityPath) => void): () => void;
  dispose(): void;
}

export interface FramePixels {
  readonly key: number;
  /** `I420`, `NV12`, `RGBA`, …: a WebCodecs VideoPixelFormat. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** The planes back to back without padding between rows. */
  readonly data: Uint8Array;
}
