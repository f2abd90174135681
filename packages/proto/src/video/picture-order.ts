import type { H264SliceHeader } from './h264-slice.ts';
import type { H264Sps } from './h264-sps.ts';

/** What one more picture says about the order of output. */
export const OutputOrder = {
  /** After every picture decoded so far. */
  InOrder: 'in-order',
  /** Before a picture that was decoded earlier: the decoder has to hold pictures back. */
  Reordered: 'reordered',
  /** Pictures are missing or damaged in between: nothing can be said. */
  Unknown: 'unknown',
} as const;
export type OutputOrder = (typeof OutputOrder)[keyof typeof OutputOrder];

/** A decoder can hold back no more pictures than this, so a picture that would have to jump over more was not reordered. */
const MAX_HELD_BACK = 16;

/**
 * Follows picture order counts (ITU-T H.264 8.2.1) and frame numbers over the frames of a stream, to tell whether output
 * order is decode order. Lost and damaged pictures must not look like reordering: after a gap in `frame_num`, and at a
 * picture order count that was there before or lies too far back, it starts anew.
 */
export class PictureOrder {
  #prevPocMsb = 0;
  #prevPocLsb = 0;
  #prevFrameNum = 0;
  #prevRefFrameNum = 0;
  #frameNumOffset = 0;
  #hasPrevious = false;
  /** The highest picture order counts since the last fresh start, ascending. */
  #recent: number[] = [];

  /** Forgets everything; the next picture is taken as a fresh start. */
  reset(): void {
    this.#hasPrevious = false;
    this.#recent = [];
  }

  /**
   * Takes the next frame, by its first slice. `resetsOrder`: it carries memory management operation 5, so that later
   * pictures follow it in output whatever their counts say.
   */
  take(slice: H264SliceHeader, sps: H264Sps, resetsOrder: boolean): OutputOrder {
    const continues = slice.isIdr || this.#continuesFrameNum(slice.frameNum, 2 ** sps.log2MaxFrameNum);
    const poc = this.#countOf(slice, sps);
    this.#prevFrameNum = resetsOrder ? 0 : slice.frameNum;
    if (slice.nalRefIdc !== 0) this.#prevRefFrameNum = resetsOrder ? 0 : slice.frameNum;
    if (resetsOrder) {
      this.#frameNumOffset = 0;
      this.#prevPocMsb = 0;
      this.#prevPocLsb = Math.max(0, -slice.deltaPocBottom);
    }
    this.#hasPrevious = true;
    // An operation-5 picture follows all before it in output, as an IDR picture does (C.4.4).
    if (slice.isIdr || resetsOrder) {
      this.#recent = [resetsOrder ? 0 : poc];
      return OutputOrder.InOrder;
    }
    if (!continues) {
      this.#recent = [poc];
      return OutputOrder.Unknown;
    }
    return this.#rank(poc);
  }

  #rank(poc: number): OutputOrder {
    const recent = this.#recent;
    let at = recent.length;
    while (at > 0 && (recent[at - 1] as number) > poc) at--;
    const isKnown = at > 0 && recent[at - 1] === poc;
    if (isKnown || recent.length - at > MAX_HELD_BACK) {
      this.#recent = [poc];
      return OutputOrder.Unknown;
    }
    const inOrder = at === recent.length;
    recent.splice(at, 0, poc);
    if (recent.length > MAX_HELD_BACK + 1) recent.shift();
    return inOrder ? OutputOrder.InOrder : OutputOrder.Reordered;
  }

  /** 7.4.3: a frame's number is one above that of the reference frame before it, if none is missing. */
  #continuesFrameNum(frameNum: number, maxFrameNum: number): boolean {
    return this.#hasPrevious && frameNum === (this.#prevRefFrameNum + 1) % maxFrameNum;
  }

  #countOf(slice: H264SliceHeader, sps: H264Sps): number {
    if (sps.pocType === 0) return this.#countOfType0(slice, sps);
    const maxFrameNum = 2 ** sps.log2MaxFrameNum;
    if (slice.isIdr) this.#frameNumOffset = 0;
    else if (this.#prevFrameNum > slice.frameNum) this.#frameNumOffset += maxFrameNum;
    const absolute = this.#frameNumOffset + slice.frameNum;
    // Type 2 is decode order by definition (8.2.1.3).
    if (sps.pocType === 2) return slice.isIdr ? 0 : 2 * absolute - (slice.nalRefIdc === 0 ? 1 : 0);
    return countOfType1(absolute, slice, sps);
  }

  /** 8.2.1.1, of a frame: the lower of its two fields. */
  #countOfType0(slice: H264SliceHeader, sps: H264Sps): number {
    const maxLsb = 2 ** sps.log2MaxPocLsb;
    if (slice.isIdr || !this.#hasPrevious) {
      this.#prevPocMsb = 0;
      this.#prevPocLsb = slice.isIdr ? 0 : slice.pocLsb;
    }
    let msb = this.#prevPocMsb;
    const back = this.#prevPocLsb - slice.pocLsb;
    if (back >= maxLsb / 2) msb += maxLsb;
    else if (-back > maxLsb / 2) msb -= maxLsb;
    if (slice.nalRefIdc !== 0) {
      this.#prevPocMsb = msb;
      this.#prevPocLsb = slice.pocLsb;
    }
    return msb + slice.pocLsb + Math.min(0, slice.deltaPocBottom);
  }
}

/** 8.2.1.2, of a frame: the lower of its two fields. */
function countOfType1(absoluteFrameNum: number, slice: H264SliceHeader, sps: H264Sps): number {
  const cycle = sps.offsetsForRefFrame;
  let absolute = cycle.length === 0 ? 0 : absoluteFrameNum;
  if (slice.nalRefIdc === 0 && absolute > 0) absolute--;
  let expected = 0;
  if (absolute > 0) {
    const cycles = Math.floor((absolute - 1) / cycle.length);
    const inCycle = (absolute - 1) % cycle.length;
    const perCycle = cycle.reduce((sum, offset) => sum + offset, 0);
    expected = cycles * perCycle;
    for (let index = 0; index <= inCycle; index++) expected += cycle[index] ?? 0;
  }
  if (slice.nalRefIdc === 0) expected += sps.offsetForNonRefPic;
  const top = expected + slice.deltaPoc0;
  const bottom = top + sps.offsetForTopToBottomField + slice.deltaPoc1;
  return Math.min(top, bottom);
}
