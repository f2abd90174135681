import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { escapePayload } from './emulation-prevention.ts';
import { parseSpsLayout } from './h264-sps.ts';
import type { H264BitstreamRestriction } from './h264-vui.ts';

/** What a decoder assumes where no restriction is announced (ITU-T H.264 E.2.1), so that adding one changes nothing else. */
const INFERRED_RESTRICTION = {
  motionVectorsOverBoundaries: true,
  maxBytesPerPicDenom: 2,
  maxBitsPerMbDenom: 1,
  log2MaxMvLengthHorizontal: 15,
  log2MaxMvLengthVertical: 15,
  maxNumReorderFrames: 0,
  maxDecFrameBuffering: 0,
} satisfies H264BitstreamRestriction;

/**
 * The same SPS with `max_num_reorder_frames = 0`, so that a decoder gives every picture out at once. To be used only
 * where output order was seen to be decode order. Adds VUI and bitstream restriction where they are absent; a VUI that
 * cannot be read is replaced. Everything else is kept bit by bit.
 *
 * `nal` has its header byte and no start code; returns a copy of the same kind. Throws as `parseSps` does.
 */
export function rewriteSpsReorder(nal: Uint8Array): Uint8Array {
  const { sps, vuiFlagBit, vui } = parseSpsLayout(nal);
  const writer = new BitWriter();
  const reader = new BitReader(nal);
  const copyUpTo = (bit: number): void => {
    while (reader.bitPosition < bit) writer.writeBit(reader.readBit());
  };
  copyUpTo(vuiFlagBit);
  if (vui === undefined) {
    writer.writeBit(1); // vui_parameters_present_flag
    // Aspect ratio, overscan, video signal type, chroma location, timing, NAL HRD, VCL HRD, picture structure: absent.
    writer.writeBits(0, 8);
  } else {
    copyUpTo(vui.restrictionFlagBit);
  }
  const restriction = vui?.restriction ?? INFERRED_RESTRICTION;
  writer.writeBit(1); // bitstream_restriction_flag
  writer.writeFlag(restriction.motionVectorsOverBoundaries);
  writer.writeUe(restriction.maxBytesPerPicDenom);
  writer.writeUe(restriction.maxBitsPerMbDenom);
  writer.writeUe(restriction.log2MaxMvLengthHorizontal);
  writer.writeUe(restriction.log2MaxMvLengthVertical);
  writer.writeUe(0); // max_num_reorder_frames
  writer.writeUe(Math.max(restriction.maxDecFrameBuffering, sps.maxNumRefFrames));
  writer.writeTrailingBits();
  return escapePayload(writer.toBytes());
}
