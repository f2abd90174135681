import { plus, scaled, type Vec3 } from '../../data/transforms-affine.ts';
import type { Camera3D } from './camera-3d.ts';

/** Which way a key flies: right, up and forward of the eye. By their places on the keyboard, whatever is printed on them. */
const WAYS: Readonly<Record<string, Vec3 | undefined>> = {
  KeyW: [0, 0, 1],
  KeyS: [0, 0, -1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyQ: [0, -1, 0],
  KeyE: [0, 1, 0],
};
/** Distances to what is looked at, a second. */
const SPEED = 1;
const FAST = 4;
/** A pause between draws (a busy page) must not become a leap. */
const MAX_STEP_SECS = 0.1;

/** The keys that are held in a view that has the focus. Draws are asked for only while one is. */
export class FlyKeys {
  readonly #held = new Set<string>();
  readonly #listeners = new AbortController();
  #isFast = false;
  #lastMillis: number | undefined;

  constructor(element: HTMLElement, invalidate: () => void) {
    const options = { signal: this.#listeners.signal };
    element.addEventListener(
      'keydown',
      (event) => {
        if (WAYS[event.code] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        // The page's shortcuts leave alone what a view has taken.
        event.preventDefault();
        this.#isFast = event.shiftKey;
        this.#held.add(event.code);
        invalidate();
      },
      options,
    );
    element.addEventListener('keyup', (event) => this.#held.delete(event.code), options);
    element.addEventListener('blur', () => this.#held.clear(), options);
  }

  /** Where the eye goes since the last draw; undefined while no key is held. */
  step(camera: Camera3D, distance: number, nowMillis: number): Vec3 | undefined {
    if (this.#held.size === 0) {
      this.#lastMillis = undefined;
      return undefined;
    }
    const secs = Math.min(MAX_STEP_SECS, (nowMillis - (this.#lastMillis ?? nowMillis)) / 1000);
    this.#lastMillis = nowMillis;
    let way: Vec3 = [0, 0, 0];
    for (const code of this.#held) way = plus(way, WAYS[code] ?? [0, 0, 0]);
    const along = plus(plus(scaled(camera.right, way[0]), scaled(camera.up, way[1])), scaled(camera.forward, way[2]));
    return scaled(along, distance * secs * SPEED * (this.#isFast ? FAST : 1));
  }

  dispose(): void {
    this.#listeners.abort();
    this.#held.clear();
  }
}
