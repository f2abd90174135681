import type { ComponentBatch, NestedValue } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  barAt,
  barRects,
  barsExtent,
  barsHeight,
} from '../../../../packages/viewer/src/app/views/bar-chart/bar-layout.ts';
import { type BarSet, readBars } from '../../../../packages/viewer/src/app/views/bar-chart/bar-query.ts';
import { suggestBars } from '../../../../packages/viewer/src/app/views/bar-chart/suggest.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { tensorValue } from '../tensor-value.ts';
import { path, storeOf } from '../view-fixture.ts';

const values = (value: NestedValue) => batch('BarChart', 'values', [value]);
const row = (...batches: ComponentBatch[]) => [{ times: [0n], batches }];

function bars(...batches: ComponentBatch[]) {
  const store = storeOf(new ChunkMaker().plain('histogram', [FRAME], row(...batches)));
  const { sets, problems } = readBars(store, store.entities(), 'frame', 5n);
  const [set] = sets;
  return {
    heights: set && [...set.heights],
    centers: set && [...set.centers],
    widths: set && [...set.widths],
    color: set?.color,
    problems: problems.map(({ reason }) => reason),
  };
}

describe('the bars of an entity', () => {
  it.each([
    ['U8', [1, 2, 255]],
    ['I64', [-5, 0, 7]],
    ['F32', [0.5, -1.5]],
    ['F64', [1e300]],
  ] as const)('are values of type %s', (type, numbers) => {
    expect(bars(values(tensorValue([numbers.length], numbers, type)))).toMatchObject({
      heights: numbers,
      centers: numbers.map((_, i) => i),
      widths: numbers.map(() => 1),
      problems: [],
    });
  });

  it('stand at the abscissa, with widths of which the last one repeats', () => {
    expect(
      bars(
        values(tensorValue([1, 3], [4, 5, 6], 'F32')),
        batch('BarChart', 'abscissa', [tensorValue([3], [10, 20, 40], 'U16')]),
        batch('BarChart', 'widths', Float32Array.of(2, 8)),
        batch('BarChart', 'color', Uint32Array.of(0x112233ff)),
      ),
    ).toEqual({ heights: [4, 5, 6], centers: [10, 20, 40], widths: [2, 8, 8], color: 0x112233ff, problems: [] });
  });

  it.each<[string, ComponentBatch[], string, number[] | undefined]>([
    ['two dimensions', [values(tensorValue([2, 3], [1, 2, 3, 4, 5, 6], 'F32'))], 'one dimension, found 2×3', undefined],
    ['too few numbers', [values(tensorValue([5], [1, 2], 'F32'))], 'needs 5 numbers, found 2', undefined],
    ['no bars', [values(tensorValue([0], [], 'F32'))], 'values is empty', []],
    [
      'values that are none',
      [values(tensorValue([3], [1, Number.NaN, Number.POSITIVE_INFINITY], 'F64'))],
      '2 of 3 values',
      [1, Number.NaN, Number.NaN],
    ],
    [
      'an abscissa of another length',
      [values(tensorValue([2], [1, 2], 'F32')), batch('BarChart', 'abscissa', [tensorValue([3], [1, 2, 3], 'F32')])],
      'abscissa has 3 numbers for 2 values',
      [1, 2],
    ],
  ])('say what is wrong with %s, and draw the rest', (_what, batches, reason, heights) => {
    const found = bars(...batches);
    expect(found.problems).toEqual([expect.stringContaining(reason)]);
    expect(found.heights).toEqual(heights);
  });

  it('are also a tensor of one dimension', () => {
    expect(bars(batch('Tensor', 'data', [tensorValue([2], [3, 4], 'F32')])).heights).toEqual([3, 4]);
  });
});

describe('bars on the screen', () => {
  const area = { left: 0, top: 0, width: 100, height: 100 };
  const set = (heights: number[], width = 1): BarSet => ({
    entity: path('a'),
    color: 0,
    heights: Float64Array.from(heights),
    centers: Float64Array.from(heights, (_, i) => i),
    widths: new Float64Array(heights.length).fill(width),
  });

  it('reach from zero to their value, with a gap between', () => {
    const rects = barRects(set([10, -5]), area, { from: -0.5, to: 1.5 }, { from: -10, to: 10 });
    expect(rects).toEqual([
      { index: 0, left: 0.5, top: 0, width: 49, height: 50 },
      { index: 1, left: 50.5, top: 50, width: 49, height: 25 },
    ]);
  });

  it('are as many as there are pixels when there are more of them, and none of the tallest is lost', () => {
    const many = set(Array.from({ length: 100_000 }, (_, i) => (i === 77_777 ? 50 : 1)));
    const rects = barRects(many, area, barsExtent([many]), { from: 0, to: 50 });
    expect(rects.length).toBeLessThanOrEqual(101);
    expect(Math.max(...rects.map(({ height }) => height))).toBe(100);
    expect(rects.some(({ index }) => index === 77_777)).toBe(true);
  });

  it.each<[string, number[], [number, number]]>([
    ['positive ones from zero', [1, 5], [0, 5.4]],
    ['negative ones to zero', [-1, -5], [-5.4, 0]],
    ['all zero ones still have a height', [0, 0], [0, 1]],
    ['none still have a height', [], [0, 1]],
    ['NaN does not count', [Number.NaN, 5], [0, 5.4]],
  ])('%s', (_what, heights, [from, to]) => {
    const range = barsHeight([set(heights)], { from: -1, to: 10 });
    expect(range.from).toBeCloseTo(from);
    expect(range.to).toBeCloseTo(to);
  });

  it('fit those in sight only', () => {
    expect(barsHeight([set([1, 1, 1, 100])], { from: -0.4, to: 1.4 }).to).toBeLessThan(2);
    expect(barsExtent([])).toEqual({ from: 0, to: 1 });
    expect(barsExtent([set([3])])).toEqual({ from: -0.5, to: 0.5 });
  });

  it('are found above themselves, too', () => {
    const y = { from: 0, to: 100 };
    const x = { from: -0.5, to: 1.5 };
    expect(barAt(set([10, 50]), area, x, y, 80, 60)).toBe(1);
    expect(barAt(set([10, 50]), area, x, y, 20, 5)).toBe(0);
    expect(barAt(set([10, Number.NaN]), area, x, y, 80, 60)).toBeUndefined();
  });
});

describe('the heuristics', () => {
  const maker = new ChunkMaker();
  const chart = (entity: string) => maker.plain(entity, [FRAME], row(values(tensorValue([1], [1], 'F32'))));
  it('ask for a view of each chart, or for one of many', () => {
    expect(suggestBars(storeOf(chart('a'), chart('b'))).map(({ origin }) => origin)).toEqual(['/a', '/b']);
    expect(suggestBars(storeOf(...['a', 'b', 'c', 'd', 'e'].map(chart))).map(({ origin }) => origin)).toEqual(['/']);
  });
});
