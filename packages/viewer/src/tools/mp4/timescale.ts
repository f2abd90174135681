const NANOS_PER_SEC = 1_000_000_000n;

/** The finest timescale: whole microseconds. */
export const MICROSECONDS = 1_000_000;

/** Whole frame rates and their multiples, those of NTSC, milliseconds, and MPEG's own clock. */
const COMMON = [24, 25, 30, 48, 50, 60, 72, 75, 90, 100, 120, 144, 200, 240, 1000, 24_000, 30_000, 60_000, 90_000];

/**
 * The units per second in which an MP4 can say these times: the coarsest usual one in which every one of them is exact, as far
 * as nanoseconds could say it. Else microseconds, which are right to half of one.
 *
 * @param times Nanoseconds; read once for each timescale that is tried, until the first that does not fit.
 */
export function chooseTimescale(times: () => Iterable<bigint>, zeroNanos: bigint): number {
  return COMMON.find((timescale) => isExact(times(), zeroNanos, BigInt(timescale))) ?? MICROSECONDS;
}

function isExact(times: Iterable<bigint>, zeroNanos: bigint, timescale: bigint): boolean {
  for (const time of times) {
    const nanos = time - zeroNanos;
    const rest = (nanos * timescale) % NANOS_PER_SEC;
    const distance = rest < 0n ? -rest : rest;
    // A frame time that was rounded, or cut, to whole nanoseconds is off by one at most, and so is the zero it counts from.
    if (distance > 2n * timescale && NANOS_PER_SEC - distance > 2n * timescale) return false;
  }
  return true;
}
