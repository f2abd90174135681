import { Endianness } from 'apache-arrow/fb/endianness';
import type { Field } from 'apache-arrow/fb/field';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Message } from 'apache-arrow/fb/message';
import { Schema } from 'apache-arrow/fb/schema';
import { ByteBuffer, Encoding } from 'flatbuffers';
import type { ComponentDescriptor } from '../components.ts';
import { MAX_COMPONENTS, MAX_NAME_BYTES, MAX_SCHEMA_BYTES, MAX_TIMELINES, MetadataKey } from '../constants.ts';
import { type EntityPath, parseEntityPath } from '../entity-path.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { type ChunkId, parseChunkId, TUID_BYTES } from '../ids.ts';
import { type ArrowType, arraySize, arrowTypeText } from './arrow-type.ts';
import { readFieldType } from './decode-type.ts';
import { badArrow } from './framing.ts';
import { itemTypeOf } from './item-type-of.ts';
import { CHUNK_ID_PREFIX, type ChunkSchema, type ColumnRole, type DataColumn, type IndexColumn } from './schema.ts';

/** A schema and the one thing in it that differs from chunk to chunk. */
export interface DecodedSchema {
  readonly id: ChunkId;
  readonly schema: ChunkSchema;
}

const ID_DIGITS = 32;
/** Our encoder writes the id into the last bytes of the message; only such a schema is worth remembering. */
const ID_TAIL_BYTES = 48;
/** Bounds what peers that make up ever new columns can make us remember. */
const MAX_CACHED_BYTES = 16 * 1024 * 1024;

interface CacheEntry {
  readonly bytes: Uint8Array;
  readonly idOffset: number;
  readonly schema: ChunkSchema;
}

const cache = new Map<number, CacheEntry>();
let cachedBytes = 0;

/**
 * Reads the schema message of a chunk. A schema that was read before (but for the id) is recognised by its bytes: parsing
 * one takes longer than all the rest of a chunk.
 *
 * @throws ProtoError `bad-arrow`, `bad-chunk`, `bad-id`, `bad-entity-path` or `limit-exceeded`
 */
export function decodeSchema(metadata: Uint8Array): DecodedSchema {
  const hash = hashWithoutTail(metadata);
  const known = cache.get(hash);
  if (known !== undefined && equalButForId(metadata, known)) {
    return { id: idAt(metadata, known.idOffset), schema: known.schema };
  }
  const { id, idOffset, schema } = new SchemaReader(metadata).read();
  if (idOffset !== undefined && idOffset >= metadata.length - ID_TAIL_BYTES) {
    if (cachedBytes + metadata.length > MAX_CACHED_BYTES) {
      cache.clear();
      cachedBytes = 0;
    }
    cachedBytes += metadata.length - (known?.bytes.length ?? 0);
    cache.set(hash, { bytes: metadata.slice(), idOffset, schema });
  }
  return { id, schema };
}

function idAt(metadata: Uint8Array, offset: number): ChunkId {
  let text = '';
  for (let i = offset; i < offset + ID_DIGITS; i++) text += String.fromCharCode(metadata[i] ?? 0);
  return parseChunkId(text);
}

function equalButForId(metadata: Uint8Array, known: CacheEntry): boolean {
  const { bytes, idOffset } = known;
  if (metadata.length !== bytes.length) return false;
  for (let i = 0; i < idOffset; i++) if (metadata[i] !== bytes[i]) return false;
  for (let i = idOffset + ID_DIGITS; i < bytes.length; i++) if (metadata[i] !== bytes[i]) return false;
  return true;
}

/** FNV-1a over words. Not safe against collisions made on purpose: those only cost the time of reading the schema. */
function hashWithoutTail(metadata: Uint8Array): number {
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  let hash = 0x811c9dc5 ^ metadata.length;
  for (let i = 0; i + 4 <= metadata.length - ID_TAIL_BYTES; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(i, true), 0x01000193);
  }
  return hash;
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Arrays of all columns and their children; a struct of a hundred fields in every column still fits. */
const MAX_ARRAYS = 32_768;
/** Pairs of metadata on one field or schema; known are 7. */
const MAX_METADATA_PAIRS = 64;
/** The entity path is the longest value that is known. */
const MAX_METADATA_VALUE_BYTES = 64 * 1024;

class SchemaReader {
  readonly #buffer: ByteBuffer;
  /** Strings of a flatbuffer may overlap; together they may not be made larger than a whole schema. */
  #budget = MAX_SCHEMA_BYTES;

  constructor(metadata: Uint8Array) {
    this.#buffer = new ByteBuffer(metadata);
  }

  read(): DecodedSchema & { readonly idOffset: number | undefined } {
    const schema: Schema | null = Message.getRootAsMessage(this.#buffer).header(new Schema());
    if (schema === null) throw badArrow('The schema message has no schema');
    if (schema.endianness() !== Endianness.Little) throw badArrow('The schema must be little-endian');
    const metadata = this.#metadata(schema, 'schema');
    const rawId = metadata.get(MetadataKey.Id);
    if (rawId === undefined) throw badChunk(`The schema has no ${MetadataKey.Id}`);
    const rawPath = metadata.get(MetadataKey.EntityPath);
    if (rawPath === undefined) throw badChunk(`The schema has no ${MetadataKey.EntityPath}`);
    const digits = rawId.startsWith(CHUNK_ID_PREFIX) ? rawId.slice(CHUNK_ID_PREFIX.length) : rawId;
    const id = parseChunkId(digits);
    return { id, idOffset: this.#offsetOfId(digits), schema: this.#columns(schema, parseEntityPath(rawPath)) };
  }

  /** Where the digits are, if they stand at the end, once. */
  #offsetOfId(digits: string): number | undefined {
    const bytes = this.#buffer.bytes();
    for (let start = Math.max(bytes.length - ID_TAIL_BYTES, 0); start + ID_DIGITS <= bytes.length; start++) {
      let length = 0;
      while (length < ID_DIGITS && bytes[start + length] === digits.charCodeAt(length)) length++;
      if (length === ID_DIGITS) return start;
    }
    return undefined;
  }

  #columns(schema: Schema, entityPath: EntityPath): ChunkSchema {
    const count = schema.fieldsLength();
    const max = 1 + MAX_TIMELINES + MAX_COMPONENTS;
    if (count < 0 || count > max) throw limit(`A chunk has at most ${max} columns, found ${count}`);
    const timelines: IndexColumn[] = [];
    const components: DataColumn[] = [];
    const roles: (IndexColumn | DataColumn | ColumnRole)[] = [];
    let [nodeCount, bufferCount] = [0, 0];
    for (let i = 0; i < count; i++) {
      const field = schema.fields(i);
      if (field === null) throw badArrow('The schema has a field that is not there');
      const name = this.#string(field.name(Encoding.UTF8_BYTES), MAX_NAME_BYTES, 'name of a column');
      const type = readFieldType(field, (bytes) => this.#string(bytes, MAX_NAME_BYTES, 'name of a field'));
      const size = arraySize(type);
      nodeCount += size.nodes;
      bufferCount += size.buffers;
      if (nodeCount > MAX_ARRAYS) throw limit(`A chunk has at most ${MAX_ARRAYS} arrays, nested ones included`);
      const role = this.#role(field, name, type);
      if ('kind' in role) timelines.push(role);
      else if ('descriptor' in role) components.push(role);
      roles.push(role);
    }
    if (roles.filter((role) => 'role' in role && role.role === 'row-id').length !== 1) {
      throw badChunk('A chunk has exactly one column of row ids');
    }
    sortByName(timelines, (column) => column.name, 'Timeline');
    sortByName(components, (column) => column.descriptor.component, 'Component');
    if (components.length === 0) throw badChunk('A chunk has at least one component, found none');
    if (timelines.length > MAX_TIMELINES) throw limit(`A chunk has at most ${MAX_TIMELINES} timelines`);
    if (components.length > MAX_COMPONENTS) throw limit(`A chunk has at most ${MAX_COMPONENTS} components`);
    return {
      entityPath,
      timelines,
      components,
      columns: roles.map((role) => {
        if ('role' in role) return role;
        if ('kind' in role) return { role: 'index', index: timelines.indexOf(role) };
        return { role: 'data', index: components.indexOf(role) };
      }),
      nodeCount,
      bufferCount,
      componentNames: components.map((column) => column.descriptor.component),
    };
  }

  #role(field: Field, name: string, type: ArrowType): IndexColumn | DataColumn | ColumnRole {
    const metadata = this.#metadata(field, `column "${name}"`);
    const kind = metadata.get(MetadataKey.Kind);
    switch (kind) {
      case 'control':
        if (type.kind === 'fixed-size-binary' && type.size === TUID_BYTES) return { role: 'row-id' };
        throw badChunk(`Column "${name}" must hold ${TUID_BYTES} bytes per row, found ${arrowTypeText(type)}`);
      case 'index': {
        const timeline = timelineOf(type);
        if (timeline === undefined) {
          throw badChunk(
            `Timeline "${name}" must be Int64, Duration(ns) or Timestamp(ns), found ${arrowTypeText(type)}`,
          );
        }
        const isSorted = metadata.get(MetadataKey.IsSorted) === 'true';
        return { name: this.#name(metadata.get(MetadataKey.IndexName), name), kind: timeline, isSorted };
      }
      case 'data':
        if (type.kind !== 'list') {
          throw badChunk(`Component "${name}" must be a list per row, found ${arrowTypeText(type)}`);
        }
        return { descriptor: this.#descriptor(metadata, name), itemType: itemTypeOf(type.item), listType: type };
      default:
        throw badChunk(
          `Column "${name}" must say what it is: ${MetadataKey.Kind} = control, index or data, found ${kind}`,
        );
    }
  }

  #descriptor(metadata: ReadonlyMap<string, string>, columnName: string): ComponentDescriptor {
    const archetype = metadata.get(MetadataKey.Archetype);
    const componentType = metadata.get(MetadataKey.ComponentType);
    return Object.freeze({
      component: this.#name(metadata.get(MetadataKey.Component), columnName),
      ...(archetype === undefined ? {} : { archetype: this.#name(archetype, '') }),
      ...(componentType === undefined ? {} : { componentType: this.#name(componentType, '') }),
    });
  }

  #name(name: string | undefined, otherwise: string): string {
    const chosen = name ?? otherwise;
    // In UTF-16 units, never more than bytes: the exact check of long names was made when they were read.
    if (chosen.length > MAX_NAME_BYTES) throw limit(`A name has at most ${MAX_NAME_BYTES} bytes`);
    if (chosen === '') throw badChunk('A timeline, component, archetype or component type must have a name');
    return chosen;
  }

  #metadata(table: Schema | Field, what: string): ReadonlyMap<string, string> {
    const count = table.customMetadataLength();
    if (count < 0 || count > MAX_METADATA_PAIRS) {
      throw limit(`The metadata of the ${what} has at most ${MAX_METADATA_PAIRS} entries, found ${count}`);
    }
    const pairs = new Map<string, string>();
    const pair = new KeyValue();
    for (let i = 0; i < count; i++) {
      table.customMetadata(i, pair);
      const key = this.#string(pair.key(Encoding.UTF8_BYTES), MAX_NAME_BYTES, 'key of metadata');
      const value = this.#string(pair.value(Encoding.UTF8_BYTES), MAX_METADATA_VALUE_BYTES, `value of ${key}`);
      pairs.set(key, value);
    }
    return pairs;
  }

  #string(bytes: string | Uint8Array | null, maxBytes: number, what: string): string {
    if (bytes === null) return '';
    // Asked for as bytes, so that its length is checked before it is decoded.
    if (typeof bytes === 'string') throw new TypeError('Expected the bytes of a string.');
    this.#budget -= bytes.length;
    if (bytes.length > maxBytes || this.#budget < 0) {
      throw limit(`The ${what} has at most ${maxBytes} bytes, found ${bytes.length}`);
    }
    try {
      return textDecoder.decode(bytes);
    } catch (cause) {
      throw new ProtoError(ProtoErrorCode.BadArrow, `The ${what} must be UTF-8.`, { cause });
    }
  }
}

function timelineOf(type: ArrowType): IndexColumn['kind'] | undefined {
  if (type.kind === 'time') return type.timeline;
  return type.kind === 'number' && type.type === 'Int64' ? 'sequence' : undefined;
}

function sortByName<T>(columns: T[], nameOf: (column: T) => string, what: string): void {
  columns.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  columns.forEach((column, i) => {
    const next = columns[i + 1];
    if (next !== undefined && nameOf(next) === nameOf(column)) {
      throw badChunk(`${what} "${nameOf(column)}" is there more than once`);
    }
  });
}

function badChunk(problem: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadChunk, `${problem}.`);
}

function limit(problem: string): ProtoError {
  return new ProtoError(ProtoErrorCode.LimitExceeded, `${problem}.`);
}
