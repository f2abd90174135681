import { packBits } from '../arrow/bits.ts';
import type { ComponentDescriptor } from '../components.ts';
import { MetadataKey } from '../constants.ts';
import { chunkIdToBytes } from '../ids.ts';
import { bytesOf } from '../number-arrays.ts';
import type { TimelineKind } from '../time.ts';
import type { TimeSpan } from '../wire/messages.ts';
import { encodeTable, type TableColumn, type TableType } from './arrow-table.ts';
import type { RrdChunkFacts, RrdComponentFacts } from './chunk-facts.ts';
import { MAX_MANIFEST_SCHEMA_BYTES, MAX_RRD_FOOTER_BYTES, RrdCompression } from './format.ts';
import { GrowingArray } from './growing-array.ts';
import { compressLz4 } from './lz4.ts';
import { columnNamePart, INDEX_KEY, ManifestColumn, ManifestSuffix, STATIC_INDEX } from './manifest-columns.ts';
import { MergedSchema } from './merged-schema.ts';
import type { ManifestMessage, RrdStoreId } from './messages.ts';

/** Where a chunk's message lies, counted from the beginning of its stream. */
export interface ChunkPlace {
  /** Of the message's payload. */
  readonly offset: number;
  readonly byteLength: number;
  /** Of the Arrow stream. */
  readonly uncompressedBytes: number;
}

/** A recording of an hour of four cameras, logged sample by sample, has 115 MB. */
const MAX_MANIFEST_TABLE_BYTES = MAX_RRD_FOOTER_BYTES / 2;

/** What chunks of the same entity and columns have in common. */
interface Shape {
  readonly entityPath: string;
  readonly isStatic: boolean;
  readonly timelines: readonly { readonly name: string; readonly kind: TimelineKind }[];
  readonly components: readonly ComponentDescriptor[];
}

/**
 * Gathers what the manifest of one store says, in about 100 bytes a chunk, until the file is closed. Gives up where the
 * manifest would get larger than readers accept: a file without one opens as well, only slower.
 */
export class ManifestBuilder {
  readonly #storeId: RrdStoreId;
  readonly #schema = new MergedSchema();
  readonly #shapes: Shape[] = [];
  readonly #shapeIndexes = new Map<string, number>();
  readonly #timelines = new Map<string, TimelineKind>();
  readonly #components = new Map<string, ComponentDescriptor>();
  readonly #temporal = new Set<string>();
  readonly #shapeOf = new GrowingArray((length) => new Uint32Array(length));
  readonly #rowCounts = new GrowingArray((length) => new Uint32Array(length));
  readonly #places = new GrowingArray((length) => new Float64Array(length));
  readonly #ids = new GrowingArray((length) => new Uint8Array(length));
  /** Minimum and maximum per timeline of each chunk's shape. */
  readonly #times = new GrowingArray((length) => new BigInt64Array(length));
  /** Only of chunks some of whose components are not in every row: few. */
  readonly #sparse = new Map<number, readonly RrdComponentFacts[]>();

  constructor(storeId: RrdStoreId) {
    this.#storeId = storeId;
  }

  get chunkCount(): number {
    return this.#shapeOf.length;
  }

  /** Bytes that the table will have at most, before compression. */
  get tableBytes(): number {
    const perChunk =
      128 + this.#timelines.size * 17 + this.#components.size + this.#timelines.size * this.#temporal.size * 25;
    return this.chunkCount * perChunk;
  }

  /** Whether the manifest would be larger than readers accept. */
  get isTooLarge(): boolean {
    const columns = this.#components.size + 3 * this.#timelines.size * this.#temporal.size;
    return this.tableBytes > MAX_MANIFEST_TABLE_BYTES || 512 * columns > MAX_MANIFEST_SCHEMA_BYTES;
  }

  /** One of the same store that holds nothing. */
  emptied(): ManifestBuilder {
    return new ManifestBuilder(this.#storeId);
  }

  /** Whether a chunk of the same entity and columns was added: then the Arrow stream of this one is not looked at. */
  knowsShapeOf(facts: RrdChunkFacts): boolean {
    return this.#shapeIndexes.has(shapeKey(facts));
  }

  add(facts: RrdChunkFacts, place: ChunkPlace, arrow: Uint8Array): void {
    const index = this.#shapeIndex(facts, arrow);
    const row = this.chunkCount;
    this.#shapeOf.push(index);
    this.#rowCounts.push(facts.rowCount);
    this.#places.push(place.offset, place.byteLength, place.uncompressedBytes);
    this.#ids.push(...chunkIdToBytes(facts.chunkId));
    for (const span of facts.spans) this.#times.push(span.min, span.max);
    if (facts.components.some((component) => component.rowCount !== facts.rowCount)) {
      this.#sparse.set(row, facts.components);
    }
  }

  finish(): ManifestMessage {
    const table = encodeTable(this.#columns(), this.chunkCount);
    const schema = this.#schema.encode();
    const block = compressLz4(table);
    return {
      storeId: this.#storeId,
      schema: schema.stream,
      schemaSha256: schema.sha256,
      data: {
        payload: block ?? table,
        compression: block === undefined ? RrdCompression.None : RrdCompression.Lz4,
        uncompressedBytes: table.length,
      },
    };
  }

  #shapeIndex(facts: RrdChunkFacts, arrow: Uint8Array): number {
    const key = shapeKey(facts);
    const known = this.#shapeIndexes.get(key);
    if (known !== undefined) return known;
    const shape = {
      entityPath: facts.entityPath,
      isStatic: facts.isStatic,
      timelines: facts.spans.map((span) => ({ name: span.timeline, kind: span.kind })),
      components: facts.components.map((component) => component.descriptor),
    };
    for (const { name, kind } of shape.timelines) if (!this.#timelines.has(name)) this.#timelines.set(name, kind);
    for (const descriptor of shape.components) {
      if (!this.#components.has(descriptor.component)) this.#components.set(descriptor.component, descriptor);
      if (!facts.isStatic) this.#temporal.add(descriptor.component);
    }
    this.#schema.add(facts, arrow);
    this.#shapeIndexes.set(key, this.#shapes.length);
    return this.#shapes.push(shape) - 1;
  }

  #columns(): readonly TableColumn[] {
    const descriptors = [...this.#components.values()].sort((a, b) => (a.component < b.component ? -1 : 1));
    const timelines = [...this.#timelines].sort(([a], [b]) => (a < b ? -1 : 1));
    const columns = this.#chunkColumns();
    const has = descriptors.map(() => new Uint8Array(this.chunkCount));
    const chunkSpans = timelines.map(() => new SpanColumns(this.chunkCount));
    const componentSpans = timelines.map(() => descriptors.map(() => undefined as SpanColumns | undefined));
    const componentIndex = new Map(descriptors.map(({ component }, i) => [component, i]));
    const timelineIndex = new Map(timelines.map(([name], i) => [name, i]));
    this.#forEach((row, shape, spans, components) => {
      if (shape.isStatic) {
        for (const { descriptor, rowCount } of components) {
          const flags = has[componentIndex.get(descriptor.component) ?? -1];
          if (flags !== undefined && rowCount > 0) flags[row] = 1;
        }
      }
      for (const span of spans) chunkSpans[timelineIndex.get(span.timeline) ?? -1]?.set(row, span, 0);
      for (const { descriptor, rowCount, spans: own } of components) {
        const column = componentIndex.get(descriptor.component) ?? -1;
        for (const span of own) {
          const ofTimeline = componentSpans[timelineIndex.get(span.timeline) ?? -1];
          if (ofTimeline === undefined) continue;
          ofTimeline[column] ??= new SpanColumns(this.chunkCount);
          ofTimeline[column]?.set(row, span, rowCount);
        }
      }
    });
    descriptors.forEach((descriptor, i) => {
      const name = columnNamePart(descriptor.component) + ManifestSuffix.HasStaticData;
      columns.push(
        column(name, 'Boolean', [packBits(has[i] ?? new Uint8Array(0))], indexMetadata(STATIC_INDEX, descriptor)),
      );
    });
    timelines.forEach(([name, kind], t) => {
      columns.push(...(chunkSpans[t]?.toColumns(columnNamePart(name), kind, indexMetadata(name)).slice(0, 2) ?? []));
    });
    timelines.forEach(([name, kind], t) => {
      descriptors.forEach((descriptor, i) => {
        const prefix = `${columnNamePart(name)}:${columnNamePart(descriptor.component)}`;
        columns.push(...(componentSpans[t]?.[i]?.toColumns(prefix, kind, indexMetadata(name, descriptor)) ?? []));
      });
    });
    return columns;
  }

  #chunkColumns(): TableColumn[] {
    const paths = this.#shapes.map((shape) => textEncoder.encode(shape.entityPath));
    const flags = new Uint8Array(this.chunkCount);
    const starts = new Int32Array(this.chunkCount + 1);
    const shapeOf = this.#shapeOf.values;
    shapeOf.forEach((shape, row) => {
      starts[row + 1] = (starts[row] ?? 0) + (paths[shape]?.length ?? 0);
      flags[row] = this.#shapes[shape]?.isStatic === true ? 1 : 0;
    });
    const texts = new Uint8Array(starts[this.chunkCount] ?? 0);
    shapeOf.forEach((shape, row) => {
      const path = paths[shape];
      if (path !== undefined) texts.set(path, starts[row]);
    });
    const places = this.#places.values;
    const place = (part: number) =>
      bytesOf(BigUint64Array.from({ length: this.chunkCount }, (_, i) => BigInt(places[3 * i + part] ?? 0)));
    const rowCounts = BigUint64Array.from(this.#rowCounts.values, (count) => BigInt(count));
    return [
      column(ManifestColumn.EntityPath, 'Utf8', [bytesOf(starts), texts]),
      column(ManifestColumn.ChunkId, 'Tuid', [this.#ids.values]),
      column(ManifestColumn.IsStatic, 'Boolean', [packBits(flags)]),
      column(ManifestColumn.RowCount, 'UInt64', [bytesOf(rowCounts)]),
      column(ManifestColumn.Offset, 'UInt64', [place(0)]),
      column(ManifestColumn.ByteLength, 'UInt64', [place(1)]),
      column(ManifestColumn.UncompressedBytes, 'UInt64', [place(2)]),
    ];
  }

  /** Visits the chunks in the order of the file. */
  #forEach(
    visit: (row: number, shape: Shape, spans: readonly TimeSpan[], components: readonly RrdComponentFacts[]) => void,
  ): void {
    const times = this.#times.values;
    const rowCounts = this.#rowCounts.values;
    let at = 0;
    this.#shapeOf.values.forEach((index, row) => {
      const shape = this.#shapes[index];
      if (shape === undefined) return;
      const spans = shape.timelines.map(({ name, kind }) => {
        const span = { timeline: name, kind, min: times[at] ?? 0n, max: times[at + 1] ?? 0n };
        at += 2;
        return span;
      });
      const rowCount = rowCounts[row] ?? 0;
      const whole = () => shape.components.map((descriptor) => ({ descriptor, rowCount, spans }));
      visit(row, shape, spans, this.#sparse.get(row) ?? whole());
    });
  }
}

const textEncoder = new TextEncoder();
const NO_BYTES = new Uint8Array(0);

/** Start, end and number of rows per chunk; null, null and 0 where a chunk has none. */
class SpanColumns {
  readonly #start: BigInt64Array;
  readonly #end: BigInt64Array;
  readonly #rows: BigUint64Array;
  readonly #valid: Uint8Array;
  #count = 0;

  constructor(chunkCount: number) {
    this.#start = new BigInt64Array(chunkCount);
    this.#end = new BigInt64Array(chunkCount);
    this.#rows = new BigUint64Array(chunkCount);
    this.#valid = new Uint8Array(chunkCount);
  }

  set(row: number, span: TimeSpan, rowCount: number): void {
    this.#start[row] = span.min;
    this.#end[row] = span.max;
    this.#rows[row] = BigInt(rowCount);
    this.#valid[row] = 1;
    this.#count++;
  }

  toColumns(prefix: string, kind: TimelineKind, metadata: Readonly<Record<string, string>>): readonly TableColumn[] {
    const nulls = this.#valid.length - this.#count;
    const validity = nulls === 0 ? NO_BYTES : packBits(this.#valid);
    const common = { isNullable: true, nulls, metadata };
    return [
      { ...common, name: prefix + ManifestSuffix.Start, type: kind, buffers: [validity, bytesOf(this.#start)] },
      { ...common, name: prefix + ManifestSuffix.End, type: kind, buffers: [validity, bytesOf(this.#end)] },
      {
        ...common,
        name: prefix + ManifestSuffix.RowCount,
        type: 'UInt64',
        nulls: 0,
        buffers: [NO_BYTES, bytesOf(this.#rows)],
      },
    ];
  }
}

function column(
  name: string,
  type: TableType,
  values: readonly Uint8Array[],
  metadata: Readonly<Record<string, string>> = {},
): TableColumn {
  return { name, type, isNullable: false, nulls: 0, metadata, buffers: [NO_BYTES, ...values] };
}

function indexMetadata(index: string, descriptor?: ComponentDescriptor): Readonly<Record<string, string>> {
  return {
    [INDEX_KEY]: index,
    ...(descriptor?.componentType === undefined ? {} : { [MetadataKey.ComponentType]: descriptor.componentType }),
    ...(descriptor?.archetype === undefined ? {} : { [MetadataKey.Archetype]: descriptor.archetype }),
    ...(descriptor === undefined ? {} : { [MetadataKey.Component]: descriptor.component }),
  };
}

function shapeKey({ entityPath, spans, components }: RrdChunkFacts): string {
  let key: string = entityPath;
  for (const span of spans) key += `\n${span.kind} ${span.timeline}`;
  for (const { descriptor } of components) key += `\n:${descriptor.component}`;
  return key;
}
