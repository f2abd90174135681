// Arrow packs flags eight to a byte, least significant bit first; in a chunk each is a byte, 0 or 1.

/** Packs flags; any byte but 0 counts as set. */
export function packBits(flags: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(flags.length / 8));
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] !== 0) packed[i >> 3] = (packed[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return packed;
}

/** Unpacks `count` flags from the bit at `first` on. */
export function unpackBits(packed: Uint8Array, first: number, count: number): Uint8Array {
  const flags = new Uint8Array(count);
  for (let i = 0; i < count; i++) flags[i] = bitAt(packed, first + i) ? 1 : 0;
  return flags;
}

export function bitAt(packed: Uint8Array, index: number): boolean {
  return ((packed[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}
