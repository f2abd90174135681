import type { EntityPath } from '@rushes/proto';
import type { Camera2D, Viewport } from '../pictures/camera-2d.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { Overlay } from './overlay.ts';

/** Everything that one paint of a 2D view puts on its canvas. */
export interface Scene {
  readonly pictures: readonly ScenePicture[];
  readonly overlays: readonly Overlay[];
  readonly camera: Camera2D;
  readonly viewport: Viewport;
  readonly pixelRatio: number;
  readonly selected: EntityPath | undefined;
  /** One instance of it; undefined = all. */
  readonly selectedInstance: number | undefined;
  readonly hovered: EntityPath | undefined;
  readonly hoveredInstance: number | undefined;
  /** CSS colour of the selection. */
  readonly accent: string;
  /** A place that the pointer is over in another view, image pixels. */
  readonly mark: { readonly x: number; readonly y: number } | undefined;
}

/** How one overlay stands out. */
export interface Emphasis {
  /** CSS colour of the halo. */
  readonly color: string;
  /** The logged index of the only instance that stands out; undefined = all of them. */
  readonly instance: number | undefined;
}

const HOVERED = '#ffffff';

/** The selection goes before what is hovered. */
export function emphasisOf(scene: Scene, entity: EntityPath): Emphasis | undefined {
  if (scene.selected === entity) return { color: scene.accent, instance: scene.selectedInstance };
  if (scene.hovered === entity) return { color: HOVERED, instance: scene.hoveredInstance };
  return undefined;
}
