import {
  BackSide,
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  FrontSide,
  GLSL3,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  RepeatWrapping,
  RGBAFormat,
  ShaderMaterial,
  type Side,
  Vector4,
} from 'three';
import type { FaceRendering, MeshGeometry, Texture3D } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { MESH_FRAGMENT, MESH_VERTEX } from './shaders.ts';
import { colorBytes, type Emphasis, emphasisUniforms, setEmphasis, unpack } from './uniforms.ts';

const SIDES: Readonly<Record<FaceRendering, Side>> = { 'double-sided': DoubleSide, front: FrontSide, back: BackSide };

/** One triangle mesh, as often as it has poses. */
export class MeshNode implements SceneNode {
  readonly isReady = true;
  readonly problems = [];
  readonly geometry: MeshGeometry;
  readonly object = new Group();
  readonly #uniforms = emphasisUniforms();
  readonly #buffers = new BufferGeometry();
  readonly #material: ShaderMaterial;
  readonly #texture: DataTexture | undefined;

  constructor(geometry: MeshGeometry, context: NodeContext) {
    this.geometry = geometry;
    const colors = geometry.colors && colorBytes(geometry.colors);
    const albedo = unpack(geometry.albedo);
    const isTextured = geometry.texture !== undefined && geometry.texcoords !== undefined;
    this.#texture = isTextured && geometry.texture !== undefined ? dataTexture(geometry.texture) : undefined;
    this.#buffers.setIndex(new BufferAttribute(geometry.indices, 1));
    this.#buffers.setAttribute('position', new BufferAttribute(geometry.positions, 3));
    if (geometry.normals) this.#buffers.setAttribute('normal', new BufferAttribute(geometry.normals, 3));
    if (colors) this.#buffers.setAttribute('color', new BufferAttribute(colors.bytes, 4, true));
    if (geometry.texcoords) this.#buffers.setAttribute('texcoord', new BufferAttribute(geometry.texcoords, 2));
    this.#material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: MESH_VERTEX,
      fragmentShader: MESH_FRAGMENT,
      uniforms: {
        ...context.uniforms,
        ...this.#uniforms,
        albedo: { value: new Vector4(albedo.r, albedo.g, albedo.b, albedo.a) },
        albedoTexture: { value: this.#texture },
      },
      defines: {
        ...(colors && { HAS_COLORS: '' }),
        ...(isTextured && { HAS_TEXTURE: '' }),
        ...(geometry.normals === undefined && { IS_FLAT: '' }),
      },
      transparent: albedo.a < 1 || colors?.isOpaque === false,
      side: SIDES[geometry.faces],
    });
  }

  place({ affine, poses }: SceneItem): void {
    setAffine(this.object, affine);
    placeCopies(this.object, poses, () => {
      const copy = new Mesh(this.#buffers, this.#material);
      copy.frustumCulled = false;
      return copy;
    });
  }

  emphasize(emphasis: Emphasis | undefined, pixelRatio: number): void {
    setEmphasis(this.#uniforms, emphasis, pixelRatio, () => -1);
  }

  dispose(): void {
    this.#buffers.dispose();
    this.#material.dispose();
    this.#texture?.dispose();
  }
}

/** As many children as there are poses, each at its own. */
export function placeCopies(group: Group, poses: SceneItem['poses'], make: () => Mesh | Group): void {
  const count = poses?.length ?? 1;
  while (group.children.length > count) group.remove(...group.children.slice(count));
  while (group.children.length < count) group.add(make());
  for (const [index, child] of group.children.entries()) {
    const pose = poses?.[index];
    if (pose !== undefined) setAffine(child, pose);
    else child.matrix.identity();
  }
}

function dataTexture({ width, height, rgba }: Texture3D): DataTexture {
  const texture = new DataTexture(rgba, width, height, RGBAFormat);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}
