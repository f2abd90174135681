import {
  DoubleSide,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  ShaderMaterial,
} from 'three';
import type { SegmentsGeometry } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { ribbonCorners } from './ribbon-corners.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { FLAT_FRAGMENT, SEGMENT_VERTEX } from './shaders.ts';
import { colorBytes, type Emphasis, emphasisUniforms, setEmphasis } from './uniforms.ts';

/** Lines as wide as they were logged, and arrows: each piece a ribbon that faces the eye. */
export class SegmentsNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: SegmentsGeometry;
  readonly object: Mesh;
  readonly #uniforms = emphasisUniforms();
  readonly #buffers = new InstancedBufferGeometry();
  readonly #material: ShaderMaterial;

  constructor(geometry: SegmentsGeometry, context: NodeContext) {
    this.geometry = geometry;
    const { ends, colors, radii, pieceInstance, isArrow } = geometry;
    const pieces = ends.length / 6;
    const { bytes, isOpaque } = colorBytes(colors);
    const both = new InstancedInterleavedBuffer(ends, 6);
    const owners = pieceInstance ?? Uint32Array.from({ length: pieces }, (_, i) => i);
    this.#buffers.instanceCount = pieces;
    this.#buffers.setAttribute('position', ribbonCorners(isArrow));
    this.#buffers.setAttribute('from', new InterleavedBufferAttribute(both, 3, 0));
    this.#buffers.setAttribute('to', new InterleavedBufferAttribute(both, 3, 3));
    this.#buffers.setAttribute('color', new InstancedBufferAttribute(bytes, 4, true));
    this.#buffers.setAttribute('radius', new InstancedBufferAttribute(radii, 1));
    this.#buffers.setAttribute('owner', new InstancedBufferAttribute(Float32Array.from(owners), 1));
    this.#material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SEGMENT_VERTEX,
      fragmentShader: FLAT_FRAGMENT,
      uniforms: { ...context.uniforms, ...this.#uniforms },
      defines: isArrow ? { ARROW: '' } : {},
      transparent: !isOpaque,
      side: DoubleSide,
    });
    this.object = new Mesh(this.#buffers, this.#material);
    this.object.frustumCulled = false;
  }

  place({ affine }: SceneItem): void {
    setAffine(this.object, affine);
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    setEmphasis(this.#uniforms, emphasis, pixelRatio, (instance) => instance);
  }

  dispose(): void {
    this.#buffers.dispose();
    this.#material.dispose();
  }
}
