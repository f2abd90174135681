import {
  archetypeField,
  type Chunk,
  ChunkBuilder,
  type ChunkHeader,
  checkChunkBody,
  checkChunkHeader,
  decodeMessage,
  describeChunk,
  encodeChunk,
  encodeMessage,
  ProtoError,
  parseChunkId,
  parseEntityPath,
  parseRecordingId,
  TuidGenerator,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChunk } from '../arbitrary-chunk.ts';
import { survives, withFlippedBits } from '../hostile.ts';
import { chunkMessage } from './arbitrary-message.ts';

const ids = new TuidGenerator({ nowNanos: () => 77n, start: 0n });
const recording = parseRecordingId('rec');

function videoChunk(times: readonly bigint[] = [3n, 1n, 2n]): Chunk {
  const builder = new ChunkBuilder(parseEntityPath('/cam'), [{ name: 't', kind: 'duration' }]);
  const sample = archetypeField('VideoStream', 'sample');
  for (const time of times) builder.appendRow(ids, [time], [{ ...sample, data: [Uint8Array.of(0, 0, 1, 5)] }]);
  return builder.finish(ids.nextChunkId());
}

function staticChunk(): Chunk {
  const builder = new ChunkBuilder(parseEntityPath('/cam'), []);
  builder.appendRow(ids, [], [{ ...archetypeField('VideoStream', 'codec'), data: Uint32Array.of(0x61766331) }]);
  return builder.finish(ids.nextChunkId());
}

describe('describeChunk', () => {
  it('[W16] says what a router must know', () => {
    const chunk = videoChunk();
    const video = { startsAtKeyframe: true, firstSample: 12 };
    expect(describeChunk(chunk, { recording, seq: 4, video })).toEqual({
      recording,
      seq: 4,
      chunkId: chunk.id,
      entity: '/cam',
      isStatic: false,
      rows: 3,
      spans: [{ timeline: 't', kind: 'duration', min: 1n, max: 3n }],
      components: ['VideoStream:sample'],
      video,
    });
    expect(describeChunk(staticChunk(), { recording, seq: 0 })).toMatchObject({ isStatic: true, spans: [] });
  });

  it('[W16] insists on video for samples, and only for those', () => {
    expect(() => describeChunk(videoChunk(), { recording, seq: 0 })).toThrow(TypeError);
    const video = { startsAtKeyframe: true, firstSample: 0 };
    expect(() => describeChunk(staticChunk(), { recording, seq: 0, video })).toThrow(TypeError);
  });
});

describe('[W15] header and body', () => {
  it('agree on what was described, through the whole way', () => {
    fc.assert(
      fc.property(arbitraryChunk, (chunk) => {
        const message = decodeMessage(encodeMessage(chunkMessage(chunk)));
        if (message.kind !== 'chunk') throw new Error(`found ${message.kind}`);
        checkChunkBody(message.header, message.body);
        checkChunkHeader(message.header, chunk);
      }),
      { numRuns: 100 },
    );
  });

  const chunk = videoChunk();
  const header = describeChunk(chunk, { recording, seq: 0, video: { startsAtKeyframe: true, firstSample: 0 } });
  const span = { timeline: 't', kind: 'duration', min: 1n, max: 3n } as const;
  it.each<[string, Partial<ChunkHeader>]>([
    ['chunkId', { chunkId: parseChunkId('f'.repeat(32)) }],
    ['entity', { entity: parseEntityPath('/other') }],
    ['rows', { rows: 2 }],
    ['isStatic', { isStatic: true, spans: [] }],
    ['number of components', { components: ['A:a', 'VideoStream:sample'] }],
    ['components[0]', { components: ['VideoStream:simple'] }],
    ['number of spans', { spans: [span, { ...span, timeline: 'u' }] }],
    ['spans[0].timeline', { spans: [{ ...span, timeline: 'u' }] }],
    ['spans[0].kind', { spans: [{ ...span, kind: 'sequence' }] }],
    ['spans[0].min', { spans: [{ ...span, min: 0n }] }],
    ['spans[0].max', { spans: [{ ...span, max: 4n }] }],
    ['presence of video', { video: undefined }],
  ])('contradict each other in %s', (field, wrong) => {
    const error = survivesNot(() => checkChunkBody({ ...header, ...wrong } as ChunkHeader, encodeChunk(chunk)));
    expect(error.code).toBe('header-mismatch');
    expect(error.message).toContain(`for ${field} the header has`);
  });

  it('pass only if every page can decode the body', () => {
    const body = encodeChunk(chunk);
    for (const changed of withFlippedBits(body)) {
      survives(
        changed,
        (bytes) => checkChunkBody(header, bytes),
        () => undefined,
      );
    }
    expect(survivesNot(() => checkChunkBody(header, body.subarray(0, 300))).code).toBe('truncated');
  });
});

function survivesNot(run: () => unknown): ProtoError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtoError) return error;
    throw error;
  }
  throw new Error('Expected a ProtoError, nothing was thrown.');
}
