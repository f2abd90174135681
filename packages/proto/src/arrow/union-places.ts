import type { ArrowType } from './arrow-type.ts';
import type { BatchReader } from './batch-reader.ts';
import { badArrow } from './framing.ts';

/** Where the instances of a dense union are in its variants. */
export interface UnionPlaces {
  readonly typeIds: Int8Array;
  /** From the first instance of each variant that is used. */
  readonly offsets: Int32Array;
  /** What is used of each variant, in the order of the type. */
  readonly ranges: readonly { readonly first: number; readonly count: number }[];
}

/** Reads the two buffers of a dense union, for a range of its instances, and checks that every id is one of the type's. */
export function readUnionPlaces(
  batch: BatchReader,
  { variants }: Extract<ArrowType, { kind: 'union' }>,
  {
    length,
    range,
    what,
  }: {
    readonly length: number;
    readonly range: { readonly first: number; readonly count: number };
    readonly what: string;
  },
): UnionPlaces {
  const end = range.first + range.count;
  const typeIds = Int8Array.from(batch.buffer(length, what).subarray(range.first, end));
  const bytes = batch.buffer(4 * length, what);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = Int32Array.from(typeIds, (_, i) => view.getInt32(4 * (range.first + i), true));
  const used = new Map(variants.map(({ id }) => [id, { first: Number.POSITIVE_INFINITY, last: -1 }]));
  typeIds.forEach((id, i) => {
    const place = used.get(id);
    const offset = offsets[i] ?? 0;
    if (place === undefined) throw badArrow(`The ${what} has no variant of id ${id}`);
    if (offset < 0) throw badArrow(`The offsets of ${what} must not be negative, found ${offset}`);
    place.first = Math.min(place.first, offset);
    place.last = Math.max(place.last, offset);
  });
  typeIds.forEach((id, i) => {
    offsets[i] = (offsets[i] ?? 0) - (used.get(id)?.first ?? 0);
  });
  const ranges = [...used.values()].map(({ first, last }) =>
    last < 0 ? { first: 0, count: 0 } : { first, count: last - first + 1 },
  );
  return { typeIds, offsets, ranges };
}
