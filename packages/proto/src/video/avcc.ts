import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { joinNalUnits } from './annex-b.ts';

/** What an `avcC` box, a WebCodecs `description` or FFmpeg extradata says (ISO/IEC 14496-15, 5.3.3.1). */
export interface AvcDecoderConfiguration {
  readonly profileIdc: number;
  readonly constraintFlags: number;
  readonly levelIdc: number;
  /** Bytes of the length in front of every NAL unit of the samples. */
  readonly lengthSize: 1 | 2 | 4;
  /** NAL units without length or start code, copied. */
  readonly spsNals: readonly Uint8Array[];
  readonly ppsNals: readonly Uint8Array[];
}

/**
 * Parses an AVCDecoderConfigurationRecord.
 *
 * Throws {@link ProtoError} `truncated` when it ends early and `bad-bitstream` when it is something else.
 */
export function parseAvcDecoderConfiguration(description: Uint8Array): AvcDecoderConfiguration {
  const byteAt = (at: number): number => {
    const byte = description[at];
    if (byte === undefined) {
      throw new ProtoError(
        ProtoErrorCode.Truncated,
        `The avcC description needs a byte at offset ${at} but has only ${description.length} bytes.`,
      );
    }
    return byte;
  };
  if (byteAt(0) !== 1) {
    throw new ProtoError(
      ProtoErrorCode.BadBitstream,
      `An avcC description must start with version 1 but starts with ${byteAt(0)}.`,
    );
  }
  const lengthSize = (byteAt(4) & 3) + 1;
  if (lengthSize === 3) {
    throw new ProtoError(
      ProtoErrorCode.BadBitstream,
      'The avcC description declares lengths of 3 bytes; 1, 2, 4 exist.',
    );
  }
  let at = 5;
  const readNals = (count: number, what: string): Uint8Array[] => {
    const nals: Uint8Array[] = [];
    for (let index = 0; index < count; index++) {
      const length = byteAt(at) * 256 + byteAt(at + 1);
      at += 2;
      if (at + length > description.length) {
        throw new ProtoError(
          ProtoErrorCode.Truncated,
          `${what} ${index} of the avcC description needs ${length} bytes at offset ${at} but ${description.length - at} remain.`,
        );
      }
      if (length > 0) nals.push(description.slice(at, at + length));
      at += length;
    }
    return nals;
  };
  const spsNals = readNals(byteAt(at++) & 0x1f, 'SPS');
  const ppsNals = readNals(byteAt(at++), 'PPS');
  return {
    profileIdc: byteAt(1),
    constraintFlags: byteAt(2),
    levelIdc: byteAt(3),
    lengthSize: lengthSize as 1 | 2 | 4,
    spsNals,
    ppsNals,
  };
}

/** The NAL units of a length-prefixed sample, borrowed. Throws {@link ProtoError} `truncated` if a length does not fit. */
export function splitAvccSample(sample: Uint8Array, lengthSize: 1 | 2 | 4 = 4): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let at = 0;
  while (at < sample.length) {
    const length = lengthAt(sample, at, lengthSize);
    const start = at + lengthSize;
    if (length === undefined || start + length > sample.length) {
      throw new ProtoError(
        ProtoErrorCode.Truncated,
        `NAL unit ${nals.length} of the length-prefixed sample needs ${length ?? lengthSize} bytes at offset ${at} but ${sample.length - at} remain; is its length ${lengthSize} bytes long?`,
      );
    }
    if (length > 0) nals.push(sample.subarray(start, start + length));
    at = start + length;
  }
  return nals;
}

/** A length-prefixed sample as Annex B, copied. Throws as {@link splitAvccSample} does. */
export function avccToAnnexB(sample: Uint8Array, lengthSize: 1 | 2 | 4 = 4): Uint8Array {
  return joinNalUnits(splitAvccSample(sample, lengthSize));
}

/**
 * The length size with which `sample` reads as length-prefixed H.264 NAL units from its first to its last byte, or
 * undefined. An Annex B sample does not pass, not even one that starts with `00 00 01`, which could also be a length.
 * Lengths of one byte are not looked for: too many byte strings read as such by chance.
 */
export function avccLengthSize(sample: Uint8Array): 2 | 4 | undefined {
  for (const lengthSize of [4, 2] as const) if (readsAsAvcc(sample, lengthSize)) return lengthSize;
  return undefined;
}

function readsAsAvcc(sample: Uint8Array, lengthSize: 2 | 4): boolean {
  let at = 0;
  while (at < sample.length) {
    const length = lengthAt(sample, at, lengthSize);
    const header = sample[at + lengthSize];
    if (length === undefined || header === undefined || length < 2 || at + lengthSize + length > sample.length)
      return false;
    const type = header & 0x1f;
    if (header >= 0x80 || type === 0 || type > 23 || !fitsRefIdc(type, header >> 5)) return false;
    at += lengthSize + length;
  }
  return sample.length > 0;
}

/** Table 7-1 and 7.4.1: parameter sets and IDR slices are referred to, SEI and delimiters are not. */
function fitsRefIdc(type: number, refIdc: number): boolean {
  if (type === 5 || type === 7 || type === 8) return refIdc !== 0;
  return type < 6 || type > 12 || refIdc === 0;
}

function lengthAt(sample: Uint8Array, at: number, lengthSize: 1 | 2 | 4): number | undefined {
  if (at + lengthSize > sample.length) return undefined;
  let length = 0;
  for (let index = 0; index < lengthSize; index++) length = length * 256 + (sample[at + index] ?? 0);
  return length;
}
