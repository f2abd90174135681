import type { Object3D } from 'three';
import type { Affine } from '../../../data/transforms-affine.ts';
import type { Geometry } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import type { Emphasis, FrameUniforms } from './uniforms.ts';

/** What nodes are made with. */
export interface NodeContext {
  readonly uniforms: FrameUniforms;
  /** Something that was being read is here: draw again. */
  readonly invalidate: () => void;
}

/** One thing in the scene graph; replaced when its geometry changes, moved when only its place does. */
export interface SceneNode {
  readonly object: Object3D;
  readonly geometry: Geometry;
  /** False while its model is still being read. */
  readonly isReady: boolean;
  /** What turned out while it was read. */
  readonly problems: readonly string[];
  /** Its place, and its poses where they are not part of the geometry. */
  place(item: SceneItem): void;
  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void;
  dispose(): void;
}

/** Gives an object its place in the view's space. */
export function setAffine(object: Object3D, affine: Affine): void {
  object.matrixAutoUpdate = false;
  object.matrix.fromArray(affine as unknown as number[]);
  object.matrixWorldNeedsUpdate = true;
}
