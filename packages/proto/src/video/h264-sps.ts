import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { BitReader } from './bit-reader.ts';
import { type H264Vui, MAX_DPB_FRAMES, parseVui, sampleAspectRatioOf } from './h264-vui.ts';

/** Samples per side that a picture may have. Level 6.2 ends near 16,888; hardware and `VideoFrame` end at 16,384. */
export const MAX_PICTURE_SIDE = 16_384;
/** Macroblocks that a picture may have: `MaxFS` of level 6.2, the highest there is (ITU-T H.264 table A-1). */
export const MAX_PICTURE_MACROBLOCKS = 139_264;

/** The fields of a sequence parameter set that matter to a logger and a viewer (ITU-T H.264 7.3.2.1.1, annex E). */
export interface H264Sps {
  readonly id: number;
  readonly profileIdc: number;
  /** The byte of `constraint_set0_flag` (bit 7) to `constraint_set5_flag` (bit 2). */
  readonly constraintFlags: number;
  readonly levelIdc: number;
  /** `avc1.64001F`, as WebCodecs wants it (RFC 6381); upper case. */
  readonly codecString: string;
  /** 0: monochrome, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4. */
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** `qpprime_y_zero_transform_bypass_flag`: macroblocks may be coded without loss. */
  readonly losslessQpPrime: boolean;
  /** False: pictures may be fields, or frames that mix field and frame macroblocks. */
  readonly frameMbsOnly: boolean;
  readonly mbAdaptiveFrameField: boolean;
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Visible rectangle in luma samples, after cropping. */
  readonly crop: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** 1:1 when the stream does not say. */
  readonly sampleAspectRatio: { readonly horizontal: number; readonly vertical: number };
  readonly pocType: 0 | 1 | 2;
  readonly log2MaxFrameNum: number;
  readonly log2MaxPocLsb: number;
  readonly deltaPicOrderAlwaysZero: boolean;
  readonly offsetForNonRefPic: number;
  readonly offsetForTopToBottomField: number;
  readonly offsetsForRefFrame: readonly number[];
  readonly separateColourPlane: boolean;
  readonly maxNumRefFrames: number;
  /** `gaps_in_frame_num_value_allowed_flag`: missing reference pictures are no loss (temporal layers). */
  readonly frameNumGapsAllowed: boolean;
  /** From the VUI's bitstream restriction; undefined when it is not announced. */
  readonly maxNumReorderFrames: number | undefined;
  readonly maxDecFrameBuffering: number | undefined;
  /** Frames per second announced by the VUI, if any. */
  readonly frameRate: number | undefined;
  readonly fullRange: boolean | undefined;
  /** Code points of ITU-T H.273, if announced. */
  readonly colour: { readonly primaries: number; readonly transfer: number; readonly matrix: number } | undefined;
}

/** An SPS and where in its payload the VUI lies, for whoever rewrites that. */
export interface H264SpsLayout {
  readonly sps: H264Sps;
  /** Bit position of `vui_parameters_present_flag`, counted from the NAL unit's header, without emulation prevention. */
  readonly vuiFlagBit: number;
  /** Undefined when there is no VUI, or one that ends early. */
  readonly vui: H264Vui | undefined;
}

/** Profiles with chroma format, bit depth and scaling lists in their SPS (7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const MAX_REF_FRAMES_IN_POC_CYCLE = 255;

/**
 * Parses a sequence parameter set. `nal` is the NAL unit with its header byte and without start code.
 *
 * Throws {@link ProtoError}: `truncated`, `bad-bitstream`, or `limit-exceeded` when the picture is larger than
 * {@link MAX_PICTURE_SIDE} or {@link MAX_PICTURE_MACROBLOCKS}. A VUI that ends early is no error: it counts as absent,
 * as in the usual decoders, since cameras write such.
 */
export function parseSps(nal: Uint8Array): H264Sps {
  return parseSpsLayout(nal).sps;
}

/** {@link parseSps}, with the bit positions that a rewrite needs. @internal */
export function parseSpsLayout(nal: Uint8Array): H264SpsLayout {
  const reader = new BitReader(nal);
  const header = reader.readBits(8);
  if ((header & 0x9f) !== 7) {
    throw new ProtoError(
      ProtoErrorCode.BadBitstream,
      `Expected a sequence parameter set (NAL unit type 7) but found header byte 0x${header.toString(16)}.`,
    );
  }
  const profileIdc = reader.readBits(8);
  const constraintFlags = reader.readBits(8);
  const levelIdc = reader.readBits(8);
  const id = reader.readUeUpTo(31, 'seq_parameter_set_id');
  const format = readFormat(reader, profileIdc);
  const log2MaxFrameNum = 4 + reader.readUeUpTo(12, 'log2_max_frame_num_minus4');
  const poc = readPicOrderCount(reader);
  const maxNumRefFrames = reader.readUeUpTo(MAX_DPB_FRAMES, 'max_num_ref_frames');
  const frameNumGapsAllowed = reader.readFlag();
  const size = readSize(reader, format.chromaArrayType);
  const vuiFlagBit = reader.bitPosition;
  const vui = reader.readFlag() ? parseVuiLeniently(reader) : undefined;
  const codecString = `avc1.${hexByte(profileIdc)}${hexByte(constraintFlags)}${hexByte(levelIdc)}`;
  const sps: H264Sps = {
    id,
    profileIdc,
    constraintFlags,
    levelIdc,
    codecString,
    chromaFormatIdc: format.chromaFormatIdc,
    bitDepthLuma: format.bitDepthLuma,
    bitDepthChroma: format.bitDepthChroma,
    losslessQpPrime: format.losslessQpPrime,
    separateColourPlane: format.separateColourPlane,
    ...size,
    ...poc,
    sampleAspectRatio: sampleAspectRatioOf(vui),
    log2MaxFrameNum,
    maxNumRefFrames,
    frameNumGapsAllowed,
    maxNumReorderFrames: vui?.restriction?.maxNumReorderFrames,
    maxDecFrameBuffering: vui?.restriction?.maxDecFrameBuffering,
    frameRate: vui?.frameRate,
    fullRange: vui?.fullRange,
    colour: vui?.colour,
  };
  return { sps, vuiFlagBit, vui };
}

function readFormat(reader: BitReader, profileIdc: number) {
  let chromaFormatIdc = 1;
  let separateColourPlane = false;
  let bitDepthLuma = 8;
  let bitDepthChroma = 8;
  let losslessQpPrime = false;
  if (HIGH_PROFILES.has(profileIdc)) {
    chromaFormatIdc = reader.readUeUpTo(3, 'chroma_format_idc');
    if (chromaFormatIdc === 3) separateColourPlane = reader.readFlag();
    bitDepthLuma = 8 + reader.readUeUpTo(6, 'bit_depth_luma_minus8');
    bitDepthChroma = 8 + reader.readUeUpTo(6, 'bit_depth_chroma_minus8');
    losslessQpPrime = reader.readFlag();
    if (reader.readFlag()) skipScalingLists(reader, chromaFormatIdc === 3 ? 12 : 8);
  }
  const chromaArrayType = separateColourPlane ? 0 : chromaFormatIdc;
  return { chromaFormatIdc, chromaArrayType, separateColourPlane, bitDepthLuma, bitDepthChroma, losslessQpPrime };
}

/** Scaling lists change how pixels are made, not what we need to know: they are checked and skipped (7.3.2.1.1.1). */
export function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!reader.readFlag()) continue;
    const size = list < 6 ? 16 : 64;
    let last = 8;
    for (let index = 0; index < size; index++) {
      const delta = reader.readSe();
      if (delta < -128 || delta > 127) {
        throw new ProtoError(ProtoErrorCode.BadBitstream, `delta_scale must be in -128 to 127 but is ${delta}.`);
      }
      last = (last + delta + 256) % 256;
      if (last === 0) break;
    }
  }
}

function readPicOrderCount(reader: BitReader) {
  const pocType = reader.readUeUpTo(2, 'pic_order_cnt_type') as 0 | 1 | 2;
  let log2MaxPocLsb = 0;
  let deltaPicOrderAlwaysZero = false;
  let offsetForNonRefPic = 0;
  let offsetForTopToBottomField = 0;
  const offsetsForRefFrame: number[] = [];
  if (pocType === 0) {
    log2MaxPocLsb = 4 + reader.readUeUpTo(12, 'log2_max_pic_order_cnt_lsb_minus4');
  } else if (pocType === 1) {
    deltaPicOrderAlwaysZero = reader.readFlag();
    offsetForNonRefPic = reader.readSe();
    offsetForTopToBottomField = reader.readSe();
    const count = reader.readUeUpTo(MAX_REF_FRAMES_IN_POC_CYCLE, 'num_ref_frames_in_pic_order_cnt_cycle');
    for (let index = 0; index < count; index++) offsetsForRefFrame.push(reader.readSe());
  }
  return {
    pocType,
    log2MaxPocLsb,
    deltaPicOrderAlwaysZero,
    offsetForNonRefPic,
    offsetForTopToBottomField,
    offsetsForRefFrame,
  };
}

function readSize(reader: BitReader, chromaArrayType: number) {
  const widthInMbs = reader.readUe() + 1;
  const heightInMapUnits = reader.readUe() + 1;
  const frameMbsOnly = reader.readFlag();
  const mbAdaptiveFrameField = frameMbsOnly ? false : reader.readFlag();
  reader.skipBits(1); // direct_8x8_inference_flag
  const codedWidth = widthInMbs * 16;
  const codedHeight = heightInMapUnits * (frameMbsOnly ? 16 : 32);
  if (
    codedWidth > MAX_PICTURE_SIDE ||
    codedHeight > MAX_PICTURE_SIDE ||
    (codedWidth / 16) * (codedHeight / 16) > MAX_PICTURE_MACROBLOCKS
  ) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The SPS declares pictures of ${codedWidth}×${codedHeight}; at most ${MAX_PICTURE_SIDE} per side and ${MAX_PICTURE_MACROBLOCKS} macroblocks exist in H.264.`,
    );
  }
  let crop = { left: 0, top: 0, width: codedWidth, height: codedHeight };
  if (reader.readFlag()) {
    // Table 6-1 and 7-19 to 7-22: cropping counts chroma samples, and twice the lines where frames hold two fields.
    const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
    const unitY = (chromaArrayType === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
    const left = reader.readUe() * unitX;
    const right = reader.readUe() * unitX;
    const top = reader.readUe() * unitY;
    const bottom = reader.readUe() * unitY;
    if (left + right >= codedWidth || top + bottom >= codedHeight) {
      throw new ProtoError(
        ProtoErrorCode.BadBitstream,
        `The SPS crops ${left}+${right} of ${codedWidth} columns and ${top}+${bottom} of ${codedHeight} lines: nothing is left.`,
      );
    }
    crop = { left, top, width: codedWidth - left - right, height: codedHeight - top - bottom };
  }
  return { frameMbsOnly, mbAdaptiveFrameField, codedWidth, codedHeight, crop };
}

function parseVuiLeniently(reader: BitReader): H264Vui | undefined {
  try {
    return parseVui(reader);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}
