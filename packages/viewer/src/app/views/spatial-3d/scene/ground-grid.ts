import { DoubleSide, GLSL3, Mesh, PlaneGeometry, ShaderMaterial, Vector2, Vector3 } from 'three';
import { cross, dot, length, minus, normalized, scaled, type Vec3 } from '../../../data/transforms-affine.ts';
import type { Eye } from '../camera-3d.ts';
import { GRID_FRAGMENT, GRID_VERTEX } from './shaders.ts';
import { unpack } from './uniforms.ts';

/** How far the grid reaches, in distances of the eye from what it looks at. */
const REACH = 14;

/** The plane through the origin that lies across the up axis, ruled; its lines keep about their distance on the screen. */
export class GroundGrid {
  readonly object: Mesh;
  readonly #uniforms = {
    planeX: { value: new Vector3() },
    planeY: { value: new Vector3() },
    planeCenter: { value: new Vector3() },
    planeOffset: { value: new Vector2() },
    spacing: { value: 1 },
    reach: { value: 1 },
    strength: { value: 1 },
    lineColor: { value: new Vector3() },
  };
  readonly #material = new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: GRID_VERTEX,
    fragmentShader: GRID_FRAGMENT,
    uniforms: this.#uniforms,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  readonly #plane = new PlaneGeometry(2, 2);

  constructor() {
    this.object = new Mesh(this.#plane, this.#material);
    this.object.frustumCulled = false;
    this.object.matrixAutoUpdate = false;
    // Before everything that is to be seen through.
    this.object.renderOrder = -1;
  }

  update(eye: Eye, up: Vec3, color: number, strength: number): void {
    const x = normalized(Math.abs(up[0]) < 0.9 ? cross(up, cross([1, 0, 0], up)) : cross(up, [0, 0, 1]));
    const y = cross(up, x);
    const distance = length(minus(eye.position, eye.target));
    const height = Math.abs(dot(eye.position, up));
    const span = Math.max(distance, height);
    const spacing = 10 ** Math.floor(Math.log10(span / 4));
    const under = minus(eye.target, scaled(up, dot(eye.target, up)));
    const uniforms = this.#uniforms;
    const { r, g, b } = unpack(color);
    // Counted from a line nearby, so that floats do not run out far from the origin.
    const every = spacing * 10;
    const offset = [dot(under, x), dot(under, y)].map((at) => at - Math.round(at / every) * every);
    uniforms.planeX.value.set(...x);
    uniforms.planeY.value.set(...y);
    uniforms.planeCenter.value.set(...under);
    uniforms.planeOffset.value.set(offset[0] ?? 0, offset[1] ?? 0);
    uniforms.lineColor.value.set(r, g, b);
    uniforms.spacing.value = spacing;
    uniforms.reach.value = span * REACH;
    uniforms.strength.value = strength;
  }

  dispose(): void {
    this.#plane.dispose();
    this.#material.dispose();
  }
}
