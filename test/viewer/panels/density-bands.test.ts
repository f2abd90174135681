import { describe, expect, it } from 'vitest';
import { densityBands } from '../../../packages/viewer/src/app/panels/timeline/density-bands.ts';

const bands = (...counts: number[]) =>
  densityBands({ counts: Uint32Array.from(counts), max: Math.max(0, ...counts) }).map(
    ({ from, to, heightPx }) => `${from}-${to}:${heightPx}`,
  );

/** Events at these times, counted into buckets of one. */
function counted(times: readonly number[], buckets: number): number[] {
  const counts = new Array<number>(buckets).fill(0);
  for (const time of times) counts[Math.floor(time)] = (counts[Math.floor(time)] ?? 0) + 1;
  return counts;
}

it.each<[string, number[], string[]]>([
  ['nothing', [0, 0, 0], []],
  ['a single event', [0, 1, 0, 0], ['1-2:5']],
  ['events far apart', [1, 0, 0, 0, 1], ['0-1:5', '4-5:5']],
  ['a steady stream as one band', [1, 1, 1, 1, 1], ['0-5:5']],
  ['a steady stream with an empty bucket here and there as one band', [1, 0, 1, 0, 0, 1, 1], ['0-7:5']],
  ['a stream of 2, 3, 2, 3 events as one band', [2, 3, 2, 3, 2, 3], ['0-6:13']],
  ['a burst higher than what is around it', [1, 1, 1, 63, 1, 1, 1], ['0-3:7', '3-4:14', '4-7:7']],
  ['no step where the last bucket is filled in part', [40, 41, 40, 9], ['0-4:14']],
  ['a pause as a gap', [1, 1, 1, 0, 0, 0, 0, 0, 1, 1], ['0-3:5', '8-10:5']],
  ['events that get rarer as bars of their own', [1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], ['0-3:5', '6-7:5', '10-11:5']],
])('shows %s', (_, counts, expected) => {
  expect(bands(...counts)).toEqual(expected);
});

describe('a steady stream is one band at every zoom', () => {
  const BUCKETS = 600;
  it.each([0.27, 0.3, 0.41, 0.5, 0.71, 0.99, 1.01, 1.4, 1.5, 1.9, 2.5, 3.33, 7.7, 31.4])(
    '%s events a bucket',
    (rate) => {
      const times = Array.from({ length: Math.floor(BUCKETS * rate) }, (_, i) => i / rate);
      expect(bands(...counted(times, BUCKETS))).toHaveLength(1);
    },
  );

  it.each([0.6, 1.3, 2.2, 6.1])('%s events a bucket, each a little early or late', (rate) => {
    const wobble = (i: number): number => 0.2 * Math.sin(i * 12.9898);
    const times = Array.from({ length: Math.floor((BUCKETS - 2) * rate) }, (_, i) => (i + 0.5 + wobble(i)) / rate);
    expect(bands(...counted(times, BUCKETS))).toHaveLength(1);
  });

  it.each([0.2, 0.24])('%s events a bucket, which is a row of bars throughout', (rate) => {
    const times = Array.from({ length: Math.floor(BUCKETS * rate) }, (_, i) => i / rate);
    expect(bands(...counted(times, BUCKETS))).toHaveLength(times.length);
  });
});

it('takes few rectangles for a long recording', () => {
  const counts = Array.from({ length: 2000 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  expect(bands(...counts)).toHaveLength(1);
});
