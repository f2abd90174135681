import { checkRowIds } from '../check-chunk.ts';
import type { Chunk, ComponentColumn, TimeColumn } from '../chunk.ts';
import type { EntityPath } from '../entity-path.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { TUID_BYTES } from '../ids.ts';
import { isOfType } from '../item-type.ts';
import { plainBytes } from '../plain-bytes.ts';
import { BatchReader } from './batch-reader.ts';
import { unpackBits } from './bits.ts';
import { decodeSchema } from './decode-schema.ts';
import { readTexts } from './decode-texts.ts';
import { readValues } from './decode-values.ts';
import { readFrames } from './framing.ts';
import { nullableArrays } from './item-type-of.ts';
import { readOffsets } from './offsets.ts';
import type { ChunkSchema, DataColumn, IndexColumn } from './schema.ts';

/**
 * Decodes the Arrow IPC stream of one chunk, ours or Rerun's, and checks all of it: the result keeps every invariant of
 * {@link checkChunk}. Columns of types without a reader, and those with nulls among the instances of a row, come as
 * `Opaque` texts.
 *
 * @param bytes Must not be changed while the chunk is in use: the values of `bytes` columns (video samples, pictures) are
 * views into it. Everything else is copied.
 * @throws ProtoError `truncated`, `bad-arrow`, `bad-chunk`, `bad-id`, `bad-entity-path` or `limit-exceeded`
 * @group Arrow
 */
export function decodeChunk(bytes: Uint8Array): Chunk {
  return readChunk(bytes, true);
}

/** As {@link decodeChunk}; `withTexts` false leaves the texts of opaque columns out, for callers that only check. */
export function readChunk(bytes: Uint8Array, withTexts: boolean): Chunk {
  const frames = readFrames(plainBytes(bytes));
  const { id, schema } = decodeSchema(frames.schema);
  const columns = readColumns(new BatchReader(frames, schema), schema, withTexts);
  return { id, entityPath: schema.entityPath, ...columns };
}

function readColumns(batch: BatchReader, schema: ChunkSchema, withTexts: boolean): Omit<Chunk, 'id' | 'entityPath'> {
  const { rowCount } = batch;
  let rowIds: Uint8Array = new Uint8Array(0);
  // Columns lie in the order of the schema; a chunk has them sorted by name.
  const timelines = new Array<TimeColumn>(schema.timelines.length);
  const components = new Array<ComponentColumn>(schema.components.length);
  for (const role of schema.columns) {
    switch (role.role) {
      case 'row-id':
        rowIds = readRowIds(batch, schema.entityPath);
        break;
      case 'index': {
        const column = schema.timelines[role.index];
        if (column !== undefined) timelines[role.index] = readTimes(batch, column);
        break;
      }
      case 'data': {
        const column = schema.components[role.index];
        if (column !== undefined) components[role.index] = readComponent(batch, column, withTexts);
        break;
      }
    }
  }
  return { rowCount, rowIds, timelines, components };
}

function readRowIds(batch: BatchReader, entityPath: EntityPath): Uint8Array {
  const node = batch.node(batch.rowCount, 'The column of row ids');
  if (node.nulls > 0) throw badChunk(`Every row must have an id, found ${node.nulls} without`);
  batch.validity(node, 'row ids');
  const rowIds = batch.buffer(batch.rowCount * TUID_BYTES, 'row ids').slice();
  checkRowIds(rowIds, batch.rowCount, `Entity: ${entityPath}`);
  return rowIds;
}

function readTimes(batch: BatchReader, column: IndexColumn): TimeColumn {
  const what = `timeline "${column.name}"`;
  const node = batch.node(batch.rowCount, what);
  if (node.nulls > 0) throw badChunk(`Every row must have a time on ${what}, found ${node.nulls} without`);
  batch.validity(node, what);
  const times = new BigInt64Array(batch.rowCount);
  const bytes = new Uint8Array(times.buffer);
  bytes.set(batch.buffer(bytes.length, what));
  const isSorted = scanTimes(bytes, what);
  if (column.isSorted && !isSorted) throw badChunk(`The ${what} says it is sorted, but is not`);
  return { name: column.name, kind: column.kind, times, isSorted };
}

/**
 * Whether the times do not descend. Compares halves of 32 bits, since a bigint for each of a million rows is slow.
 */
function scanTimes(bytes: Uint8Array, what: string): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let formerHigh = -(2 ** 31);
  let formerLow = 0;
  let isSorted = true;
  for (let offset = 0; offset < bytes.length; offset += 8) {
    const low = view.getUint32(offset, true);
    const high = view.getInt32(offset + 4, true);
    if (high === -(2 ** 31) && low === 0) {
      throw badChunk(`A time must not be -2^63 (it stands for static), row ${offset / 8} of ${what} is`);
    }
    if (high < formerHigh || (high === formerHigh && low < formerLow)) isSorted = false;
    formerHigh = high;
    formerLow = low;
  }
  return isSorted;
}

function readComponent(batch: BatchReader, column: DataColumn, withTexts: boolean): ComponentColumn {
  const { rowCount } = batch;
  const { descriptor, listType } = column;
  const what = `component "${descriptor.component}"`;
  const node = batch.node(rowCount, what);
  const validity = batch.validity(node, what);
  const { starts, first } = readOffsets(batch, rowCount, listType.large, what);
  const range = { first, count: starts[rowCount] ?? 0 };
  const common = {
    descriptor,
    rowStarts: starts,
    logged: validity === undefined ? undefined : unpackBits(validity, 0, rowCount),
  };
  const { itemType } = column;
  if (!isOfType(itemType, 'Opaque') && !losesNulls(batch, column)) {
    return { ...common, itemType, values: readValues(batch, listType.item, itemType, range, what) };
  }
  return { ...common, ...readTexts(batch, listType.item, range, withTexts, what) };
}

/** Whether anything is null where the item type has no room for it. */
function losesNulls(batch: BatchReader, { itemType, listType }: DataColumn): boolean {
  return (
    batch.hasNullsAhead(listType.item) &&
    (typeof itemType === 'string' || batch.hasNullsAhead(listType.item, nullableArrays(itemType)))
  );
}

function badChunk(problem: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadChunk, `${problem}.`);
}
