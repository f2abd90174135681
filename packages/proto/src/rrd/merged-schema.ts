import { sha256 } from '@noble/hashes/sha2.js';
import { Field } from 'apache-arrow/fb/field';
import { Message } from 'apache-arrow/fb/message';
import { Schema } from 'apache-arrow/fb/schema';
import { Builder, ByteBuffer, type Offset } from 'flatbuffers';
import { PREFIX_BYTES } from '../arrow/framing.ts';
import { ROW_ID_EXTENSION } from '../arrow/schema.ts';
import { MetadataKey, ROW_ID_COLUMN } from '../constants.ts';
import { ProtoError } from '../errors.ts';
import type { TimelineKind } from '../time.ts';
import { encodeSchemaStream, finishSchema, writeField, writeType } from './arrow-table.ts';
import type { RrdChunkFacts } from './chunk-facts.ts';
import { copyField } from './copy-field.ts';

/** The schema that a table of a whole store would have: one column per timeline, and one per entity and component. */
export class MergedSchema {
  readonly #timelines = new Map<string, TimelineKind>();
  readonly #columns = new Map<string, MergedColumn>();

  /** Takes in the columns of a chunk. To be called once for each set of columns of an entity. */
  add(facts: RrdChunkFacts, arrow: Uint8Array): void {
    for (const span of facts.spans)
      if (!this.#timelines.has(span.timeline)) this.#timelines.set(span.timeline, span.kind);
    let metadata: Uint8Array | undefined;
    for (const { descriptor } of facts.components) {
      const name = `${facts.entityPath}:${descriptor.component}`;
      const known = this.#columns.get(name);
      if (known !== undefined) {
        known.isStatic ||= facts.isStatic;
        continue;
      }
      metadata ??= schemaMessage(arrow);
      const { entityPath, isStatic } = facts;
      this.#columns.set(name, { name, component: descriptor.component, entityPath, isStatic, metadata });
    }
  }

  /** The Arrow stream of the schema, and the hash of it that a manifest carries. */
  encode(): { readonly stream: Uint8Array; readonly sha256: Uint8Array } {
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    const columns = [...this.#columns.values()].sort(byName);
    const timelines = [...this.#timelines].sort(([a], [b]) => (a < b ? -1 : 1));
    const fields: SchemaField[] = [
      { name: ROW_ID_COLUMN, write: writeRowId },
      ...timelines.map(([name, kind]) => ({ name, write: (builder: Builder) => writeTimeline(builder, name, kind) })),
      ...columns.map((column) => ({ name: column.name, write: (builder: Builder) => writeColumn(builder, column) })),
    ];
    // The hash must not depend on the order in which things were logged.
    const sorted = [...fields].sort(byName);
    return {
      stream: encodeSchemaStream(encodeFields(fields)),
      sha256: sha256(encodeSchemaStream(encodeFields(sorted), true)),
    };
  }
}

interface MergedColumn {
  readonly name: string;
  readonly component: string;
  readonly entityPath: string;
  isStatic: boolean;
  /** Schema message of a chunk that has the column. */
  readonly metadata: Uint8Array;
}

interface SchemaField {
  readonly name: string;
  readonly write: (builder: Builder) => Offset;
}

function encodeFields(fields: readonly SchemaField[]): Uint8Array {
  const builder = new Builder(4096);
  return finishSchema(
    builder,
    fields.flatMap((field) => {
      try {
        return [field.write(builder)];
      } catch (error) {
        // A broken field of one chunk must not cost the manifest of all the others: its column is left out.
        if (error instanceof ProtoError) return [];
        throw error;
      }
    }),
  );
}

function schemaMessage(arrow: Uint8Array): Uint8Array {
  const view = new DataView(arrow.buffer, arrow.byteOffset, arrow.byteLength);
  return arrow.slice(PREFIX_BYTES, PREFIX_BYTES + view.getUint32(4, true));
}

function writeRowId(builder: Builder): Offset {
  const metadata: [string, string][] = [
    [MetadataKey.Kind, 'control'],
    [MetadataKey.ExtensionName, ROW_ID_EXTENSION.name],
    [MetadataKey.ExtensionMetadata, ROW_ID_EXTENSION.metadata],
  ];
  return writeField(builder, { name: ROW_ID_COLUMN, isNullable: false, ...writeType(builder, 'Tuid'), metadata });
}

function writeTimeline(builder: Builder, name: string, kind: TimelineKind): Offset {
  const metadata: [string, string][] = [
    [MetadataKey.Kind, 'index'],
    [MetadataKey.IndexName, name],
  ];
  return writeField(builder, { name, isNullable: true, ...writeType(builder, kind), metadata });
}

function writeColumn(builder: Builder, column: MergedColumn): Offset {
  const field = fieldOf(column);
  if (field === undefined) throw new TypeError(`The schema of ${column.name} has lost its column.`);
  const metadata = new Map([[MetadataKey.EntityPath as string, column.entityPath]]);
  if (column.isStatic) metadata.set('rerun:is_static', 'true');
  return copyField(builder, field, { name: column.name, metadata });
}

/** The field of a component: the one that names it in its metadata, or in its name. */
function fieldOf({ component, metadata }: MergedColumn): Field | undefined {
  const schema: Schema | null = Message.getRootAsMessage(new ByteBuffer(metadata)).header(new Schema());
  for (let i = 0; i < (schema?.fieldsLength() ?? 0); i++) {
    const field = schema?.fields(i, new Field()) ?? undefined;
    if (field === undefined) continue;
    let kind: string | null = null;
    let name = field.name();
    for (let j = 0; j < field.customMetadataLength(); j++) {
      const pair = field.customMetadata(j);
      if (pair?.key() === MetadataKey.Kind) kind = pair.value();
      if (pair?.key() === MetadataKey.Component) name = pair.value();
    }
    if (kind === 'data' && name === component) return field;
  }
  return undefined;
}
