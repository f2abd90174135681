import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { NalType } from './annex-b.ts';
import { BitReader } from './bit-reader.ts';
import type { H264Pps } from './h264-pps.ts';
import { type H264Sps, MAX_PICTURE_MACROBLOCKS } from './h264-sps.ts';

/** `slice_type % 5` (ITU-T H.264 table 7-6). */
export const SliceType = { P: 0, B: 1, I: 2, SP: 3, SI: 4 } as const;
export type SliceType = (typeof SliceType)[keyof typeof SliceType];

/** The first three elements of a slice header: readable without any parameter set. */
export interface H264SliceStart {
  readonly firstMb: number;
  readonly sliceType: SliceType;
  readonly ppsId: number;
}

/** A slice header (7.3.3) as far as picture boundaries, kind and output order need it. */
export interface H264SliceHeader extends H264SliceStart {
  readonly nalRefIdc: number;
  readonly isIdr: boolean;
  readonly spsId: number;
  readonly frameNum: number;
  readonly fieldPic: boolean;
  readonly bottomField: boolean;
  /** 0 unless `isIdr`. */
  readonly idrPicId: number;
  /** `pic_order_cnt_lsb`; 0 unless the POC type is 0. */
  readonly pocLsb: number;
  readonly deltaPocBottom: number;
  readonly deltaPoc0: number;
  readonly deltaPoc1: number;
  /** Above 0: a redundant slice, which is no part of the primary picture. */
  readonly redundantPicCnt: number;
}

/** The parameter sets that a slice refers to. */
export interface SliceParameterSets {
  readonly sps: H264Sps;
  readonly pps: H264Pps;
}

/** A slice as far as it can be read: without its parameter sets only its start. */
export interface ParsedSlice {
  readonly start: H264SliceStart;
  readonly header: H264SliceHeader | undefined;
}

/**
 * Reads a slice header up to `redundant_pic_cnt`, or its start if `setsOf` does not know its PPS. `bytes[start..end)` is
 * a NAL unit of type 1, 2 or 5 with its header byte. Throws {@link ProtoError} `truncated` or `bad-bitstream`.
 */
export function parseSlice(
  bytes: Uint8Array,
  start: number,
  end: number,
  setsOf: (ppsId: number) => SliceParameterSets | undefined,
): ParsedSlice {
  const reader = new BitReader(bytes, start + 1, end);
  const sliceStart = readStart(reader);
  const sets = setsOf(sliceStart.ppsId);
  if (sets === undefined) return { start: sliceStart, header: undefined };
  const header = readHeader(bytes[start] ?? 0, reader, sliceStart, sets.sps, sets.pps);
  return { start: header, header };
}

/**
 * Whether the slice carries `memory_management_control_operation` 5, after which frame numbers and picture order start
 * anew as they do at an IDR picture. Reads further into the header than {@link parseSlice}; throws as that does.
 */
export function resetsPictureOrder(bytes: Uint8Array, start: number, end: number, sps: H264Sps, pps: H264Pps): boolean {
  const nalHeader = bytes[start] ?? 0;
  if ((nalHeader & 0x1f) === NalType.IdrSlice || (nalHeader & 0x60) === 0) return false;
  const reader = new BitReader(bytes, start + 1, end);
  const header = readHeader(nalHeader, reader, readStart(reader), sps, pps);
  const isB = header.sliceType === SliceType.B;
  const isPredicted = isB || header.sliceType === SliceType.P || header.sliceType === SliceType.SP;
  if (isB) reader.skipBits(1); // direct_spatial_mv_pred_flag
  let countL0 = pps.numRefIdxL0Default;
  let countL1 = pps.numRefIdxL1Default;
  if (isPredicted && reader.readFlag()) {
    countL0 = 1 + reader.readUeUpTo(31, 'num_ref_idx_l0_active_minus1');
    if (isB) countL1 = 1 + reader.readUeUpTo(31, 'num_ref_idx_l1_active_minus1');
  }
  if (isPredicted) skipRefListModification(reader);
  if (isB) skipRefListModification(reader);
  if ((pps.weightedPred && isPredicted && !isB) || (pps.weightedBipredIdc === 1 && isB)) {
    const hasChroma = sps.chromaFormatIdc !== 0 && !sps.separateColourPlane;
    reader.readUe(); // luma_log2_weight_denom
    if (hasChroma) reader.readUe();
    skipWeights(reader, countL0, hasChroma);
    if (isB) skipWeights(reader, countL1, hasChroma);
  }
  return readsMmco5(reader);
}

function readStart(reader: BitReader): H264SliceStart {
  const firstMb = reader.readUeUpTo(MAX_PICTURE_MACROBLOCKS - 1, 'first_mb_in_slice');
  const sliceType = (reader.readUeUpTo(9, 'slice_type') % 5) as SliceType;
  const ppsId = reader.readUeUpTo(255, 'pic_parameter_set_id');
  return { firstMb, sliceType, ppsId };
}

function readHeader(
  nalHeader: number,
  reader: BitReader,
  { firstMb, sliceType, ppsId }: H264SliceStart,
  sps: H264Sps,
  pps: H264Pps,
): H264SliceHeader {
  const isIdr = (nalHeader & 0x1f) === NalType.IdrSlice;
  if (sps.separateColourPlane) reader.skipBits(2); // colour_plane_id
  const frameNum = reader.readBits(sps.log2MaxFrameNum);
  const fieldPic = sps.frameMbsOnly ? false : reader.readFlag();
  const bottomField = fieldPic ? reader.readFlag() : false;
  const idrPicId = isIdr ? reader.readUeUpTo(65_535, 'idr_pic_id') : 0;
  let pocLsb = 0;
  let deltaPocBottom = 0;
  let deltaPoc0 = 0;
  let deltaPoc1 = 0;
  if (sps.pocType === 0) {
    pocLsb = reader.readBits(sps.log2MaxPocLsb);
    if (pps.picOrderPresent && !fieldPic) deltaPocBottom = reader.readSe();
  } else if (sps.pocType === 1 && !sps.deltaPicOrderAlwaysZero) {
    deltaPoc0 = reader.readSe();
    if (pps.picOrderPresent && !fieldPic) deltaPoc1 = reader.readSe();
  }
  const redundantPicCnt = pps.redundantPicCntPresent ? reader.readUeUpTo(127, 'redundant_pic_cnt') : 0;
  return {
    firstMb,
    sliceType,
    ppsId,
    nalRefIdc: (nalHeader >> 5) & 3,
    isIdr,
    spsId: sps.id,
    frameNum,
    fieldPic,
    bottomField,
    idrPicId,
    pocLsb,
    deltaPocBottom,
    deltaPoc0,
    deltaPoc1,
    redundantPicCnt,
  };
}

/** 7.3.3.1. At most one modification per list entry exists, so a longer list is damage. */
function skipRefListModification(reader: BitReader): void {
  if (!reader.readFlag()) return;
  for (let index = 0; index <= 66; index++) {
    if (reader.readUeUpTo(3, 'modification_of_pic_nums_idc') === 3) return;
    reader.readUe();
  }
  throw new ProtoError(ProtoErrorCode.BadBitstream, 'The reference list modification of a slice header does not end.');
}

/** 7.3.3.2. */
function skipWeights(reader: BitReader, count: number, hasChroma: boolean): void {
  for (let index = 0; index < count; index++) {
    if (reader.readFlag()) {
      reader.readSe();
      reader.readSe();
    }
    if (hasChroma && reader.readFlag()) for (let value = 0; value < 4; value++) reader.readSe();
  }
}

/** 7.3.3.3 of a picture that is not IDR. */
function readsMmco5(reader: BitReader): boolean {
  if (!reader.readFlag()) return false;
  for (let index = 0; index <= 66; index++) {
    const operation = reader.readUeUpTo(6, 'memory_management_control_operation');
    if (operation === 0) return false;
    if (operation === 5) return true;
    reader.readUe();
    if (operation === 3) reader.readUe();
  }
  throw new ProtoError(ProtoErrorCode.BadBitstream, 'The reference picture marking of a slice header does not end.');
}
