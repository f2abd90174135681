import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { ByteBuffer } from 'flatbuffers';
import { arraySize } from '../arrow/arrow-type.ts';
import { bitAt } from '../arrow/bits.ts';
import { decodeSchema } from '../arrow/decode-schema.ts';
import { badArrow, CONTINUATION, PREFIX_BYTES } from '../arrow/framing.ts';
import type { ChunkSchema, IndexColumn } from '../arrow/schema.ts';
import type { ComponentDescriptor } from '../components.ts';
import { MAX_ROWS, MAX_SCHEMA_BYTES } from '../constants.ts';
import type { EntityPath } from '../entity-path.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { ChunkId } from '../ids.ts';
import { MIN_TIME } from '../time.ts';
import type { TimeSpan } from '../wire/messages.ts';

/**
 * What an index needs to know of a chunk.
 *
 * @group Recordings
 */
export interface RrdChunkFacts {
  readonly chunkId: ChunkId;
  readonly entityPath: EntityPath;
  readonly isStatic: boolean;
  readonly rowCount: number;
  /** One per timeline, sorted by name; none for a static chunk. */
  readonly spans: readonly TimeSpan[];
  /** Sorted by name. */
  readonly components: readonly RrdComponentFacts[];
}

/**
 * What an index needs to know of one component of a chunk.
 *
 * @group Recordings
 */
export interface RrdComponentFacts {
  readonly descriptor: ComponentDescriptor;
  /** Rows in which the component was logged. */
  readonly rowCount: number;
  /** Times of those rows; the very array of the chunk's spans where they are all of its rows. */
  readonly spans: readonly TimeSpan[];
}

/** The beginning of an Arrow stream was too short; this many bytes of it may be enough. */
export interface NeedsMore {
  readonly neededBytes: number;
}

/**
 * Reads the facts of a chunk from its Arrow stream, without reading its values.
 *
 * @throws ProtoError `truncated`, `bad-arrow`, `bad-chunk`, `bad-id`, `bad-entity-path` or `limit-exceeded`
 * @group Recordings
 */
export function readChunkFacts(arrow: Uint8Array): RrdChunkFacts {
  const facts = readChunkHead(arrow, arrow.length);
  if ('neededBytes' in facts) throw truncated(facts.neededBytes, arrow.length);
  return facts;
}

/**
 * Reads the facts of a chunk from the beginning of its Arrow stream: columns of times lie before those of values. Where a
 * component has nulls and which rows those are is not in the beginning, its spans are those of the chunk, which may be wider.
 *
 * @param prefix The beginning of the stream, or all of it.
 * @param totalBytes Bytes of the whole stream.
 * @throws ProtoError as {@link readChunkFacts}
 */
export function readChunkHead(prefix: Uint8Array, totalBytes: number): RrdChunkFacts | NeedsMore {
  const schemaFrame = readFrame(prefix, 0, totalBytes);
  if ('neededBytes' in schemaFrame) return schemaFrame;
  const batchFrame = readFrame(prefix, schemaFrame.end, totalBytes);
  if ('neededBytes' in batchFrame) return batchFrame;
  const { id, schema } = decodeSchema(schemaFrame.metadata);
  return new HeadReader(prefix, totalBytes, batchFrame, schema).read(id);
}

interface Frame {
  readonly metadata: Uint8Array;
  readonly end: number;
}

/** The metadata of the message at `offset`. */
function readFrame(prefix: Uint8Array, offset: number, totalBytes: number): Frame | NeedsMore {
  const start = offset + PREFIX_BYTES;
  if (start > totalBytes) throw truncated(start, totalBytes);
  if (start > prefix.length) return { neededBytes: start + MAX_HEAD_GUESS };
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  if (view.getUint32(offset, true) !== CONTINUATION) throw badArrow('A message must begin with 0xffffffff', offset);
  const length = view.getUint32(offset + 4, true);
  if (length > MAX_SCHEMA_BYTES) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `The metadata of an Arrow message has at most ${MAX_SCHEMA_BYTES} bytes, found ${length} at offset ${offset}.`,
    );
  }
  if (length < 16) throw badArrow(`Expected a schema and a record batch, found metadata of ${length} bytes`, offset);
  if (start + length > totalBytes) throw truncated(start + length, totalBytes);
  if (start + length > prefix.length) return { neededBytes: start + length + MAX_HEAD_GUESS };
  return { metadata: prefix.subarray(start, start + length), end: start + length };
}

/** Where more has to be read, there is likely still more to read behind it. */
const MAX_HEAD_GUESS = 4096;

interface ArrayPlace {
  readonly nulls: number;
  /** Offset of the first buffer (validity) and of the second (values) in the stream, and their lengths. */
  readonly validity: { readonly start: number; readonly length: number };
  readonly values: { readonly start: number; readonly length: number };
}

class HeadReader {
  readonly #prefix: Uint8Array;
  readonly #view: DataView;
  readonly #batch: RecordBatch;
  readonly #bodyStart: number;
  readonly #totalBytes: number;
  readonly #schema: ChunkSchema;
  readonly #rowCount: number;
  #needed = 0;

  constructor(prefix: Uint8Array, totalBytes: number, frame: Frame, schema: ChunkSchema) {
    this.#prefix = prefix;
    this.#view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
    this.#totalBytes = totalBytes;
    this.#bodyStart = frame.end;
    this.#schema = schema;
    const message = Message.getRootAsMessage(new ByteBuffer(frame.metadata));
    if (message.headerType() !== MessageHeader.RecordBatch) throw badArrow('Expected a record batch after the schema');
    const batch: RecordBatch | null = message.header(new RecordBatch());
    if (batch === null) throw badArrow('The record batch message has no record batch');
    this.#batch = batch;
    this.#rowCount = Number(batch.length());
    if (!(this.#rowCount >= 0 && this.#rowCount <= MAX_ROWS)) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `A chunk has at most ${MAX_ROWS} rows, found ${this.#rowCount}.`,
      );
    }
    if (batch.nodesLength() !== schema.nodeCount || batch.buffersLength() !== schema.bufferCount) {
      throw badArrow(`The schema asks for ${schema.nodeCount} arrays in ${schema.bufferCount} buffers, found others`);
    }
  }

  read(chunkId: ChunkId): RrdChunkFacts | NeedsMore {
    const { timelines, components, columns, entityPath } = this.#schema;
    const indexes = new Array<ArrayPlace>(timelines.length);
    const data = new Array<ArrayPlace>(components.length);
    let [node, buffer] = [0, 0];
    for (const role of columns) {
      const size = role.role === 'skipped' ? arraySize(role.type) : this.#sizeOf(role);
      if (role.role === 'index') indexes[role.index] = this.#place(node, buffer, true);
      else if (role.role === 'data') data[role.index] = this.#place(node, buffer, false);
      node += size.nodes;
      buffer += size.buffers;
    }
    if (this.#needed > this.#prefix.length) return { neededBytes: this.#needed };
    const spans = timelines.flatMap((column, i) => this.#span(column, indexes[i], undefined) ?? []);
    return {
      chunkId,
      entityPath,
      isStatic: timelines.length === 0,
      rowCount: this.#rowCount,
      spans,
      components: components.map(({ descriptor }, i) => {
        const place = data[i];
        const logged = place === undefined ? undefined : this.#logged(place);
        if (logged === undefined) return { descriptor, rowCount: this.#rowCount - (place?.nulls ?? 0), spans };
        const own = timelines.flatMap((column, index) => this.#span(column, indexes[index], logged) ?? []);
        return { descriptor, rowCount: this.#countLogged(logged), spans: own };
      }),
    };
  }

  #sizeOf(role: { readonly role: 'row-id' | 'index' | 'data'; readonly index?: number }): {
    nodes: number;
    buffers: number;
  } {
    const column = role.role === 'data' ? this.#schema.components[role.index ?? 0] : undefined;
    return column === undefined ? { nodes: 1, buffers: 2 } : arraySize(column.listType);
  }

  #place(node: number, buffer: number, isIndex: boolean): ArrayPlace {
    const array = this.#batch.nodes(node);
    // Some writers say -1 where they did not count.
    const nulls = Math.min(Math.max(Number(array?.nullCount() ?? 0n), 0), this.#rowCount);
    const validity = this.#buffer(buffer);
    const values = this.#buffer(buffer + 1);
    if (isIndex) {
      if (nulls > 0) throw badChunk(`Every row must have a time, found ${nulls} without`);
      if (values.length < 8 * this.#rowCount) throw badArrow('A column of times is too short');
      this.#needed = Math.max(this.#needed, values.start + 8 * this.#rowCount);
    }
    return { nulls, validity, values };
  }

  #buffer(index: number): { start: number; length: number } {
    const buffer = this.#batch.buffers(index);
    const offset = Number(buffer?.offset() ?? 0n);
    const length = Number(buffer?.length() ?? 0n);
    const start = this.#bodyStart + offset;
    if (offset < 0 || length < 0 || !(start + length <= this.#totalBytes)) {
      throw badArrow(`Buffer ${index} must lie within the stream of ${this.#totalBytes} bytes`);
    }
    return { start, length };
  }

  /** Tells whether a row has the component; undefined if all have, or if that is not known. */
  #logged({ nulls, validity }: ArrayPlace): ((row: number) => boolean) | undefined {
    const byteLength = Math.ceil(this.#rowCount / 8);
    if (nulls === 0 || validity.length < byteLength || validity.start + byteLength > this.#prefix.length)
      return undefined;
    const bits = this.#prefix.subarray(validity.start, validity.start + byteLength);
    return (row) => bitAt(bits, row);
  }

  #countLogged(isLogged: (row: number) => boolean): number {
    let count = 0;
    for (let row = 0; row < this.#rowCount; row++) if (isLogged(row)) count++;
    return count;
  }

  #span(
    column: IndexColumn,
    place: ArrayPlace | undefined,
    isLogged: ((row: number) => boolean) | undefined,
  ): TimeSpan | undefined {
    if (place === undefined || this.#rowCount === 0) return undefined;
    let min: bigint | undefined;
    let max: bigint | undefined;
    const take = (row: number) => {
      const time = this.#view.getBigInt64(place.values.start + 8 * row, true);
      if (time < MIN_TIME) throw badChunk(`A time must not be -2^63 (it stands for static), row ${row} is`);
      if (min === undefined || time < min) min = time;
      if (max === undefined || time > max) max = time;
    };
    if (column.isSorted && isLogged === undefined) {
      take(0);
      take(this.#rowCount - 1);
    } else {
      for (let row = 0; row < this.#rowCount; row++) if (isLogged?.(row) !== false) take(row);
    }
    return min === undefined || max === undefined ? undefined : { timeline: column.name, kind: column.kind, min, max };
  }
}

function badChunk(problem: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadChunk, `${problem}.`);
}

function truncated(needed: number, total: number): ProtoError {
  return new ProtoError(ProtoErrorCode.Truncated, `The Arrow stream needs ${needed} bytes, found ${total}.`);
}
