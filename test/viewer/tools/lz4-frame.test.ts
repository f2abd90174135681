import { describe, expect, it } from 'vitest';
import { decompressLz4Frame } from '../../../packages/viewer/src/tools/mcap/lz4-frame.ts';

// Frames that the program lz4 1.9 made of the same 66,000 bytes: more than a block of 64 KiB holds.

const bytes = Uint8Array.from({ length: 66_000 }, (_, i) => 97 + ((i * 7) % 23));
/** Blocks that refer to the one before (lz4 -B4 -BD). */
const LINKED = fromHex(
  '04224d1844405e22010000ff0861686f76666d74646b7262697077676e75656c73636a711700',
  256,
  'd150666d74646b0b0000000ff7ffffb9506b72626970000000006653cb11',
);
/** Blocks by themselves, each with a checksum, and the length of the content (lz4 -B4 -BX --content-size). */
const CHECKED = fromHex(
  '04224d187c40d0010100000000008a22010000ff0861686f76666d74646b7262697077676e75656c73636a711700',
  256,
  'd150666d74646b823358d123000000ff087262697077676e75656c73636a7161686f76666d74646b1700ffa2506b726269702be30110000000006653cb11',
);

/** Long runs of ff are lengths of matches. */
function fromHex(head: string, ffBytes: number, tail: string): Uint8Array {
  return new Uint8Array(Buffer.from(`${head}${'ff'.repeat(ffBytes)}${tail}`, 'hex'));
}

const failure = (frame: Uint8Array, byteLength = bytes.length) => {
  try {
    decompressLz4Frame(frame, byteLength);
    return 'decoded';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  }
};

describe('an LZ4 frame', () => {
  it.each([
    ['of linked blocks', LINKED],
    ['of blocks by themselves, with checksums', CHECKED],
  ])('%s decodes', (_, frame) => {
    expect(Buffer.compare(decompressLz4Frame(frame, bytes.length), bytes)).toBe(0);
  });

  it('must have the length that was announced', () => {
    expect(failure(LINKED, bytes.length - 1)).toMatch(/too long|do not fit/);
    expect(failure(LINKED, bytes.length + 1)).toBe(
      'ConversionError: An LZ4 frame must decode to 66001 bytes, found 66000.',
    );
  });

  it('that is something else, of another version, or needs a dictionary is refused', () => {
    const changed = (at: number, value: number) => Uint8Array.from(LINKED, (byte, i) => (i === at ? value : byte));
    expect(failure(changed(0, 5))).toMatch(/must begin with 04 22 4d 18/);
    expect(failure(changed(4, 0x84))).toMatch(/must be of version 1, found 2/);
    expect(failure(changed(4, 0x45))).toMatch(/needs a dictionary/);
    expect(failure(new Uint8Array(0))).toMatch(/ends at byte 0/);
  });

  it('that was cut short is refused, wherever', () => {
    for (let length = 0; length < LINKED.length - 4; length++) {
      expect([length, failure(LINKED.subarray(0, length))]).toEqual([
        length,
        expect.stringMatching(/^(ConversionError|Lz4Error): /),
      ]);
    }
  });
});
