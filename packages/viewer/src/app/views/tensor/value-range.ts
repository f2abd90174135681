import type { NumberArray } from '@rushes/proto';

/** The least and the greatest value that colours tell apart. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Of more numbers than this only some are looked at: a person waits for the colours. */
const MAX_LOOKED_AT = 4_000_000;

/** The finite values of a tensor from the least to the greatest; of bytes, all that a byte can be. */
export function valueRange(numbers: NumberArray, count: number): ValueRange {
  if (numbers instanceof Uint8Array) return { min: 0, max: 255 };
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const step = Math.max(1, Math.ceil(count / MAX_LOOKED_AT));
  for (let i = 0; i < count; i += step) {
    const value = Number(numbers[i]);
    // Neither NaN nor infinite.
    if (value - value !== 0) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return { min: 0, max: 1 };
  return min === max ? { min: min - 0.5, max: max + 0.5 } : { min, max };
}
