import { Buffer as BufferStruct } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Builder, ByteBuffer } from 'flatbuffers';
import type { ChunkId } from '../ids.ts';
import { type EncodedSchema, finishMessage } from './encode-schema.ts';
import { CONTINUATION, PREFIX_BYTES, padded } from './framing.ts';

/**
 * All bytes of a stream that come before the body, with the places of the numbers that differ from chunk to chunk. The
 * shape of a record batch depends on its schema alone, so a chunk costs a copy of this and a few stores.
 */
export class ChunkTemplate {
  readonly #head: Uint8Array;
  readonly #idOffset: number;
  readonly #lengthOffset: number;
  readonly #bodyLengthOffset: number;
  readonly #nodesOffset: number;
  readonly #buffersOffset: number;

  /** `shape`: arrays of any chunk with this schema. */
  constructor(schema: EncodedSchema, shape: ArrayLayout) {
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
    this.#head = head;
    this.#idOffset = PREFIX_BYTES + schema.idOffset;
    this.#lengthOffset = batchStart + batch.lengthOffset;
    this.#bodyLengthOffset = batchStart + batch.bodyLengthOffset;
    this.#nodesOffset = batchStart + batch.nodesOffset;
    this.#buffersOffset = batchStart + batch.buffersOffset;
  }

  /** The whole stream of a chunk with these arrays. Returns bytes of its own. */
  fill(id: ChunkId, rowCount: number, arrays: ArrayLayout): Uint8Array<ArrayBuffer> {
    const headBytes = this.#head.length;
    const out = new Uint8Array(headBytes + arrays.bodyLength + PREFIX_BYTES);
    out.set(this.#head);
    for (let i = 0; i < id.length; i++) out[this.#idOffset + i] = id.charCodeAt(i);
    const view = new DataView(out.buffer);
    writeSize(view, this.#lengthOffset, rowCount);
    writeSize(view, this.#bodyLengthOffset, arrays.bodyLength);
    arrays.write(out, view, { nodes: this.#nodesOffset, buffers: this.#buffersOffset, body: headBytes });
    view.setUint32(headBytes + arrays.bodyLength, CONTINUATION, true);
    return out;
  }
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

/** The arrays of a batch in Arrow's order: each node's length and nulls, and the bytes of each buffer. */
export class ArrayLayout {
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

  write(
    out: Uint8Array,
    view: DataView,
    places: { readonly nodes: number; readonly buffers: number; readonly body: number },
  ): void {
    let offset = places.nodes;
    for (const number of this.#nodes) {
      writeSize(view, offset, number);
      offset += 8;
    }
    offset = places.buffers;
    let bodyOffset = 0;
    for (const bytes of this.#buffers) {
      writeSize(view, offset, bodyOffset);
      writeSize(view, offset + 8, bytes.length);
      offset += 16;
      if (bytes.length > 0) out.set(bytes, places.body + bodyOffset);
      bodyOffset += padded(bytes.length);
    }
  }
}

function writeSize(view: DataView, offset: number, size: number): void {
  view.setUint32(offset, size, true);
  view.setUint32(offset + 4, Math.floor(size / 2 ** 32), true);
}
