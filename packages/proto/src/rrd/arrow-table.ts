import { Bool } from 'apache-arrow/fb/bool';
import { Buffer as BufferStruct } from 'apache-arrow/fb/buffer';
import { Endianness } from 'apache-arrow/fb/endianness';
import { Field } from 'apache-arrow/fb/field';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { FixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { Int } from 'apache-arrow/fb/int';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Utf8 } from 'apache-arrow/fb/utf8';
import { Builder, type Offset } from 'flatbuffers';
import { finishMessage, timeType } from '../arrow/encode-schema.ts';
import { CONTINUATION, PREFIX_BYTES, padded } from '../arrow/framing.ts';
import { TUID_BYTES } from '../ids.ts';
import type { TimelineKind } from '../time.ts';

/** Type of a column of a flat table: what manifests are made of. */
export type TableType = 'Utf8' | 'Tuid' | 'Boolean' | 'UInt64' | TimelineKind;

/** One column: its buffers as Arrow has them, validity first (empty = no nulls). */
export interface TableColumn {
  readonly name: string;
  readonly type: TableType;
  readonly isNullable: boolean;
  readonly nulls: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly buffers: readonly Uint8Array[];
}

/** Encodes a flat table as one Arrow IPC stream. */
export function encodeTable(columns: readonly TableColumn[], rowCount: number): Uint8Array {
  const schema = encodeTableSchema(columns);
  const batch = encodeBatch(columns, rowCount);
  const bodyBytes = bodyLength(columns);
  const out = new Uint8Array(2 * PREFIX_BYTES + schema.length + batch.length + bodyBytes + PREFIX_BYTES);
  const view = new DataView(out.buffer);
  let at = writeFrame(out, view, 0, schema);
  at = writeFrame(out, view, at, batch);
  for (const { buffers } of columns) {
    for (const bytes of buffers) {
      out.set(bytes, at);
      at += padded(bytes.length);
    }
  }
  view.setUint32(at, CONTINUATION, true);
  return out;
}

/** Encodes a schema alone as an Arrow IPC stream: a message and, unless `isOpen`, the end marker. */
export function encodeSchemaStream(metadata: Uint8Array, isOpen = false): Uint8Array {
  const out = new Uint8Array(PREFIX_BYTES + metadata.length + (isOpen ? 0 : PREFIX_BYTES));
  const view = new DataView(out.buffer);
  const end = writeFrame(out, view, 0, metadata);
  if (!isOpen) view.setUint32(end, CONTINUATION, true);
  return out;
}

/** Writes the schema message of these fields and, if given, of this vector of metadata, made with the same builder. */
export function finishSchema(builder: Builder, fields: readonly Offset[], metadata?: Offset): Uint8Array {
  const vector = Schema.createFieldsVector(builder, [...fields]);
  Schema.startSchema(builder);
  Schema.addEndianness(builder, Endianness.Little);
  Schema.addFields(builder, vector);
  if (metadata !== undefined) Schema.addCustomMetadata(builder, metadata);
  return finishMessage(builder, MessageHeader.Schema, Schema.endSchema(builder), 0n);
}

/** The parts of a field; `type` and `children` were made with the same builder. */
export interface FieldParts {
  readonly name: string;
  readonly isNullable: boolean;
  readonly tag: Type;
  readonly type: Offset;
  readonly children?: readonly Offset[];
  readonly metadata: Iterable<readonly [key: string, value: string]>;
}

export function writeField(builder: Builder, parts: FieldParts): Offset {
  const pairs = Array.from(parts.metadata, ([key, value]) =>
    KeyValue.createKeyValue(builder, builder.createSharedString(key), builder.createSharedString(value)),
  );
  const name = builder.createString(parts.name);
  const children = Field.createChildrenVector(builder, [...(parts.children ?? [])]);
  const metadata = pairs.length === 0 ? 0 : Field.createCustomMetadataVector(builder, pairs);
  Field.startField(builder);
  Field.addName(builder, name);
  Field.addNullable(builder, parts.isNullable);
  Field.addTypeType(builder, parts.tag);
  Field.addType(builder, parts.type);
  Field.addChildren(builder, children);
  if (metadata !== 0) Field.addCustomMetadata(builder, metadata);
  return Field.endField(builder);
}

export function writeType(builder: Builder, type: TableType): { readonly tag: Type; readonly type: Offset } {
  switch (type) {
    case 'Utf8':
      return { tag: Type.Utf8, type: Utf8.createUtf8(builder) };
    case 'Tuid':
      return { tag: Type.FixedSizeBinary, type: FixedSizeBinary.createFixedSizeBinary(builder, TUID_BYTES) };
    case 'Boolean':
      return { tag: Type.Bool, type: Bool.createBool(builder) };
    case 'UInt64':
      return { tag: Type.Int, type: Int.createInt(builder, 64, false) };
    default:
      return timeType(builder, type);
  }
}

function encodeTableSchema(columns: readonly TableColumn[]): Uint8Array {
  const builder = new Builder(4096);
  const fields = columns.map((column) =>
    writeField(builder, {
      name: column.name,
      isNullable: column.isNullable,
      ...writeType(builder, column.type),
      metadata: Object.entries(column.metadata),
    }),
  );
  return finishSchema(builder, fields);
}

function encodeBatch(columns: readonly TableColumn[], rowCount: number): Uint8Array {
  const builder = new Builder(4096);
  const places: [offset: number, length: number][] = [];
  let offset = 0;
  for (const { buffers } of columns) {
    for (const { length } of buffers) {
      places.push([offset, length]);
      offset += padded(length);
    }
  }
  // Vectors of a flatbuffer are written from their end.
  RecordBatch.startBuffersVector(builder, places.length);
  for (const [start, length] of places.reverse()) BufferStruct.createBuffer(builder, BigInt(start), BigInt(length));
  const buffers = builder.endVector();
  RecordBatch.startNodesVector(builder, columns.length);
  for (const { nulls } of [...columns].reverse()) FieldNode.createFieldNode(builder, BigInt(rowCount), BigInt(nulls));
  const nodes = builder.endVector();
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, BigInt(rowCount));
  RecordBatch.addNodes(builder, nodes);
  RecordBatch.addBuffers(builder, buffers);
  const batch = RecordBatch.endRecordBatch(builder);
  return finishMessage(builder, MessageHeader.RecordBatch, batch, BigInt(offset));
}

function bodyLength(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, { buffers }) => sum + buffers.reduce((bytes, each) => bytes + padded(each.length), 0), 0);
}

function writeFrame(out: Uint8Array, view: DataView, at: number, metadata: Uint8Array): number {
  view.setUint32(at, CONTINUATION, true);
  view.setUint32(at + 4, metadata.length, true);
  out.set(metadata, at + PREFIX_BYTES);
  return at + PREFIX_BYTES + metadata.length;
}
