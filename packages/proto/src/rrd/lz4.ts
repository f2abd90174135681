// LZ4 blocks: no frame, no length, no checksum. A block is a row of sequences: a token (length of literals, length of a
// match, 4 bits each, 15 = more follows), literals, u16 distance of the match. The last sequence has literals only.
//
// Written here because the libraries at hand do not check distances and lengths: damaged blocks would read as other data.

const MIN_MATCH = 4;
/** The last bytes of a block are always literals, and no match begins later than this before the end. */
const LAST_LITERALS = 5;
const MATCH_MARGIN = 12;
const MAX_DISTANCE = 0xffff;

/**
 * Why an LZ4 block does not decode.
 *
 * @group Support
 */
export class Lz4Error extends Error {
  override readonly name = 'Lz4Error';
}

/**
 * Decodes a whole block.
 *
 * @returns Bytes of its own, exactly `byteLength`.
 * @throws Lz4Error unless the block decodes to exactly `byteLength` bytes. The caller checks `byteLength` against its limit.
 */
export function decompressLz4(block: Uint8Array, byteLength: number): Uint8Array {
  // A byte of a block stands for 255 bytes at most: what cannot be reached is not allocated.
  if (byteLength > 255 * block.length) {
    throw new Lz4Error(`An LZ4 block of ${block.length} bytes cannot hold ${byteLength} bytes`);
  }
  const out = new Uint8Array(byteLength);
  const written = decode(block, out, false);
  if (written !== byteLength) throw new Lz4Error(`Expected an LZ4 block of ${byteLength} bytes, found ${written}`);
  return out;
}

/**
 * Decodes the beginning of a block, of which only the first bytes need to be there.
 *
 * @returns Up to `byteLength` bytes; fewer where the given bytes do not reach further.
 * @throws Lz4Error where what is there is damaged.
 */
export function decompressLz4Prefix(block: Uint8Array, byteLength: number): Uint8Array {
  const out = new Uint8Array(Math.min(byteLength, 255 * block.length));
  return out.subarray(0, decode(block, out, true));
}

/**
 * Decodes a block into the middle of a buffer, where its matches may point to what stands before it: as frames with linked blocks
 * have it.
 *
 * @returns Where in `out` the block ends.
 * @throws Lz4Error unless it decodes and fits.
 * @group Support
 */
export function decompressLz4At(block: Uint8Array, out: Uint8Array, start: number): number {
  return decode(block, out, false, start);
}

function decode(block: Uint8Array, out: Uint8Array, isPrefix: boolean, start = 0): number {
  const end = block.length;
  let from = 0;
  let to = start;
  while (from < end) {
    const token = block[from++] ?? 0;
    let literals = token >> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && from < end) {
        byte = block[from++] ?? 0;
        literals += byte;
      }
    }
    if (literals > end - from || literals > out.length - to) {
      if (!isPrefix) throw new Lz4Error(`${literals} literals do not fit at byte ${from} of the LZ4 block`);
      literals = Math.min(literals, end - from, out.length - to);
      out.set(block.subarray(from, from + literals), to);
      return to + literals;
    }
    if (literals > 16) out.set(block.subarray(from, from + literals), to);
    else for (let i = 0; i < literals; i++) out[to + i] = block[from + i] ?? 0;
    from += literals;
    to += literals;
    if (from === end) return to;
    if (from + 2 > end) {
      if (isPrefix) return to;
      throw new Lz4Error(`The LZ4 block ends within a match at byte ${from}`);
    }
    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
    from += 2;
    if (distance === 0 || distance > to)
      throw new Lz4Error(`A match at byte ${from - 2} of the LZ4 block points to byte ${to - distance}`);
    let length = token & 15;
    if (length === 15) {
      let byte = 255;
      while (byte === 255 && from < end) {
        byte = block[from++] ?? 0;
        length += byte;
      }
      if (byte === 255 && isPrefix) return to;
    }
    length += MIN_MATCH;
    if (length > out.length - to) {
      if (!isPrefix) throw new Lz4Error(`A match of ${length} bytes at byte ${from} of the LZ4 block is too long`);
      length = out.length - to;
    }
    copyMatch(out, to, distance, length);
    to += length;
    if (isPrefix && to === out.length) return to;
  }
  return to;
}

/** A match may overlap what it writes: then its bytes repeat. */
function copyMatch(out: Uint8Array, to: number, distance: number, length: number): void {
  if (distance >= length && length > 32) out.copyWithin(to, to - distance, to - distance + length);
  else for (let i = to; i < to + length; i++) out[i] = out[i - distance] ?? 0;
}

/** Positions of the four bytes seen last with each hash. Reused: 256 kB for each of a thousand small chunks would cost more than the rest. */
const HASH_BITS = 14;
const positions = new Int32Array(1 << HASH_BITS);

/**
 * Encodes a block, fast rather than small.
 *
 * @returns Bytes of its own; undefined if the block would not be smaller than the bytes.
 */
export function compressLz4(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < MATCH_MARGIN + 1) return undefined;
  const out = new Uint8Array(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  positions.fill(-1);
  const matchLimit = bytes.length - LAST_LITERALS;
  const lastStart = bytes.length - MATCH_MARGIN;
  let anchor = 0;
  let to = 0;
  let misses = 0;
  for (let at = 0; at <= lastStart; ) {
    const word = view.getUint32(at, true);
    const hash = Math.imul(word, 2_654_435_761) >>> (32 - HASH_BITS);
    const candidate = positions[hash] ?? -1;
    positions[hash] = at;
    if (candidate < 0 || at - candidate > MAX_DISTANCE || view.getUint32(candidate, true) !== word) {
      // The longer nothing repeats, the larger the steps: video costs little to give up.
      at += 1 + (misses++ >> 6);
      continue;
    }
    misses = 0;
    let length = MIN_MATCH;
    while (at + length < matchLimit && bytes[at + length] === bytes[candidate + length]) length++;
    to = writeSequence(out, to, bytes, anchor, at, at - candidate, length - MIN_MATCH);
    if (to < 0) return undefined;
    at += length;
    anchor = at;
  }
  to = writeSequence(out, to, bytes, anchor, bytes.length, 0, -1);
  return to < 0 || to >= bytes.length ? undefined : out.slice(0, to);
}

/** Appends literals and, unless `match` is -1, a match of `match + 4` bytes. Returns the new end, -1 if `out` is full. */
function writeSequence(
  out: Uint8Array,
  start: number,
  bytes: Uint8Array,
  literalStart: number,
  literalEnd: number,
  distance: number,
  match: number,
): number {
  const literals = literalEnd - literalStart;
  const worst = 1 + Math.ceil(literals / 255) + literals + 2 + Math.ceil(Math.max(match, 0) / 255) + 2;
  if (start + worst > out.length) return -1;
  let to = start;
  out[to++] = (Math.min(literals, 15) << 4) | Math.min(Math.max(match, 0), 15);
  to = writeLength(out, to, literals);
  out.set(bytes.subarray(literalStart, literalEnd), to);
  to += literals;
  if (match < 0) return to;
  out[to++] = distance & 0xff;
  out[to++] = distance >> 8;
  return writeLength(out, to, match);
}

function writeLength(out: Uint8Array, start: number, length: number): number {
  let to = start;
  if (length < 15) return to;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) out[to++] = 255;
  out[to++] = rest;
  return to;
}
