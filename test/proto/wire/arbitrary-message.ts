import {
  type Chunk,
  describeChunk,
  encodeChunk,
  joinEntityPath,
  type Message,
  parseChunkId,
  parseRecordingId,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import fc from 'fast-check';
import { arbitraryChunk } from '../arbitrary-chunk.ts';

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const idChars = [...'abcXYZ019_-'];
const recording = fc.string({ unit: fc.constantFrom(...idChars), minLength: 1, maxLength: 128 }).map(parseRecordingId);
const stream = fc.string({ unit: fc.constantFrom(...idChars), minLength: 1, maxLength: 64 });
const chunkId = fc
  .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })
  .map(parseChunkId);
const entity = fc.array(text, { maxLength: 3 }).map(joinEntityPath);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const info = fc.record({ id: recording, applicationId: text, startedAtNanos: int64 });
const protocol = fc.constant(1);

export function chunkMessage(chunk: Chunk, seq = 0): Extract<Message, { kind: 'chunk' }> {
  const isVideo = chunk.components.some((column) => column.descriptor.component === VIDEO_SAMPLE);
  const video = isVideo ? { startsAtKeyframe: true, firstSample: 7 } : undefined;
  const header = describeChunk(chunk, { recording: parseRecordingId('rec-1'), seq, video });
  return { kind: 'chunk', header, body: encodeChunk(chunk) };
}

const message = <K extends Message['kind']>(kind: K, header: fc.Arbitrary<Extract<Message, { kind: K }>['header']>) =>
  header.map((value) => ({ kind, header: value }) as unknown as Message);

/** Messages of every kind. */
export const MESSAGES: Readonly<Record<Message['kind'], fc.Arbitrary<Message>>> = {
  hello: fc.oneof(
    message('hello', fc.record({ role: fc.constant('sdk' as const), protocol, client: text, recording: info, stream })),
    message('hello', fc.record({ role: fc.constant('page' as const), protocol, client: text })),
  ),
  welcome: message('welcome', fc.record({ protocol, server: text, resumeAfter: fc.oneof(fc.constant(-1), count) })),
  chunk: fc.tuple(arbitraryChunk, count).map(([chunk, seq]) => chunkMessage(chunk, seq)),
  blueprint: fc
    .tuple(recording, fc.uint8Array({ maxLength: 64 }))
    .map(([id, body]) => ({ kind: 'blueprint', header: { recording: id }, body })),
  ack: message('ack', fc.record({ seq: count })),
  flush: message('flush', fc.record({ token: count })),
  flushed: message('flushed', fc.record({ token: count })),
  dropped: message(
    'dropped',
    fc.record({
      recording,
      entity,
      rows: count,
      bytes: count,
      reason: fc.constantFrom('sdk-queue' as const, 'page-queue' as const, 'memory-limit' as const),
    }),
  ),
  bye: message('bye', fc.constant({})),
  recordings: message(
    'recordings',
    fc.record({
      recordings: fc.array(
        fc.record(
          {
            id: recording,
            applicationId: text,
            startedAtNanos: int64,
            live: fc.boolean(),
            chunks: count,
            bytes: count,
            evictedBytes: count,
            file: fc.record({ url: fc.webPath().map((path) => `/files${path}`), byteLength: count }),
          },
          { requiredKeys: ['id', 'applicationId', 'startedAtNanos', 'live', 'chunks', 'bytes', 'evictedBytes'] },
        ),
        { maxLength: 5 },
      ),
    }),
  ),
  subscribe: message('subscribe', fc.record({ recording })),
  'history-complete': message('history-complete', fc.record({ recording })),
  received: message('received', fc.record({ bytes: count })),
  evicted: message('evicted', fc.record({ recording, chunkIds: fc.array(chunkId, { maxLength: 20 }) })),
  error: message('error', fc.record({ code: text, message: fc.string({ unit: 'grapheme', maxLength: 50 }) })),
};

export const arbitraryMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(MESSAGES));
