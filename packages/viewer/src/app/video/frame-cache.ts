import type { FrameHandle } from './decoder.ts';

/** How frames of one kind are kept. */
export interface FrameKeeping<F> {
  /** True when keeping the frame as it is costs its decoder nothing. */
  isFree(frame: F): boolean;
  /** Bytes of the visible picture; an estimate for frames whose pixels cannot be read. */
  byteLength(frame: F): number;
  /**
   * Makes a frame that may be kept for long: takes the given one over and returns it, or a copy in memory of its own (at once
   * or later) having closed the given one, or undefined having closed it. A decoder with few output surfaces stands still
   * once they are all kept, so only frames in plain memory may be kept as they are.
   */
  detach(frame: F): F | Promise<F | undefined> | undefined;
}

export interface FrameCacheOptions<F> {
  /** Bytes of pictures kept, over all streams. Default {@link DEFAULT_FRAME_CACHE_BYTES}. */
  readonly maxBytes?: number;
  readonly keeping: FrameKeeping<F>;
  /** Called when copying has caught up and `isBusy` is false again. */
  readonly onIdle?: () => void;
}

/** 4:2:0 pictures this holds: 139 of 720p, 61 of 1080p, 15 of 2160p; a whole GOP of the usual one second at 1080p60. */
export const DEFAULT_FRAME_CACHE_BYTES = 192 * 1024 * 1024;

/**
 * The same for a recording in a file: what is decoded comes back quickly from there, and the page is to stay small. Decoders keep about
 * as much again of what was let go of.
 */
export const FILE_FRAME_CACHE_BYTES = 32 * 1024 * 1024;

/** Copies under way at once; each still holds one of the decoder's surfaces. */
const MAX_COPIES = 2;

interface Entry<F> {
  readonly frame: F;
  readonly byteLength: number;
  readonly owner: object;
}

/** Of frames that no one in particular put in. */
const NOBODY = {};

/**
 * Decoded pictures by sample key, least recently used out first. Since samples are decoded in order towards the one asked
 * for, what remains of a GOP that does not fit is its part right before the cursor: just what stepping back asks for next.
 * Owns what it holds: `put` takes a frame over, `get` gives out clones.
 *
 * Streams share it evenly. A decoder keeps the memory of as many pictures as it ever had out at once: were each to fill the cache in its
 * turn, they would take several times its size.
 */
export class FrameCache<F extends FrameHandle<F>> {
  #maxBytes: number;
  readonly #keeping: FrameKeeping<F>;
  readonly #onIdle: () => void;
  /** In order of use, the latest last. */
  readonly #entries = new Map<number, Entry<F>>();
  readonly #copying = new Set<number>();
  #copies = 0;
  #byteLength = 0;
  /** Bytes by owner, of those that have any. */
  readonly #owned = new Map<object, number>();

  constructor(options: FrameCacheOptions<F>) {
    this.#maxBytes = options.maxBytes ?? DEFAULT_FRAME_CACHE_BYTES;
    this.#keeping = options.keeping;
    this.#onIdle = options.onIdle ?? (() => undefined);
  }

  /** From now on keeps so many bytes at most. */
  limitTo(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#shrink();
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** True while so many copies are being made that decoding should pause. */
  get isBusy(): boolean {
    return this.#copies >= MAX_COPIES;
  }

  /** How many frames of this size one of the streams in it can hold. */
  capacityFor(byteLength: number): number {
    return Math.floor(this.#share / Math.max(1, byteLength));
  }

  /** Bytes of this frame as the cache counts them. */
  measure(frame: F): number {
    return this.#keeping.byteLength(frame);
  }

  /** True when keeping this frame costs no copy. */
  isFree(frame: F): boolean {
    return this.#keeping.isFree(frame);
  }

  has(key: number): boolean {
    return this.#entries.has(key);
  }

  /** A clone of the frame of this sample, owned by the caller. */
  get(key: number): F | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.frame.clone();
  }

  /** Takes the frame over; `owner` is the stream that it is of. */
  put(key: number, frame: F, owner: object = NOBODY): void {
    if (this.#entries.has(key) || this.#copying.has(key)) {
      frame.close();
      return;
    }
    const detached = this.#keeping.detach(frame);
    if (detached === undefined) return;
    if (!(detached instanceof Promise)) {
      this.#keep(key, detached, owner);
      return;
    }
    this.#copying.add(key);
    this.#copies++;
    void detached.then((copy) => this.#finishCopy(key, copy, owner));
  }

  drop(keys: Iterable<number>): void {
    for (const key of keys) {
      this.#copying.delete(key);
      this.#remove(key);
    }
  }

  clear(): void {
    this.#copying.clear();
    this.drop([...this.#entries.keys()]);
  }

  #finishCopy(key: number, copy: F | undefined, owner: object): void {
    const wasBusy = this.isBusy;
    this.#copies--;
    const isWanted = this.#copying.delete(key);
    if (isWanted && copy !== undefined) this.#keep(key, copy, owner);
    else copy?.close();
    if (wasBusy && !this.isBusy) this.#onIdle();
  }

  get #share(): number {
    return this.#maxBytes / Math.max(1, this.#owned.size);
  }

  #keep(key: number, frame: F, owner: object): void {
    const byteLength = this.#keeping.byteLength(frame);
    this.#entries.set(key, { frame, byteLength, owner });
    this.#byteLength += byteLength;
    this.#owned.set(owner, (this.#owned.get(owner) ?? 0) + byteLength);
    this.#shrinkTo(owner);
    this.#shrink();
  }

  /** Brings one stream back to its share. */
  #shrinkTo(owner: object): void {
    for (const [key, entry] of this.#entries) {
      if ((this.#owned.get(owner) ?? 0) <= this.#share) return;
      if (entry.owner === owner) this.#remove(key);
    }
  }

  #shrink(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#byteLength <= this.#maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#byteLength -= entry.byteLength;
    const left = (this.#owned.get(entry.owner) ?? 0) - entry.byteLength;
    if (left > 0) this.#owned.set(entry.owner, left);
    else this.#owned.delete(entry.owner);
    entry.frame.close();
  }
}
