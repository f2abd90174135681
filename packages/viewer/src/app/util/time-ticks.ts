import { TimelineKind } from '@rushes/proto';
import { dateParts, formatDuration, type TimeZone } from './time-format.ts';

/** A mark on the time ruler. */
export interface Tick {
  readonly time: bigint;
  /** Undefined on the small marks between the labelled ones. */
  readonly label: string | undefined;
}

const SEC = 1_000_000_000n;
/** Steps for times, with how many small marks part each. Below a second decimal steps are used. */
const CLOCK_STEPS: readonly (readonly [bigint, bigint])[] = [
  [1n, 5n],
  [2n, 4n],
  [5n, 5n],
  [10n, 5n],
  [15n, 3n],
  [30n, 3n],
  [60n, 6n],
  [120n, 4n],
  [300n, 5n],
  [600n, 5n],
  [900n, 3n],
  [1800n, 3n],
  [3600n, 6n],
  [7200n, 4n],
  [10_800n, 3n],
  [21_600n, 6n],
  [43_200n, 4n],
  [86_400n, 4n],
].map(([secs = 1n, parts = 1n]) => [secs * SEC, parts] as const);

/**
 * The ticks from `from` to `to`, at most `maxLabels` labelled ones, at round times. Local timestamps are aligned to the
 * local clock.
 */
export function rulerTicks(
  kind: TimelineKind,
  from: bigint,
  to: bigint,
  maxLabels: number,
  zone: TimeZone,
): readonly Tick[] {
  const span = to - from;
  if (span <= 0n || maxLabels < 1) return [];
  const [step, parts] = tickStep(kind, span, BigInt(Math.max(1, Math.floor(maxLabels))));
  const minor = step % parts === 0n ? step / parts : step;
  const shift = kind === TimelineKind.Timestamp ? zoneShift(from, zone) : 0n;
  const ticks: Tick[] = [];
  for (let time = ceilTo(from + shift, minor); time <= to + shift; time += minor) {
    const labelled = time % step === 0n;
    ticks.push({ time: time - shift, label: labelled ? tickLabel(kind, time - shift, step, zone) : undefined });
  }
  return ticks;
}

function tickStep(kind: TimelineKind, span: bigint, maxLabels: bigint): readonly [bigint, bigint] {
  const smallest = ceilDiv(span, maxLabels);
  if (kind === TimelineKind.Sequence || smallest < SEC) return decimalStep(smallest);
  const clock = CLOCK_STEPS.find(([step]) => step >= smallest);
  if (clock !== undefined) return clock;
  const [days, parts] = decimalStep(ceilDiv(smallest, 86_400n * SEC));
  return [days * 86_400n * SEC, parts];
}

/** The smallest of 1, 2, 5, 10, 20, … that is not below `smallest`. */
function decimalStep(smallest: bigint): readonly [bigint, bigint] {
  let power = 1n;
  while (power * 10n < smallest) power *= 10n;
  if (smallest <= power) return [power, 5n];
  if (smallest <= 2n * power) return [2n * power, 4n];
  if (smallest <= 5n * power) return [5n * power, 5n];
  return [10n * power, 5n];
}

function tickLabel(kind: TimelineKind, time: bigint, step: bigint, zone: TimeZone): string {
  if (kind === TimelineKind.Sequence) return time.toString();
  if (kind === TimelineKind.Duration) return formatDuration(time);
  const parts = dateParts(time, zone);
  if (parts === undefined) return `${time}ns`;
  if (step >= 86_400n * SEC) return parts.date;
  if (parts.clock === '00:00:00' && parts.subsecNanos === 0n) return parts.date;
  if (step >= 60n * SEC) return parts.clock.slice(0, 5);
  if (step >= SEC) return parts.clock;
  const decimals = (SEC / step).toString().length - 1;
  const digits = Math.min(9, Math.ceil(Math.max(decimals, 1) / 3) * 3);
  return `${parts.clock}.${parts.subsecNanos.toString().padStart(9, '0').slice(0, digits)}`;
}

function zoneShift(nanos: bigint, zone: TimeZone): bigint {
  if (zone === 'utc') return 0n;
  const date = new Date(Number(nanos / 1_000_000n));
  return Number.isNaN(date.getTime()) ? 0n : BigInt(-date.getTimezoneOffset()) * 60n * SEC;
}

function ceilDiv(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

function ceilTo(value: bigint, step: bigint): bigint {
  const rest = value % step;
  if (rest === 0n) return value;
  return rest > 0n ? value - rest + step : value - rest;
}
