import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignLines, decimate } from '../../../packages/viewer/src/app/views/time-series/decimate.ts';
import { plotLines, readEntityNumbers } from '../../../packages/viewer/src/app/views/time-series/plot-data.ts';
import {
  describeSeries,
  drawnEntities,
  SeriesHues,
  seriesValueAt,
  valueText,
} from '../../../packages/viewer/src/app/views/time-series/series-query.ts';
import { axisToTime, makeTimeAxis, timeToAxis } from '../../../packages/viewer/src/app/views/time-series/time-axis.ts';
import { chooseRange, zoomRange } from '../../../packages/viewer/src/app/views/time-series/x-range.ts';
import { batch, ChunkMaker, FRAME, scalar } from '../data/make-chunks.ts';
import { path, storeOf } from './view-fixture.ts';

const line = (xs: readonly number[], values: readonly number[]) => ({
  xs: Float64Array.from(xs),
  values: Float64Array.from(values),
  stride: 1,
  offset: 0,
});

describe('thinning out a line', () => {
  const values = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    { maxLength: 400 },
  );

  it('keeps the least and the greatest value of every pixel column, first and last, and no other value', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (ys, columns) => {
        const xs = ys.map((_, i) => i / ys.length);
        const thin = decimate(line(xs, ys), 0, 1, columns);
        expect(thin.xs.length).toBeLessThanOrEqual(columns * 5);
        const columnOf = (x: number) => Math.floor(x * columns);
        for (let column = 0; column < columns; column++) {
          const full = ys.filter((y, i) => columnOf(xs[i] ?? 0) === column && !Number.isNaN(y));
          const kept = thin.ys.filter((y, i): y is number => columnOf(thin.xs[i] ?? 0) === column && y !== null);
          if (full.length === 0) expect(kept).toEqual([]);
          else {
            expect(Math.min(...kept)).toBe(Math.min(...full));
            expect(Math.max(...kept)).toBe(Math.max(...full));
            expect(kept[0]).toBe(full[0]);
            expect(kept.at(-1)).toBe(full.at(-1));
          }
        }
      }),
    );
  });

  it('keeps places with their values, in order, and a gap in every column that has one', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (ys, columns) => {
        const xs = ys.map((_, i) => i / ys.length);
        const thin = decimate(line(xs, ys), 0, 1, columns);
        thin.xs.forEach((x, i) => {
          const original = ys[Math.round(x * ys.length)] ?? Number.NaN;
          expect(thin.ys[i]).toBe(Number.isNaN(original) ? null : original);
          if (i > 0) expect(x).toBeGreaterThanOrEqual(thin.xs[i - 1] ?? 0);
        });
        const columnsWithGap = (places: readonly number[]) => new Set(places.map((x) => Math.floor(x * columns)));
        expect(columnsWithGap(thin.xs.filter((_, i) => thin.ys[i] === null))).toEqual(
          columnsWithGap(xs.filter((_, i) => Number.isNaN(ys[i] ?? 0))),
        );
      }),
    );
  });

  it('passes on a line of few points as it is', () => {
    expect(decimate(line([0, 5, 5, 9], [1, Number.NaN, 2, 3]), 0, 10, 100)).toEqual({
      xs: [0, 5, 5, 9],
      ys: [1, null, 2, 3],
    });
  });

  it('reads one of several interleaved lines', () => {
    const source = { xs: Float64Array.of(0, 1), values: Float64Array.of(1, 2, 3, 4), stride: 2, offset: 1 };
    expect(decimate(source, 0, 1, 10).ys).toEqual([2, 4]);
  });
});

describe('lines on one axis', () => {
  it('goes on where a line has nothing, breaks where it has a gap, and keeps values at one place', () => {
    const aligned = alignLines([
      { xs: [0, 2, 2, 4], ys: [1, 2, 3, null] },
      { xs: [1, 2], ys: [7, 8] },
      { xs: [], ys: [] },
    ]);
    expect(aligned.xs).toEqual([0, 1, 2, 2, 4]);
    expect(aligned.lines).toEqual([
      [1, undefined, 2, 3, null],
      [undefined, 7, 8, undefined, undefined],
      Array(5).fill(undefined),
    ]);
  });
});

describe('times on the axis', () => {
  const now = 1_790_000_000_123_456_789n;
  it.each([
    ['nanoseconds since 1970', makeTimeAxis('timestamp', now), now + 3_600_000_000_001n, 3600.000000001],
    ['before the base', makeTimeAxis('duration', 5_000_000_000n), 0n, -5],
    ['counted', makeTimeAxis('sequence', 100n), 142n, 42],
  ] as const)('%s', (_what, axis, time, position) => {
    expect(timeToAxis(axis, time)).toBe(position);
    expect(axisToTime(axis, position)).toBe(time);
  });

  it('come back to the nanosecond within a day of the base', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -86_400_000_000_000n, max: 86_400_000_000_000n }), (offset) => {
        const axis = makeTimeAxis('timestamp', now);
        expect(axisToTime(axis, timeToAxis(axis, now + offset))).toBe(now + offset);
      }),
    );
  });

  it('stay within what a row may carry', () => {
    expect(axisToTime(makeTimeAxis('sequence', 0n), 1e30)).toBe(2n ** 63n - 1n);
    expect(axisToTime(makeTimeAxis('sequence', 0n), -1e30)).toBe(-(2n ** 63n) + 1n);
  });
});

describe('the stretch of time a plot shows', () => {
  const inputs = {
    kind: 'duration',
    extent: { from: 0, to: 50 },
    mode: 'follow',
    cursor: 50,
    previous: undefined,
    zoomed: undefined,
  } as const;
  it('is everything up to a minute, then a minute that moves along', () => {
    expect(chooseRange(inputs)).toEqual({ from: 0, to: 51 });
    const later = chooseRange({ ...inputs, extent: { from: 0, to: 500 }, cursor: 500 });
    expect(later.from).toBe(440);
    expect(later.to).toBeGreaterThan(500);
  });
  it('stays where it was when paused, and goes after a cursor that was taken out of sight', () => {
    const paused = {
      ...inputs,
      mode: 'seek',
      extent: { from: 0, to: 500 },
      previous: { from: 440, to: 500 },
    } as const;
    expect(chooseRange({ ...paused, cursor: 450 })).toEqual({ from: 440, to: 500 });
    expect(chooseRange({ ...paused, cursor: 100 })).toEqual({ from: 70, to: 130 });
    expect(chooseRange({ ...paused, previous: undefined, cursor: 3 }).from).toBe(0);
  });
  it('is what the person zoomed to, whatever comes', () => {
    expect(chooseRange({ ...inputs, zoomed: { from: 3, to: 4 } })).toEqual({ from: 3, to: 4 });
  });
  it('has a length even when there is only one moment', () => {
    const { from, to } = chooseRange({ ...inputs, extent: { from: 7, to: 7 } });
    expect(from).toBeLessThan(7);
    expect(to).toBeGreaterThan(7);
  });
  it('zooms around the place under the pointer, down to a limit', () => {
    expect(zoomRange({ from: 0, to: 10 }, 2, 2, 1)).toEqual({ from: 1, to: 6 });
    const closest = zoomRange({ from: 0, to: 10 }, 2, 1000, 1);
    expect(closest.to - closest.from).toBeCloseTo(1);
  });
});

describe('lines of an entity', () => {
  const styled = (...style: ReturnType<typeof batch>[]) => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain(
        'arm/torque',
        [FRAME],
        [
          { times: [0n], batches: [scalar(1, 10)] },
          { times: [5n], batches: [scalar(2)] },
        ],
      ),
      ...(style.length === 0 ? [] : [maker.plain('arm/torque', [], [{ times: [], batches: style }])]),
    );
    return { store, series: describeSeries(store, path('arm/torque'), path('arm'), 2, 'frame', 9n, new SeriesHues()) };
  };

  it('have names below the origin and colours of their own', () => {
    const { series } = styled();
    expect(series.map((one) => one.name)).toEqual(['torque[0]', 'torque[1]']);
    expect(series[0]?.color).not.toBe(series[1]?.color);
  });

  it('follow static styling', () => {
    const { series } = styled(
      batch('SeriesLines', 'colors', Uint32Array.of(0x112233ff, 0x445566ff)),
      batch('SeriesLines', 'names', ['left', 'right']),
      batch('SeriesLines', 'widths', Float32Array.of(3)),
      batch('SeriesLines', 'interpolation_mode', Uint8Array.of(2)),
    );
    expect(series).toMatchObject([
      { name: 'left', color: 0x112233ff, width: 3, steps: 'after' },
      { name: 'right', color: 0x445566ff, width: 3, steps: 'after' },
    ]);
  });

  it('are left out when switched off', () => {
    const { series } = styled(batch('SeriesLines', 'visible_series', [true, false]));
    expect(series.map((one) => one.instance)).toEqual([0]);
  });

  it('have the value logged last', () => {
    const { store, series } = styled();
    const [first, second] = series;
    if (first === undefined || second === undefined) throw new Error('Two lines were expected.');
    expect(seriesValueAt(store, first, 'frame', 4n)).toBe(1);
    expect(seriesValueAt(store, first, 'frame', 5n)).toBe(2);
    expect(seriesValueAt(store, second, 'frame', 5n)).toBeUndefined();
    expect(seriesValueAt(store, first, 'frame', -1n)).toBeUndefined();
  });

  it('reach to the neighbours outside of the stretch shown, so that the line crosses its edges', () => {
    const rows = [0n, 10n, 20n, 30n].map((time) => ({ times: [time], batches: [scalar(Number(time))] }));
    const store = storeOf(new ChunkMaker().plain('v', [FRAME], rows));
    const axis = makeTimeAxis('sequence', 0n);
    const range = { from: 12, to: 18 };
    const numbers = readEntityNumbers(store, path('v'), 'frame', axis, range);
    const series = describeSeries(store, path('v'), path('v'), 1, 'frame', 0n, new SeriesHues());
    expect(plotLines(series, new Map([[path('v'), numbers]]), range, 100)).toEqual({
      xs: [10, 20],
      lines: [[10, 20]],
    });
  });

  it.each([
    [undefined, '–'],
    [Number.NaN, 'NaN'],
    [3, '3'],
    [1 / 3, '0.33333'],
    [1234567.891, '1234600'],
    [-0.00001234, '-1.234e-5'],
    [6.02e23, '6.020e+23'],
    [0, '0'],
  ])('shows the value %s as %s', (value, expected) => {
    expect(valueText(value)).toBe(expected);
  });
});

describe('a plot of very many entities', () => {
  const entities = Array.from({ length: 10_000 }, (_, index) => path(`sensor/${index}`));

  it('draws two hundred of them', () => {
    expect(drawnEntities(entities, undefined)).toEqual(entities.slice(0, 200));
    expect(drawnEntities(entities.slice(0, 200), undefined)).toEqual(entities.slice(0, 200));
  });

  it('draws the selected one whichever it is', () => {
    expect(drawnEntities(entities, path('sensor/7000'))).toEqual([...entities.slice(0, 199), path('sensor/7000')]);
    expect(drawnEntities(entities, path('sensor/7'))).toEqual(entities.slice(0, 200));
    expect(drawnEntities(entities, path('elsewhere'))).toEqual(entities.slice(0, 200));
  });
});
