import { readChunk } from '../arrow/decode-chunk.ts';
import { type Chunk, isStaticChunk, timeRange } from '../chunk.ts';
import { VIDEO_SAMPLE } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { RecordingId } from '../ids.ts';
import type { ChunkHeader, TimeSpan, VideoSpan } from './messages.ts';

/**
 * What a chunk's header says that is not in the chunk.
 *
 * @group Socket protocol
 */
export interface ChunkContext {
  readonly recording: RecordingId;
  readonly seq: number;
  /** Must be given exactly for a chunk with `VideoStream:sample`. */
  readonly video?: VideoSpan | undefined;
}

/**
 * Makes the header that goes with a chunk.
 *
 * @throws TypeError if `video` is missing for a chunk of video samples, or given for another; RangeError for no rows.
 * @group Socket protocol
 */
export function describeChunk(chunk: Chunk, context: ChunkContext): ChunkHeader {
  const components = chunk.components.map((column) => column.descriptor.component);
  const hasVideo = components.includes(VIDEO_SAMPLE);
  if (hasVideo !== (context.video !== undefined)) {
    throw new TypeError(
      hasVideo
        ? `context.video must be given for a chunk with ${VIDEO_SAMPLE}. Entity: ${chunk.entityPath}`
        : `context.video must be left out for a chunk without ${VIDEO_SAMPLE}. Entity: ${chunk.entityPath}`,
    );
  }
  if (chunk.rowCount === 0) throw new RangeError(`A chunk to send must have rows. Entity: ${chunk.entityPath}`);
  const header = {
    recording: context.recording,
    seq: context.seq,
    chunkId: chunk.id,
    entity: chunk.entityPath,
    isStatic: isStaticChunk(chunk),
    rows: chunk.rowCount,
    spans: timeSpans(chunk),
    components,
  };
  return context.video === undefined ? header : { ...header, video: context.video };
}

/**
 * Checks that a header says of a chunk what is true.
 *
 * @throws ProtoError `header-mismatch` naming the field.
 * @group Socket protocol
 */
export function checkChunkHeader(header: ChunkHeader, chunk: Chunk): void {
  expectEqual('chunkId', header.chunkId, chunk.id);
  expectEqual('entity', header.entity, chunk.entityPath);
  expectEqual('rows', header.rows, chunk.rowCount);
  expectEqual('isStatic', header.isStatic, isStaticChunk(chunk));
  expectEqual('number of components', header.components.length, chunk.components.length);
  chunk.components.forEach((column, i) => {
    expectEqual(`components[${i}]`, header.components[i], column.descriptor.component);
  });
  expectEqual('number of spans', header.spans.length, chunk.timelines.length);
  timeSpans(chunk).forEach((span, i) => {
    const said = header.spans[i];
    expectEqual(`spans[${i}].timeline`, said?.timeline, span.timeline);
    expectEqual(`spans[${i}].kind`, said?.kind, span.kind);
    expectEqual(`spans[${i}].min`, said?.min, span.min);
    expectEqual(`spans[${i}].max`, said?.max, span.max);
  });
  expectEqual('presence of video', header.video !== undefined, header.components.includes(VIDEO_SAMPLE));
}

/**
 * Checks the body of a chunk message as a whole and against its header, for a router that keeps the bytes and has no use
 * for the columns. What passes here decodes everywhere; large values are not copied, texts are not made.
 *
 * @throws ProtoError `header-mismatch`, or any code that {@link decodeChunk} throws.
 * @group Socket protocol
 */
export function checkChunkBody(header: ChunkHeader, body: Uint8Array): void {
  checkChunkHeader(header, readChunk(body, false));
}

function timeSpans(chunk: Chunk): readonly TimeSpan[] {
  const spans: TimeSpan[] = [];
  for (const column of chunk.timelines) {
    const range = timeRange(column);
    if (range !== undefined) spans.push({ timeline: column.name, kind: column.kind, ...range });
  }
  return spans;
}

function expectEqual(field: string, said: unknown, found: unknown): void {
  if (said !== found) {
    throw new ProtoError(
      ProtoErrorCode.HeaderMismatch,
      `The header and the body of a chunk must agree, but for ${field} the header has ${said} and the body ${found}.`,
    );
  }
}
