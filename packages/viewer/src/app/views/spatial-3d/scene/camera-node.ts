import { Group } from 'three';
import { opacityAmong, type ScenePicture } from '../../pictures/scene-picture.ts';
import { frustumLines, imageCorners } from '../frustum.ts';
import type { CameraGeometry } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { PicturePlane } from './picture-plane.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { SegmentsNode } from './segments-node.ts';
import type { Emphasis } from './uniforms.ts';

/** A camera: its frustum, and its pictures on the image plane. */
export class CameraNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: CameraGeometry;
  readonly object = new Group();
  readonly #context: NodeContext;
  #frustum: { readonly distance: number; readonly color: number; readonly node: SegmentsNode } | undefined;
  readonly #planes: PicturePlane[] = [];

  constructor(geometry: CameraGeometry, context: NodeContext) {
    this.geometry = geometry;
    this.#context = context;
  }

  place(item: SceneItem): void {
    setAffine(this.object, item.affine);
  }

  /** How far the image plane is, which may hang on the size of the scene, and the colour of the theme. */
  shape(distance: number, color: number): void {
    const wanted = this.geometry.color ?? color;
    if (this.#frustum?.distance === distance && this.#frustum.color === wanted) return;
    this.#dropFrustum();
    const node = new SegmentsNode(frustumLines(this.geometry, distance, wanted), this.#context);
    this.#frustum = { distance, color: wanted, node };
    this.object.add(node.object);
    for (const plane of this.#planes) plane.setCorners(imageCorners(this.geometry, distance));
  }

  /** In drawing order, the last on top. Borrowed for this draw. */
  showPictures(pictures: readonly ScenePicture[]): void {
    while (this.#planes.length > pictures.length) {
      const plane = this.#planes.pop();
      if (plane === undefined) break;
      this.object.remove(plane.object);
      plane.dispose();
    }
    for (const [layer, picture] of pictures.entries()) {
      let plane = this.#planes[layer];
      if (plane === undefined) {
        plane = new PicturePlane();
        plane.setCorners(imageCorners(this.geometry, this.#frustum?.distance ?? 1));
        this.#planes.push(plane);
        this.object.add(plane.object);
      }
      plane.show(picture, opacityAmong(picture, pictures), layer);
    }
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    this.#frustum?.node.emphasize(emphasis, pixelRatio);
  }

  dispose(): void {
    this.#dropFrustum();
    for (const plane of this.#planes) plane.dispose();
  }

  #dropFrustum(): void {
    if (this.#frustum === undefined) return;
    this.object.remove(this.#frustum.node.object);
    this.#frustum.node.dispose();
    this.#frustum = undefined;
  }
}
