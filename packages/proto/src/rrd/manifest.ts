import type { ComponentDescriptor } from '../components.ts';
import { MetadataKey } from '../constants.ts';
import { ProtoError } from '../errors.ts';
import { TUID_BYTES } from '../ids.ts';
import { isTimelineKind } from '../time.ts';
import type { RrdChunkColumns, RrdSpanColumn } from './chunk-columns.ts';
import type { RrdChunkFacts } from './chunk-facts.ts';
import { unpack } from './chunk-payload.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import { MAX_RRD_FOOTER_BYTES } from './format.ts';
import { INDEX_KEY, ManifestColumn, ManifestSuffix, STATIC_INDEX } from './manifest-columns.ts';
import { type ComponentReader, readComponents, readSpans, type SpanReader } from './manifest-components.ts';
import { readEntities } from './manifest-entities.ts';
import { bytesOfView, flags, uints } from './manifest-values.ts';
import type { ManifestMessage, RrdStoreId } from './messages.ts';
import { type ReadColumn, type ReadTable, readTable } from './read-table.ts';

/**
 * One chunk of a recording file: what it holds, and where.
 *
 * @group Recordings
 */
export interface RrdManifestEntry extends RrdChunkFacts {
  /** Offset in the file of the payload of the chunk's message. */
  readonly offset: number;
  /** Bytes of that payload. */
  readonly byteLength: number;
  /** Bytes of its Arrow stream when uncompressed. */
  readonly uncompressedBytes: number;
}

/**
 * All chunks of one store of a recording file.
 *
 * @group Recordings
 */
export interface RrdManifest {
  readonly storeId: RrdStoreId;
  /** In the order of the file. */
  readonly entries: readonly RrdManifestEntry[];
}

/** All chunks of one store, in columns; in the order of the file. */
export interface ManifestColumns {
  readonly storeId: RrdStoreId;
  readonly columns: RrdChunkColumns;
}

/** Where a manifest was found, for its offsets and for messages. */
export interface ManifestContext {
  /** Offset of the footer's payload in the file. */
  readonly offset: number;
  /** Where the stream begins whose footer it is in: offsets count from there. */
  readonly streamStart: number;
  /** How many chunks fit between the two: a manifest that lists more is made up. */
  readonly maxChunks: number;
}

/**
 * Reads a manifest of a footer and checks that it points to places between its stream's header and the footer.
 *
 * @throws RrdError `bad-manifest`, `bad-lz4` or `limit-exceeded`
 */
export function decodeManifest(message: ManifestMessage, context: ManifestContext): ManifestColumns {
  const bytes = unpack(message.data, context.offset, MAX_RRD_FOOTER_BYTES);
  try {
    return { storeId: message.storeId, columns: new ManifestReader(readTable(bytes), context).columns() };
  } catch (cause) {
    if (!(cause instanceof ProtoError)) throw cause;
    throw new RrdError(
      RrdErrorCode.BadManifest,
      `The manifest does not parse (${cause.code}): ${cause.message.replace(/\.$/, '')}`,
      context.offset,
      { cause },
    );
  }
}

class ManifestReader {
  readonly #table: ReadTable;
  readonly #context: ManifestContext;
  readonly #byName: ReadonlyMap<string, ReadColumn>;
  readonly #count: number;

  constructor(table: ReadTable, context: ManifestContext) {
    this.#table = table;
    this.#context = context;
    this.#byName = new Map(table.columns.map((column) => [column.name, column]));
    this.#count = table.rowCount;
  }

  columns(): RrdChunkColumns {
    const count = this.#count;
    if (count > this.#context.maxChunks) {
      throw this.#bad(`it lists ${count} chunks, but there is room for ${this.#context.maxChunks}`);
    }
    const offsets = uints(this.#column(ManifestColumn.Offset, 'uint64'), count);
    const byteLengths = uints(this.#column(ManifestColumn.ByteLength, 'uint64'), count);
    this.#checkPlaces(offsets, byteLengths);
    const order = orderOf(offsets);
    const spans = this.#spanReaders(undefined).map((reader) => readSpans(reader, count));
    const rowCounts = uints(this.#column(ManifestColumn.RowCount, 'uint64'), count);
    const statics = flags(this.#column(ManifestColumn.IsStatic, 'boolean'), count);
    const ids = bytesOfView(this.#column(ManifestColumn.ChunkId, 'tuid').values).slice(0, count * TUID_BYTES);
    const found = {
      count,
      ...readEntities(this.#column(ManifestColumn.EntityPath, 'text'), count),
      ...readComponents(this.#componentReaders(), { count, spans, rowCounts }),
      chunkIds: ids,
      statics,
      rowCounts,
      offsets,
      byteLengths,
      uncompressedBytes: uints(this.#column(ManifestColumn.UncompressedBytes, 'uint64'), count),
      spans: spans.map(({ timeline, kind, on, mins, maxs }) => ({ name: timeline, kind, on, mins, maxs })),
    };
    return order === undefined ? found : reordered(found, order);
  }

  #checkPlaces(offsets: Float64Array, byteLengths: Float64Array): void {
    const { streamStart, offset: end } = this.#context;
    for (let row = 0; row < offsets.length; row++) {
      const at = streamStart + (offsets[row] ?? 0);
      const byteLength = byteLengths[row] ?? 0;
      offsets[row] = at;
      // Written so that it also fails for what is beyond all numbers.
      if (at >= streamStart && at + byteLength <= end) continue;
      throw this.#bad(`chunk ${row} lies at ${at}, ${byteLength} bytes long, outside of its stream`);
    }
  }

  #column(name: string, type: ReadColumn['type']): ReadColumn {
    const column = this.#byName.get(name);
    if (column?.type !== type) throw this.#bad(`it must have a column ${name} of type ${type}, found ${column?.type}`);
    return column;
  }

  /** Readers of times: of the whole chunk, or of one component. */
  #spanReaders(component: string | undefined): readonly SpanReader[] {
    const readers: SpanReader[] = [];
    for (const start of this.#table.columns) {
      const timeline = start.metadata.get(INDEX_KEY);
      if (timeline === undefined || !start.name.endsWith(ManifestSuffix.Start)) continue;
      if (start.metadata.get(MetadataKey.Component) !== component) continue;
      const end = this.#byName.get(start.name.slice(0, -ManifestSuffix.Start.length) + ManifestSuffix.End);
      if (isTimelineKind(start.type) && end?.type === start.type) {
        readers.push({ timeline, kind: start.type, start, end });
      }
    }
    return readers.sort((a, b) => (a.timeline < b.timeline ? -1 : 1));
  }

  #componentReaders(): readonly ComponentReader[] {
    const readers = new Map<string, ComponentReader>();
    for (const column of this.#table.columns) {
      const component = column.metadata.get(MetadataKey.Component);
      const index = column.metadata.get(INDEX_KEY);
      if (component === undefined || index === undefined) continue;
      let reader = readers.get(component);
      if (reader === undefined) {
        reader = { descriptor: descriptorOf(component, column), hasStaticData: undefined, spans: [] };
        readers.set(component, reader);
      }
      if (index === STATIC_INDEX) {
        if (column.type === 'boolean') reader.hasStaticData = column;
      } else if (column.type === 'uint64' && column.name.endsWith(ManifestSuffix.RowCount)) {
        const prefix = column.name.slice(0, -ManifestSuffix.RowCount.length);
        const start = this.#byName.get(prefix + ManifestSuffix.Start);
        const end = this.#byName.get(prefix + ManifestSuffix.End);
        if (start !== undefined && isTimelineKind(start.type) && end?.type === start.type) {
          reader.spans.push({ timeline: index, kind: start.type, start, end, rows: column });
        }
      }
    }
    for (const { spans } of readers.values()) spans.sort((a, b) => (a.timeline < b.timeline ? -1 : 1));
    return [...readers.values()].sort((a, b) => (a.descriptor.component < b.descriptor.component ? -1 : 1));
  }

  #bad(problem: string): RrdError {
    return new RrdError(RrdErrorCode.BadManifest, `The manifest does not parse: ${problem}`, this.#context.offset);
  }
}

/** The rows in the order of their offsets; undefined if they are so already, as those of most writers. */
function orderOf(offsets: Float64Array): Uint32Array | undefined {
  let isSorted = true;
  for (let row = 1; row < offsets.length; row++) {
    if ((offsets[row - 1] ?? 0) > (offsets[row] ?? 0)) isSorted = false;
  }
  if (isSorted) return undefined;
  return Uint32Array.from(offsets.keys()).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
}

function reordered(columns: RrdChunkColumns, order: Uint32Array): RrdChunkColumns {
  const places = new Uint32Array(order.length);
  for (const [place, row] of order.entries()) places[row] = place;
  const chunkIds = new Uint8Array(columns.chunkIds.length);
  for (const [place, row] of order.entries()) {
    chunkIds.set(columns.chunkIds.subarray(row * TUID_BYTES, (row + 1) * TUID_BYTES), place * TUID_BYTES);
  }
  const numbers = (from: Float64Array) => Float64Array.from(order, (row) => from[row] ?? 0);
  const words = (from: Uint32Array) => Uint32Array.from(order, (row) => from[row] ?? 0);
  const bytes = (from: Uint8Array) => Uint8Array.from(order, (row) => from[row] ?? 0);
  const span = (column: RrdSpanColumn): RrdSpanColumn => ({
    name: column.name,
    kind: column.kind,
    on: bytes(column.on),
    mins: BigInt64Array.from(order, (row) => column.mins[row] ?? 0n),
    maxs: BigInt64Array.from(order, (row) => column.maxs[row] ?? 0n),
  });
  return {
    ...columns,
    entityOf: words(columns.entityOf),
    chunkIds,
    statics: bytes(columns.statics),
    rowCounts: numbers(columns.rowCounts),
    offsets: numbers(columns.offsets),
    byteLengths: numbers(columns.byteLengths),
    uncompressedBytes: numbers(columns.uncompressedBytes),
    shapeOf: words(columns.shapeOf),
    spans: columns.spans.map(span),
    partial: columns.partial.map((partial) => ({ ...partial, chunk: places[partial.chunk] ?? 0 })),
  };
}

function descriptorOf(component: string, column: ReadColumn): ComponentDescriptor {
  const archetype = column.metadata.get(MetadataKey.Archetype);
  const componentType = column.metadata.get(MetadataKey.ComponentType);
  return Object.freeze({
    component,
    ...(archetype === undefined ? {} : { archetype }),
    ...(componentType === undefined ? {} : { componentType }),
  });
}
