import type { ArrowType } from '../arrow/arrow-type.ts';
import type { BatchReader } from '../arrow/batch-reader.ts';
import { badArrow } from '../arrow/framing.ts';
import { readOffsets } from '../arrow/offsets.ts';
import { readUnionPlaces } from '../arrow/union-places.ts';
import { bytesOf, NUMBER_ARRAYS } from '../number-arrays.ts';

/** One array of a record batch with its children, its lengths checked, its values not looked at. Borrowed from the batch. */
export interface ArrayTree {
  readonly type: ArrowType;
  readonly length: number;
  /** Bits, 1 = not null; undefined if nothing is null. */
  readonly validity: Uint8Array | undefined;
  /**
   * Of lists, texts and binaries: where entry `i` begins in the child or in `values`, and where the last one ends. Of unions:
   * which entry of its variant entry `i` is.
   */
  readonly starts: Int32Array | undefined;
  /** Values of a fixed width, bits of booleans, bytes of texts and binaries, type ids of unions. */
  readonly values: Uint8Array;
  readonly children: readonly ArrayTree[];
}

const NOTHING = new Uint8Array(0);

/** Whether arrays of this type can be cut and joined: false for types of which only the place is known. */
export function canJoin(type: ArrowType): boolean {
  switch (type.kind) {
    case 'other':
      return false;
    case 'list':
    case 'fixed-size-list':
      return canJoin(type.item);
    case 'struct':
      return type.fields.every((field) => canJoin(field.type));
    case 'union':
      return type.variants.every((variant) => canJoin(variant.type));
    default:
      return true;
  }
}

/**
 * Reads the next array of a batch, of a type that {@link canJoin}.
 *
 * @param length What its parent says; undefined if a child may be longer than is used of it.
 * @throws ProtoError `bad-arrow`
 */
export function readArrayTree(
  batch: BatchReader,
  type: ArrowType,
  length: number | undefined,
  what: string,
): ArrayTree {
  const node = length === undefined ? batch.anyNode() : batch.node(length, what);
  const leaf = { type, length: node.length, starts: undefined, children: [] };
  if (type.kind === 'null') return { ...leaf, validity: undefined, values: NOTHING };
  if (type.kind === 'union') return { ...leaf, ...readUnionTree(batch, type, node.length, what), validity: undefined };
  const validity = batch.validity(node, what);
  switch (type.kind) {
    case 'boolean':
      return { ...leaf, validity, values: batch.buffer(Math.ceil(node.length / 8), what) };
    case 'number':
    case 'time':
    case 'fixed-size-binary':
      return { ...leaf, validity, values: batch.buffer(node.length * widthOf(type), what) };
    case 'utf8':
    case 'binary': {
      const starts = readStarts(batch, node.length, type.large, what);
      return { ...leaf, validity, starts, values: batch.buffer(starts[node.length] ?? 0, what) };
    }
    case 'list': {
      const starts = readStarts(batch, node.length, type.large, what);
      const child = readArrayTree(batch, type.item, undefined, what);
      checkChild(child, starts[node.length] ?? 0, what);
      return { ...leaf, validity, starts, values: NOTHING, children: [child] };
    }
    case 'fixed-size-list': {
      const child = readArrayTree(batch, type.item, undefined, what);
      checkChild(child, node.length * type.size, what);
      return { ...leaf, validity, values: NOTHING, children: [child] };
    }
    case 'struct': {
      const children = type.fields.map((field) => readArrayTree(batch, field.type, undefined, what));
      for (const child of children) checkChild(child, node.length, what);
      return { ...leaf, validity, values: NOTHING, children };
    }
    case 'other':
      throw new TypeError(`Arrays of type ${type.name} cannot be cut.`);
  }
}

export type UnionArray = Extract<ArrowType, { kind: 'union' }>;

function readUnionTree(batch: BatchReader, type: UnionArray, length: number, what: string) {
  const range = { first: 0, count: length };
  const { typeIds, offsets, ranges } = readUnionPlaces(batch, type, { length, range, what });
  const children = type.variants.map((variant, i) => {
    const child = readArrayTree(batch, variant.type, undefined, what);
    const { first, count } = ranges[i] ?? range;
    checkChild(child, first + count, what);
    return child;
  });
  const firsts = new Map(type.variants.map(({ id }, i) => [id, ranges[i]?.first ?? 0]));
  // As they count in the children, whose beginnings nobody may use.
  const starts = offsets.map((offset, i) => offset + (firsts.get(typeIds[i] ?? 0) ?? 0));
  return { starts, values: bytesOf(typeIds), children };
}

/** Bytes of one value. */
export function widthOf(type: Extract<ArrowType, { kind: 'number' | 'time' | 'fixed-size-binary' }>): number {
  switch (type.kind) {
    case 'number':
      return NUMBER_ARRAYS[type.type].BYTES_PER_ELEMENT;
    case 'time':
      return 8;
    case 'fixed-size-binary':
      return type.size;
  }
}

/** Starts as they count in the child: a slice of a larger array need not begin at 0. */
function readStarts(batch: BatchReader, length: number, large: boolean, what: string): Int32Array {
  const { starts, first } = readOffsets(batch, length, large, what);
  if (first > 0) for (let i = 0; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + first;
  return starts;
}

function checkChild(child: ArrayTree, needed: number, what: string): void {
  if (child.length < needed) throw badArrow(`The items of ${what} must be at least ${needed}, found ${child.length}`);
}

/** Where entry `index` begins; see {@link ArrayTree.starts}. */
export function startOf(array: ArrayTree, index: number): number {
  return array.starts?.[index] ?? 0;
}
