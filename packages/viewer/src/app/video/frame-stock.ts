import type { FrameHandle } from './decoder.ts';
import type { FrameCache } from './frame-cache.ts';
import { PLAY_AHEAD } from './player-limits.ts';

/**
 * The decoded pictures of one player by sample key: its part of the shared cache, and a few frames ahead of the cursor held
 * as the decoder gave them, since copying each frame of a playing stream would cost more than decoding it.
 */
export class FrameStock<F extends FrameHandle<F>> {
  readonly #cache: FrameCache<F>;
  readonly #ahead = new Map<number, F>();

  constructor(cache: FrameCache<F>) {
    this.#cache = cache;
  }

  /** True while decoding should pause: copies are being made. */
  get isBusy(): boolean {
    return this.#cache.isBusy;
  }

  has(key: number): boolean {
    return this.#ahead.has(key) || this.#cache.has(key);
  }

  /** The frame of this sample, owned by the caller. */
  take(key: number): F | undefined {
    const ahead = this.#ahead.get(key);
    this.#ahead.delete(key);
    return ahead ?? this.#cache.get(key);
  }

  /** Keeps a clone of a frame that is about to be shown; `copy`: also where that means copying its pixels. */
  keepShown(key: number, frame: F, copy: boolean): void {
    if (!this.#cache.has(key) && (copy || this.#cache.isFree(frame))) this.#cache.put(key, frame.clone(), this);
  }

  /** Takes over a frame decoded ahead; false when there is no place for it. */
  holdAhead(key: number, frame: F): boolean {
    if (this.#ahead.size >= PLAY_AHEAD || this.#ahead.has(key)) return false;
    this.#ahead.set(key, frame);
    return true;
  }

  /** Moves the frames decoded ahead that are not ahead any more to the cache. */
  settleAhead(isStillAhead: (key: number) => boolean): void {
    for (const [key, frame] of this.#ahead) {
      if (isStillAhead(key)) continue;
      this.#ahead.delete(key);
      this.#cache.put(key, frame, this);
    }
  }

  /** Takes over a frame passed on the way to a sample `distance` further on; closes it if it would be out again by then. */
  keepPassed(key: number, frame: F, distance: number): void {
    if (distance <= this.#cache.capacityFor(this.#cache.measure(frame))) this.#cache.put(key, frame, this);
    else frame.close();
  }

  drop(keys: Iterable<number>): void {
    for (const key of keys) {
      this.#ahead.get(key)?.close();
      this.#ahead.delete(key);
      this.#cache.drop([key]);
    }
  }

  dropAhead(): void {
    for (const frame of this.#ahead.values()) frame.close();
    this.#ahead.clear();
  }
}
