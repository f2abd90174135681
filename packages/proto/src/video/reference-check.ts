import { ProtoError } from '../errors.ts';
import { NalCursor, NalType } from './annex-b.ts';
import { BitReader } from './bit-reader.ts';
import { type H264SliceHeader, resetsPictureOrder } from './h264-slice.ts';
import type { H264Sps } from './h264-sps.ts';
import { ParameterSets } from './parameter-sets.ts';
import { type ScannedSlice, scanSample } from './sample.ts';

/** `payloadType` of a recovery point (ITU-T H.264 annex D.1.8). */
const SEI_RECOVERY_POINT = 6;

/**
 * Tells pictures that are built on missing ones: follows `frame_num` (ITU-T H.264 7.4.3) over the samples of a stream.
 * Decoders conceal such losses, each in its own way, and most do not mention it.
 *
 * After a loss, pictures count as whole again from the next IDR picture, from an intra picture if only one reference is
 * kept, or where a recovery point says so. A lost picture that no other refers to leaves no trace, nor does a slice.
 */
export class ReferenceCheck {
  readonly #sets = new ParameterSets();
  #prevRefFrameNum: number | undefined;
  #isWhole = false;
  /** Pictures to go until a recovery point is reached. */
  #untilRecovery: number | undefined;

  /**
   * Takes the next sample in decode order. True when the pictures it may refer to were all there; samples without a
   * picture (parameter sets) change nothing and say how things stand.
   */
  take(annexB: Uint8Array): boolean {
    const { info, slices } = scanSample(annexB, this.#sets);
    const slice = slices.find(({ header }) => header !== undefined);
    const header = slice?.header;
    const sps = header && this.#sets.sps(header.spsId)?.value;
    if (slice === undefined || header === undefined || sps === undefined) return this.#isWhole;
    const isIntra = !info.sliceTypes.p && !info.sliceTypes.b;
    if (header.isIdr || (isIntra && sps.maxNumRefFrames <= 1)) {
      this.#isWhole = true;
      this.#untilRecovery = undefined;
    } else if (!this.#follows(header, sps)) {
      this.#isWhole = false;
      this.#untilRecovery = undefined;
    }
    if (!this.#isWhole) this.#recover(annexB);
    this.#remember(annexB, slice, header, sps);
    return this.#isWhole || isIntra;
  }

  #follows(header: H264SliceHeader, sps: H264Sps): boolean {
    const previous = this.#prevRefFrameNum;
    if (previous === undefined) return false;
    // Equal: the second field of a frame, or an encoder that is careless in a harmless way.
    const isNext = header.frameNum === previous || header.frameNum === (previous + 1) % 2 ** sps.log2MaxFrameNum;
    return isNext || sps.frameNumGapsAllowed;
  }

  #recover(annexB: Uint8Array): void {
    const announced = readRecoveryPoint(annexB);
    if (this.#untilRecovery === undefined) this.#untilRecovery = announced;
    else this.#untilRecovery--;
    if (this.#untilRecovery !== undefined && this.#untilRecovery <= 0) {
      this.#isWhole = true;
      this.#untilRecovery = undefined;
    }
  }

  #remember(annexB: Uint8Array, { start, end }: ScannedSlice, header: H264SliceHeader, sps: H264Sps): void {
    if (header.nalRefIdc === 0) return;
    const pps = this.#sets.pps(header.ppsId)?.value;
    let resets = false;
    try {
      resets = pps !== undefined && resetsPictureOrder(annexB, start, end, sps, pps);
    } catch (error) {
      // Damaged behind its frame number, which is all that counts here.
      if (!(error instanceof ProtoError)) throw error;
    }
    this.#prevRefFrameNum = resets ? 0 : header.frameNum;
  }
}

/** `recovery_frame_cnt` of the sample's recovery point, if it has one. */
function readRecoveryPoint(annexB: Uint8Array): number | undefined {
  const nals = new NalCursor(annexB);
  while (nals.next()) {
    if (nals.type === NalType.Slice || nals.type === NalType.IdrSlice) return undefined;
    if (nals.type !== NalType.Sei) continue;
    try {
      const count = recoveryPointOf(new BitReader(annexB, nals.start + 1, nals.end));
      if (count !== undefined) return count;
    } catch (error) {
      // A SEI that promises more than it holds; the decoder does not get to see it.
      if (!(error instanceof ProtoError)) throw error;
    }
  }
  return undefined;
}

function recoveryPointOf(sei: BitReader): number | undefined {
  while (sei.moreRbspData()) {
    const type = readExtended(sei);
    const byteLength = readExtended(sei);
    if (type === SEI_RECOVERY_POINT) return sei.readUe();
    sei.skipBits(8 * byteLength);
  }
  return undefined;
}

/** A number as a run of 255s and the rest. */
function readExtended(sei: BitReader): number {
  let value = 0;
  for (;;) {
    const byte = sei.readBits(8);
    value += byte;
    if (byte !== 255) return value;
  }
}
