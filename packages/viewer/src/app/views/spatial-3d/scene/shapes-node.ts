import {
  BufferAttribute,
  DoubleSide,
  GLSL3,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  InterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  ShaderMaterial,
} from 'three';
import type { ShapesGeometry } from '../geometry.ts';
import { shapePlacements } from '../shape-placements.ts';
import type { SceneItem } from '../space-contents.ts';
import { unitLines, unitSolid } from '../unit-shapes.ts';
import { ribbonCorners } from './ribbon-corners.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { FLAT_FRAGMENT, LIT_FRAGMENT, SHAPE_LINE_VERTEX, SHAPE_VERTEX } from './shaders.ts';
import { colorBytes, type Emphasis, emphasisUniforms, setEmphasis } from './uniforms.ts';

/** Of the surface of a shape that is to be seen through. */
const VEIL = 0.16;

/** Boxes, ellipsoids, cylinders or capsules: one surface and one set of lines for all of them. */
export class ShapesNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: ShapesGeometry;
  readonly object = new Group();
  readonly #uniforms = emphasisUniforms();
  readonly #placement: InstancedBufferAttribute;
  readonly #parts: Mesh<InstancedBufferGeometry, ShaderMaterial>[] = [];

  constructor(geometry: ShapesGeometry, context: NodeContext) {
    this.geometry = geometry;
    const { fill, colors } = geometry;
    const { bytes, isOpaque } = colorBytes(colors);
    this.#placement = new InstancedBufferAttribute(new Float32Array(geometry.count * 16), 16);
    const shared = {
      placement: this.#placement,
      size: new InstancedBufferAttribute(geometry.sizes, 4),
      color: new InstancedBufferAttribute(bytes, 4, true),
      radius: new InstancedBufferAttribute(geometry.radii, 1),
    };
    if (fill === 'solid' || fill === 'transparent')
      this.#add(this.#solid(context, fill === 'solid' ? 1 : VEIL, isOpaque), shared);
    if (fill !== 'solid') this.#add(this.#lines(context, fill === 'dense-wireframe', isOpaque), shared);
  }

  place({ affine, poses }: SceneItem): void {
    setAffine(this.object, affine);
    shapePlacements(this.geometry, poses, this.#placement.array as Float32Array);
    this.#placement.needsUpdate = true;
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    const { instances } = this.geometry;
    setEmphasis(this.#uniforms, emphasis, pixelRatio, (instance) => instances?.indexOf(instance) ?? instance);
  }

  dispose(): void {
    for (const part of this.#parts) {
      part.geometry.dispose();
      part.material.dispose();
    }
  }

  #add(
    part: Mesh<InstancedBufferGeometry, ShaderMaterial>,
    attributes: Readonly<Record<string, InstancedBufferAttribute>>,
  ): void {
    part.geometry.instanceCount = this.geometry.count;
    for (const [name, attribute] of Object.entries(attributes)) part.geometry.setAttribute(name, attribute);
    part.frustumCulled = false;
    this.#parts.push(part);
    this.object.add(part);
  }

  #solid(context: NodeContext, opacity: number, isOpaque: boolean): Mesh<InstancedBufferGeometry, ShaderMaterial> {
    const solid = unitSolid(this.geometry.shape);
    const buffers = new InstancedBufferGeometry();
    buffers.setIndex(new BufferAttribute(solid.indices, 1));
    buffers.setAttribute('place', new BufferAttribute(solid.places, 4));
    buffers.setAttribute('normal', new BufferAttribute(solid.normals, 3));
    const isSolid = isOpaque && opacity === 1;
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SHAPE_VERTEX,
      fragmentShader: LIT_FRAGMENT,
      uniforms: { ...context.uniforms, ...this.#uniforms, opacity: { value: opacity } },
      transparent: !isSolid,
      depthWrite: isSolid,
      // From inside, and where a logged size is negative, there is something to be seen too.
      side: DoubleSide,
    });
    return new Mesh(buffers, material);
  }

  #lines(context: NodeContext, isDense: boolean, isOpaque: boolean): Mesh<InstancedBufferGeometry, ShaderMaterial> {
    const lines = unitLines(this.geometry.shape, isDense);
    const corners = ribbonCorners(false);
    const buffers = new InstancedBufferGeometry();
    const { position, ends } = spread(lines, corners);
    const both = new InterleavedBuffer(ends, 8);
    buffers.setAttribute('position', position);
    buffers.setAttribute('from', new InterleavedBufferAttribute(both, 4, 0));
    buffers.setAttribute('to', new InterleavedBufferAttribute(both, 4, 4));
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SHAPE_LINE_VERTEX,
      fragmentShader: FLAT_FRAGMENT,
      uniforms: { ...context.uniforms, ...this.#uniforms },
      transparent: !isOpaque,
      side: DoubleSide,
    });
    return new Mesh(buffers, material);
  }
}

/** Every line once for each corner of its ribbon: the instances are the shapes here, not the lines. */
function spread(
  lines: Float32Array,
  corners: BufferAttribute,
): { readonly position: BufferAttribute; readonly ends: Float32Array } {
  const count = lines.length / 8;
  const ends = new Float32Array(count * corners.count * 8);
  const positions = new Float32Array(count * corners.count * 3);
  for (let line = 0; line < count; line++) {
    for (let corner = 0; corner < corners.count; corner++) {
      const at = line * corners.count + corner;
      ends.set(lines.subarray(line * 8, line * 8 + 8), at * 8);
      positions.set((corners.array as Float32Array).subarray(corner * 3, corner * 3 + 3), at * 3);
    }
  }
  return { position: new BufferAttribute(positions, 3), ends };
}
