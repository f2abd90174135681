import { decompressLz4At } from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';

// LZ4 frames, the format of files and of MCAP chunks: a head, blocks with their lengths, an end mark. Their checksums are not
// looked at: MCAP has its own over the whole chunk.

const MAGIC = 0x184d2204;
const VERSION_1 = 1;
const Flag = { BlockChecksum: 0x10, ContentSize: 0x08, DictionaryId: 0x01 } as const;
const UNCOMPRESSED = 0x80000000;

/**
 * Decodes one frame.
 *
 * @param byteLength What it must decode to; the caller has checked it against its limit.
 * @throws ConversionError `damaged` if it is no frame, or decodes to something else; Lz4Error for a damaged block.
 */
export function decompressLz4Frame(frame: Uint8Array, byteLength: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const u32 = (at: number): number => {
    if (at + 4 > frame.length) throw damaged(`ends at byte ${frame.length}, within a length at byte ${at}`);
    return view.getUint32(at, true);
  };
  if (u32(0) !== MAGIC) throw damaged(`must begin with 04 22 4d 18, found ${u32(0).toString(16)}`);
  const flags = frame[4] ?? 0;
  if (flags >> 6 !== VERSION_1) throw damaged(`must be of version 1, found ${flags >> 6}`);
  if ((flags & Flag.DictionaryId) !== 0) throw damaged('needs a dictionary, which MCAP does not have');
  let at = 7 + ((flags & Flag.ContentSize) === 0 ? 0 : 8);
  const out = new Uint8Array(byteLength);
  let to = 0;
  for (;;) {
    const length = u32(at);
    at += 4;
    if (length === 0) break;
    const blockBytes = (length & ~UNCOMPRESSED) >>> 0;
    if (at + blockBytes > frame.length) {
      throw damaged(`has a block of ${blockBytes} bytes at byte ${at} where ${frame.length - at} are left`);
    }
    const block = frame.subarray(at, at + blockBytes);
    if (length >= UNCOMPRESSED) {
      if (to + blockBytes > byteLength) throw damaged(`decodes to more than the announced ${byteLength} bytes`);
      out.set(block, to);
      to += blockBytes;
    } else {
      to = decompressLz4At(block, out, to);
    }
    at += blockBytes + ((flags & Flag.BlockChecksum) === 0 ? 0 : 4);
  }
  if (to !== byteLength) throw damaged(`must decode to ${byteLength} bytes, found ${to}`);
  return out;
}

function damaged(problem: string): ConversionError {
  return new ConversionError(ConversionErrorCode.Damaged, `An LZ4 frame ${problem}.`);
}
