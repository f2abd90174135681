import { dot, length, minus, type Vec3 } from '../../data/transforms-affine.ts';
import { sizeOf, unionBounds } from './bounds-3d.ts';
import {
  anchorAt,
  type Camera3D,
  cameraOf,
  type Eye,
  eyeOn,
  focusOn,
  orbit,
  pan,
  shifted,
  zoomTo,
} from './camera-3d.ts';
import type { Bounds3D } from './geometry.ts';
import { DEFAULT_AXES, type ViewAxes } from './view-axes.ts';

/** Radians to a CSS pixel of a drag. */
const TURN_PER_PIXEL = 0.006;
/** An untouched eye steps back when the scene has grown by so much. */
const REFIT_GROWTH = 1.6;

/** Where one view is looked at from: by itself on everything, until a person takes it over. */
export class EyeControl {
  #eye: Eye = eyeOn(undefined, DEFAULT_AXES);
  #axes = DEFAULT_AXES;
  #isTouched = false;
  #fitted: Bounds3D | undefined;
  #bounds: Bounds3D | undefined;
  #followed: Vec3 | undefined;

  get eye(): Eye {
    return this.#eye;
  }

  get axes(): ViewAxes {
    return this.#axes;
  }

  /** Of the things that are there now. An eye that nobody touched keeps all of them in sight, without trembling with them. */
  seeScene(bounds: Bounds3D | undefined, axes: ViewAxes): void {
    const isTurned = !isSame(axes.up, this.#axes.up) || !isSame(axes.forward, this.#axes.forward);
    this.#axes = axes;
    this.#bounds = bounds;
    if (this.#isTouched || bounds === undefined) return;
    const all = unionBounds(this.#fitted, bounds) ?? bounds;
    const hasGrown = this.#fitted === undefined || sizeOf(all) > sizeOf(this.#fitted) * REFIT_GROWTH;
    if (!hasGrown && !isTurned) return;
    this.#fitted = all;
    this.#eye = eyeOn(all, axes);
  }

  /** Moves with what is followed; undefined = nothing is. */
  follow(at: Vec3 | undefined): void {
    if (at !== undefined && this.#followed !== undefined) this.#eye = shifted(this.#eye, minus(at, this.#followed));
    this.#followed = at;
  }

  camera(width: number, height: number): Camera3D {
    return cameraOf(this.#eye, this.#axes.up, width, height);
  }

  orbit(deltaLeft: number, deltaTop: number): void {
    this.#take(orbit(this.#eye, this.#axes.up, -deltaLeft * TURN_PER_PIXEL, -deltaTop * TURN_PER_PIXEL));
  }

  pan(camera: Camera3D, deltaLeft: number, deltaTop: number): void {
    this.#take(pan(this.#eye, camera, deltaLeft, deltaTop));
  }

  /** @param hit What is under the pointer, if anything: comes nearer to that. */
  zoom(camera: Camera3D, left: number, top: number, factor: number, hit: Vec3 | undefined): void {
    const isAhead = hit !== undefined && dot(minus(hit, camera.position), camera.forward) > 0;
    this.#take(zoomTo(this.#eye, isAhead ? hit : anchorAt(this.#eye, camera, left, top), factor));
  }

  fly(by: Vec3): void {
    this.#take(shifted(this.#eye, by));
  }

  focus(bounds: Bounds3D): void {
    this.#take(focusOn(this.#eye, bounds, this.#axes.up));
  }

  reset(): void {
    this.#isTouched = false;
    this.#fitted = this.#bounds;
    this.#eye = eyeOn(this.#bounds, this.#axes);
  }

  get distance(): number {
    return length(minus(this.#eye.position, this.#eye.target));
  }

  #take(eye: Eye): void {
    this.#isTouched = true;
    this.#eye = eye;
  }
}

function isSame(a: Vec3, b: Vec3): boolean {
  return a.every((value, axis) => value === b[axis]);
}
