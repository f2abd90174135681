import { type Chunk, type ComponentColumn, checkChunk } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { compactChunk } from '../../../packages/viewer/src/app/source/compact-chunk.ts';
import { splitVideo } from '../../../packages/viewer/src/app/source/split-video.ts';
import { batch, ChunkMaker, FRAME, scalar, text } from '../data/make-chunks.ts';
import { DELTA_FRAME, KEYFRAME, SIZE } from './h264-samples.ts';

const sample = (bytes: Uint8Array) => batch('VideoStream', 'sample', [bytes]);

describe('taking samples out of a chunk', () => {
  it('leaves rows without one, and other components, as they are', () => {
    const chunk = new ChunkMaker().chunk(
      '/camera',
      [FRAME],
      [
        { times: [0n], batches: [sample(KEYFRAME), scalar(1)] },
        { times: [1n], batches: [scalar(2)] },
        { times: [2n], batches: [sample(DELTA_FRAME), scalar(3)] },
      ],
    );
    const split = splitVideo(chunk, { startsAtKeyframe: true, firstSample: 0 }, true);
    const end = KEYFRAME.length;
    expect(split?.samples.starts).toEqual(Int32Array.of(0, end, end, end + DELTA_FRAME.length));
    expect(split?.samples.keyframes).toEqual(Uint8Array.of(1, 0, 0));
    expect(split?.samples.format).toEqual(SIZE);
    expect(split?.samples.bytes.buffer.byteLength).toBe(end + DELTA_FRAME.length);
    expect(split?.chunk.components[0]).toEqual(chunk.components[0]);
    expect(split?.chunk.components[1]?.logged).toEqual(Uint8Array.of(1, 0, 1));
    expect(() => split && checkChunk(split.chunk)).not.toThrow();
  });

  it('finds none in other chunks', () => {
    const chunk = new ChunkMaker().chunk('/a', [FRAME], [{ times: [0n], batches: [scalar(1)] }]);
    expect(splitVideo(chunk, undefined, true)).toBeUndefined();
  });
});

describe('a chunk in one buffer', () => {
  it('says the same, whatever its columns hold, and can be transferred', () => {
    const base = new ChunkMaker().chunk(
      '/a',
      [FRAME],
      [
        {
          times: [0n],
          batches: [
            text('ab', 'c'),
            scalar(1),
            batch('Points2D', 'positions', Float32Array.of(1, 2)),
            batch('Clear', 'is_recursive', [true]),
            batch('EncodedImage', 'blob', [Uint8Array.of(1, 2, 3)]),
          ],
        },
        { times: [1n], batches: [scalar(2)] },
      ],
    );
    const opaque: ComponentColumn = {
      descriptor: { component: 'Zebra:stripes' },
      itemType: { type: 'Opaque', text: 'Struct' },
      rowStarts: Int32Array.of(0, 1, 2),
      logged: undefined,
      values: { kind: 'opaque', texts: ['{}', '{1}'] },
    };
    const chunk: Chunk = { ...base, components: [...base.components, opaque] };
    const compact = compactChunk(chunk);
    expect(compact.chunk).toEqual(chunk);
    expect(structuredClone(compact.chunk, { transfer: [compact.buffer] })).toEqual(chunk);
    expect(compact.chunk.rowIds).toHaveLength(0);
    expect(compact.chunk.timelines[0]?.times).toHaveLength(0);
    expect(chunk.rowIds).toHaveLength(32);
  });
});
