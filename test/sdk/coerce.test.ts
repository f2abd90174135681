import { describe, expect, it } from 'vitest';
import { toColor, toColors } from '../../packages/sdk/src/coerce/color.ts';
import { describe as describeValue } from '../../packages/sdk/src/coerce/describe.ts';
import { toUint16s } from '../../packages/sdk/src/coerce/integer.ts';
import { toFloat32s, toFloat64s } from '../../packages/sdk/src/coerce/number.ts';
import { toTime } from '../../packages/sdk/src/coerce/time.ts';
import { toTimeColumns } from '../../packages/sdk/src/coerce/time-columns.ts';
import { toVec2s } from '../../packages/sdk/src/coerce/vector.ts';

/** Passes what the types forbid, as JavaScript callers do. */
const untyped = (value: unknown) => value as never;

describe('colours', () => {
  it.each([
    ['three channels', [255, 128, 0], 0xff8000ff],
    ['four channels', [255, 128, 0, 64], 0xff800040],
    ['a packed number', 0x11223344, 0x11223344],
    ['zero', 0, 0],
    ['#rrggbb', '#ff8000', 0xff8000ff],
    ['#rrggbbaa', '#FF800040', 0xff800040],
    ['#rgb', '#f80', 0xff8800ff],
    ['#rgba', '#f804', 0xff880044],
  ] as const)('takes %s', (_, input, packed) => {
    expect(toColor('c', input)).toBe(packed);
  });

  it.each([
    ['one colour for all', [255, 0, 0], [0xff0000ff]],
    [
      'a list of arrays',
      [
        [255, 0, 0],
        [0, 255, 0, 0],
      ],
      [0xff0000ff, 0x00ff0000],
    ],
    ['a list of mixed forms', ['#fff', 0x01020304, [1, 2, 3]], [0xffffffff, 0x01020304, 0x010203ff]],
    ['packed numbers', Uint32Array.of(1, 2), [1, 2]],
    ['flat RGBA bytes', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [0x01020304, 0x05060708]],
    ['an empty list', [], []],
    ['five numbers above a byte', [0x100, 0x101, 0x102, 0x103, 0x104], [0x100, 0x101, 0x102, 0x103, 0x104]],
  ] as const)('takes %s', (_, input, packed) => {
    expect([...toColors('c', input as never)]).toEqual(packed);
  });

  it.each([
    ['two channels', [1, 2], RangeError, /c must have three or four integers.*is \[1, 2\]/],
    ['a fraction', [0.5, 0, 0], RangeError, /0 to 255/],
    ['a channel of 256', [256, 0, 0], RangeError, /0 to 255/],
    ['a negative number', -1, RangeError, /0xRRGGBBAA.*is -1/],
    ['a name', 'red', RangeError, /'#rrggbb'.*the string 'red'/],
    ['nothing', undefined, TypeError, /c must be a colour.*undefined/],
  ] as const)('refuses %s', (_, input, type, message) => {
    expect(() => toColor('c', untyped(input))).toThrow(type);
    expect(() => toColor('c', untyped(input))).toThrow(message);
  });

  it('names the element that is wrong', () => {
    expect(() => toColors('Points2D.colors', ['#fff', 'blue'])).toThrow(/Points2D\.colors\[1\]/);
    expect(() => toColors('c', Uint8Array.of(1, 2, 3))).toThrow(/four bytes RGBA per colour, but has 3/);
  });
});

describe('vectors', () => {
  it.each([
    [
      'pairs',
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2, 3, 4],
    ],
    ['typed pairs', [Float32Array.of(1, 2)], [1, 2]],
    ['a flat array', [1, 2, 3, 4], [1, 2, 3, 4]],
    ['a Float64Array', Float64Array.of(1, 2), [1, 2]],
    ['a Uint8Array', Uint8Array.of(1, 2), [1, 2]],
    ['one pair', [5, 6], [5, 6]],
    ['NaN, which is data', [[Number.NaN, 1]], [Number.NaN, 1]],
    ['nothing', [], []],
  ] as const)('takes %s', (_, input, flat) => {
    expect([...toVec2s('p', input as never)]).toEqual(flat);
  });

  it.each([
    ['an odd flat array', [1, 2, 3], RangeError, /p must hold two numbers \(x, y\) per instance, but has 3/],
    ['a triple', [[1, 2, 3]], TypeError, /p\[0\] must be a pair/],
    ['a text inside', [[1, '2']], TypeError, /p\[0\]\[1\] must be a number, but is the string '2'/],
    ['an object', { x: 1, y: 2 }, TypeError, /array of \[x, y\] pairs.*an object with x, y/],
    ['bigints', BigInt64Array.of(1n, 2n), TypeError, /BigInt64Array/],
  ] as const)('refuses %s', (_, input, type, message) => {
    expect(() => toVec2s('p', untyped(input))).toThrow(type);
    expect(() => toVec2s('p', untyped(input))).toThrow(message);
  });

  it('copies, so the caller may reuse its array', () => {
    const mine = Float32Array.of(1, 2);
    const taken = toVec2s('p', mine);
    mine[0] = 9;
    expect([...taken]).toEqual([1, 2]);
  });

  it('takes one number for all instances', () => {
    expect([...toFloat32s('r', 2)]).toEqual([2]);
    expect([...toFloat64s('s', 3.2)]).toEqual([3.2]);
    expect([...toUint16s('i', 7)]).toEqual([7]);
  });

  it.each([
    ['a class id above 16 bits', () => toUint16s('ids', [65536]), /ids\[0\].*0 to 65535.*65536/],
    ['a fractional class id', () => toUint16s('ids', [1.5]), /integer/],
    ['a text', () => toFloat64s('Scalars', untyped('3')), /Scalars must be a number or an array of numbers.*'3'/],
    ['null', () => toFloat64s('Scalars', untyped(null)), /null/],
    ['a number and then none', () => toFloat64s('s', untyped([1, undefined])), /s\[1\].*undefined/],
  ] as const)('refuses %s', (_, action, message) => {
    expect(action).toThrow(message);
  });
});

describe('times', () => {
  it.each([
    ['a frame number', { sequence: 42 }, 'sequence', 42n],
    ['a negative bigint', { sequence: -5n }, 'sequence', -5n],
    ['seconds', { duration: 1.5 }, 'duration', 1_500_000_000n],
    ['negative seconds', { duration: -0.25 }, 'duration', -250_000_000n],
    ['nanoseconds', { duration: 7n }, 'duration', 7n],
    ['a Date', { timestamp: new Date(1000) }, 'timestamp', 1_000_000_000n],
    ['epoch seconds to the microsecond', { timestamp: 1_700_000_000.000_001 }, 'timestamp', 1_700_000_000_000_000_954n],
    ['epoch nanoseconds', { timestamp: 1_700_000_000_123_456_789n }, 'timestamp', 1_700_000_000_123_456_789n],
  ] as const)('takes %s', (_, value, kind, time) => {
    expect(toTime('t', value)).toEqual({ kind, time });
  });

  it.each([
    ['NaN', { sequence: Number.NaN }, RangeError, /t\.sequence must be a safe integer.*NaN/],
    ['a fraction', { sequence: 1.5 }, RangeError, /safe integer.*1\.5/],
    ['2^53', { sequence: 2 ** 53 }, RangeError, /bigint/],
    ['a text', { sequence: '42' }, TypeError, /integer.*'42'/],
    [
      'infinite seconds',
      { duration: Number.POSITIVE_INFINITY },
      RangeError,
      /t\.duration must be a finite number of seconds/,
    ],
    ['NaN seconds', { timestamp: Number.NaN }, RangeError, /finite/],
    ['an invalid Date', { timestamp: new Date('no') }, RangeError, /valid Date/],
    ['milliseconds taken for seconds', { timestamp: 1_700_000_000_000 }, RangeError, /Date\.now\(\) is milliseconds/],
    ['-2^63, which means static', { sequence: -(2n ** 63n) }, RangeError, /64 bits/],
    ['nothing', {}, TypeError, /exactly one of sequence, duration and timestamp, but is an empty object/],
    ['two kinds at once', { sequence: 1, duration: 2 }, TypeError, /exactly one/],
    ['a bare number', 42, TypeError, /but is 42/],
  ] as const)('refuses %s', (_, value, type, message) => {
    expect(() => toTime('t', untyped(value))).toThrow(type);
    expect(() => toTime('t', untyped(value))).toThrow(message);
  });

  it('takes columns of times', () => {
    const columns = toTimeColumns([
      { name: 'frame', sequence: [1, 2n] },
      { name: 'at', timestamp: BigInt64Array.of(5n, 6n) },
      { name: 'since', duration: Float64Array.of(0.5, 1) },
    ]);
    expect(columns.rowCount).toBe(2);
    expect(columns.timesOf(1)).toEqual([2n, 6n, 1_000_000_000n]);
  });

  it.each([
    ['no columns', [], /array of time columns/],
    [
      'different lengths',
      [
        { name: 'a', sequence: [1, 2] },
        { name: 'b', sequence: [1] },
      ],
      /'b' must have 2 times.*has 1/,
    ],
    [
      'a name twice',
      [
        { name: 'a', sequence: [1] },
        { name: 'a', sequence: [1] },
      ],
      /'a' is given twice/,
    ],
    ['NaN in a row', [{ name: 'a', sequence: [1, Number.NaN] }], /times\[0\]\.sequence\[1\].*NaN/],
    ['no name', [{ sequence: [1] }], /name of a timeline/],
  ])('refuses columns with %s', (_, columns, message) => {
    expect(() => toTimeColumns(untyped(columns))).toThrow(message);
  });
});

it.each([
  ['x'.repeat(100), `the string '${'x'.repeat(37)}...'`],
  [null, 'null'],
  [[1, 2], 'an array of length 2'],
  [new Uint8Array(3), 'Uint8Array of 3 bytes'],
  [new Date(0), 'an instance of Date'],
  [() => 1, 'a function'],
  [5n, '5n'],
])('describes what was found (%#)', (value, text) => {
  expect(describeValue(value)).toBe(text);
});
