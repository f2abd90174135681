import {
  archetypeField,
  type Chunk,
  ChunkBuilder,
  type ComponentColumn,
  checkChunk,
  checkTime,
  isStaticChunk,
  isTimelineKind,
  MAX_TIME,
  MIN_TIME,
  ProtoError,
  parseEntityPath,
  type TimeColumn,
  TuidGenerator,
  timeRange,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';

const ids = new TuidGenerator({ nowNanos: () => 5n, start: 0n });

function goodChunk(): Chunk {
  const builder = new ChunkBuilder(parseEntityPath('/a'), [
    { name: 'frame', kind: 'sequence' },
    { name: 'log_time', kind: 'timestamp' },
  ]);
  const label = archetypeField('Points2D', 'labels');
  const positions = archetypeField('Points2D', 'positions');
  for (let i = 0n; i < 2n; i++) {
    builder.appendRow(
      ids,
      [i, i],
      [
        { ...label, data: ['x'] },
        { ...positions, data: Float32Array.of(1, 2) },
      ],
    );
  }
  return builder.finish(ids.nextChunkId());
}

const good = goodChunk();
const [frame, logTime] = good.timelines as readonly [TimeColumn, TimeColumn];
const [labels, positions] = good.components as readonly [ComponentColumn, ComponentColumn];
const starts = (...values: number[]) => Int32Array.from(values);

describe('[W14] checkChunk', () => {
  it('accepts what a builder makes', () => {
    checkChunk(good);
  });

  it.each<[string, Partial<Chunk>, RegExp]>([
    ['a negative row count', { rowCount: -1 }, /0 to \d+ rows, found -1/],
    ['another row count', { rowCount: 3 }, /3 rows need 48 bytes of row ids, found 32/],
    ['no components', { components: [] }, /1 to 256 components, found 0/],
    ['too many components', { components: new Array(257).fill(labels) }, /1 to 256 components, found 257/],
    ['too many timelines', { timelines: new Array(65).fill(frame) }, /at most 64 timelines, found 65/],
    ['equal row ids', { rowIds: new Uint8Array(32) }, /ascend strictly, row 1 does not/],
    [
      'row ids that descend in the last byte',
      { rowIds: new Uint8Array(32).fill(9, 0, 16).fill(9, 16, 31) },
      /ascend strictly/,
    ],
    ['unsorted timelines', { timelines: [logTime, frame] }, /"frame" follows "log_time"/],
    ['a timeline twice', { timelines: [frame, frame] }, /"frame" follows "frame"/],
    ['a timeline without a name', { timelines: [{ ...frame, name: '' }] }, /must have a name/],
    ['unsorted components', { components: [positions, labels] }, /sorted by name/],
    [
      'too few times',
      { timelines: [{ ...frame, times: BigInt64Array.of(1n) }] },
      /as many times, found 1\. timeline "frame"/,
    ],
    [
      'the reserved time',
      { timelines: [{ ...frame, times: BigInt64Array.of(1n, -(2n ** 63n)) }] },
      /-2\^63 .*row 1 is/,
    ],
    [
      'a false isSorted',
      { timelines: [{ ...frame, times: BigInt64Array.of(2n, 1n) }] },
      /says it is sorted, but row 1 has 1 after 2/,
    ],
    ['too few row starts', { components: [{ ...labels, rowStarts: starts(0, 2) }] }, /one more than 2, found 2/],
    ['row starts not from 0', { components: [{ ...labels, rowStarts: starts(1, 1, 2) }] }, /from 0 to 2, found 1 to 2/],
    [
      'row starts beyond the values',
      { components: [{ ...labels, rowStarts: starts(0, 1, 3) }] },
      /from 0 to 2, found 0 to 3/,
    ],
    [
      'row starts that descend',
      { components: [{ ...labels, rowStarts: starts(0, 5, 2) }] },
      /must not descend, number 2/,
    ],
    [
      'logged of another length',
      { components: [{ ...labels, logged: Uint8Array.of(1) }] },
      /bytes of "logged", found 1/,
    ],
    ['values of another kind', { components: [{ ...labels, itemType: 'Float32' }] }, /"utf8" do not hold Float32/],
    [
      'values of another width',
      { components: [{ ...positions, itemType: { type: 'FixedSizeList', size: 3, item: 'Float32' } }] },
      /multiple of the size/,
    ],
    [
      'numbers of another type',
      { components: [{ ...positions, itemType: { type: 'FixedSizeList', size: 2, item: 'Float64' } }] },
      /do not hold Float64\[2\]/,
    ],
    [
      'instance starts beyond the bytes',
      { components: [{ ...labels, values: { kind: 'utf8', starts: starts(0, 1, 9), bytes: new Uint8Array(2) } }] },
      /Instance starts must go from 0 to 2/,
    ],
  ])('refuses %s', (_, change, message) => {
    const error = caught(() => checkChunk({ ...good, ...change }));
    expect(error.code).toBe('bad-chunk');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('Entity: /a');
  });
});

describe('times', () => {
  it('are in range or refused', () => {
    expect([checkTime(MIN_TIME), checkTime(0n), checkTime(MAX_TIME)]).toEqual([MIN_TIME, 0n, MAX_TIME]);
    for (const time of [MIN_TIME - 1n, MAX_TIME + 1n]) expect(caught(() => checkTime(time)).code).toBe('bad-chunk');
  });

  it('have a range, sorted or not', () => {
    const column = (times: bigint[], isSorted: boolean) => ({ ...frame, times: BigInt64Array.from(times), isSorted });
    expect(timeRange(column([1n, 5n], true))).toEqual({ min: 1n, max: 5n });
    expect(timeRange(column([3n, -9n, 4n, 0n], false))).toEqual({ min: -9n, max: 4n });
    expect(timeRange(column([], true))).toBeUndefined();
  });

  it('belong to a timeline of a known kind, or to none', () => {
    expect(['sequence', 'duration', 'timestamp', 'tick', 5].map(isTimelineKind)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([isStaticChunk(good), isStaticChunk({ ...good, timelines: [] })]).toEqual([false, true]);
  });
});

function caught(run: () => unknown): ProtoError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtoError) return error;
    throw error;
  }
  throw new Error('Expected a ProtoError, nothing was thrown.');
}
