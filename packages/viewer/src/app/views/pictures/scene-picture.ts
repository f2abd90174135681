import type { PlanarPicture } from '../../video/planar-picture.ts';
import type { PictureStanding } from './overlay-time.ts';
import type { PictureMessage } from './picture-message.ts';

/** A picture to paint with its outer corner at the origin of the scene. Borrowed for the call. */
export interface ScenePicture {
  readonly source: VideoFrame | ImageBitmap;
  /** The pixels of `source`, where they lie in plain memory: cheaper to draw. */
  readonly planes: PlanarPicture | undefined;
  /** Image pixels; boxes and points are counted in these. */
  readonly width: number;
  readonly height: number;
  readonly opacity: number;
  readonly drawOrder: number;
}

/** What one source of pictures contributes to a draw. */
export interface PictureResult {
  readonly picture: ScenePicture | undefined;
  readonly message: PictureMessage | undefined;
  readonly standing: PictureStanding;
  /** False while the picture asked for is still to come. */
  readonly settled: boolean;
  /** Size of the picture even when none can be painted. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Width over height of a pixel on the screen. */
  readonly pixelAspect: number;
}
