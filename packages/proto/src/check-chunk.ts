import { checkStarts, checkValues } from './check-values.ts';
import { type Chunk, type ComponentColumn, instanceCount, type TimeColumn } from './chunk.ts';
import { MAX_COMPONENTS, MAX_ROWS, MAX_TIMELINES } from './constants.ts';
import { ProtoError, ProtoErrorCode } from './errors.ts';
import { TUID_BYTES } from './ids.ts';
import { itemTypeText } from './item-type.ts';
import { MIN_TIME } from './time.ts';

/**
 * Checks every invariant of a chunk: at least one component and as many rows everywhere; row ids ascend; timelines and
 * components sorted by name and each there once; times in range; `isSorted` true only where it is so; row starts monotone,
 * beginning at 0 and ending at the number of instances; values of the kind that the item type asks for.
 *
 * @throws ProtoError `bad-chunk` naming the entity and the column.
 * @group Chunks
 */
export function checkChunk(chunk: Chunk): void {
  const where = `Entity: ${chunk.entityPath}`;
  if (!Number.isInteger(chunk.rowCount) || chunk.rowCount < 0 || chunk.rowCount > MAX_ROWS) {
    throw badChunk(`A chunk has 0 to ${MAX_ROWS} rows, found ${chunk.rowCount}`, where);
  }
  if (chunk.components.length === 0 || chunk.components.length > MAX_COMPONENTS) {
    throw badChunk(`A chunk has 1 to ${MAX_COMPONENTS} components, found ${chunk.components.length}`, where);
  }
  if (chunk.timelines.length > MAX_TIMELINES) {
    throw badChunk(`A chunk has at most ${MAX_TIMELINES} timelines, found ${chunk.timelines.length}`, where);
  }
  checkRowIds(chunk.rowIds, chunk.rowCount, where);
  checkAscendingNames(
    chunk.timelines.map((column) => column.name),
    'Timelines',
    where,
  );
  checkAscendingNames(
    chunk.components.map((column) => column.descriptor.component),
    'Components',
    where,
  );
  for (const column of chunk.timelines) checkTimes(column, chunk.rowCount, `timeline "${column.name}". ${where}`);
  for (const column of chunk.components) {
    checkComponent(column, chunk.rowCount, `component "${column.descriptor.component}". ${where}`);
  }
}

/**
 * Checks that row ids are as many as rows and ascend strictly; `where` ends the message. For decoders of this package.
 *
 * @internal
 */
export function checkRowIds(rowIds: Uint8Array, rowCount: number, where: string): void {
  if (rowIds.length !== rowCount * TUID_BYTES) {
    throw badChunk(`${rowCount} rows need ${rowCount * TUID_BYTES} bytes of row ids, found ${rowIds.length}`, where);
  }
  // Four words each: byte by byte, this would be the slowest part of taking a chunk in.
  const words = new DataView(rowIds.buffer, rowIds.byteOffset, rowIds.byteLength);
  for (let offset = TUID_BYTES; offset < rowIds.length; offset += TUID_BYTES) {
    if (!isAscending(words, offset)) {
      throw badChunk(`Row ids must ascend strictly, row ${offset / TUID_BYTES} does not`, where);
    }
  }
}

/** Whether the TUID at `offset` is greater than the one before it. */
function isAscending(words: DataView, offset: number): boolean {
  for (let word = offset; word < offset + TUID_BYTES; word += 4) {
    const difference = words.getUint32(word) - words.getUint32(word - TUID_BYTES);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function checkAscendingNames(names: readonly string[], what: string, where: string): void {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    const former = names[i - 1];
    if (name === '') throw badChunk(`${what} must have a name, number ${i} has none`, where);
    if (former !== undefined && former >= name) {
      throw badChunk(`${what} must be sorted by name, each there once; "${name}" follows "${former}"`, where);
    }
  }
}

function checkTimes(column: TimeColumn, rowCount: number, where: string): void {
  const { times } = column;
  if (times.length !== rowCount) throw badChunk(`${rowCount} rows need as many times, found ${times.length}`, where);
  let former = MIN_TIME;
  for (let row = 0; row < rowCount; row++) {
    const time = times[row] ?? MIN_TIME;
    if (time < MIN_TIME) throw badChunk(`A time must not be -2^63 (it stands for static), row ${row} is`, where);
    if (column.isSorted && time < former) {
      throw badChunk(`The column says it is sorted, but row ${row} has ${time} after ${former}`, where);
    }
    former = time;
  }
}

function checkComponent(column: ComponentColumn, rowCount: number, where: string): void {
  const count = instanceCount(column.values, column.itemType);
  if (!Number.isInteger(count)) {
    throw badChunk(`The number of values must be a multiple of the size of ${itemTypeText(column.itemType)}`, where);
  }
  checkStarts(column.rowStarts, rowCount, count, 'Row starts', where);
  if (column.logged !== undefined && column.logged.length !== rowCount) {
    throw badChunk(`${rowCount} rows need as many bytes of "logged", found ${column.logged.length}`, where);
  }
  checkValues(column.values, column.itemType, count, where);
}

function badChunk(problem: string, where: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadChunk, `${problem}. ${where}`);
}
