import { type ByteSource, memorySource } from '@rushes/proto';

/** A part of another source. */
export interface SourcePart {
  readonly source: ByteSource;
  readonly offset: number;
  readonly byteLength: number;
}

/** Bytes in memory as a part. */
export function memoryPart(bytes: Uint8Array): SourcePart {
  return { source: memorySource(bytes), offset: 0, byteLength: bytes.length };
}

/** Parts of sources, one behind the other, as if they were one file; nothing is copied but what is read. */
export function joinedSource(parts: readonly SourcePart[]): ByteSource {
  const joined = withoutSeams(parts);
  /** Where each part ends. */
  const ends: number[] = [];
  for (const { byteLength } of joined) ends.push((ends.at(-1) ?? 0) + byteLength);
  const size = ends.at(-1) ?? 0;
  return {
    size: () => Promise.resolve(size),
    read: async (offset, length) => {
      const end = Math.min(offset + length, size);
      if (end <= offset) return new Uint8Array(0);
      const first = firstEndingAfter(ends, offset);
      const only = joined[first];
      if (only !== undefined && end <= (ends[first] ?? 0)) {
        const inPart = offset - ((ends[first] ?? 0) - only.byteLength);
        return only.source.read(only.offset + inPart, end - offset);
      }
      const out = new Uint8Array(end - offset);
      for (let i = first, at = offset; at < end; i++) {
        const part = joined[i];
        if (part === undefined) break;
        const inPart = at - ((ends[i] ?? 0) - part.byteLength);
        const wanted = Math.min(end - at, part.byteLength - inPart);
        const bytes = await part.source.read(part.offset + inPart, wanted);
        if (bytes.length !== wanted)
          throw new Error(`Expected ${wanted} bytes at ${part.offset + inPart}, found ${bytes.length}.`);
        out.set(bytes, at - offset);
        at += wanted;
      }
      return out;
    },
  };
}

/** Neighbours of one source become one part: read at once, not one by one. */
function withoutSeams(parts: readonly SourcePart[]): readonly SourcePart[] {
  const joined: SourcePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.source === part.source && last.offset + last.byteLength === part.offset) {
      joined[joined.length - 1] = { ...last, byteLength: last.byteLength + part.byteLength };
    } else {
      joined.push(part);
    }
  }
  return joined;
}

function firstEndingAfter(ends: readonly number[], offset: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
