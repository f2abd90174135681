import { NalType } from './annex-b.ts';
import type { H264SliceHeader, H264SliceStart } from './h264-slice.ts';

/**
 * Tells the first slice of every primary picture among the slices of a stream (ITU-T H.264 7.4.1.2.4).
 *
 * Beyond the standard, a second slice with `first_mb_in_slice = 0` starts a picture too: encoders exist that write every
 * IDR picture with the same `idr_pic_id`. And slices of one picture may name different PPS: the standard forbids it, but
 * such streams exist, and two pictures never differ in that alone.
 */
export class PictureBoundary {
  #previous: H264SliceHeader | undefined;
  /** Header byte of the previous slice when only its start could be read. */
  #previousNalHeader: number | undefined;
  #sawFirstMacroblock = false;

  /** Takes the next slice; true if it is the first of its picture. A redundant slice never is. */
  take(slice: H264SliceHeader, separateColourPlane = false): boolean {
    if (slice.redundantPicCnt > 0) return false;
    const previous = this.#previous;
    const isNew =
      (previous === undefined
        ? this.#previousNalHeader === undefined || slice.firstMb === 0
        : differs(previous, slice)) ||
      (slice.firstMb === 0 && this.#sawFirstMacroblock && !separateColourPlane);
    this.#previous = slice;
    this.#note(isNew, slice.firstMb);
    return isNew;
  }

  /** The same for a slice whose parameter sets are not known: a guess from what can be read without them. */
  takeUnparsed(start: H264SliceStart, nalHeader: number): boolean {
    const before = this.#previous === undefined ? this.#previousNalHeader : headerByteOf(this.#previous);
    const isNew = before === undefined || start.firstMb === 0 || kindOf(before) !== kindOf(nalHeader);
    this.#previous = undefined;
    this.#previousNalHeader = nalHeader;
    this.#note(isNew, start.firstMb);
    return isNew;
  }

  /** The next slice starts a picture whatever it says: something that ends pictures lies between. */
  reset(): void {
    this.#previous = undefined;
    this.#previousNalHeader = undefined;
    this.#sawFirstMacroblock = false;
  }

  #note(isNew: boolean, firstMb: number): void {
    this.#sawFirstMacroblock = firstMb === 0 || (this.#sawFirstMacroblock && !isNew);
  }
}

function differs(previous: H264SliceHeader, slice: H264SliceHeader): boolean {
  return (
    previous.frameNum !== slice.frameNum ||
    previous.spsId !== slice.spsId ||
    previous.fieldPic !== slice.fieldPic ||
    previous.bottomField !== slice.bottomField ||
    (previous.nalRefIdc === 0) !== (slice.nalRefIdc === 0) ||
    previous.isIdr !== slice.isIdr ||
    previous.idrPicId !== slice.idrPicId ||
    previous.pocLsb !== slice.pocLsb ||
    previous.deltaPocBottom !== slice.deltaPocBottom ||
    previous.deltaPoc0 !== slice.deltaPoc0 ||
    previous.deltaPoc1 !== slice.deltaPoc1
  );
}

function headerByteOf(slice: H264SliceHeader): number {
  return (slice.nalRefIdc << 5) | (slice.isIdr ? NalType.IdrSlice : NalType.Slice);
}

/** What slices of one picture have in common in their NAL header: IDR or not, reference or not. */
function kindOf(nalHeader: number): number {
  return ((nalHeader & 0x1f) === NalType.IdrSlice ? 2 : 0) + ((nalHeader & 0x60) === 0 ? 0 : 1);
}
