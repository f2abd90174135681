import { parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { reduce } from '../../../packages/viewer/src/app/state/reducer.ts';
import { INITIAL_STATE } from '../../../packages/viewer/src/app/state/state.ts';
import { rangeBetween, withRangeEnd } from '../../../packages/viewer/src/app/state/time-range.ts';

const extent = { name: 'frame', kind: 'sequence', min: 10n, max: 100n } as const;
const range = (from: bigint, to: bigint) => ({ timeline: 'frame', from, to });

describe('a selected range', () => {
  it('lies between two times, in whichever order, where there is data', () => {
    expect(rangeBetween(extent, 20n, 30n)).toEqual(range(20n, 30n));
    expect(rangeBetween(extent, 30n, 20n)).toEqual(range(20n, 30n));
    expect(rangeBetween(extent, -5n, 500n)).toEqual(range(10n, 100n));
    expect(rangeBetween(extent, 40n, 40n)).toEqual(range(40n, 40n));
  });

  it.each([
    ['from', 25n, range(25n, 30n)],
    ['to', 25n, range(20n, 25n)],
    ['from', 50n, range(50n, 50n)],
    ['to', 15n, range(15n, 15n)],
    ['from', 0n, range(10n, 30n)],
    ['to', 1000n, range(20n, 100n)],
  ] as const)('has ends that move (%s to %s) and take the other along when they pass it', (end, time, expected) => {
    expect(withRangeEnd(range(20n, 30n), extent, end, time)).toEqual(expected);
  });

  it('reaches to the end of the data where only one end was set, and starts anew on another timeline', () => {
    expect(withRangeEnd(undefined, extent, 'from', 40n)).toEqual(range(40n, 100n));
    expect(withRangeEnd(undefined, extent, 'to', 40n)).toEqual(range(10n, 40n));
    expect(withRangeEnd({ timeline: 'log_time', from: 1n, to: 2n }, extent, 'to', 40n)).toEqual(range(10n, 40n));
  });

  it('is a matter of the open recording', () => {
    const recordings = ['a', 'b'].map((id, i) => ({
      id: parseRecordingId(id),
      applicationId: 'app',
      startedAtNanos: BigInt(i),
      live: false,
      chunks: 0,
      bytes: 0,
      evictedBytes: 0,
    }));
    const listed = reduce(INITIAL_STATE, { kind: 'recordings', recordings });
    const selected = reduce(listed, { kind: 'set-range', range: range(1n, 2n) });
    expect(selected.range).toEqual(range(1n, 2n));
    const other = parseRecordingId(selected.active === 'a' ? 'b' : 'a');
    expect(reduce(selected, { kind: 'open-recording', recording: other }).range).toBeUndefined();
    expect(reduce(selected, { kind: 'set-range', range: undefined }).range).toBeUndefined();
  });
});
