import { AggregationPolicy, type ComponentBatch, InterpolationMode, type ItemType, MarkerShape } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordingStore } from '../../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../../packages/viewer/src/app/source/ingest-messages.ts';
import { numberTicks } from '../../../../packages/viewer/src/app/views/chart/number-ticks.ts';
import { zoomRange } from '../../../../packages/viewer/src/app/views/chart/scale.ts';
import { axisToTime, makeTimeAxis, timeToAxis } from '../../../../packages/viewer/src/app/views/chart/time-axis.ts';
import { chooseRange } from '../../../../packages/viewer/src/app/views/chart/time-range.ts';
import { lockedRange, lockSettings } from '../../../../packages/viewer/src/app/views/chart/y-lock.ts';
import { decimate, type PlotLine } from '../../../../packages/viewer/src/app/views/time-series/decimate.ts';
import { lonelyPoints, traceLine } from '../../../../packages/viewer/src/app/views/time-series/line-path.ts';
import { pickSeries } from '../../../../packages/viewer/src/app/views/time-series/pick.ts';
import { PlotModel } from '../../../../packages/viewer/src/app/views/time-series/plot-model.ts';
import { SampleBlocks } from '../../../../packages/viewer/src/app/views/time-series/sample-blocks.ts';
import { readSamples, type Samples } from '../../../../packages/viewer/src/app/views/time-series/samples.ts';
import {
  describeSeries,
  drawnEntities,
  SeriesHues,
  seriesValueAt,
  valueText,
} from '../../../../packages/viewer/src/app/views/time-series/series-query.ts';
import { fitRange } from '../../../../packages/viewer/src/app/views/time-series/y-range.ts';
import { batch, ChunkMaker, FRAME, scalar } from '../../data/make-chunks.ts';
import { contextOf, FakeDisplay, path, storeOf } from '../view-fixture.ts';

const { MinMax } = AggregationPolicy;
const samplesOf = (xs: readonly number[], values: readonly number[], width = 1): Samples => ({
  xs: Float64Array.from(xs),
  values: Float64Array.from(values),
  width,
  blocks: undefined,
});
const unit = (columns: number, policy: AggregationPolicy = MinMax) => ({ range: { from: 0, to: 1 }, columns, policy });

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
        const thin = decimate(samplesOf(xs, ys), 0, unit(columns));
        expect(thin.xs.length).toBeLessThanOrEqual(columns * 5);
        const columnOf = (x: number) => Math.floor(x / (1 / columns));
        for (let column = 0; column < columns; column++) {
          const full = ys.filter((y, i) => columnOf(xs[i] ?? 0) === column && !Number.isNaN(y));
          const kept = thin.ys.filter((y, i) => columnOf(thin.xs[i] ?? 0) === column && !Number.isNaN(y));
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
        const thin = decimate(samplesOf(xs, ys), 0, unit(columns));
        thin.xs.forEach((x, i) => {
          expect(thin.ys[i]).toBe(ys[Math.round(x * ys.length)]);
          if (i > 0) expect(x).toBeGreaterThanOrEqual(thin.xs[i - 1] ?? 0);
        });
        const columnsWithGap = (places: readonly number[]) => new Set(places.map((x) => Math.floor(x / (1 / columns))));
        expect(columnsWithGap(thin.xs.filter((_, i) => Number.isNaN(thin.ys[i])))).toEqual(
          columnsWithGap(xs.filter((_, i) => Number.isNaN(ys[i]))),
        );
      }),
    );
  });

  it('finds the same with summaries of blocks as by looking at every row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 900 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(...Object.values(AggregationPolicy)),
        (ys, columns, policy) => {
          const xs = ys.map((_, i) => i / ys.length);
          const plain = samplesOf(xs, ys);
          const summed = { ...plain, blocks: new SampleBlocks(plain.values, 1) };
          expect(decimate(summed, 0, unit(columns, policy))).toEqual(decimate(plain, 0, unit(columns, policy)));
        },
      ),
    );
  });

  it('passes on a line of few points as it is, with the neighbours outside and infinity as a gap', () => {
    const samples = samplesOf([-9, -1, 0, 5, 5, 9, 11, 20], [8, 9, 1, Number.POSITIVE_INFINITY, 2, 3, 4, 5]);
    expect(decimate(samples, 0, { range: { from: 0, to: 10 }, columns: 100, policy: MinMax })).toEqual({
      xs: [-1, 0, 5, 5, 9, 11],
      ys: [9, 1, Number.NaN, 2, 3, 4],
    });
  });

  it('reads one of several interleaved lines', () => {
    expect(decimate(samplesOf([0, 1], [1, 2, 3, 4], 2), 1, unit(10)).ys).toEqual([2, 4]);
  });

  it.each([
    ['Average', [4, 4]],
    ['Max', [9, 9]],
    ['Min', [1, 1]],
    ['MinMaxAverage', [5, 5]],
    ['MinMax', [1, 9, 2, 1, 9, 2]],
    ['Off', [1, 4, 9, 4, 2, 1, 4, 9, 4, 2]],
  ] as const)('merges a pixel column as %s wants it', (policy, expected) => {
    const samples = samplesOf([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], [1, 4, 9, 4, 2, 1, 4, 9, 4, 2]);
    expect(decimate(samples, 0, unit(2, AggregationPolicy[policy])).ys).toEqual(expected);
  });

  it('takes the same columns after a small move, so that a moved plot does not flicker', () => {
    const count = 5000;
    const samples = samplesOf(
      Array.from({ length: count }, (_, i) => i / 100),
      Array.from({ length: count }, (_, i) => Math.sin(i * 0.7)),
    );
    const at = (from: number) => decimate(samples, 0, { range: { from, to: from + 30 }, columns: 60, policy: MinMax });
    const inside = ({ xs, ys }: PlotLine) => xs.flatMap((x, i) => (x > 12 && x < 28 ? [`${x} ${ys[i]}`] : []));
    expect(inside(at(10.013))).toEqual(inside(at(10)));
  });
});

describe('the path of a line', () => {
  const traced = (ys: readonly number[], interpolation: InterpolationMode) => {
    const path: (string | number)[] = [];
    const put = (verb: string) => (left: number, top: number) => path.push(verb, left, top);
    const line = { xs: ys.map((_, i) => i * 2), ys };
    traceLine({ moveTo: put('M'), lineTo: put('L') }, line, interpolation, { x: (x) => x, y: (y) => y });
    return path.join(' ');
  };
  it.each([
    ['Linear', 'M 0 1 L 2 5'],
    ['StepAfter', 'M 0 1 L 2 1 L 2 5'],
    ['StepBefore', 'M 0 1 L 0 5 L 2 5'],
    ['StepMid', 'M 0 1 L 1 1 L 1 5 L 2 5'],
  ] as const)('joins values as %s wants it', (mode, expected) => {
    expect(traced([1, 5], InterpolationMode[mode])).toBe(expected);
  });

  it('breaks at a gap, and a value alone between gaps is a dot', () => {
    expect(traced([1, Number.NaN, 2, 3], InterpolationMode.StepAfter)).toBe('M 0 1 M 4 2 L 6 2 L 6 3');
    expect(lonelyPoints({ xs: [0, 1, 2, 3, 4], ys: [1, Number.NaN, 2, Number.NaN, 3] })).toEqual([0, 2, 4]);
  });
});

describe('the series under the pointer', () => {
  const series = (instance: number, isLine: boolean) => ({
    entity: path('a'),
    instance,
    name: '',
    color: 0,
    line: isLine ? { width: 1, interpolation: InterpolationMode.Linear, aggregation: MinMax } : undefined,
    points: undefined,
  });
  const scope = {
    area: { left: 0, top: 0, width: 100, height: 100 },
    x: { from: 0, to: 100 },
    y: { from: 0, to: 100 },
    series: [series(0, true), series(1, false)],
    lines: [
      { xs: [0, 100], ys: [50, 50] },
      { xs: [20, 60], ys: [90, 10] },
    ],
  };
  it.each([
    ['a line between its values', 30, 46, 0],
    ['a marker', 62, 88, 1],
    ['nothing between two markers', 40, 70, undefined],
    ['nothing far away', 50, 20, undefined],
  ])('is %s', (_what, left, top, expected) => {
    expect(pickSeries(scope, left, top)?.instance).toBe(expected);
  });
});

describe('the vertical range', () => {
  it('fits what is in sight, not what lies beside it', () => {
    const { from, to } = fitRange([{ xs: [-5, 0, 5, 50], ys: [1000, 1, 3, -1000] }], { from: 0, to: 10 });
    expect(from).toBeCloseTo(0.84);
    expect(to).toBeCloseTo(3.16);
  });
  it.each<[string, number[]]>([
    ['of nothing', []],
    ['of one value', [7]],
    ['of zero', [0, 0, 0]],
    ['of gaps', [Number.NaN, Number.NaN, Number.NaN]],
    ['of the largest numbers', [-Number.MAX_VALUE, Number.MAX_VALUE, 0]],
  ])('%s has a length', (_what, ys) => {
    const { from, to } = fitRange([{ xs: ys.map((_, i) => i), ys }], { from: 0, to: 10 });
    expect(to - from).toBeGreaterThan(0);
    expect(Number.isFinite(to - from)).toBe(true);
  });
  it('stays as it was locked, and a setting that makes no sense is none', () => {
    const { yLock, yFrom, yTo } = lockSettings({ from: 1, to: 2 });
    expect(lockedRange({ yLock: yLock ?? null, yFrom: yFrom ?? null, yTo: yTo ?? null })).toEqual({ from: 1, to: 2 });
    expect(lockedRange({ yLock: true, yFrom: 2, yTo: 1 })).toBeUndefined();
    expect(lockedRange({ yLock: true, yFrom: 'x', yTo: null })).toBeUndefined();
    expect(lockedRange({ yFrom: 1, yTo: 2 })).toBeUndefined();
  });
});

describe('marks of numbers', () => {
  it.each([
    [0, 10, 5, '0 2 4 6 8 10'],
    [-1, 1, 4, '-1.0 -0.5 0 0.5 1.0'],
    [0.1, 0.3, 4, '0.10 0.15 0.20 0.25 0.30'],
    [0, 3e9, 3, '0 1e9 2e9 3e9'],
    [0, 3e-7, 3, '0 1e-7 2e-7 3e-7'],
    [1e6, 1_000_002, 2, '1.000000e6 1.000001e6 1.000002e6'],
    [5, 5, 4, ''],
    [Number.NaN, 1, 4, ''],
    [0, Number.POSITIVE_INFINITY, 4, ''],
    [1e300, 1e300 + 1, 4, ''],
  ])('from %s to %s, at most about %s of them', (from, to, count, labels) => {
    const ticks = numberTicks(from, to, count);
    expect(ticks.map((tick) => tick.label).join(' ')).toBe(labels);
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

const scopeOf = (store: RecordingStore, time: bigint, origin: string) => ({
  store,
  timeline: 'frame',
  time,
  origin: path(origin),
  hues: new SeriesHues(),
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
    return { store, series: describeSeries(scopeOf(store, 9n, 'arm'), path('arm/torque'), 2) };
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
      { name: 'left', color: 0x112233ff, line: { width: 3, interpolation: 2, aggregation: 5 }, points: undefined },
      { name: 'right', color: 0x445566ff, line: { width: 3, interpolation: 2, aggregation: 5 }, points: undefined },
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

  it('are markers with SeriesPoints, and both with SeriesLines as well', () => {
    const points = [
      batch('SeriesPoints', 'markers', Uint8Array.of(MarkerShape.Diamond, 77)),
      batch('SeriesPoints', 'marker_sizes', Float32Array.of(6, -1)),
    ];
    expect(styled(...points).series).toMatchObject([
      { line: undefined, points: { marker: MarkerShape.Diamond, radius: 6 } },
      { line: undefined, points: { marker: MarkerShape.Circle, radius: 3 } },
    ]);
    const both = styled(...points, batch('SeriesLines', 'visible_series', [true, false])).series;
    expect(both.map(({ line, points: style }) => [line !== undefined, style !== undefined])).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('reach to the neighbours outside of the stretch shown, so that the line crosses its edges', () => {
    const rows = [0n, 10n, 20n, 30n].map((time) => ({ times: [time], batches: [scalar(Number(time))] }));
    const store = storeOf(new ChunkMaker().plain('v', [FRAME], rows));
    const axis = makeTimeAxis('sequence', 0n);
    const samples = readSamples(store, path('v'), 'frame', axis, { from: 12, to: 18 }, false);
    expect([...samples.xs]).toEqual([10, 20]);
    expect([...samples.values]).toEqual([10, 20]);
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

describe('what a plot shows', () => {
  const rows = (values: readonly ComponentBatch[]) =>
    values.map((value, i) => ({ times: [BigInt(i)], batches: [value] }));
  const maker = new ChunkMaker();
  const typed = (itemType: ItemType, data: ComponentBatch['data']): ComponentBatch => ({
    ...scalar(0),
    itemType,
    data,
  });
  const pictureOf = (...chunks: readonly IngestedChunk[]) => {
    const store = storeOf(...chunks);
    const context = contextOf(store, new FakeDisplay(), { time: 9n, contents: store.entities() });
    const model = new PlotModel(path('/'));
    const picture = model.picture(context);
    if (picture === undefined) throw new Error('A picture was expected.');
    return { picture, lines: model.lines(context, picture, 500) };
  };

  it.each<[string, ComponentBatch[], number[]]>([
    ['booleans', [typed('Boolean', [true]), typed('Boolean', [false])], [1, 0]],
    ['small integers', [typed('Int8', Int8Array.of(-5)), typed('Int8', Int8Array.of(7))], [-5, 7]],
    ['large integers', [typed('Int64', BigInt64Array.of(-5n)), typed('Int64', BigInt64Array.of(7n))], [-5, 7]],
    [
      'unsigned integers',
      [typed('UInt64', BigUint64Array.of(2n ** 63n)), typed('UInt64', BigUint64Array.of(1n))],
      [2 ** 63, 1],
    ],
    ['floats of 32 bits', [typed('Float32', Float32Array.of(0.5)), typed('Float32', Float32Array.of(1.5))], [0.5, 1.5]],
  ])('plots %s', (_what, values, expected) => {
    const { lines } = pictureOf(maker.plain('a', [FRAME], rows(values)));
    expect(lines.map(({ ys }) => ys)).toEqual([expected]);
  });

  it('says which entity has scalars that are none, and plots the others', () => {
    const { picture } = pictureOf(
      maker.plain('good', [FRAME], rows([scalar(1)])),
      maker.plain('words', [FRAME], rows([typed('Utf8', ['high'])])),
    );
    expect(picture.problems).toEqual([
      { entity: '/words', reason: 'scalars must be numbers or booleans, found texts' },
    ]);
    expect(picture.drawn.some(({ entity }) => entity === '/good')).toBe(true);
  });

  it('leaves out what the legend switched off, and keeps it in the legend', () => {
    const store = storeOf(maker.plain('a', [FRAME], rows([scalar(1, 2)])));
    const settings = { hiddenSeries: ['/a#1', 7] };
    const context = contextOf(store, new FakeDisplay(), { time: 0n, contents: store.entities(), settings });
    const picture = new PlotModel(path('/')).picture(context);
    expect(picture?.series.map(({ instance }) => instance)).toEqual([0, 1]);
    expect(picture?.drawn.map(({ instance }) => instance)).toEqual([0]);
  });

  it('is nothing without scalars on the timeline', () => {
    const store = storeOf(maker.plain('a', [], [{ times: [], batches: [scalar(1)] }]));
    const context = contextOf(store, new FakeDisplay(), { time: 0n, contents: store.entities() });
    expect(new PlotModel(path('/')).picture(context)).toBeUndefined();
  });
});
