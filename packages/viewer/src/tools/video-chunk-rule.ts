/** A chunk is what is read at once when someone seeks: not much more than a second of ordinary video. */
const MAX_CHUNK_BYTES = 2 * 1024 * 1024;
const MAX_CHUNK_ROWS = 256;

/**
 * Tells where the chunks of a video stream end: each starts at a keyframe or continues one, and no keyframe comes after its
 * first row, unless every row is one.
 */
export class VideoChunkRule {
  #rows = 0;
  #keyframes = 0;

  /** Whether the next sample must begin another chunk than the one that has `byteLength` bytes so far. */
  endsBefore(isKeyframe: boolean, byteLength: number): boolean {
    if (this.#rows === 0) return false;
    const fits = isKeyframe ? this.#keyframes === this.#rows : this.#keyframes <= 1;
    return !fits || this.#rows >= MAX_CHUNK_ROWS || byteLength >= MAX_CHUNK_BYTES;
  }

  /** A sample was put into the chunk. */
  note(isKeyframe: boolean): void {
    this.#rows++;
    if (isKeyframe) this.#keyframes++;
  }

  /** The chunk was ended. */
  reset(): void {
    this.#rows = 0;
    this.#keyframes = 0;
  }
}
