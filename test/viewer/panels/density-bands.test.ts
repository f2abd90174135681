import { expect, it } from 'vitest';
import { densityBands } from '../../../packages/viewer/src/app/panels/timeline/density-bands.ts';

const bands = (...counts: number[]) =>
  densityBands({ counts: Uint32Array.from(counts), max: Math.max(0, ...counts) }).map(
    ({ from, to, heightPx }) => `${from}-${to}:${heightPx}`,
  );

it.each<[string, number[], string[]]>([
  ['nothing', [0, 0, 0], []],
  ['a single event', [0, 1, 0, 0], ['1-2:5']],
  ['events far apart', [1, 0, 0, 0, 1], ['0-1:5', '4-5:5']],
  ['a steady stream as one band', [1, 1, 1, 1, 1], ['0-5:5']],
  ['a steady stream with an empty bucket here and there as one band', [1, 0, 1, 0, 0, 1, 1], ['0-7:5']],
  ['a stream of 2, 3, 2, 3 events as one band', [2, 3, 2, 3, 2, 3], ['0-6:14']],
  ['a burst higher than what is around it', [1, 1, 1, 63, 1, 1, 1], ['0-2:7', '2-5:14', '5-7:7']],
])('shows %s', (_, counts, expected) => {
  expect(bands(...counts)).toEqual(expected);
});

it('takes few rectangles for a long recording', () => {
  const counts = Array.from({ length: 2000 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  expect(bands(...counts)).toHaveLength(1);
});
