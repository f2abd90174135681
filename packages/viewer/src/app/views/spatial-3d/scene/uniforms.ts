import { type IUniform, Vector2, Vector4 } from 'three';
import type { PackedColor } from '../../shared-colors.ts';

/** What all programs of one view read: changed once a draw, in place. */
export interface FrameUniforms {
  readonly viewport: IUniform<Vector2>;
  readonly pixelRatio: IUniform<number>;
}

export function frameUniforms(): FrameUniforms {
  return { viewport: { value: new Vector2(1, 1) }, pixelRatio: { value: 1 } };
}

/** How much what is hovered or selected stands out. */
export interface Emphasis {
  readonly color: PackedColor;
  /** Share of that colour. */
  readonly strength: number;
  /** The logged instance; undefined = all. */
  readonly instance: number | undefined;
}

/** Of one thing. */
export interface EmphasisUniforms {
  readonly emphasis: IUniform<Vector4>;
  readonly emphasisInstance: IUniform<number>;
  readonly emphasisPx: IUniform<number>;
}

export function emphasisUniforms(): EmphasisUniforms {
  return { emphasis: { value: new Vector4() }, emphasisInstance: { value: -1 }, emphasisPx: { value: 0 } };
}

/** @param toDrawn The place in the drawing order of a logged instance. */
export function setEmphasis(
  uniforms: EmphasisUniforms,
  emphasis: Emphasis | undefined,
  pixelRatio: number,
  toDrawn: (instance: number) => number,
): void {
  const { r, g, b } = unpack(emphasis?.color ?? 0);
  uniforms.emphasis.value.set(r, g, b, emphasis?.strength ?? 0);
  uniforms.emphasisInstance.value = emphasis?.instance === undefined ? -1 : toDrawn(emphasis.instance);
  uniforms.emphasisPx.value = emphasis === undefined ? 0 : pixelRatio;
}

/** Channels from 0 to 1. */
export function unpack(color: PackedColor): {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
} {
  return {
    r: (color >>> 24) / 255,
    g: ((color >>> 16) & 0xff) / 255,
    b: ((color >>> 8) & 0xff) / 255,
    a: (color & 0xff) / 255,
  };
}

/** Red, green, blue, alpha, as the graphics card takes them. */
export function colorBytes(colors: Uint32Array): { readonly bytes: Uint8Array; readonly isOpaque: boolean } {
  const bytes = new Uint8Array(colors.length * 4);
  const view = new DataView(bytes.buffer);
  let isOpaque = true;
  for (let i = 0; i < colors.length; i++) {
    const color = colors[i] as number;
    view.setUint32(i * 4, color);
    if ((color & 0xff) !== 0xff) isOpaque = false;
  }
  return { bytes, isOpaque };
}
