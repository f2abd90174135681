import { MAX_TIME, MIN_TIME, type TimelineKind } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../../packages/viewer/src/app/util/time-format.ts';

const SEC = 1_000_000_000n;
/** 2026-03-01 12:34:56 UTC. */
const NOON = 1_772_368_496n * SEC;

describe('formatting', () => {
  it.each<[TimelineKind, bigint, string]>([
    ['sequence', 1234n, '1234'],
    ['sequence', -5n, '-5'],
    ['duration', 0n, '0s'],
    ['duration', 12_500_000_000n, '12.500s'],
    ['duration', 1n, '0.000000001s'],
    ['duration', -1_000_000n, '-0.001s'],
    ['duration', 62_003_000_000n, '00:01:02.003'],
    ['duration', 360_000n * SEC, '100:00:00'],
    ['timestamp', NOON, '2026-03-01 12:34:56Z'],
    ['timestamp', NOON + 789n, '2026-03-01 12:34:56.000000789Z'],
    ['timestamp', -1n, '1969-12-31 23:59:59.999999999Z'],
  ])('%s %d is %s', (kind, time, expected) => {
    expect(formatTime(kind, time, 'utc')).toBe(expected);
  });

  it.each<TimelineKind>(['sequence', 'duration', 'timestamp'])('of a %s is read back to the same integer', (kind) => {
    fc.assert(
      fc.property(fc.bigInt(MIN_TIME, MAX_TIME), fc.constantFrom('utc' as const, 'local' as const), (time, zone) => {
        const text = formatTime(kind, time, zone);
        expect(parseTime(kind, text, zone)).toEqual({ ok: true, time });
      }),
    );
  });
});

describe('parsing', () => {
  it.each<[TimelineKind, string, bigint]>([
    ['sequence', '1234', 1234n],
    ['sequence', ' #1_234 ', 1234n],
    ['sequence', '-7', -7n],
    ['sequence', '\u22127', -7n],
    ['duration', '12.5s', 12_500_000_000n],
    ['duration', '12.5', 12_500_000_000n],
    ['duration', '300ms', 300_000_000n],
    ['duration', '1.5us', 1500n],
    ['duration', '1.5 µs', 1500n],
    ['duration', '42ns', 42n],
    ['duration', '1h 2m 3.5s', 3_723_500_000_000n],
    ['duration', '1d', 86_400n * SEC],
    ['duration', '00:01:02.003', 62_003_000_000n],
    ['duration', '1:02', 62n * SEC],
    ['duration', '-00:00:00.000000001', -1n],
    ['timestamp', '2026-03-01T12:34:56Z', NOON],
    ['timestamp', '2026-03-01 12:34:56.000000789Z', NOON + 789n],
    ['timestamp', '2026-03-01T14:34:56+02:00', NOON],
    ['timestamp', '2026-03-01 07:04:56 -0530', NOON],
    ['timestamp', '2026-03-01T12:34Z', NOON - 56n * SEC],
    ['timestamp', '1772368496', NOON],
    ['timestamp', '1772368496.5', NOON + SEC / 2n],
    ['timestamp', '1772368496000000001', NOON + 1n],
    ['timestamp', '1969-12-31T23:59:59.999999999Z', -1n],
  ])('of %s “%s”', (kind, text, expected) => {
    expect(parseTime(kind, text, 'utc')).toEqual({ ok: true, time: expected });
  });

  it('takes a time of day for the day at the cursor', () => {
    expect(parseTime('timestamp', '12:34:56.7', 'utc', NOON + 5n * SEC)).toEqual({
      ok: true,
      time: NOON + 700_000_000n,
    });
  });

  it('takes a time without a zone in the zone shown', () => {
    const text = '2026-03-01 12:34:56';
    const local = BigInt(new Date(2026, 2, 1, 12, 34, 56).getTime()) * 1_000_000n;
    expect(parseTime('timestamp', text, 'utc')).toEqual({ ok: true, time: NOON });
    expect(parseTime('timestamp', text, 'local')).toEqual({ ok: true, time: local });
  });

  it.each<[TimelineKind, string]>([
    ['sequence', ''],
    ['sequence', '1.5'],
    ['sequence', 'abc'],
    ['duration', ''],
    ['duration', '12 parsecs'],
    ['duration', '0.5ns'],
    ['duration', '1:99x'],
    ['timestamp', ''],
    ['timestamp', 'tomorrow'],
    ['timestamp', '2026-02-31 00:00:00Z'],
    ['timestamp', '2026-03-01 25:00:00Z'],
    ['timestamp', '12:34:56'],
    ['timestamp', '1772368496000'],
    ['sequence', '9223372036854775808'],
    ['sequence', '-9223372036854775808'],
  ])('of %s “%s” says what would be understood', (kind, text) => {
    const parsed = parseTime(kind, text, 'utc');
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(/; write .+\.$|beyond the 64 bits/) });
  });
});
