import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  GLSL3,
  LinearFilter,
  Matrix3,
  Mesh,
  RedFormat,
  ShaderMaterial,
  Texture,
  Vector2,
  Vector3,
} from 'three';
import type { Vec3 } from '../../../data/transforms-affine.ts';
import type { PlanarPicture } from '../../../video/planar-picture.ts';
import type { ScenePicture } from '../../pictures/scene-picture.ts';
import { conversion } from '../../pictures/yuv.ts';
import { PICTURE_FRAGMENT, PICTURE_VERTEX, PLANES_FRAGMENT } from './shaders.ts';

const PLANES = ['luma', 'chromaU', 'chromaV'] as const;

/**
 * One picture on the image plane of a camera. Its pixels go to the graphics card with the draw that shows them: frames are borrowed,
 * and gone after it. Software decoders' frames go there as planes, which the shader turns to colours.
 */
export class PicturePlane {
  readonly object: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #corners = new BufferGeometry();
  #shown: ScenePicture['source'] | PlanarPicture | undefined;
  #textures: readonly Texture[] = [];
  #isPlanar: boolean | undefined;

  constructor() {
    this.#corners.setIndex([0, 2, 1, 0, 3, 2]);
    this.#corners.setAttribute('uv', new BufferAttribute(Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), 2));
    this.object = new Mesh(this.#corners, new ShaderMaterial());
    this.object.frustumCulled = false;
  }

  /** @param corners Top left, top right, bottom right, bottom left. */
  setCorners(corners: readonly Vec3[]): void {
    this.#corners.setAttribute('position', new BufferAttribute(Float32Array.from(corners.flat()), 3));
  }

  show(picture: ScenePicture, opacity: number, layer: number): void {
    const { planes, source } = picture;
    this.#setMaterial(planes !== undefined);
    const { material } = this.object;
    material.uniforms.opacity = { value: opacity };
    this.object.renderOrder = layer;
    const pixels = planes ?? source;
    if (pixels === this.#shown) return;
    this.#shown = pixels;
    if (planes === undefined) this.#showFrame(source);
    else this.#showPlanes(planes);
  }

  dispose(): void {
    for (const texture of this.#textures) texture.dispose();
    this.#corners.dispose();
    this.object.material.dispose();
  }

  #setMaterial(isPlanar: boolean): void {
    if (this.#isPlanar === isPlanar) return;
    this.#isPlanar = isPlanar;
    this.#shown = undefined;
    for (const texture of this.#textures) texture.dispose();
    this.#textures = [];
    this.object.material.dispose();
    this.object.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: PICTURE_VERTEX,
      fragmentShader: isPlanar ? PLANES_FRAGMENT : PICTURE_FRAGMENT,
      uniforms: {},
      transparent: true,
      // Several pictures lie on one plane: the order decides, not the depth. What is nearer still hides them.
      depthWrite: false,
      side: DoubleSide,
    });
  }

  #showFrame(source: ScenePicture['source']): void {
    const [known] = this.#textures;
    const size = sizeOf(source);
    // The storage of a texture has one size for good.
    if (known !== undefined && (known.userData.width !== size.width || known.userData.height !== size.height)) {
      known.dispose();
      this.#textures = [];
    }
    let [texture] = this.#textures;
    if (texture === undefined) {
      texture = plainTexture(new Texture(), size);
      this.#textures = [texture];
    }
    texture.image = source;
    texture.needsUpdate = true;
    this.object.material.uniforms.picture = { value: texture };
  }

  #showPlanes(picture: PlanarPicture): void {
    for (const texture of this.#textures) texture.dispose();
    this.#textures = picture.planes.map(({ offset, stride, height }) => {
      // Rows are uploaded with what pads them; the shader leaves that out.
      const bytes = padded(picture.data.subarray(offset, offset + stride * height), stride * height);
      const texture = plainTexture(new DataTexture(bytes, stride, height, RedFormat), { width: stride, height });
      texture.unpackAlignment = 1;
      texture.needsUpdate = true;
      return texture;
    });
    const { uniforms } = this.object.material;
    const { scale, black } = conversion(picture.matrix, picture.isFullRange);
    for (const [i, name] of PLANES.entries()) uniforms[name] = { value: this.#textures[i] };
    const [luma, chroma] = picture.planes;
    uniforms.lumaShare = { value: new Vector2(luma.width / luma.stride, 1) };
    uniforms.chromaShare = { value: new Vector2(chroma.width / chroma.stride, 1) };
    uniforms.lumaEdge = { value: new Vector2((luma.width - 0.5) / luma.stride, 1) };
    uniforms.chromaEdge = { value: new Vector2((chroma.width - 0.5) / chroma.stride, 1) };
    uniforms.fromYuv = { value: new Matrix3().fromArray(scale as unknown as number[]) };
    uniforms.black = { value: new Vector3().fromArray(black as unknown as number[]) };
  }
}

function plainTexture<T extends Texture>(texture: T, size: { readonly width: number; readonly height: number }): T {
  texture.userData = size;
  texture.flipY = false;
  texture.generateMipmaps = false;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  return texture;
}

function sizeOf(source: ScenePicture['source']): { readonly width: number; readonly height: number } {
  return 'displayWidth' in source
    ? { width: source.displayWidth, height: source.displayHeight }
    : { width: source.width, height: source.height };
}

/** The last row of a plane may come without its padding. */
function padded(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  if (bytes.length === length) return bytes as Uint8Array<ArrayBuffer>;
  const out = new Uint8Array(length);
  out.set(bytes);
  return out;
}
