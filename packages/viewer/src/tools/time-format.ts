import { assertNever, MAX_TIME, MIN_TIME, TimelineKind } from '@rushes/proto';

/** Which clock timestamps are shown in. */
export type TimeZone = 'local' | 'utc';

const NANOS_PER_SEC = 1_000_000_000n;
const NANOS_PER_MILLI = 1_000_000n;

/** The exact text of a time: what {@link parseTime} reads back to the same integer. */
export function formatTime(kind: TimelineKind, time: bigint, zone: TimeZone): string {
  switch (kind) {
    case TimelineKind.Sequence:
      return time.toString();
    case TimelineKind.Duration:
      return formatDuration(time);
    case TimelineKind.Timestamp:
      return formatTimestamp(time, zone);
    default:
      return assertNever(kind);
  }
}

/** `12.345s` below a minute, `00:01:02.003` above; as many digits as it takes to be exact, in groups of three. */
export function formatDuration(nanos: bigint): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const secs = size / NANOS_PER_SEC;
  const fraction = formatFraction(size % NANOS_PER_SEC);
  if (secs < 60n) return `${sign}${secs}${fraction}s`;
  return `${sign}${pad(secs / 3600n)}:${pad((secs / 60n) % 60n)}:${pad(secs % 60n)}${fraction}`;
}

/** `2026-11-20 23:51:16.123456789`, with a `Z` in UTC; local times carry their offset. */
export function formatTimestamp(nanos: bigint, zone: TimeZone): string {
  const parts = dateParts(nanos, zone);
  if (parts === undefined) return `${nanos}ns`;
  return `${parts.date} ${parts.clock}${formatFraction(parts.subsecNanos)}${parts.offset}`;
}

interface DateParts {
  readonly date: string;
  readonly clock: string;
  readonly subsecNanos: bigint;
  readonly offset: string;
}

/** Undefined outside what `Date` can express (±271,821 years). */
export function dateParts(nanos: bigint, zone: TimeZone): DateParts | undefined {
  const subsecNanos = floorMod(nanos, NANOS_PER_SEC);
  const millis = Number((nanos - subsecNanos) / NANOS_PER_MILLI);
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return undefined;
  const offsetMinutes = zone === 'utc' ? 0 : -date.getTimezoneOffset();
  const shifted = new Date(millis + offsetMinutes * 60_000);
  if (Number.isNaN(shifted.getTime())) return undefined;
  const iso = shifted.toISOString();
  const split = iso.indexOf('T');
  return {
    date: iso.slice(0, split),
    clock: iso.slice(split + 1, split + 9),
    subsecNanos,
    offset: zone === 'utc' ? 'Z' : formatOffset(offsetMinutes),
  };
}

/** What a person typed as a time: the exact integer, or a sentence that says what would be understood. */
export type ParsedTime =
  | { readonly ok: true; readonly time: bigint }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a time as people write it.
 * Sequence: `1234`, `#1234`, `1_234`. Duration: `12.5s`, `300ms`, `1h 2m 3.5s`, `00:01:02.003`, a bare number of seconds.
 * Timestamp: ISO 8601 with up to nine decimals, with `Z`, an offset or in `zone`; `12:34:56.7` on the day of `reference`;
 * seconds (up to 11 digits) or nanoseconds (16 and more) since 1970.
 */
export function parseTime(kind: TimelineKind, text: string, zone: TimeZone, reference?: bigint): ParsedTime {
  const trimmed = text.trim().replaceAll('\u2212', '-');
  const parsed = parseKind(kind, trimmed, zone, reference);
  if (parsed === undefined) return { ok: false, problem: `“${trimmed}” is not a time; write ${EXAMPLES[kind]}.` };
  if (parsed < MIN_TIME || parsed > MAX_TIME) {
    return { ok: false, problem: `“${trimmed}” is beyond the 64 bits that a time has.` };
  }
  return { ok: true, time: parsed };
}

const EXAMPLES = {
  sequence: '1234',
  duration: '12.5s or 00:01:02.003',
  timestamp: '2026-01-31 12:34:56.789 or 12:34:56',
} as const satisfies Record<TimelineKind, string>;

function parseKind(kind: TimelineKind, text: string, zone: TimeZone, reference: bigint | undefined) {
  switch (kind) {
    case TimelineKind.Sequence:
      return parseSequence(text);
    case TimelineKind.Duration:
      return parseDuration(text);
    case TimelineKind.Timestamp:
      return parseTimestamp(text, zone, reference);
    default:
      return assertNever(kind);
  }
}

function parseSequence(text: string): bigint | undefined {
  const digits = text.replace(/^#/, '').replaceAll(/[_\s,]/g, '');
  return /^[+-]?\d+$/.test(digits) ? BigInt(digits.replace('+', '')) : undefined;
}

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: NANOS_PER_MILLI,
  s: NANOS_PER_SEC,
  m: 60n * NANOS_PER_SEC,
  min: 60n * NANOS_PER_SEC,
  h: 3600n * NANOS_PER_SEC,
  d: 86_400n * NANOS_PER_SEC,
};

function parseDuration(text: string): bigint | undefined {
  const match = /^([+-]?)\s*(.+)$/.exec(text);
  if (match === null) return undefined;
  const size = parseClock(match[2] ?? '') ?? parseUnits(match[2] ?? '');
  return size === undefined || match[1] !== '-' ? size : -size;
}

/** `00:01:02.003` and `1:02`. */
function parseClock(text: string): bigint | undefined {
  const match = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d{1,9})?)$/.exec(text);
  if (match === null) return undefined;
  const secs = scaleDecimal(match[3] ?? '', NANOS_PER_SEC);
  if (secs === undefined) return undefined;
  return BigInt(match[1] ?? 0) * 3600n * NANOS_PER_SEC + BigInt(match[2] ?? 0) * 60n * NANOS_PER_SEC + secs;
}

/** `1h 2m 3.5s`, `300ms`, and a bare number of seconds. */
function parseUnits(text: string): bigint | undefined {
  if (/^\d+(\.\d*)?$|^\.\d+$/.test(text)) return scaleDecimal(text, NANOS_PER_SEC);
  if (!/^(\d*\.?\d+\s*[a-zµμ]+\s*)+$/i.test(text)) return undefined;
  let total = 0n;
  for (const [, amount, unit] of text.matchAll(/(\d*\.?\d+)\s*([a-zµμ]+)/gi)) {
    const scale = UNIT_NANOS[(unit ?? '').toLowerCase()];
    const nanos = scale === undefined ? undefined : scaleDecimal(amount ?? '', scale);
    if (nanos === undefined) return undefined;
    total += nanos;
  }
  return total;
}

/** `text` × `scale` without rounding; undefined when digits finer than one unit would be lost. */
function scaleDecimal(text: string, scale: bigint): bigint | undefined {
  const [whole = '', decimals = ''] = text.split('.');
  const divisor = 10n ** BigInt(decimals.length);
  const scaled = BigInt((whole || '0') + decimals) * scale;
  return scaled % divisor === 0n ? scaled / divisor : undefined;
}

const ISO =
  /^(\d{4,6})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

function parseTimestamp(text: string, zone: TimeZone, reference: bigint | undefined): bigint | undefined {
  if (/^-?\d+(\.\d{1,9})?$/.test(text)) return parseEpoch(text);
  const clockOnly = /^\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?$/.test(text);
  const day = clockOnly && reference !== undefined ? dateParts(reference, zone)?.date : undefined;
  const match = ISO.exec(day === undefined ? text : `${day} ${text}`);
  if (match === null) return undefined;
  const [, year, month, date, hours = '0', minutes = '0', seconds = '0', fraction = '', offset] = match;
  const fields = [year, month, date, hours, minutes, seconds].map(Number) as [number, ...number[]];
  const millis = wallClockMillis(fields, offset, zone);
  if (millis === undefined) return undefined;
  return BigInt(millis) * NANOS_PER_MILLI + BigInt(fraction.padEnd(9, '0'));
}

function parseEpoch(text: string): bigint | undefined {
  const digits = text.replace('-', '').split('.')[0]?.length ?? 0;
  const sign = text.startsWith('-') ? -1n : 1n;
  const size = text.replace('-', '');
  if (digits <= 11) {
    const nanos = scaleDecimal(size, NANOS_PER_SEC);
    return nanos === undefined ? undefined : sign * nanos;
  }
  return digits >= 16 && !text.includes('.') ? sign * BigInt(size) : undefined;
}

function wallClockMillis(fields: readonly number[], offset: string | undefined, zone: TimeZone): number | undefined {
  const [year = 0, month = 1, date = 1, hours = 0, minutes = 0, seconds = 0] = fields;
  const asUtc = Date.UTC(year, month - 1, date, hours, minutes, seconds);
  const check = new Date(asUtc);
  // Date rolls 31 April over to 1 May; a typed date that does not exist is a mistake to report.
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== date || hours > 23 || minutes > 59 || seconds > 59) {
    return undefined;
  }
  if (offset === undefined) {
    return zone === 'utc' ? asUtc : new Date(year, month - 1, date, hours, minutes, seconds).getTime();
  }
  if (/^(Z|UTC)$/i.test(offset)) return asUtc;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.replaceAll(/\D/g, '');
  return asUtc - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/** `.123`, `.123456` or `.123456789`; nothing for a whole second. */
function formatFraction(nanos: bigint): string {
  if (nanos === 0n) return '';
  const digits = nanos.toString().padStart(9, '0');
  return `.${digits.replace(/(000){1,2}$/, '')}`;
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(value: bigint | number): string {
  return value.toString().padStart(2, '0');
}

function floorMod(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return rest < 0n ? rest + divisor : rest;
}
