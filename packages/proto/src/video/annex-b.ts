/** NAL unit types of ITU-T H.264 table 7-1, as far as this package tells them apart. */
export const NalType = {
  Slice: 1,
  PartitionA: 2,
  PartitionB: 3,
  PartitionC: 4,
  IdrSlice: 5,
  Sei: 6,
  Sps: 7,
  Pps: 8,
  AccessUnitDelimiter: 9,
  EndOfSequence: 10,
  EndOfStream: 11,
  Filler: 12,
  SpsExtension: 13,
  Prefix: 14,
  SubsetSps: 15,
  AuxiliarySlice: 19,
  SliceExtension: 20,
} as const;
export type NalType = (typeof NalType)[keyof typeof NalType];

/**
 * Offset of the next `00 00 01` in `bytes` at or after `from`, or -1. The offset is that of its first zero; a fourth
 * byte in front of it (`00 00 00 01`) is not part of it.
 */
export function findStartCode(bytes: Uint8Array, from: number): number {
  const length = bytes.length;
  // Looking at the third byte of a possible start code: unless it is 0 or 1, none of the next two positions can hold
  // one either, so two of three bytes are never read.
  let at = from + 2;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte > 1) at += 3;
    else if (byte === 0) at += 1;
    else if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
    else at += 3;
  }
  return -1;
}

/**
 * Walks the NAL units of an Annex B byte stream without allocating per unit:
 * `for (const nals = new NalCursor(bytes); nals.next(); ) … nals.type …`.
 *
 * Trailing zero bytes belong to no unit; neither do bytes in front of the first start code; empty units are skipped.
 */
export class NalCursor {
  readonly bytes: Uint8Array;
  /** Offset of the start code, including the zero byte of a four-byte one. */
  prefixStart = 0;
  /** Offset of the NAL unit's header byte. */
  start = 0;
  /** Offset behind the NAL unit's last byte that is not a trailing zero. */
  end = 0;
  /** Offset of the next `00 00 01`; -1 when there is none. */
  #nextCode: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#nextCode = findStartCode(bytes, 0);
  }

  /** Moves to the next NAL unit; false at the end. */
  next(): boolean {
    const { bytes } = this;
    while (this.#nextCode >= 0) {
      const code = this.#nextCode;
      const start = code + 3;
      const following = findStartCode(bytes, start);
      let end = following < 0 ? bytes.length : following;
      while (end > start && bytes[end - 1] === 0) end--;
      this.#nextCode = following;
      if (end === start) continue;
      this.prefixStart = code > 0 && bytes[code - 1] === 0 ? code - 1 : code;
      this.start = start;
      this.end = end;
      return true;
    }
    return false;
  }

  /** `nal_unit_type`, 0 to 31. */
  get type(): number {
    return (this.bytes[this.start] ?? 0) & 0x1f;
  }

  /** `nal_ref_idc`, 0 to 3; 0 means that no other picture refers to this one. */
  get refIdc(): number {
    return ((this.bytes[this.start] ?? 0) >> 5) & 3;
  }

  /** The `forbidden_zero_bit` is set: damaged, or not H.264. */
  get isForbidden(): boolean {
    return (this.bytes[this.start] ?? 0) >= 0x80;
  }

  /** The NAL unit without its start code, borrowed from the stream. */
  get borrowed(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }
}

/** All NAL units of an Annex B byte stream, without start codes and trailing zeros, borrowed from `bytes`. */
export function splitNalUnits(bytes: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = [];
  const cursor = new NalCursor(bytes);
  while (cursor.next()) nals.push(cursor.borrowed);
  return nals;
}

/** Whether `bytes` start with a start code (`00 00 01`, any number of zero bytes in front of it). */
export function isAnnexB(bytes: Uint8Array): boolean {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  return zeros >= 2 && bytes[zeros] === 1;
}

/** Joins NAL units, each with the start code `00 00 00 01` in front of it. Returns a copy. */
export function joinNalUnits(nals: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const nal of nals) length += 4 + nal.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const nal of nals) {
    out[at + 3] = 1;
    out.set(nal, at + 4);
    at += 4 + nal.length;
  }
  return out;
}
