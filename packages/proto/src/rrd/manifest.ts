import type { ComponentDescriptor } from '../components.ts';
import { MetadataKey } from '../constants.ts';
import { parseEntityPath } from '../entity-path.ts';
import { ProtoError } from '../errors.ts';
import { chunkIdFromBytes } from '../ids.ts';
import type { TimelineKind } from '../time.ts';
import { isTimelineKind } from '../time.ts';
import type { TimeSpan } from '../wire/messages.ts';
import type { RrdChunkFacts, RrdComponentFacts } from './chunk-facts.ts';
import { unpack } from './chunk-payload.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import { MAX_RRD_FOOTER_BYTES } from './format.ts';
import { INDEX_KEY, ManifestColumn, ManifestSuffix, STATIC_INDEX } from './manifest-columns.ts';
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
export function decodeManifest(message: ManifestMessage, context: ManifestContext): RrdManifest {
  const bytes = unpack(message.data, context.offset, MAX_RRD_FOOTER_BYTES);
  try {
    return { storeId: message.storeId, entries: new ManifestReader(readTable(bytes), context).entries() };
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

interface SpanReader {
  readonly timeline: string;
  readonly kind: TimelineKind;
  readonly start: ReadColumn;
  readonly end: ReadColumn;
}

interface ComponentReader {
  readonly descriptor: ComponentDescriptor;
  hasStaticData: ReadColumn | undefined;
  readonly spans: (SpanReader & { readonly rows: ReadColumn })[];
}

class ManifestReader {
  readonly #table: ReadTable;
  readonly #context: ManifestContext;
  readonly #byName: ReadonlyMap<string, ReadColumn>;

  constructor(table: ReadTable, context: ManifestContext) {
    this.#table = table;
    this.#context = context;
    this.#byName = new Map(table.columns.map((column) => [column.name, column]));
  }

  entries(): readonly RrdManifestEntry[] {
    if (this.#table.rowCount > this.#context.maxChunks) {
      throw this.#bad(`it lists ${this.#table.rowCount} chunks, but there is room for ${this.#context.maxChunks}`);
    }
    const path = this.#column(ManifestColumn.EntityPath, 'text');
    const id = this.#column(ManifestColumn.ChunkId, 'tuid');
    const isStatic = this.#column(ManifestColumn.IsStatic, 'boolean');
    const rows = this.#column(ManifestColumn.RowCount, 'uint64');
    const offset = this.#column(ManifestColumn.Offset, 'uint64');
    const byteLength = this.#column(ManifestColumn.ByteLength, 'uint64');
    const uncompressed = this.#column(ManifestColumn.UncompressedBytes, 'uint64');
    const spanReaders = this.#spanReaders(undefined);
    const components = this.#componentReaders();
    const entries: RrdManifestEntry[] = [];
    for (let row = 0; row < this.#table.rowCount; row++) {
      const spans = spanReaders.flatMap((reader) => readSpan(reader, row) ?? []);
      const rowCount = uint(rows, row);
      const entry = {
        chunkId: chunkIdFromBytes(bytesOfView(id.values), 16 * row),
        entityPath: parseEntityPath(path.text(row)),
        isStatic: flag(isStatic, row),
        rowCount,
        spans,
        components: components.flatMap((reader) => readComponent(reader, row, rowCount, spans) ?? []),
        offset: this.#context.streamStart + uint(offset, row),
        byteLength: uint(byteLength, row),
        uncompressedBytes: uint(uncompressed, row),
      };
      // Written so that it also fails for what is beyond all numbers.
      if (!(entry.offset >= this.#context.streamStart && entry.offset + entry.byteLength <= this.#context.offset)) {
        throw this.#bad(`chunk ${row} lies at ${entry.offset}, ${entry.byteLength} bytes long, outside of its stream`);
      }
      entries.push(entry);
    }
    return entries.sort((a, b) => a.offset - b.offset);
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

function readComponent(
  reader: ComponentReader,
  row: number,
  chunkRows: number,
  chunkSpans: readonly TimeSpan[],
): RrdComponentFacts | undefined {
  if (reader.hasStaticData !== undefined && flag(reader.hasStaticData, row)) {
    return { descriptor: reader.descriptor, rowCount: chunkRows, spans: chunkSpans };
  }
  let rowCount = 0;
  const spans: TimeSpan[] = [];
  for (const span of reader.spans) {
    const rows = span.rows.isNull(row) ? 0 : uint(span.rows, row);
    if (rows === 0) continue;
    rowCount = Math.max(rowCount, rows);
    const read = readSpan(span, row);
    if (read !== undefined) spans.push(read);
  }
  if (rowCount === 0) return undefined;
  // Most components are in every row: one array for all of them.
  const isWhole = spans.length === chunkSpans.length && spans.every((span, i) => sameSpan(span, chunkSpans[i]));
  return { descriptor: reader.descriptor, rowCount, spans: isWhole ? chunkSpans : spans };
}

function sameSpan(a: TimeSpan, b: TimeSpan | undefined): boolean {
  return a.timeline === b?.timeline && a.min === b.min && a.max === b.max;
}

function readSpan({ timeline, kind, start, end }: SpanReader, row: number): TimeSpan | undefined {
  if (start.isNull(row) || end.isNull(row)) return undefined;
  return { timeline, kind, min: start.values.getBigInt64(8 * row, true), max: end.values.getBigInt64(8 * row, true) };
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

/** Beyond 2^53 infinite, which no check of a place lets pass. */
function uint(column: ReadColumn, row: number): number {
  const high = column.values.getUint32(8 * row + 4, true);
  return high >= 2 ** 21 ? Number.POSITIVE_INFINITY : high * 2 ** 32 + column.values.getUint32(8 * row, true);
}

function flag(column: ReadColumn, row: number): boolean {
  return (column.values.getUint8(row >> 3) & (1 << (row & 7))) !== 0;
}

function bytesOfView(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
