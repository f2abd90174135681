import { describe, expect, it } from 'vitest';
import { decoderCodecString } from '../../../packages/viewer/src/app/video/decoder-codec.ts';

describe('the codec string for a decoder', () => {
  it.each([
    ['a level that browsers know', 'avc1.64001F', 'avc1.64001F'],
    ['level 1b of High, as x264 writes it', 'avc1.640009', 'avc1.64000B'],
    ['no level at all', 'avc1.420000', 'avc1.42000A'],
    ['a level between two', 'avc1.4D0023', 'avc1.4D0028'],
    ['a level beyond all', 'avc1.6400FF', 'avc1.64003E'],
  ])('of a stream with %s', (_, given, expected) => {
    expect(decoderCodecString(given)).toBe(expected);
  });
});
