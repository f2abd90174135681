import type { SampleStore, StoredSample } from './sample-store.ts';
import type { VideoError } from './video-error.ts';
import { VideoErrorCode } from './video-messages.ts';

/**
 * What decoding has taught about a stream: groups of pictures that break a decoder from some sample on, and samples without
 * a picture. So a second look at a damaged place answers at once, and looking ahead stops in front of it.
 */
export class DamageLog {
  readonly #store: SampleStore;
  /** By the key of the group's keyframe. */
  readonly #broken = new Map<number, { readonly from: StoredSample; readonly error: VideoError }>();
  readonly #lost = new Map<number, VideoError>();

  constructor(store: SampleStore) {
    this.#store = store;
  }

  /** Decoding from `start` fails at `from`, and so at everything after it in this group. */
  noteBroken(start: StoredSample, from: StoredSample, error: VideoError): void {
    const known = this.#broken.get(start.key);
    if (known === undefined || this.#store.position(from) < this.#store.position(known.from)) {
      this.#broken.set(start.key, { from, error });
    }
  }

  /** The decoder gave up at `at` (if that is known), having been fed from `start` on. */
  noteFailure(start: StoredSample | undefined, at: StoredSample | undefined, error: VideoError): void {
    if (at === undefined) return;
    const chain = this.#store.chainTo(at);
    const keyframe = chain.kind === 'whole' ? chain.start : start;
    if (keyframe === undefined) return;
    this.noteBroken(keyframe, error.code === VideoErrorCode.Unsupported ? keyframe : at, error);
  }

  noteLost(sample: StoredSample, error: VideoError): void {
    this.#lost.set(sample.key, error);
  }

  /** A picture came after all. */
  noteSeen(sample: StoredSample): void {
    this.#lost.delete(sample.key);
  }

  /** Why a sample has no picture of its own, whatever its group may be like. */
  lossOf(sample: StoredSample): VideoError | undefined {
    return this.#lost.get(sample.key);
  }

  /** What is known to be wrong with a sample of the group of `start`. */
  errorOf(start: StoredSample, sample: StoredSample): VideoError | undefined {
    const lost = this.#lost.get(sample.key);
    if (lost !== undefined) return lost;
    const broken = this.#broken.get(start.key);
    if (broken === undefined) return undefined;
    return this.#store.position(sample) >= this.#store.position(broken.from) ? broken.error : undefined;
  }

  clear(): void {
    this.#broken.clear();
    this.#lost.clear();
  }
}
