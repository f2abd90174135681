import { xxHash32 } from 'js-xxhash';

/** Seed of the checksums in a recording. */
const SEED = 7_850_921;

/** The checksum of a footer's payload: xxHash of 32 bits. */
export function footerCrc(payload: Uint8Array): number {
  return xxHash32(payload, SEED) >>> 0;
}
