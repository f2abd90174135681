import { NalCursor } from './annex-b.ts';
import { avccLengthSize } from './avcc.ts';
import type { VideoRefusalCode } from './refusal.ts';

const TS_PACKET_BYTES = 188;
/** Blu-ray and camcorders put four bytes of time in front of each packet. */
const M2TS_PACKET_BYTES = 192;
const MP4_BOXES: ReadonlySet<string> = new Set([
  'ftyp',
  'styp',
  'moov',
  'moof',
  'mdat',
  'free',
  'skip',
  'wide',
  'sidx',
]);
const NALS_LOOKED_AT = 32;

/** What bytes without an Annex B start code at their beginning are, if it is something known. */
export function identifyForeignBytes(bytes: Uint8Array): VideoRefusalCode | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'codec-mjpeg';
  if (textAt(bytes, 0, 4) === 'DKIF') return codecOfIvf(textAt(bytes, 8, 4));
  if (isContainer(bytes)) return 'container';
  if (isAv1(bytes)) return 'codec-av1';
  if (avccLengthSize(bytes) !== undefined || isAvcDecoderConfiguration(bytes)) return 'avcc';
  return undefined;
}

/**
 * What bytes that start with `00 00 01` are, if they are another codec than H.264 that uses the same start codes. To be
 * asked only where no H.264 parameter set is known: single slices of one codec may look like those of another.
 */
export function identifyStartCodeCodec(bytes: Uint8Array): VideoRefusalCode | undefined {
  const nals = new NalCursor(bytes);
  if (!nals.next()) return undefined;
  const first = bytes[nals.start] ?? 0;
  const second = bytes[nals.start + 1] ?? 0;
  if (first === 0xba) return 'container'; // MPEG program stream
  if (first === 0xb3 || first === 0xb8) return 'codec-mpeg2'; // sequence, group of pictures
  if (first === 0xb0 || first === 0xb5 || first === 0xb6) return 'codec-mpeg4'; // visual object sequence, object, VOP
  // A start code 0 is a picture in MPEG-2 (10 bits of temporal reference) and a video object in MPEG-4 (empty).
  if (first === 0) return nals.end - nals.start > 2 || second !== 0 ? 'codec-mpeg2' : 'codec-mpeg4';
  if (isH265(bytes)) return 'codec-h265';
  return first >= 0x20 && first <= 0x2f && !isH264(nals) ? 'codec-mpeg4' : undefined; // video object layer
}

/** Header bytes 0x20 to 0x2F: H.264 parameter sets and slices of low `nal_ref_idc`, or MPEG-4 video object layers. */
function isH264(nals: NalCursor): boolean {
  return nals.type >= 1 && nals.type <= 9;
}

/**
 * H.265 has NAL unit headers of two bytes. Its parameter sets (types 32 to 34) cannot be mistaken; without them every
 * unit must have the header of a base-layer unit, which H.264 slices never have.
 */
function isH265(bytes: Uint8Array): boolean {
  const nals = new NalCursor(bytes);
  let sawOther = false;
  let allFit = true;
  for (let count = 0; count < NALS_LOOKED_AT && nals.next(); count++) {
    const first = bytes[nals.start] ?? 0;
    const second = bytes[nals.start + 1] ?? 0;
    const fits = (first & 0x81) === 0 && second >= 1 && second <= 7;
    const type = first >> 1;
    if (fits && type >= 32 && type <= 34 && second === 1 && nals.type !== 6) return true;
    if (!fits || type > 40) allFit = false;
    // `06 01` is also H.264's picture timing SEI.
    if (nals.type !== 6) sawOther = true;
  }
  return allFit && sawOther;
}

function codecOfIvf(fourcc: string): VideoRefusalCode {
  if (fourcc === 'AV01') return 'codec-av1';
  if (fourcc === 'VP80') return 'codec-vp8';
  if (fourcc === 'VP90') return 'codec-vp9';
  return 'container';
}

function isContainer(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) return true; // EBML: Matroska, WebM
  if (MP4_BOXES.has(textAt(bytes, 4, 4))) return true;
  const start = textAt(bytes, 0, 4);
  if (start === 'RIFF' || start === 'OggS' || start.startsWith('FLV')) return true;
  return isPacketised(bytes, 0, TS_PACKET_BYTES) || isPacketised(bytes, 4, M2TS_PACKET_BYTES);
}

function isPacketised(bytes: Uint8Array, syncAt: number, packet: number): boolean {
  if (bytes.length < packet) return false;
  let packets = 0;
  for (let at = syncAt; at < bytes.length && packets < 8; at += packet, packets++) if (bytes[at] !== 0x47) return false;
  // One sync byte alone proves nothing, unless the bytes are exactly one packet.
  return packets > 1 || bytes.length === packet;
}

/** Low-overhead OBU stream: a temporal delimiter, or a sequence header at its very beginning. */
function isAv1(bytes: Uint8Array): boolean {
  const isObuHeader = (byte: number | undefined) => byte !== undefined && (byte & 0x83) === 0x02;
  if (startsWith(bytes, [0x12, 0x00])) return bytes.length === 2 || isObuHeader(bytes[2]);
  const size = bytes[1] ?? 0;
  return bytes[0] === 0x0a && size >= 5 && size < 64 && isObuHeader(bytes[2 + size]);
}

/** An avcC record in place of a sample: version, profile, reserved bits, one SPS. */
function isAvcDecoderConfiguration(bytes: Uint8Array): boolean {
  return bytes[0] === 1 && ((bytes[4] ?? 0) & 0xfc) === 0xfc && ((bytes[5] ?? 0) & 0xe0) === 0xe0 && bytes[8] === 0x67;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
