import { ConversionError, ConversionErrorCode } from './conversion-error.ts';

/** Frames per second as a fraction. */
export interface FrameRate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const NANOS_PER_SEC = 1_000_000_000n;

/**
 * Reads `30`, `12.5` or `30000/1001`. The rates of NTSC are taken as what they stand for: 23.976, 29.97 and 59.94 are
 * 24000/1001, 30000/1001 and 60000/1001.
 *
 * @throws ConversionError `bad-option`
 */
export function parseFrameRate(text: string): FrameRate {
  const match = /^(\d{1,7})(?:\.(\d{1,6}))?(?:\/(\d{1,7}))?$/.exec(text.trim());
  const [, whole = '', decimals = '', divisor = '1'] = match ?? [];
  const scale = 10n ** BigInt(decimals.length);
  const numerator = match === null ? 0n : BigInt(whole + decimals);
  const denominator = BigInt(divisor) * scale;
  if (numerator <= 0n || denominator <= 0n || numerator > 100_000n * denominator) {
    throw new ConversionError(
      ConversionErrorCode.BadOption,
      `A frame rate is written 30, 12.5 or 30000/1001, found "${text}".`,
    );
  }
  for (const ntsc of [24_000n, 30_000n, 60_000n, 120_000n]) {
    // Written with two decimals or three: closer to the fraction than to anything else.
    const difference = numerator * 1001n - ntsc * denominator;
    if (divisor === '1' && decimals.length >= 2 && abs(difference) * 100n < denominator * 1001n) {
      return { numerator: ntsc, denominator: 1001n };
    }
  }
  const common = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

/** When frame `index` is shown, in nanoseconds, rounded to the nearest. */
export function frameTimeNanos(index: bigint, { numerator, denominator }: FrameRate): bigint {
  const scaled = 2n * index * denominator * NANOS_PER_SEC + numerator;
  const divisor = 2n * numerator;
  const quotient = scaled / divisor;
  return scaled < 0n && scaled % divisor !== 0n ? quotient - 1n : quotient;
}

/** The inverse of {@link frameTimeNanos}. */
export function frameIndexAt(nanos: bigint, { numerator, denominator }: FrameRate): bigint {
  const scaled = 2n * nanos * numerator + denominator * NANOS_PER_SEC;
  const divisor = 2n * denominator * NANOS_PER_SEC;
  const quotient = scaled / divisor;
  return scaled < 0n && scaled % divisor !== 0n ? quotient - 1n : quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
