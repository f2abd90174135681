import { BufferAttribute, BufferGeometry, GLSL3, Points, ShaderMaterial } from 'three';
import type { PointsGeometry } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { scatterStep } from './scatter.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { POINT_FRAGMENT, POINT_VERTEX } from './shaders.ts';
import { colorBytes, type Emphasis, emphasisUniforms, setEmphasis } from './uniforms.ts';

/** From this many points on, fewer are drawn while the eye moves and the machine does not keep up. */
const MANY_POINTS = 100_000;

/** A point cloud. Its points lie scattered in memory, so that any number of the first is a fair sample of all. */
export class PointsNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: PointsGeometry;
  readonly object: Points;
  readonly #uniforms = emphasisUniforms();
  readonly #material: ShaderMaterial;
  readonly #buffers = new BufferGeometry();
  readonly #step: number;

  constructor(geometry: PointsGeometry, context: NodeContext) {
    this.geometry = geometry;
    const { count } = geometry;
    this.#step = count >= MANY_POINTS ? scatterStep(count) : 1;
    const isScattered = this.#step !== 1;
    const positions = isScattered ? scattered(geometry.positions, 3, this.#step) : geometry.positions;
    const colors = isScattered ? scattered(geometry.colors, 1, this.#step) : geometry.colors;
    const radii = isScattered ? scattered(geometry.radii, 1, this.#step) : geometry.radii;
    const { bytes, isOpaque } = colorBytes(colors);
    this.#buffers.setAttribute('position', new BufferAttribute(positions, 3));
    this.#buffers.setAttribute('color', new BufferAttribute(bytes, 4, true));
    this.#buffers.setAttribute('radius', new BufferAttribute(radii, 1));
    this.#material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: POINT_VERTEX,
      fragmentShader: POINT_FRAGMENT,
      uniforms: { ...context.uniforms, ...this.#uniforms },
      transparent: !isOpaque,
      depthWrite: isOpaque,
    });
    this.object = new Points(this.#buffers, this.#material);
    this.object.frustumCulled = false;
  }

  get isLarge(): boolean {
    return this.geometry.count >= MANY_POINTS;
  }

  place({ affine }: SceneItem): void {
    setAffine(this.object, affine);
  }

  /** Draws about this share of the points. */
  thin(share: number): void {
    const { count } = this.geometry;
    this.#buffers.setDrawRange(0, this.isLarge ? Math.max(MANY_POINTS / 4, Math.ceil(count * share)) : count);
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    setEmphasis(this.#uniforms, emphasis, pixelRatio, (instance) => {
      const index = this.geometry.instances?.indexOf(instance) ?? instance;
      return drawnPlace(index, this.geometry.count, this.#step);
    });
  }

  dispose(): void {
    this.#buffers.dispose();
    this.#material.dispose();
  }
}

type Numbers = Float32Array | Uint32Array;

function scattered<T extends Numbers>(values: T, width: number, step: number): T {
  const count = values.length / width;
  const out = values.slice() as T;
  for (let i = 0, from = 0; i < count; i++) {
    for (let part = 0; part < width; part++) out[i * width + part] = values[from * width + part] as number;
    from += step;
    if (from >= count) from -= count;
  }
  return out;
}

/** Where the point of an index went: walked, since it is asked only when something new is hovered. */
function drawnPlace(index: number, count: number, step: number): number {
  if (step === 1 || index < 0) return index;
  let [from, place] = [0, 0];
  while (from !== index && place < count) {
    from = (from + step) % count;
    place++;
  }
  return place;
}
