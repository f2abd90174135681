/** A mark on an axis of numbers. */
export interface NumberTick {
  readonly value: number;
  readonly label: string;
}

/** Numbers at least this large, or this small beside zero, are written with an exponent. */
const LARGE = 1e6;
const SMALL = 1e-4;
/** More than these marks are a mistake in the numbers asked for. */
const MAX_TICKS = 200;

/** Round numbers from `from` to `to`, at most `maxCount` of them, each labelled with the digits that tell it from the next. */
export function numberTicks(from: number, to: number, maxCount: number): readonly NumberTick[] {
  const span = to - from;
  if (!Number.isFinite(span) || span <= 0 || maxCount < 1) return [];
  const step = roundStep(span / maxCount);
  const first = Math.ceil(from / step - 1e-9);
  // A quotient that was meant to be whole may lie a little below.
  const last = Math.floor(to / step + 1e-9);
  // So far from zero that neighbours are the same number.
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last - first > MAX_TICKS) return [];
  const largest = Math.max(Math.abs(first * step), Math.abs(last * step));
  const ticks: NumberTick[] = [];
  for (let i = first; i <= last; i++) {
    const value = i === 0 ? 0 : Number((i * step).toPrecision(15));
    ticks.push({ value, label: tickLabel(value, step, largest) });
  }
  return ticks;
}

/** The smallest of 1, 2, 5, 10, … times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

function tickLabel(value: number, step: number, largest: number): string {
  if (value === 0) return '0';
  const stepPower = Math.floor(Math.log10(step) + 1e-9);
  if (largest >= LARGE || step < SMALL) {
    const power = Math.floor(Math.log10(Math.abs(value)));
    return value.toExponential(Math.min(15, Math.max(0, power - stepPower))).replace('e+', 'e');
  }
  return value.toFixed(Math.max(0, -stepPower));
}
