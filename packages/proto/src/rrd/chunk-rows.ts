import type { ArrowType } from '../arrow/arrow-type.ts';
import { BatchReader } from '../arrow/batch-reader.ts';
import { ArrayLayout, ChunkTemplate } from '../arrow/chunk-template.ts';
import { decodeSchema } from '../arrow/decode-schema.ts';
import { readFrames } from '../arrow/framing.ts';
import type { ChunkSchema, ColumnRole } from '../arrow/schema.ts';
import { checkRowIds } from '../check-chunk.ts';
import { MAX_MESSAGE_BYTES, MAX_ROWS } from '../constants.ts';
import type { EntityPath } from '../entity-path.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { type ChunkId, compareTuids, TUID_BYTES } from '../ids.ts';
import { plainBytes } from '../plain-bytes.ts';
import { type ArrayTree, canJoin, readArrayTree } from './array-tree.ts';
import { canonicalSchema, copySchema } from './copy-schema.ts';
import { type ArraySlice, joinArrays, valueBytes } from './join-arrays.ts';

/**
 * The rows of a chunk, for cutting and joining chunks without knowing what is in them: the values of every component, also of
 * those that `decodeChunk` only shows as text, stay byte for byte what they are.
 *
 * @group Recordings
 */
export class ChunkRows {
  /** The Arrow stream that was read. */
  readonly arrow: Uint8Array;
  readonly chunkId: ChunkId;
  readonly entityPath: EntityPath;
  readonly rowCount: number;
  /** 16 bytes a row, ascending; borrowed from the chunk. */
  readonly rowIds: Uint8Array;
  /**
   * Equal for chunks whose rows can be joined: entity, timelines, components, types and metadata are the same.
   */
  readonly columnsKey: string;
  /** @internal */
  readonly schemaMessage: Uint8Array;
  /** @internal In the order of the schema. */
  readonly columns: readonly ArrayTree[];
  readonly #schema: ChunkSchema;

  private constructor(arrow: Uint8Array) {
    const frames = readFrames(arrow);
    const { id, schema } = decodeSchema(frames.schema);
    const types = schema.columns.map((role) => typeOf(schema, role));
    const unknown = types.find((type) => !canJoin(type));
    if (unknown !== undefined) {
      throw new ProtoError(
        ProtoErrorCode.BadArrow,
        `The rows of a chunk with a column of type ${unknown.kind === 'other' ? unknown.name : unknown.kind} cannot be taken apart.`,
      );
    }
    const batch = new BatchReader(frames, schema);
    this.arrow = arrow;
    this.chunkId = id;
    this.entityPath = schema.entityPath;
    this.rowCount = batch.rowCount;
    this.#schema = schema;
    this.schemaMessage = frames.schema;
    this.columnsKey = canonicalSchema(schema, frames.schema);
    this.columns = types.map((type) => readArrayTree(batch, type, batch.rowCount, `entity ${schema.entityPath}`));
    this.rowIds = this.#column('row-id', 0)?.values ?? new Uint8Array(0);
    checkRowIds(this.rowIds, this.rowCount, `Entity: ${schema.entityPath}`);
  }

  /**
   * @param arrow Must not be changed while the rows are in use.
   * @throws ProtoError as `decodeChunk`; `bad-arrow` also for a chunk with a column of a type that cannot be cut, such as a
   * union. Such a chunk can only be kept as it is.
   */
  static read(arrow: Uint8Array): ChunkRows {
    return new ChunkRows(plainBytes(arrow));
  }

  get isStatic(): boolean {
    return this.#schema.timelines.length === 0;
  }

  /** The times of all rows on a timeline; undefined if the chunk is not on it. */
  times(timeline: string): BigInt64Array | undefined {
    const index = this.#schema.timelines.findIndex(({ name }) => name === timeline);
    const column = index < 0 ? undefined : this.#column('index', index);
    return column && new BigInt64Array(column.values.slice().buffer);
  }

  /** Bytes that the values of these rows take; the sum over parts of a chunk is that of the chunk. */
  valueBytes(from = 0, to: number = this.rowCount): number {
    return this.columns.reduce((sum, array) => sum + valueBytes({ array, from, to }), 0);
  }

  /** @internal Whether each column in turn says whether it is sorted, and must therefore be looked at when joined. */
  get roles(): readonly ColumnRole[] {
    return this.#schema.columns;
  }

  #column(role: 'row-id' | 'index', index: number): ArrayTree | undefined {
    const at = this.roles.findIndex((each) => each.role === role && (each.role !== 'index' || each.index === index));
    return this.columns[at];
  }
}

/**
 * Some rows of a chunk: `from` to before `to`.
 *
 * @group Recordings
 */
export interface RowSlice {
  readonly rows: ChunkRows;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes one chunk of rows of several, in this order: every value, row id and time as it was, with the flags that say whether a
 * column is sorted made true. Latency stamps of single chunks are left out.
 *
 * @returns The Arrow stream of the new chunk.
 * @throws ProtoError `bad-chunk` if the row ids would not ascend; `limit-exceeded` if the chunk would be larger than one may be.
 * @group Recordings
 */
export function joinRows(id: ChunkId, slices: readonly RowSlice[]): Uint8Array<ArrayBuffer> {
  const [first] = slices;
  if (first === undefined) throw new TypeError('A chunk needs at least one slice.');
  if (slices.some(({ rows }) => rows.columnsKey !== first.rows.columnsKey)) {
    throw new TypeError('Rows can be joined only where the columns are the same.');
  }
  checkOrder(slices);
  const rowCount = slices.reduce((sum, { from, to }) => sum + to - from, 0);
  const bytes = slices.reduce((sum, { rows, from, to }) => sum + rows.valueBytes(from, to), 0);
  if (rowCount > MAX_ROWS || bytes > MAX_MESSAGE_BYTES) {
    throw new ProtoError(
      ProtoErrorCode.LimitExceeded,
      `A chunk has at most ${MAX_ROWS} rows and ${MAX_MESSAGE_BYTES} bytes, these would have ${rowCount} and ${bytes}.`,
    );
  }
  const layout = new ArrayLayout();
  const sorted = first.rows.roles.map((role, column) => {
    const parts = slices.flatMap(({ rows, from, to }): ArraySlice[] => {
      const array = rows.columns[column];
      return array === undefined ? [] : [{ array, from, to }];
    });
    const type = parts[0]?.array.type;
    if (type !== undefined) joinArrays(layout, type, parts);
    return role.role === 'row-id' || (role.role === 'index' && areSorted(parts));
  });
  return new ChunkTemplate(copySchema(first.rows.schemaMessage, sorted), layout).fill(id, rowCount, layout);
}

function typeOf(schema: ChunkSchema, role: ColumnRole): ArrowType {
  switch (role.role) {
    case 'row-id':
      return { kind: 'fixed-size-binary', size: TUID_BYTES };
    case 'index':
      return { kind: 'number', type: 'Int64' };
    case 'data':
      return schema.components[role.index]?.listType ?? { kind: 'null' };
    case 'skipped':
      return role.type;
  }
}

function checkOrder(slices: readonly RowSlice[]): void {
  let former: RowSlice | undefined;
  for (const slice of slices) {
    if (slice.from >= slice.to) throw new TypeError('A slice needs at least one row.');
    if (former !== undefined) {
      const order = compareTuids(
        former.rows.rowIds,
        (former.to - 1) * TUID_BYTES,
        slice.rows.rowIds,
        slice.from * TUID_BYTES,
      );
      if (order >= 0) {
        throw new ProtoError(
          ProtoErrorCode.BadChunk,
          `Row ids must ascend strictly, those of chunk ${slice.rows.chunkId} do not go on after ${former.rows.chunkId}.`,
        );
      }
    }
    former = slice;
  }
}

function areSorted(slices: readonly ArraySlice[]): boolean {
  let high = -(2 ** 31);
  let low = 0;
  for (const { array, from, to } of slices) {
    const { values } = array;
    const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
    for (let at = 8 * from; at < 8 * to; at += 8) {
      // Halves of 32 bits: a bigint for each row would be slow.
      const nextLow = view.getUint32(at, true);
      const nextHigh = view.getInt32(at + 4, true);
      if (nextHigh < high || (nextHigh === high && nextLow < low)) return false;
      high = nextHigh;
      low = nextLow;
    }
  }
  return true;
}
