import { Duration } from 'apache-arrow/fb/duration';
import { Endianness } from 'apache-arrow/fb/endianness';
import { FixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { Int } from 'apache-arrow/fb/int';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { List } from 'apache-arrow/fb/list';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { Schema } from 'apache-arrow/fb/schema';
import { TimeUnit } from 'apache-arrow/fb/time-unit';
import { Timestamp } from 'apache-arrow/fb/timestamp';
import { Type } from 'apache-arrow/fb/type';
import { Builder, type Offset } from 'flatbuffers';
import { assertNever } from '../assert-never.ts';
import type { Chunk, ComponentColumn, TimeColumn } from '../chunk.ts';
import { MetadataKey, ROW_ID_COLUMN, SORBET_VERSION } from '../constants.ts';
import { TUID_BYTES } from '../ids.ts';
import type { TimelineKind } from '../time.ts';
import { field, itemField } from './encode-type.ts';
import { CHUNK_ID_PREFIX, ROW_ID_EXTENSION } from './schema.ts';

/** The schema message of a chunk. Equal but for the id for all chunks of the same entity and columns. */
export interface EncodedSchema {
  readonly metadata: Uint8Array;
  /** Where in the metadata the 32 hex digits of the chunk id are. */
  readonly idOffset: number;
}

/** Writes the schema message of a chunk, Rerun's column order, names, types and metadata exactly. */
export function encodeSchema(chunk: Chunk): EncodedSchema {
  const builder = new Builder(2048);
  // A flatbuffer grows towards its beginning: written first, the id ends up last, where the decoder's cache expects it.
  const id = builder.createString(CHUNK_ID_PREFIX + chunk.id);
  const idOffset = builder.offset() - 4 - CHUNK_ID_PREFIX.length;
  const fields = [
    rowIdField(builder),
    ...chunk.timelines.map((column) => indexField(builder, column)),
    ...chunk.components.map((column) => dataField(builder, column)),
  ];
  const metadata = Schema.createCustomMetadataVector(builder, [
    KeyValue.createKeyValue(builder, builder.createString(MetadataKey.Id), id),
    keyValue(builder, MetadataKey.EntityPath, chunk.entityPath),
    keyValue(builder, MetadataKey.SorbetVersion, SORBET_VERSION),
  ]);
  const fieldsVector = Schema.createFieldsVector(builder, fields);
  Schema.startSchema(builder);
  Schema.addEndianness(builder, Endianness.Little);
  Schema.addFields(builder, fieldsVector);
  Schema.addCustomMetadata(builder, metadata);
  const schema = Schema.endSchema(builder);
  const bytes = finishMessage(builder, MessageHeader.Schema, schema, 0n);
  return { metadata: bytes, idOffset: bytes.length - idOffset };
}

/** Wraps a header into a message and returns the flatbuffer, a multiple of 8 bytes long. */
export function finishMessage(builder: Builder, kind: MessageHeader, header: Offset, bodyLength: bigint): Uint8Array {
  Message.startMessage(builder);
  // A version left out would mean 1, the oldest.
  Message.addVersion(builder, MetadataVersion.V5);
  Message.addHeaderType(builder, kind);
  Message.addHeader(builder, header);
  // Written even when it is 0, so that the buffer is aligned to 8 bytes, and so is its length.
  builder.forceDefaults(true);
  Message.addBodyLength(builder, bodyLength);
  builder.forceDefaults(false);
  builder.finish(Message.endMessage(builder));
  return builder.asUint8Array();
}

function rowIdField(builder: Builder): Offset {
  const metadata = [
    keyValue(builder, MetadataKey.Kind, 'control'),
    keyValue(builder, MetadataKey.ExtensionName, ROW_ID_EXTENSION.name),
    keyValue(builder, MetadataKey.ExtensionMetadata, ROW_ID_EXTENSION.metadata),
    // Row ids of a chunk ascend: an invariant.
    keyValue(builder, MetadataKey.IsSorted, 'true'),
  ];
  const type = FixedSizeBinary.createFixedSizeBinary(builder, TUID_BYTES);
  return field(builder, { name: ROW_ID_COLUMN, nullable: false, tag: Type.FixedSizeBinary, type, metadata });
}

function indexField(builder: Builder, column: TimeColumn): Offset {
  const metadata = [
    keyValue(builder, MetadataKey.Kind, 'index'),
    keyValue(builder, MetadataKey.IndexName, column.name),
  ];
  // A false claim makes data vanish from Rerun's views; none at all only makes it slower.
  if (column.isSorted) metadata.push(keyValue(builder, MetadataKey.IsSorted, 'true'));
  const { tag, type } = timeType(builder, column.kind);
  return field(builder, { name: column.name, nullable: true, tag, type, metadata });
}

/** The Arrow type of a timeline's times. */
export function timeType(builder: Builder, kind: TimelineKind): { readonly tag: Type; readonly type: Offset } {
  switch (kind) {
    case 'sequence':
      return { tag: Type.Int, type: Int.createInt(builder, 64, true) };
    case 'duration':
      return { tag: Type.Duration, type: Duration.createDuration(builder, TimeUnit.NANOSECOND) };
    case 'timestamp':
      Timestamp.startTimestamp(builder);
      Timestamp.addUnit(builder, TimeUnit.NANOSECOND);
      return { tag: Type.Timestamp, type: Timestamp.endTimestamp(builder) };
    default:
      return assertNever(kind);
  }
}

function dataField(builder: Builder, column: ComponentColumn): Offset {
  const { component, archetype, componentType } = column.descriptor;
  const metadata = [keyValue(builder, MetadataKey.Kind, 'data'), keyValue(builder, MetadataKey.Component, component)];
  if (archetype !== undefined) metadata.push(keyValue(builder, MetadataKey.Archetype, archetype));
  if (componentType !== undefined) metadata.push(keyValue(builder, MetadataKey.ComponentType, componentType));
  const children = [itemField(builder, column.itemType, 'item', true)];
  return field(builder, {
    name: component,
    nullable: true,
    tag: Type.List,
    type: List.createList(builder),
    children,
    metadata,
  });
}

function keyValue(builder: Builder, key: string, value: string): Offset {
  return KeyValue.createKeyValue(builder, builder.createSharedString(key), builder.createString(value));
}
