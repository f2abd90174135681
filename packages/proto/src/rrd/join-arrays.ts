import type { ArrowType } from '../arrow/arrow-type.ts';
import { bitAt } from '../arrow/bits.ts';
import type { ArrayLayout } from '../arrow/chunk-template.ts';
import { bytesOf } from '../number-arrays.ts';
import { type ArrayTree, startOf, type UnionArray, widthOf } from './array-tree.ts';

/** Entries `from` to before `to` of an array. */
export interface ArraySlice {
  readonly array: ArrayTree;
  readonly from: number;
  readonly to: number;
}

const NOTHING = new Uint8Array(0);

/** Lays the slices, all of arrays of `type`, out as one array. */
export function joinArrays(out: ArrayLayout, type: ArrowType, slices: readonly ArraySlice[]): void {
  const length = slices.reduce((sum, { from, to }) => sum + to - from, 0);
  if (type.kind === 'null') {
    out.node(length, length);
    return;
  }
  if (type.kind === 'union') {
    joinUnions(out, type, slices, length);
    return;
  }
  const { bits, nulls } = joinValidity(slices, length);
  out.node(length, nulls);
  out.buffer(bits);
  switch (type.kind) {
    case 'boolean':
      out.buffer(joinBits(slices, length, ({ values }) => values));
      break;
    case 'number':
    case 'time':
    case 'fixed-size-binary': {
      const width = widthOf(type);
      out.buffer(joinBytes(slices.map(({ array, from, to }) => array.values.subarray(from * width, to * width))));
      break;
    }
    case 'utf8':
    case 'binary': {
      const textOf = ({ array, from, to }: ArraySlice) =>
        array.values.subarray(startOf(array, from), startOf(array, to));
      out.buffer(joinStarts(slices, length, type.large));
      out.buffer(joinBytes(slices.map(textOf)));
      break;
    }
    case 'list':
      out.buffer(joinStarts(slices, length, type.large));
      joinArrays(out, type.item, childSlices(slices, 0, startOf));
      break;
    case 'fixed-size-list': {
      const { size } = type;
      const placeOf = (_: ArrayTree, index: number) => index * size;
      joinArrays(out, type.item, childSlices(slices, 0, placeOf));
      break;
    }
    case 'struct': {
      const placeOf = (_: ArrayTree, index: number) => index;
      for (const [i, field] of type.fields.entries()) joinArrays(out, field.type, childSlices(slices, i, placeOf));
      break;
    }
    case 'other':
      throw new TypeError(`Arrays of type ${type.name} cannot be joined.`);
  }
}

/**
 * Bytes that a slice's values take. Those of two slices are together as many as those of their join: bits are not rounded up,
 * and nulls are not counted.
 */
export function valueBytes({ array, from, to }: ArraySlice): number {
  const count = to - from;
  const { type } = array;
  switch (type.kind) {
    case 'null':
    case 'other':
      return 0;
    case 'boolean':
      return count / 8;
    case 'number':
    case 'time':
    case 'fixed-size-binary':
      return count * widthOf(type);
    case 'utf8':
    case 'binary':
      return count * (type.large ? 8 : 4) + startOf(array, to) - startOf(array, from);
    case 'list':
      return count * (type.large ? 8 : 4) + childBytes(array, startOf(array, from), startOf(array, to));
    case 'fixed-size-list':
      return childBytes(array, from * type.size, to * type.size);
    case 'struct':
      return array.children.reduce((sum, child) => sum + valueBytes({ array: child, from, to }), 0);
    case 'union': {
      const variants = type.variants.flatMap(({ id }, i) => variantSlices({ array, from, to }, id, i));
      return 5 * count + variants.reduce((sum, slice) => sum + valueBytes(slice), 0);
    }
  }
}

/** Entries of all slices one after the other; those of a variant follow each other without a gap. */
function joinUnions(out: ArrayLayout, { variants }: UnionArray, slices: readonly ArraySlice[], length: number): void {
  const typeIds = joinBytes(slices.map(({ array, from, to }) => array.values.subarray(from, to)));
  const counts = new Map<number, number>();
  const offsets = Int32Array.from(typeIds, (id) => {
    const offset = counts.get(id) ?? 0;
    counts.set(id, offset + 1);
    return offset;
  });
  out.node(length, 0);
  out.buffer(typeIds);
  out.buffer(bytesOf(offsets));
  variants.forEach(({ id, type }, i) => {
    joinArrays(
      out,
      type,
      slices.flatMap((slice) => variantSlices(slice, id, i)),
    );
  });
}

/** The entries of one variant that a slice of a union uses, in its order; neighbours together. */
function variantSlices({ array, from, to }: ArraySlice, id: number, child: number): readonly ArraySlice[] {
  const inner = array.children[child];
  const found: { array: ArrayTree; from: number; to: number }[] = [];
  if (inner === undefined) return found;
  for (let i = from; i < to; i++) {
    if (array.values[i] !== id) continue;
    const at = startOf(array, i);
    const last = found.at(-1);
    if (last?.to === at) last.to++;
    else found.push({ array: inner, from: at, to: at + 1 });
  }
  return found;
}

function childBytes(array: ArrayTree, from: number, to: number): number {
  const child = array.children[0];
  return child === undefined ? 0 : valueBytes({ array: child, from, to });
}

function childSlices(
  slices: readonly ArraySlice[],
  child: number,
  place: (array: ArrayTree, index: number) => number,
): readonly ArraySlice[] {
  return slices.flatMap(({ array, from, to }) => {
    const inner = array.children[child];
    return inner === undefined ? [] : [{ array: inner, from: place(array, from), to: place(array, to) }];
  });
}

function joinStarts(slices: readonly ArraySlice[], length: number, large: boolean): Uint8Array {
  const width = large ? 8 : 4;
  const bytes = new Uint8Array((length + 1) * width);
  const view = new DataView(bytes.buffer);
  let at = width;
  let end = 0;
  for (const { array, from, to } of slices) {
    const shift = end - startOf(array, from);
    for (let i = from + 1; i <= to; i++) {
      end = startOf(array, i) + shift;
      // A chunk has less than 2^31 bytes: the upper half stays 0.
      view.setUint32(at, end, true);
      at += width;
    }
  }
  return bytes;
}

function joinValidity(slices: readonly ArraySlice[], length: number): { bits: Uint8Array; nulls: number } {
  if (slices.every(({ array }) => array.validity === undefined)) return { bits: NOTHING, nulls: 0 };
  const bits = joinBits(slices, length, ({ validity }) => validity);
  let nulls = 0;
  for (let i = 0; i < length; i++) if (!bitAt(bits, i)) nulls++;
  return nulls === 0 ? { bits: NOTHING, nulls } : { bits, nulls };
}

/** Packed bits of all slices; where there are none, all are set. */
function joinBits(
  slices: readonly ArraySlice[],
  length: number,
  bitsOf: (array: ArrayTree) => Uint8Array | undefined,
): Uint8Array {
  const joined = new Uint8Array(Math.ceil(length / 8));
  let at = 0;
  for (const { array, from, to } of slices) {
    const bits = bitsOf(array);
    for (let i = from; i < to; i++, at++) {
      if (bits === undefined || bitAt(bits, i)) joined[at >> 3] = (joined[at >> 3] ?? 0) | (1 << (at & 7));
    }
  }
  return joined;
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
