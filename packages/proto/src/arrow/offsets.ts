import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { BatchReader } from './batch-reader.ts';

/**
 * The offsets of a list, text or binary array: `starts` begins at 0 and has one entry more than the array; `first` is what
 * was taken off every offset, because a slice of a larger array need not begin at 0.
 */
export interface Offsets {
  readonly starts: Int32Array;
  readonly first: number;
}

/** Reads the next buffer as offsets of an array of `length`, copied, and checks that they do not descend. */
export function readOffsets(batch: BatchReader, length: number, large: boolean, what: string): Offsets {
  const width = large ? 8 : 4;
  const bytes = batch.wholeBuffer();
  // The one offset of an empty array may be left out.
  if (length === 0 && bytes.length < width) return { starts: new Int32Array(1), first: 0 };
  if (bytes.length < (length + 1) * width) {
    throw badOffsets(`must be ${length + 1}`, what, `${Math.floor(bytes.length / width)}`);
  }
  const starts = new Int32Array(length + 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i <= length; i++) {
    if (large && view.getInt32(i * width + 4, true) !== 0) throw badOffsets('must be below 2^31', what, 'more');
    starts[i] = view.getInt32(i * width, true);
  }
  checkOffsets(starts, what);
  const first = starts[0] ?? 0;
  if (first !== 0) for (let i = 0; i <= length; i++) starts[i] = (starts[i] ?? 0) - first;
  return { starts, first };
}

function checkOffsets(starts: Int32Array, what: string): void {
  let former = 0;
  for (const start of starts) {
    if (start < former) throw badOffsets('must not descend', what, `${start} after ${former}`);
    former = start;
  }
}

function badOffsets(problem: string, what: string, found: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadArrow, `The offsets of ${what} ${problem}, found ${found}.`);
}
