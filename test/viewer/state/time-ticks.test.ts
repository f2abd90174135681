import type { TimelineKind } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panSpan, TimeScale, zoomSpan } from '../../../packages/viewer/src/app/state/time-viewport.ts';
import { rulerTicks } from '../../../packages/viewer/src/app/util/time-ticks.ts';

const SEC = 1_000_000_000n;
/** 2026-03-01 12:00:00 UTC. */
const NOON = 1_772_366_400n * SEC;

const labels = (kind: TimelineKind, from: bigint, to: bigint, max: number): string[] =>
  rulerTicks(kind, from, to, max, 'utc').flatMap((tick) => tick.label ?? []);

describe('ruler', () => {
  it.each<[string, TimelineKind, bigint, bigint, string[]]>([
    ['frames', 'sequence', 0n, 299n, ['0', '100', '200']],
    ['few frames', 'sequence', 3n, 6n, ['3', '4', '5', '6']],
    ['negative frames', 'sequence', -15n, 15n, ['-10', '0', '10']],
    ['seconds', 'duration', 0n, 10n * SEC, ['0s', '5s', '10s']],
    ['minutes', 'duration', 0n, 180n * SEC, ['0s', '00:01:00', '00:02:00', '00:03:00']],
    ['milliseconds', 'duration', 0n, 3_000_000n, ['0s', '0.001s', '0.002s', '0.003s']],
    ['clock times', 'timestamp', NOON + SEC, NOON + 55n * SEC, ['12:00:15', '12:00:30', '12:00:45']],
    ['quarters of an hour', 'timestamp', NOON, NOON + 2700n * SEC, ['12:00', '12:15', '12:30', '12:45']],
    ['days', 'timestamp', NOON, NOON + 3n * 86_400n * SEC, ['2026-03-02', '2026-03-03', '2026-03-04']],
    [
      'split seconds',
      'timestamp',
      NOON,
      NOON + 300_000_000n,
      ['12:00:00.000', '12:00:00.100', '12:00:00.200', '12:00:00.300'],
    ],
  ])('labels %s at round times', (_, kind, from, to, expected) => {
    expect(labels(kind, from, to, 4)).toEqual(expected);
  });

  it('never has more labels than asked for (one more at an exact fit), inside the span, for any span', () => {
    const kind = fc.constantFrom<TimelineKind>('sequence', 'duration', 'timestamp');
    const start = fc.bigInt(-(2n ** 62n), 2n ** 62n);
    fc.assert(
      fc.property(kind, start, fc.bigInt(1n, 2n ** 62n), fc.integer({ min: 1, max: 40 }), (k, from, span, max) => {
        const ticks = rulerTicks(k, from, from + span, max, 'utc');
        expect(ticks.filter((tick) => tick.label !== undefined).length).toBeLessThanOrEqual(max + 1);
        expect(ticks.length).toBeLessThanOrEqual(6 * (max + 2));
        for (const tick of ticks) expect(tick.time >= from && tick.time <= from + span).toBe(true);
      }),
    );
  });

  it('is empty for an instant', () => {
    expect(rulerTicks('sequence', 5n, 5n, 10, 'utc')).toEqual([]);
  });
});

describe('scale', () => {
  it('finds every frame again where it drew it', () => {
    const scale = new TimeScale({ from: 0n, to: 299n }, 1000, 10);
    for (let frame = 0n; frame <= 299n; frame++) expect(scale.timeAt(scale.xOf(frame))).toBe(frame);
  });

  it('tells nanoseconds since 1970 apart', () => {
    const scale = new TimeScale({ from: NOON, to: NOON + 100n }, 120, 10);
    expect(scale.xOf(NOON + 50n)).toBe(60);
    expect(scale.timeAt(61)).toBe(NOON + 51n);
  });

  it('gives a single instant a place', () => {
    const scale = new TimeScale({ from: 7n, to: 7n }, 100, 10);
    expect(scale.xOf(7n)).toBe(10);
  });

  it('zooms around a time that stays where it is', () => {
    const span = { from: 0n, to: 1000n };
    const zoomed = zoomSpan(span, 250n, 0.5);
    expect(zoomed).toEqual({ from: 125n, to: 625n });
    expect(new TimeScale(zoomed, 100, 0).xOf(250n)).toBe(new TimeScale(span, 100, 0).xOf(250n));
  });

  it('never zooms to nothing', () => {
    expect(zoomSpan({ from: 5n, to: 6n }, 5n, 0.0001)).toEqual({ from: 5n, to: 6n });
  });

  it('pans', () => {
    expect(panSpan({ from: 0n, to: 10n }, -3n)).toEqual({ from: -3n, to: 7n });
  });
});
