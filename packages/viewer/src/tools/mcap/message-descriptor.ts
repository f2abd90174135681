import { create, toBinary } from '@bufbuild/protobuf';
import {
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt';
import { type FieldType, LOG_LEVELS, MESSAGE_TYPES, type MessageField, type MessageTypeName } from './message-types.ts';

/** What an MCAP schema with the encoding `protobuf` holds: a `FileDescriptorSet` with the message and all that it refers to. */
export function messageDescriptor(name: MessageTypeName): Uint8Array {
  const dot = name.indexOf('.');
  const fields: readonly MessageField[] = MESSAGE_TYPES[name];
  const hasLevel = fields.some(({ type }) => type === 'level');
  const file = create(FileDescriptorProtoSchema, {
    name: `${name.replace('.', '/')}.proto`,
    package: name.slice(0, dot),
    syntax: 'proto3',
    dependency: ['google/protobuf/timestamp.proto'],
    messageType: [
      { name: name.slice(dot + 1), field: fields.map(fieldDescriptor), enumType: hasLevel ? [levelDescriptor()] : [] },
    ],
  });
  const set = create(FileDescriptorSetSchema, { file: [file_google_protobuf_timestamp.proto, file] });
  return toBinary(FileDescriptorSetSchema, set);
}

const TYPES: Readonly<Record<FieldType, { readonly type: FieldDescriptorProto_Type; readonly typeName?: string }>> = {
  timestamp: { type: FieldDescriptorProto_Type.MESSAGE, typeName: '.google.protobuf.Timestamp' },
  string: { type: FieldDescriptorProto_Type.STRING },
  bytes: { type: FieldDescriptorProto_Type.BYTES },
  level: { type: FieldDescriptorProto_Type.ENUM, typeName: '.foxglove.Log.Level' },
  fixed32: { type: FieldDescriptorProto_Type.FIXED32 },
  doubles: { type: FieldDescriptorProto_Type.DOUBLE },
};

function fieldDescriptor({ name, number, type }: MessageField) {
  const label = type === 'doubles' ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL;
  return create(FieldDescriptorProtoSchema, { name, number, label, ...TYPES[type] });
}

function levelDescriptor(): EnumDescriptorProto {
  return create(EnumDescriptorProtoSchema, {
    name: 'Level',
    value: Object.entries(LOG_LEVELS).map(([name, number]) => ({ name, number })),
  });
}
