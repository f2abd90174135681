import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { BitReader } from './bit-reader.ts';
import { MAX_PICTURE_MACROBLOCKS, skipScalingLists } from './h264-sps.ts';

/** A picture parameter set (ITU-T H.264 7.3.2.2). */
export interface H264Pps {
  readonly id: number;
  readonly spsId: number;
  /** CABAC; false: CAVLC. */
  readonly entropyCodingCabac: boolean;
  /** `bottom_field_pic_order_in_frame_present_flag`: slice headers carry POC differences. */
  readonly picOrderPresent: boolean;
  /** More than 1: flexible macroblock ordering, which no browser decodes. */
  readonly sliceGroups: number;
  readonly numRefIdxL0Default: number;
  readonly numRefIdxL1Default: number;
  readonly weightedPred: boolean;
  readonly weightedBipredIdc: number;
  readonly redundantPicCntPresent: boolean;
  readonly transform8x8: boolean;
}

/**
 * Parses a picture parameter set. `nal` is the NAL unit with its header byte and without start code;
 * `chromaFormatIdcOf` looks up its SPS (undefined: not known, taken as 4:2:0), which matters only for the number of
 * scaling lists.
 *
 * Throws {@link ProtoError} `truncated` or `bad-bitstream`.
 */
export function parsePps(
  nal: Uint8Array,
  chromaFormatIdcOf: (spsId: number) => number | undefined = () => undefined,
): H264Pps {
  const reader = new BitReader(nal);
  const header = reader.readBits(8);
  if ((header & 0x9f) !== 8) {
    throw new ProtoError(
      ProtoErrorCode.BadBitstream,
      `Expected a picture parameter set (NAL unit type 8) but found header byte 0x${header.toString(16)}.`,
    );
  }
  const id = reader.readUeUpTo(255, 'pic_parameter_set_id');
  const spsId = reader.readUeUpTo(31, 'seq_parameter_set_id');
  const entropyCodingCabac = reader.readFlag();
  const picOrderPresent = reader.readFlag();
  const sliceGroups = 1 + reader.readUeUpTo(7, 'num_slice_groups_minus1');
  if (sliceGroups > 1) skipSliceGroups(reader, sliceGroups);
  const numRefIdxL0Default = 1 + reader.readUeUpTo(31, 'num_ref_idx_l0_default_active_minus1');
  const numRefIdxL1Default = 1 + reader.readUeUpTo(31, 'num_ref_idx_l1_default_active_minus1');
  const weightedPred = reader.readFlag();
  const weightedBipredIdc = reader.readBits(2);
  reader.readSe(); // pic_init_qp_minus26
  reader.readSe(); // pic_init_qs_minus26
  reader.readSe(); // chroma_qp_index_offset
  reader.skipBits(2); // deblocking_filter_control_present_flag, constrained_intra_pred_flag
  const redundantPicCntPresent = reader.readFlag();
  let transform8x8 = false;
  if (reader.moreRbspData()) {
    transform8x8 = reader.readFlag();
    if (reader.readFlag()) skipScalingLists(reader, 6 + (transform8x8 ? (chromaFormatIdcOf(spsId) === 3 ? 6 : 2) : 0));
    reader.readSe(); // second_chroma_qp_index_offset
  }
  return {
    id,
    spsId,
    entropyCodingCabac,
    picOrderPresent,
    sliceGroups,
    numRefIdxL0Default,
    numRefIdxL1Default,
    weightedPred,
    weightedBipredIdc,
    redundantPicCntPresent,
    transform8x8,
  };
}

function skipSliceGroups(reader: BitReader, groups: number): void {
  const mapType = reader.readUeUpTo(6, 'slice_group_map_type');
  if (mapType === 0) {
    for (let group = 0; group < groups; group++) reader.readUe(); // run_length_minus1
  } else if (mapType === 2) {
    for (let group = 0; group < groups - 1; group++) {
      reader.readUe(); // top_left
      reader.readUe(); // bottom_right
    }
  } else if (mapType >= 3 && mapType <= 5) {
    reader.skipBits(1); // slice_group_change_direction_flag
    reader.readUe(); // slice_group_change_rate_minus1
  } else if (mapType === 6) {
    const units = 1 + reader.readUeUpTo(MAX_PICTURE_MACROBLOCKS - 1, 'pic_size_in_map_units_minus1');
    reader.skipBits(units * Math.ceil(Math.log2(groups)));
  }
}
