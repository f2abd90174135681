import { describe, expect, it } from 'vitest';
import { parseByteRange } from '../../../packages/viewer/src/server/byte-range.ts';

const WHOLE = { kind: 'whole' };
const UNSATISFIABLE = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('[W34] a range of a file of 100 bytes', () => {
  it.each<[string | undefined, object]>([
    [undefined, WHOLE],
    ['bytes=0-0', part(0, 0)],
    ['bytes=10-19', part(10, 19)],
    ['bytes=10-', part(10, 99)],
    ['bytes=90-200', part(90, 99)],
    ['bytes=-10', part(90, 99)],
    ['bytes=-1000', part(0, 99)],
    ['Bytes = 1-2', part(1, 2)],
    ['bytes=0-99999999999999999999999', part(0, 99)],
    ['bytes=100-', UNSATISFIABLE],
    ['bytes=99999999999999999999999-', UNSATISFIABLE],
    ['bytes=-0', UNSATISFIABLE],
    // No ranges of bytes, or more than one: passed over.
    ['bytes=20-10', WHOLE],
    ['bytes=-', WHOLE],
    ['bytes=a-b', WHOLE],
    ['bytes=--1', WHOLE],
    ['bytes=0-1,5-6', WHOLE],
    ['lines=1-2', WHOLE],
    ['', WHOLE],
  ])('%s', (header, range) => {
    expect(parseByteRange(header, 100)).toEqual(range);
  });

  it('does not exist in an empty file', () => {
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-5'])
      expect(parseByteRange(header, 0)).toEqual(UNSATISFIABLE);
  });
});
