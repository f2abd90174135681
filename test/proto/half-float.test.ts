import { halfToNumber, numberToHalf } from '@rushes/proto';
import { describe, expect, it } from 'vitest';

describe('half floats', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [(1023 / 1024) * 2 ** -14, 0x03ff],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
  ])('%d is 0x%s', (value, bits) => {
    expect(numberToHalf(value)).toBe(bits);
    expect(halfToNumber(bits)).toBe(value);
  });

  it.each([
    ['up to the next power of two', 2 ** 11 - 0.25, 2 ** 11],
    ['ties to the even one', 2 ** 11 + 1, 2 ** 11],
    ['ties to the even one above', 2 ** 11 + 3, 2 ** 11 + 4],
    ['what is too large to infinity', 65_520, Number.POSITIVE_INFINITY],
    ['what is nearly too large to the largest', 65_519, 65_504],
    ['what is too small to zero', 2 ** -25, 0],
    ['the smallest normal number from below', 2 ** -14 - 2 ** -26, 2 ** -14],
  ])('are rounded %s', (_, value, expected) => {
    expect(halfToNumber(numberToHalf(value))).toBe(expected);
  });

  it('come back the same, all of them', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value) && numberToHalf(value) !== bits)
        expect([value, numberToHalf(value)]).toEqual([value, bits]);
    }
    expect(halfToNumber(numberToHalf(Number.NaN))).toBeNaN();
  });
});
