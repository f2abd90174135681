import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressLz4, decompressLz4, decompressLz4Prefix, Lz4Error } from '../../../packages/proto/src/rrd/lz4.ts';
import { noise } from './files.ts';

/** Bytes with repetitions near and far, and without. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((part) => [part]),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 400 }))
        .map(([part, times]) => Array.from({ length: times }, () => part)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flat().flatMap((part) => [...part])));

describe('LZ4 blocks', () => {
  it('[R9] decode to what was encoded, and any beginning to its beginning', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (original, cut) => {
        const block = compressLz4(original);
        if (block === undefined) return;
        expect(block.length).toBeLessThan(original.length);
        expect(Buffer.compare(decompressLz4(block, original.length), original)).toBe(0);
        const prefix = decompressLz4Prefix(block.subarray(0, cut % (block.length + 1)), original.length);
        expect(Buffer.compare(prefix, original.subarray(0, prefix.length))).toBe(0);
        const short = decompressLz4Prefix(block, cut % (original.length + 1));
        expect(Buffer.compare(short, original.subarray(0, cut % (original.length + 1)))).toBe(0);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('[R9] are given up where nothing gets smaller', () => {
    expect(compressLz4(noise(10_000, 1))).toBeUndefined();
    expect(compressLz4(new Uint8Array(4))).toBeUndefined();
  });

  it('find repetitions up to 64 KiB apart', () => {
    const part = noise(1000, 2);
    const original = new Uint8Array(60_000 + part.length);
    original.set(noise(60_000, 3));
    original.set(part);
    original.set(part, 60_000);
    const block = compressLz4(original);
    expect(block?.length).toBeLessThan(original.length - 500);
  });

  // Token: literals << 4 | match length - 4.
  it.each([
    ['the worked example', [0x35, 1, 2, 3, 3, 0, 0x10, 9], [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 9]],
    ['a match that overlaps itself', [0x1f, 7, 1, 0, 0, 0x10, 8], [...new Array(20).fill(7), 8]],
    ['long literals', [0xf0, 2, ...new Array(17).fill(5)], new Array(17).fill(5)],
  ])('[R9] decode %s', (_, block, expected) => {
    expect([...decompressLz4(Uint8Array.from(block), expected.length)]).toEqual(expected);
  });

  it.each([
    ['a distance of 0', [0x10, 1, 0, 0, 0x10, 1], 6],
    ['a match before the beginning', [0x10, 1, 2, 0, 0x10, 1], 6],
    ['literals beyond the block', [0x50, 1, 2], 5],
    ['a match beyond the announced size', [0x1f, 7, 1, 0, 200, 0x10, 8], 30],
    ['fewer bytes than announced', [0x10, 1], 2],
    ['an end within a match', [0x11, 1, 1], 6],
    ['more than any block of this length can hold', [0x10, 1], 2 ** 32],
  ])('[R9] refuse %s', (_, block, size) => {
    expect(() => decompressLz4(Uint8Array.from(block), size)).toThrow(Lz4Error);
  });
});
