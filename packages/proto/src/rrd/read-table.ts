import type { Field } from 'apache-arrow/fb/field';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Message } from 'apache-arrow/fb/message';
import { Schema } from 'apache-arrow/fb/schema';
import { ByteBuffer, Encoding } from 'flatbuffers';
import { type ArrowType, arraySize } from '../arrow/arrow-type.ts';
import { BatchReader } from '../arrow/batch-reader.ts';
import { bitAt } from '../arrow/bits.ts';
import { readFieldType } from '../arrow/decode-type.ts';
import { badArrow, readFrames } from '../arrow/framing.ts';
import { MAX_ENTITY_PATH_BYTES } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { TUID_BYTES } from '../ids.ts';
import type { TimelineKind } from '../time.ts';
import { MAX_MANIFEST_SCHEMA_BYTES, MAX_RRD_FOOTER_BYTES } from './format.ts';

/** Columns of a manifest: each timeline has three per component. */
const MAX_TABLE_COLUMNS = 65_536;
const MAX_PAIRS = 64;

const NO_BYTES = new Uint8Array(0);

/** A column whose type a manifest may have. Rows are not checked: callers stay below `rowCount`. */
export interface ReadColumn {
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly type: 'text' | 'tuid' | 'boolean' | 'uint64' | TimelineKind;
  readonly isNull: (row: number) => boolean;
  /** Value buffer: 64 bits a row for integers and times. */
  readonly values: DataView;
  readonly text: (row: number) => string;
  /** The bytes of that text. */
  readonly textBytes: (row: number) => Uint8Array;
}

export interface ReadTable {
  readonly rowCount: number;
  /** Those of types that a manifest may have, in order. */
  readonly columns: readonly ReadColumn[];
}

/** Reads a flat table, all lengths checked. @throws ProtoError */
export function readTable(bytes: Uint8Array): ReadTable {
  const frames = readFrames(bytes, { streamBytes: MAX_RRD_FOOTER_BYTES, metadataBytes: MAX_MANIFEST_SCHEMA_BYTES });
  const fields = readFields(frames.schema);
  let [nodeCount, bufferCount] = [0, 0];
  for (const { type } of fields) {
    const size = arraySize(type);
    nodeCount += size.nodes;
    bufferCount += size.buffers;
  }
  const batch = new BatchReader(frames, { nodeCount, bufferCount });
  // Buffers may overlap: a small table could claim to have columns without end, each of which has to be gone through.
  const bits = fields.reduce((sum, { type }) => sum + bitsPerRow(type), 0);
  if (batch.rowCount * bits > 8 * bytes.length) {
    throw badArrow(`${batch.rowCount} rows of ${fields.length} columns do not fit in ${bytes.length} bytes`);
  }
  const columns: ReadColumn[] = [];
  for (const { name, metadata, type } of fields) {
    const column = readColumn(batch, type, name);
    if (column !== undefined) columns.push({ name, metadata, ...column });
  }
  return { rowCount: batch.rowCount, columns };
}

interface ReadField {
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly type: ArrowType;
}

function readFields(schemaMessage: Uint8Array): readonly ReadField[] {
  const schema: Schema | null = Message.getRootAsMessage(new ByteBuffer(schemaMessage)).header(new Schema());
  const count = schema?.fieldsLength() ?? 0;
  if (schema === null || count < 0 || count > MAX_TABLE_COLUMNS) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `A table has at most ${MAX_TABLE_COLUMNS} columns, found ${count}.`,
    );
  }
  // Strings of a flatbuffer may overlap; together they may not be made larger than the schema may be.
  let budget = MAX_MANIFEST_SCHEMA_BYTES;
  const readText = (bytes: string | Uint8Array | null): string => {
    if (bytes === null || typeof bytes === 'string') return '';
    budget -= bytes.length;
    if (budget < 0) throw badArrow('The names in a schema are longer than the schema');
    return decodeText(bytes);
  };
  return Array.from({ length: count }, (_, i) => {
    const field = schema.fields(i);
    if (field === null) throw badArrow('The schema has a field that is not there');
    return {
      name: readText(field.name(Encoding.UTF8_BYTES)),
      metadata: readMetadata(field, readText),
      type: readFieldType(field, readText),
    };
  });
}

function readMetadata(field: Field, readText: (bytes: string | Uint8Array | null) => string): Map<string, string> {
  const count = field.customMetadataLength();
  if (count < 0 || count > MAX_PAIRS) throw badArrow(`A column has at most ${MAX_PAIRS} entries of metadata`);
  const pairs = new Map<string, string>();
  const pair = new KeyValue();
  for (let i = 0; i < count; i++) {
    field.customMetadata(i, pair);
    pairs.set(readText(pair.key(Encoding.UTF8_BYTES)), readText(pair.value(Encoding.UTF8_BYTES)));
  }
  return pairs;
}

function readColumn(
  batch: BatchReader,
  type: ArrowType,
  name: string,
): Omit<ReadColumn, 'name' | 'metadata'> | undefined {
  const kind = columnType(type);
  if (kind === undefined) {
    batch.skip(type);
    return undefined;
  }
  const { rowCount } = batch;
  const what = `column "${name}"`;
  const node = batch.node(rowCount, what);
  const validity = batch.validity(node, what);
  const isNull = (row: number) => validity !== undefined && !bitAt(validity, row);
  if (kind !== 'text') {
    const byteLength = kind === 'boolean' ? Math.ceil(rowCount / 8) : rowCount * (kind === 'tuid' ? TUID_BYTES : 8);
    return {
      type: kind,
      isNull,
      values: viewOf(batch.buffer(byteLength, what)),
      text: () => '',
      textBytes: () => NO_BYTES,
    };
  }
  const starts = viewOf(batch.buffer(4 * (rowCount + 1), what));
  const bytes = batch.wholeBuffer();
  const textBytes = (row: number) => {
    const start = starts.getInt32(4 * row, true);
    const end = starts.getInt32(4 * row + 4, true);
    if (start < 0 || end < start || end > bytes.length || end - start > MAX_ENTITY_PATH_BYTES)
      throw badArrow(`Row ${row} of ${what} must lie within its buffer, and not be longer than a path`);
    return bytes.subarray(start, end);
  };
  return { type: kind, isNull, values: viewOf(bytes), text: (row) => decodeText(textBytes(row)), textBytes };
}

/** Bits that a row takes at least. */
function bitsPerRow(type: ArrowType): number {
  switch (columnType(type)) {
    case undefined:
      return 0;
    case 'boolean':
      return 1;
    case 'text':
      return 32;
    case 'tuid':
      return 8 * TUID_BYTES;
    default:
      return 64;
  }
}

function columnType(type: ArrowType): ReadColumn['type'] | undefined {
  if (type.kind === 'utf8' && !type.large) return 'text';
  if (type.kind === 'fixed-size-binary' && type.size === TUID_BYTES) return 'tuid';
  if (type.kind === 'boolean') return 'boolean';
  if (type.kind === 'time') return type.timeline;
  if (type.kind !== 'number') return undefined;
  if (type.type === 'UInt64') return 'uint64';
  return type.type === 'Int64' ? 'sequence' : undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Uint8Array): string {
  try {
    return textDecoder.decode(bytes);
  } catch (cause) {
    throw new ProtoError(ProtoErrorCode.BadArrow, 'Names in a table must be UTF-8.', { cause });
  }
}
