import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { assertNever } from '@rushes/proto';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import {
  type FieldType,
  type FieldValues,
  MESSAGE_TYPES,
  type MessageField,
  type MessageTypeName,
  type MessageValues,
} from './message-types.ts';

const NANOS_PER_SEC = 1_000_000_000n;

/** A message in protobuf. */
export function encodeMessageOf<N extends MessageTypeName>(name: N, values: MessageValues<N>): Uint8Array {
  const writer = new BinaryWriter();
  const fields: readonly MessageField[] = MESSAGE_TYPES[name];
  const given: Readonly<Record<string, FieldValues[FieldType] | undefined>> = values;
  for (const { name: key, number, type } of fields) {
    const value = given[key];
    if (value !== undefined) writeField(writer, number, type, value);
  }
  return writer.finish();
}

function writeField(writer: BinaryWriter, number: number, type: FieldType, value: FieldValues[FieldType]): void {
  if (typeof value === 'bigint') {
    const nanos = ((value % NANOS_PER_SEC) + NANOS_PER_SEC) % NANOS_PER_SEC;
    writer.tag(number, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64((value - nanos) / NANOS_PER_SEC);
    writer.tag(2, WireType.Varint).int32(Number(nanos)).join();
  } else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
  else if (value instanceof Uint8Array) writer.tag(number, WireType.LengthDelimited).bytes(value);
  else if (typeof value === 'number') {
    if (type === 'fixed32') writer.tag(number, WireType.Bit32).fixed32(value);
    else writer.tag(number, WireType.Varint).int32(value);
  } else {
    writer.tag(number, WireType.LengthDelimited).fork();
    for (const each of value) writer.double(each);
    writer.join();
  }
}

/**
 * Reads a message; fields that the table does not have are stepped over. Byte fields are views into `bytes`.
 *
 * @throws ConversionError `damaged`
 */
export function decodeMessageOf<N extends MessageTypeName>(name: N, bytes: Uint8Array): MessageValues<N> {
  const fields: readonly MessageField[] = MESSAGE_TYPES[name];
  const values: Record<string, FieldValues[FieldType]> = {};
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const field = fields.find((each) => each.number === number);
      if (field === undefined) reader.skip(wireType, number);
      else values[field.name] = readField(reader, wireType, field, values[field.name]);
    }
  } catch (cause) {
    if (cause instanceof ConversionError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConversionError(ConversionErrorCode.Damaged, `A message is not a ${name}: ${reason}.`, { cause });
  }
  return values as MessageValues<N>;
}

function readField(
  reader: BinaryReader,
  wireType: WireType,
  { name, type }: MessageField,
  before: FieldValues[FieldType] | undefined,
): FieldValues[FieldType] {
  const expected = type === 'fixed32' ? WireType.Bit32 : type === 'level' ? WireType.Varint : WireType.LengthDelimited;
  if (wireType !== expected && !(type === 'doubles' && wireType === WireType.Bit64)) {
    throw new ConversionError(
      ConversionErrorCode.Damaged,
      `Field ${name} of a message must have wire type ${expected}, found ${wireType}.`,
    );
  }
  switch (type) {
    case 'timestamp':
      return readTimestamp(reader.bytes());
    case 'string':
      return reader.string();
    case 'bytes':
      return reader.bytes();
    case 'level':
      return reader.int32();
    case 'fixed32':
      return reader.fixed32();
    case 'doubles':
      return [...(Array.isArray(before) ? before : []), ...readDoubles(reader, wireType)];
    default:
      return assertNever(type);
  }
}

function readDoubles(reader: BinaryReader, wireType: WireType): number[] {
  if (wireType === WireType.Bit64) return [reader.double()];
  const bytes = reader.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => view.getFloat64(8 * i, true));
}

function readTimestamp(bytes: Uint8Array): bigint {
  const reader = new BinaryReader(bytes);
  let nanos = 0n;
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1 && wireType === WireType.Varint) nanos += BigInt(reader.int64()) * NANOS_PER_SEC;
    else if (number === 2 && wireType === WireType.Varint) nanos += BigInt(reader.int32());
    else reader.skip(wireType, number);
  }
  return nanos;
}
