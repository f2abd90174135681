import type { Camera2D, SceneRect } from '../pictures/camera-2d.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { Overlay } from './overlay.ts';

/** What stands on the canvas since the last paint; what pointer events are read against. */
export interface Painted {
  readonly camera: Camera2D;
  readonly scene: SceneRect;
  readonly pixelAspect: number;
  readonly overlays: readonly Overlay[];
  /** Their sources may be used during the draw only: they may be closed after it. */
  readonly pictures: readonly ScenePicture[];
}
