import { Field } from 'apache-arrow/fb/field';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Message } from 'apache-arrow/fb/message';
import { Schema } from 'apache-arrow/fb/schema';
import { Builder, ByteBuffer } from 'flatbuffers';
import type { EncodedSchema } from '../arrow/encode-schema.ts';
import { badArrow } from '../arrow/framing.ts';
import { CHUNK_ID_PREFIX, type ChunkSchema } from '../arrow/schema.ts';
import { MetadataKey } from '../constants.ts';
import { finishSchema } from './arrow-table.ts';
import { copyField } from './copy-field.ts';

/** Metadata that tells when one chunk was on its way: it says nothing of a chunk made of several. */
const LATENCY_PREFIX = 'rerun:timestamp_';

/**
 * Copies the schema message of a chunk, which was checked when it was read, with all metadata, known or not, but for the id,
 * latency stamps, and the flags that say which columns are sorted: `sorted` has one of these per column.
 *
 * @throws ProtoError `bad-arrow` if a field cannot be copied.
 */
export function copySchema(message: Uint8Array, sorted: readonly boolean[]): EncodedSchema {
  const schema: Schema | null = Message.getRootAsMessage(new ByteBuffer(message)).header(new Schema());
  if (schema === null) throw badArrow('The schema message has no schema');
  const builder = new Builder(2048);
  // Written first, the id ends up last, where the decoder's cache expects it.
  const id = builder.createString(CHUNK_ID_PREFIX + NO_ID);
  const idOffset = builder.offset() - 4 - CHUNK_ID_PREFIX.length;
  const fields = sorted.map((isSorted, i) => {
    const field = schema.fields(i, new Field());
    if (field === null) throw badArrow('The schema has a field that is not there');
    return copyField(builder, field, { metadata: new Map([[MetadataKey.IsSorted, isSorted ? 'true' : undefined]]) });
  });
  const pairs = [KeyValue.createKeyValue(builder, builder.createString(MetadataKey.Id), id)];
  const pair = new KeyValue();
  for (let i = 0; i < schema.customMetadataLength(); i++) {
    schema.customMetadata(i, pair);
    const key = pair.key() ?? '';
    if (key === MetadataKey.Id || key.startsWith(LATENCY_PREFIX)) continue;
    pairs.push(KeyValue.createKeyValue(builder, builder.createString(key), builder.createString(pair.value() ?? '')));
  }
  const metadata = Schema.createCustomMetadataVector(builder, pairs);
  const bytes = finishSchema(builder, fields, metadata);
  return { metadata: bytes, idOffset: bytes.length - idOffset };
}

const NO_ID = '0'.repeat(32);
const keys = new WeakMap<ChunkSchema, string>();

/** A text that is equal for schemas that differ only in what {@link copySchema} leaves out. */
export function canonicalSchema(schema: ChunkSchema, message: Uint8Array): string {
  const known = keys.get(schema);
  if (known !== undefined) return known;
  const none = schema.columns.map(() => false);
  let key = '';
  for (const byte of copySchema(message, none).metadata) key += String.fromCharCode(byte);
  keys.set(schema, key);
  return key;
}
