import {
  type Chunk,
  type ColumnValues,
  checkChunk,
  type Message,
  ProtoError,
  type UnknownMessage,
} from '@rushes/proto';
import { expect } from 'vitest';

/**
 * Runs a decoder on bytes that may be anything. It must return something that keeps its invariants or throw a coded error;
 * what it returns may not be much larger than what it was given.
 */
export function survives<T>(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => T,
  check: (decoded: T) => void,
): T | undefined {
  let decoded: T;
  try {
    decoded = decode(bytes);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
  check(decoded);
  return decoded;
}

export function checkDecodedChunk(inputLength: number): (chunk: Chunk) => void {
  return (chunk) => {
    checkChunk(chunk);
    // Flags grow from bits to bytes; nothing grows more.
    expect(sizeOf(chunk)).toBeLessThanOrEqual(8 * inputLength + 1024);
  };
}

export function checkDecodedMessage(message: Message | UnknownMessage): void {
  expect(typeof message.kind).toBe('string');
}

function sizeOf(chunk: Chunk): number {
  let total = chunk.rowIds.byteLength;
  for (const column of chunk.timelines) total += column.times.byteLength;
  for (const { rowStarts, logged, values } of chunk.components) {
    total += rowStarts.byteLength + (logged?.byteLength ?? 0) + valuesSize(values);
  }
  return total;
}

function valuesSize(values: ColumnValues): number {
  switch (values.kind) {
    case 'numbers':
      return values.numbers.byteLength;
    case 'booleans':
      return values.booleans.byteLength;
    case 'utf8':
    case 'bytes':
      return values.starts.byteLength + values.bytes.byteLength;
    case 'nulls':
      return 0;
    case 'lists':
      return values.starts.byteLength + valuesSize(values.items);
    case 'structs':
      return values.fields.reduce((sum, field) => sum + (field.valid?.length ?? 0) + valuesSize(field.values), 0);
    case 'union':
      return values.variants.reduce((sum, variant) => sum + valuesSize(variant), 5 * values.typeIds.length);
    case 'opaque':
      return values.texts.length;
  }
}

/** Every single bit of the bytes, from one on, turned over, one at a time, in one copy of the bytes. */
export function* withFlippedBits(bytes: Uint8Array, from = 0): Generator<Uint8Array> {
  const copy = bytes.slice();
  for (let i = from; i < copy.length; i++) {
    const original = copy[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) {
      copy[i] = original ^ (1 << bit);
      yield copy;
    }
    copy[i] = original;
  }
}

/** Every four bytes, from one on, set to the values that break lengths and offsets best. */
export function* withExtremeWords(bytes: Uint8Array, from = 0): Generator<Uint8Array> {
  for (let i = from; i + 4 <= bytes.length; i += 4) {
    for (const word of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, bytes.length]) {
      const copy = bytes.slice();
      new DataView(copy.buffer).setUint32(i, word, true);
      yield copy;
    }
  }
}
