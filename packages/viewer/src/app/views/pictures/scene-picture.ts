import type { EntityPath, MagnificationFilter } from '@rushes/proto';
import type { PlanarPicture } from '../../video/planar-picture.ts';
import type { ViewContext } from '../view.ts';
import type { DepthField } from './depth-field.ts';
import type { PictureTile } from './image-loader.ts';
import type { PictureStanding } from './overlay-time.ts';
import type { PictureMessage } from './picture-message.ts';
import type { PixelReading } from './pixel-reading.ts';

/** A picture to paint with its outer corner at the origin of the scene. Borrowed for the call. */
export interface ScenePicture {
  readonly entity: EntityPath;
  readonly source: VideoFrame | ImageBitmap;
  /** Of a large picture, whose `source` has fewer pixels than it: all of them, in parts that overlap. */
  readonly tiles?: readonly PictureTile[] | undefined;
  /** The pixels of `source`, where they lie in plain memory: cheaper to draw. */
  readonly planes: PlanarPicture | undefined;
  /** Image pixels; boxes and points are counted in these. */
  readonly width: number;
  readonly height: number;
  /** Undefined: half over other pictures, else opaque; see {@link opacityAmong}. */
  readonly opacity: number | undefined;
  readonly drawOrder: number;
  /** How pixels larger than those of the screen look, if that was logged. */
  readonly magnification: MagnificationFilter | undefined;
  /** The numbers behind the colours of a depth image. */
  readonly depth: DepthField | undefined;
  /** What was logged for one pixel; undefined: its colour is all there is to know. Within the picture only. */
  readonly readAt: ((x: number, y: number) => PixelReading | undefined) | undefined;
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

/** What sources of pictures read of a view's context. */
export type PictureContext = Pick<ViewContext, 'store' | 'video' | 'timeline' | 'mode' | 'zone'>;

/** One archetype of one entity as a source of pictures. */
export interface PictureSource {
  /** What to show at a time; undefined when the entity has no such picture at any time. */
  resolve(context: PictureContext, time: bigint): PictureResult | undefined;
  /** How long the picture asked for has been outstanding, in milliseconds; 0 when it is here. */
  lateMillis(): number;
  /** The view does not show it any more. Of video, the decoder goes with the next draw in which no view asks for it. */
  dispose(): void;
}

/** The opacity of a picture in a scene of so many. */
export function opacityAmong(picture: ScenePicture, pictures: readonly ScenePicture[]): number {
  return picture.opacity ?? (pictures.length > 1 ? 0.5 : 1);
}
