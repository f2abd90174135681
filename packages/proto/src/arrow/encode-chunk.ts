import { Buffer as BufferStruct } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Builder, ByteBuffer } from 'flatbuffers';
import { assertNever } from '../assert-never.ts';
import type { Chunk, ComponentColumn } from '../chunk.ts';
import { itemTypeText } from '../components.ts';
import { bytesOf } from '../number-arrays.ts';
import { packBits } from './bits.ts';
import { encodeSchema, finishMessage } from './encode-schema.ts';
import { CONTINUATION, PREFIX_BYTES, padded } from './framing.ts';

/**
 * Encodes a chunk as one Arrow IPC stream: the schema with Rerun's metadata, one record batch, the end marker. These very
 * bytes go over the socket and lie in the file. The chunk must keep its invariants (see {@link checkChunk}); builders
 * see to that.
 *
 * @returns Bytes of its own.
 * @throws TypeError for a column of an opaque type, which can only be read.
 * @group Arrow
 */
export function encodeChunk(chunk: Chunk): Uint8Array<ArrayBuffer> {
  const template = templateFor(chunk);
  const arrays = new ArrayLayout();
  layOutChunk(arrays, chunk);
  const headBytes = template.head.length;
  const out = new Uint8Array(headBytes + arrays.bodyLength + PREFIX_BYTES);
  out.set(template.head);
  for (let i = 0; i < chunk.id.length; i++) out[template.idOffset + i] = chunk.id.charCodeAt(i);
  const view = new DataView(out.buffer);
  writeSize(view, template.lengthOffset, chunk.rowCount);
  writeSize(view, template.bodyLengthOffset, arrays.bodyLength);
  arrays.write(out, view, template, headBytes);
  view.setUint32(headBytes + arrays.bodyLength, CONTINUATION, true);
  return out;
}

/**
 * All bytes of a stream that come before the body, with the places of the numbers that differ from chunk to chunk. The
 * shape of a record batch depends on its schema alone, so a chunk costs a copy of this and a few stores.
 */
interface Template {
  readonly head: Uint8Array;
  readonly idOffset: number;
  readonly lengthOffset: number;
  readonly bodyLengthOffset: number;
  readonly nodesOffset: number;
  readonly buffersOffset: number;
}

/** Programs log the same columns over and over. Bounded by count: about 2 kB each. */
const MAX_TEMPLATES = 2048;
const templates = new Map<string, Template>();

function templateFor(chunk: Chunk): Template {
  const key = templateKey(chunk);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const template = makeTemplate(chunk);
  if (templates.size >= MAX_TEMPLATES) templates.clear();
  templates.set(key, template);
  return template;
}

function templateKey(chunk: Chunk): string {
  let key: string = chunk.entityPath;
  for (const column of chunk.timelines) key += `\n${column.isSorted ? '+' : '-'}${column.kind} ${column.name}`;
  for (const { descriptor, itemType } of chunk.components) {
    const type = typeof itemType === 'string' ? itemType : itemTypeText(itemType);
    key += `\n${descriptor.component}\t${descriptor.archetype}\t${descriptor.componentType}\t${type}`;
  }
  return key;
}

function makeTemplate(chunk: Chunk): Template {
  const schema = encodeSchema(chunk);
  const shape = new ArrayLayout();
  layOutChunk(shape, chunk);
  const batch = encodeBatchMetadata(shape.nodeCount, shape.bufferCount);
  const batchStart = PREFIX_BYTES + schema.metadata.length + PREFIX_BYTES;
  const head = new Uint8Array(batchStart + batch.metadata.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setUint32(4, schema.metadata.length, true);
  head.set(schema.metadata, PREFIX_BYTES);
  view.setUint32(batchStart - 8, CONTINUATION, true);
  view.setUint32(batchStart - 4, batch.metadata.length, true);
  head.set(batch.metadata, batchStart);
  return {
    head,
    idOffset: PREFIX_BYTES + schema.idOffset,
    lengthOffset: batchStart + batch.lengthOffset,
    bodyLengthOffset: batchStart + batch.bodyLengthOffset,
    nodesOffset: batchStart + batch.nodesOffset,
    buffersOffset: batchStart + batch.buffersOffset,
  };
}

function encodeBatchMetadata(nodeCount: number, bufferCount: number) {
  const builder = new Builder(1024);
  // Zeros would be left out by the builder: every number that is stored later gets a one first.
  RecordBatch.startBuffersVector(builder, bufferCount);
  for (let i = 0; i < bufferCount; i++) BufferStruct.createBuffer(builder, 1n, 1n);
  const buffers = builder.endVector();
  RecordBatch.startNodesVector(builder, nodeCount);
  for (let i = 0; i < nodeCount; i++) FieldNode.createFieldNode(builder, 1n, 1n);
  const nodes = builder.endVector();
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, 1n);
  RecordBatch.addNodes(builder, nodes);
  RecordBatch.addBuffers(builder, buffers);
  const metadata = finishMessage(builder, MessageHeader.RecordBatch, RecordBatch.endRecordBatch(builder), 1n);
  const reader = new ByteBuffer(metadata);
  const message = Message.getRootAsMessage(reader);
  const batch: RecordBatch = message.header(new RecordBatch());
  const at = (table: { bb_pos: number }, slot: number) => table.bb_pos + reader.__offset(table.bb_pos, slot);
  return {
    metadata,
    bodyLengthOffset: at(message, 10),
    lengthOffset: at(batch, 4),
    nodesOffset: reader.__vector(at(batch, 6)),
    buffersOffset: reader.__vector(at(batch, 8)),
  };
}

const NOTHING = new Uint8Array(0);

/** The arrays of a batch in Arrow's order: each node's length and nulls, and the bytes of each buffer. */
class ArrayLayout {
  bodyLength = 0;
  readonly #nodes: number[] = [];
  readonly #buffers: Uint8Array[] = [];

  get nodeCount(): number {
    return this.#nodes.length / 2;
  }

  get bufferCount(): number {
    return this.#buffers.length;
  }

  node(length: number, nulls: number): void {
    this.#nodes.push(length, nulls);
  }

  buffer(bytes: Uint8Array): void {
    this.#buffers.push(bytes);
    this.bodyLength += padded(bytes.length);
  }

  write(out: Uint8Array, view: DataView, template: Template, bodyStart: number): void {
    let offset = template.nodesOffset;
    for (const number of this.#nodes) {
      writeSize(view, offset, number);
      offset += 8;
    }
    offset = template.buffersOffset;
    let bodyOffset = 0;
    for (const bytes of this.#buffers) {
      writeSize(view, offset, bodyOffset);
      writeSize(view, offset + 8, bytes.length);
      offset += 16;
      if (bytes.length > 0) out.set(bytes, bodyStart + bodyOffset);
      bodyOffset += padded(bytes.length);
    }
  }
}

function layOutChunk(arrays: ArrayLayout, chunk: Chunk): void {
  arrays.node(chunk.rowCount, 0);
  arrays.buffer(NOTHING);
  arrays.buffer(chunk.rowIds);
  for (const column of chunk.timelines) {
    arrays.node(chunk.rowCount, 0);
    arrays.buffer(NOTHING);
    arrays.buffer(bytesOf(column.times));
  }
  for (const column of chunk.components) layOutComponent(arrays, column, chunk.rowCount);
}

function layOutComponent(arrays: ArrayLayout, column: ComponentColumn, rowCount: number): void {
  const { logged, rowStarts, values } = column;
  const nulls = logged === undefined ? 0 : countZeros(logged);
  arrays.node(rowCount, nulls);
  arrays.buffer(logged === undefined || nulls === 0 ? NOTHING : packBits(logged));
  arrays.buffer(bytesOf(rowStarts));
  const instances = rowStarts[rowCount] ?? 0;
  arrays.node(instances, 0);
  arrays.buffer(NOTHING);
  switch (values.kind) {
    case 'numbers':
      if (typeof column.itemType === 'object') {
        arrays.node(values.numbers.length, 0);
        arrays.buffer(NOTHING);
      }
      arrays.buffer(bytesOf(values.numbers));
      break;
    case 'booleans':
      arrays.buffer(packBits(values.booleans));
      break;
    case 'utf8':
      arrays.buffer(bytesOf(values.starts));
      arrays.buffer(values.bytes);
      break;
    case 'bytes':
      arrays.buffer(bytesOf(values.starts));
      arrays.node(values.bytes.length, 0);
      arrays.buffer(NOTHING);
      arrays.buffer(values.bytes);
      break;
    case 'opaque':
      throw new TypeError(`Component "${column.descriptor.component}" has an opaque type, which cannot be written.`);
    default:
      assertNever(values);
  }
}

function countZeros(flags: Uint8Array): number {
  let zeros = 0;
  for (const flag of flags) if (flag === 0) zeros++;
  return zeros;
}

function writeSize(view: DataView, offset: number, size: number): void {
  view.setUint32(offset, size, true);
  view.setUint32(offset + 4, Math.floor(size / 2 ** 32), true);
}
