import { Group } from 'three';
import { axesLines } from '../frustum.ts';
import type { AxesGeometry } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { SegmentsNode } from './segments-node.ts';
import type { Emphasis } from './uniforms.ts';

/** The axes of a frame, whose length may hang on the size of the scene. */
export class AxesNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: AxesGeometry;
  readonly object = new Group();
  readonly #context: NodeContext;
  #lines: { readonly length: number; readonly node: SegmentsNode } | undefined;

  constructor(geometry: AxesGeometry, context: NodeContext) {
    this.geometry = geometry;
    this.#context = context;
  }

  place(item: SceneItem): void {
    setAffine(this.object, item.affine);
  }

  shape(length: number): void {
    if (this.#lines?.length === length) return;
    this.dispose();
    this.#lines = { length, node: new SegmentsNode(axesLines(this.geometry, length), this.#context) };
    this.object.add(this.#lines.node.object);
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    // Its colours tell the axes apart: they stay.
    this.#lines?.node.emphasize(emphasis && { ...emphasis, strength: 0.01 }, pixelRatio);
  }

  dispose(): void {
    if (this.#lines === undefined) return;
    this.object.remove(this.#lines.node.object);
    this.#lines.node.dispose();
    this.#lines = undefined;
  }
}
