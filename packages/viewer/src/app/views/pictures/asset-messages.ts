import type { PlanarPicture } from '../../video/planar-picture.ts';

/** To the worker that decodes video files. */
export type AssetCommand =
  /** The file `asset`; its bytes are moved there. */
  | { readonly kind: 'asset'; readonly asset: string; readonly bytes: Uint8Array }
  /** Nobody plays it any more. */
  | { readonly kind: 'drop'; readonly asset: string }
  /** The picture of `asset` at so many nanoseconds from its start; a later wish of the same player replaces one that waits. */
  | { readonly kind: 'want'; readonly player: number; readonly asset: string; readonly nanos: bigint }
  | { readonly kind: 'close'; readonly player: number };

/** The answer to a wish. */
export type AssetEvent =
  | {
      readonly kind: 'frame';
      readonly player: number;
      readonly asset: string;
      /** As it was wished. */
      readonly nanos: bigint;
      /** The receiver's to close. */
      readonly frame: VideoFrame;
      readonly planes: PlanarPicture | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly player: number;
      readonly asset: string;
      readonly nanos: bigint;
      readonly reason: string;
    };
