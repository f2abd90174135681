import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { BitReader } from './bit-reader.ts';

/** Frames that a decoded picture buffer may hold at most (ITU-T H.264 A.3.1). */
export const MAX_DPB_FRAMES = 16;
const MAX_CPB_COUNT = 32;
const EXTENDED_SAR = 255;
/** Table E-1, by `aspect_ratio_idc`; 0 is "unspecified". */
const SAMPLE_ASPECT_RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

/** `bitstream_restriction_flag` and what follows it (E.1.1). */
export interface H264BitstreamRestriction {
  readonly motionVectorsOverBoundaries: boolean;
  readonly maxBytesPerPicDenom: number;
  readonly maxBitsPerMbDenom: number;
  readonly log2MaxMvLengthHorizontal: number;
  readonly log2MaxMvLengthVertical: number;
  readonly maxNumReorderFrames: number;
  readonly maxDecFrameBuffering: number;
}

/** Video usability information (annex E), as far as it matters here. */
export interface H264Vui {
  readonly sampleAspectRatio: { readonly horizontal: number; readonly vertical: number };
  readonly fullRange: boolean | undefined;
  readonly colour: { readonly primaries: number; readonly transfer: number; readonly matrix: number } | undefined;
  readonly frameRate: number | undefined;
  /** Bit position of `bitstream_restriction_flag`, counted as `BitReader.bitPosition` does. */
  readonly restrictionFlagBit: number;
  readonly restriction: H264BitstreamRestriction | undefined;
}

/** Reads `vui_parameters()`. Throws `ProtoError` when it ends early or a count is out of its range. */
export function parseVui(reader: BitReader): H264Vui {
  const sampleAspectRatio = readSampleAspectRatio(reader);
  if (reader.readFlag()) reader.skipBits(1); // overscan_info
  let fullRange: boolean | undefined;
  let colour: H264Vui['colour'];
  if (reader.readFlag()) {
    reader.skipBits(3); // video_format
    fullRange = reader.readFlag();
    if (reader.readFlag()) {
      colour = { primaries: reader.readBits(8), transfer: reader.readBits(8), matrix: reader.readBits(8) };
    }
  }
  if (reader.readFlag()) {
    reader.readUeUpTo(5, 'chroma_sample_loc_type_top_field');
    reader.readUeUpTo(5, 'chroma_sample_loc_type_bottom_field');
  }
  const frameRate = reader.readFlag() ? readFrameRate(reader) : undefined;
  const nalHrd = reader.readFlag();
  if (nalHrd) skipHrdParameters(reader);
  const vclHrd = reader.readFlag();
  if (vclHrd) skipHrdParameters(reader);
  if (nalHrd || vclHrd) reader.skipBits(1); // low_delay_hrd_flag
  reader.skipBits(1); // pic_struct_present_flag
  const restrictionFlagBit = reader.bitPosition;
  const restriction = reader.readFlag() ? readRestriction(reader) : undefined;
  return { sampleAspectRatio, fullRange, colour, frameRate, restrictionFlagBit, restriction };
}

/** The announced sample aspect ratio; 1:1 when there is none, or one with a zero in it. */
export function sampleAspectRatioOf(vui: H264Vui | undefined): { horizontal: number; vertical: number } {
  const ratio = vui?.sampleAspectRatio;
  if (ratio === undefined || ratio.horizontal === 0 || ratio.vertical === 0) return { horizontal: 1, vertical: 1 };
  return ratio;
}

function readSampleAspectRatio(reader: BitReader): { horizontal: number; vertical: number } {
  if (!reader.readFlag()) return { horizontal: 1, vertical: 1 };
  const idc = reader.readBits(8);
  if (idc === EXTENDED_SAR) return { horizontal: reader.readBits(16), vertical: reader.readBits(16) };
  const [horizontal, vertical] = SAMPLE_ASPECT_RATIOS[idc] ?? [1, 1];
  return { horizontal, vertical };
}

function readFrameRate(reader: BitReader): number | undefined {
  const unitsInTick = reader.readBits(32);
  const timeScale = reader.readBits(32);
  reader.skipBits(1); // fixed_frame_rate_flag
  // A tick is the duration of a field, also in streams without fields.
  return unitsInTick === 0 || timeScale === 0 ? undefined : timeScale / (2 * unitsInTick);
}

function skipHrdParameters(reader: BitReader): void {
  const count = reader.readUeUpTo(MAX_CPB_COUNT - 1, 'cpb_cnt_minus1') + 1;
  reader.skipBits(8); // bit_rate_scale, cpb_size_scale
  for (let index = 0; index < count; index++) {
    reader.readUe(); // bit_rate_value_minus1
    reader.readUe(); // cpb_size_value_minus1
    reader.skipBits(1); // cbr_flag
  }
  reader.skipBits(20); // four lengths of 5 bits
}

function readRestriction(reader: BitReader): H264BitstreamRestriction {
  const restriction = {
    motionVectorsOverBoundaries: reader.readFlag(),
    maxBytesPerPicDenom: reader.readUeUpTo(16, 'max_bytes_per_pic_denom'),
    maxBitsPerMbDenom: reader.readUeUpTo(16, 'max_bits_per_mb_denom'),
    log2MaxMvLengthHorizontal: reader.readUeUpTo(32, 'log2_max_mv_length_horizontal'),
    log2MaxMvLengthVertical: reader.readUeUpTo(32, 'log2_max_mv_length_vertical'),
    maxNumReorderFrames: reader.readUeUpTo(MAX_DPB_FRAMES, 'max_num_reorder_frames'),
    maxDecFrameBuffering: reader.readUeUpTo(MAX_DPB_FRAMES, 'max_dec_frame_buffering'),
  };
  if (restriction.maxNumReorderFrames > restriction.maxDecFrameBuffering) {
    throw new ProtoError(
      ProtoErrorCode.BadBitstream,
      `max_num_reorder_frames must be at most max_dec_frame_buffering (${restriction.maxDecFrameBuffering}) but is ${restriction.maxNumReorderFrames}.`,
    );
  }
  return restriction;
}
