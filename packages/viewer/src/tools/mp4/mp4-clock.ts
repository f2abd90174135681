import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';

const NANOS_PER_SEC = 1_000_000_000n;
/** The longest a picture may last in an MP4, in units of time: its table has 32 bits. */
const MAX_DURATION_UNITS = 2n ** 32n - 1n;

/** When a picture is shown, in whole units of the file's timescale, given in seconds as mediabunny takes them. */
export interface Mp4Time {
  readonly seconds: number;
  readonly durationSecs: number;
}

/**
 * Turns the times of a stream into those of an MP4. Every time is rounded by itself, so that errors never add up; times ascend
 * strictly, since players show no picture that lasts no time.
 */
export class Mp4Clock {
  readonly #timescale: bigint;
  #zeroNanos = 0n;
  /** In units, of the next picture at the earliest. */
  #nextUnits: bigint | undefined;
  #endUnits = 0n;
  /** How long a picture without a successor lasts: as long as the one before, or a 30th of a second. */
  lastDurationNanos = NANOS_PER_SEC / 30n;
  movedTimes = 0;
  maxRoundingNanos = 0n;

  constructor(timescale: number) {
    this.#timescale = BigInt(timescale);
  }

  /** Says which time is 0 of the file, before anything else. */
  start(zeroNanos: bigint): void {
    this.#zeroNanos = zeroNanos;
  }

  get zeroNanos(): bigint {
    return this.#zeroNanos;
  }

  /** From 0 to the end of the last picture. */
  get durationNanos(): bigint {
    return (this.#endUnits * NANOS_PER_SEC) / this.#timescale;
  }

  /**
   * The next picture.
   *
   * @param timeNanos When it is shown.
   * @param endNanos When the one after it is.
   * @throws ConversionError `bad-times` if it is to be shown before the one before it, or for too long.
   */
  take(timeNanos: bigint, endNanos: bigint): Mp4Time {
    if (endNanos < timeNanos) throw backwards(timeNanos, endNanos);
    const exact = this.#unitsOf(timeNanos);
    const units = this.#nextUnits !== undefined && exact < this.#nextUnits ? this.#nextUnits : exact;
    if (units !== exact) this.movedTimes++;
    this.#noteRounding(timeNanos, units);
    const end = max(this.#unitsOf(endNanos), units + 1n);
    if (end - units > MAX_DURATION_UNITS) throw this.#gap(timeNanos, endNanos);
    if (endNanos > timeNanos) this.lastDurationNanos = endNanos - timeNanos;
    this.#nextUnits = units + 1n;
    this.#endUnits = end;
    const timescale = Number(this.#timescale);
    return { seconds: Number(units) / timescale, durationSecs: Number(end - units) / timescale };
  }

  /** Rounded to the nearest, half a unit up. */
  #unitsOf(nanos: bigint): bigint {
    const scaled = 2n * (nanos - this.#zeroNanos) * this.#timescale + NANOS_PER_SEC;
    const divisor = 2n * NANOS_PER_SEC;
    const quotient = scaled / divisor;
    return scaled < 0n && scaled % divisor !== 0n ? quotient - 1n : quotient;
  }

  #noteRounding(timeNanos: bigint, units: bigint): void {
    const error = (units * NANOS_PER_SEC) / this.#timescale - (timeNanos - this.#zeroNanos);
    this.maxRoundingNanos = max(this.maxRoundingNanos, error < 0n ? -error : error);
  }

  #gap(timeNanos: bigint, endNanos: bigint): ConversionError {
    const longest = MAX_DURATION_UNITS / this.#timescale;
    return new ConversionError(
      ConversionErrorCode.BadTimes,
      `A picture of an MP4 lasts at most ${longest} s at ${this.#timescale} units a second, but the one at ${timeNanos} ns is followed by one at ${endNanos} ns. Convert the parts before and after by themselves.`,
    );
  }
}

function backwards(timeNanos: bigint, nextNanos: bigint): ConversionError {
  return new ConversionError(
    ConversionErrorCode.BadTimes,
    `The times of an MP4 go forward, but the picture at ${timeNanos} ns was logged before one at ${nextNanos} ns. Choose another timeline, or a range in which the times go forward.`,
  );
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
