import type { Chunk } from '@rushes/proto';

/** Which chunks came and which went. A chunk that has several of the components watched may be named as often. */
export interface ChunkChange {
  readonly fresh: readonly Chunk[];
  readonly gone: ReadonlySet<Chunk>;
}

/** For views that keep an index of their own: compares a store's lists of chunks with those of the last time. */
export class ChunkFeed {
  #lists: ReadonlyMap<string, readonly Chunk[]> = new Map();

  /** `lists`: as `RecordingStore.chunksOf` gives them, by a name for each. Undefined, and cheap, while they are the same arrays. */
  update(lists: ReadonlyMap<string, readonly Chunk[]>): ChunkChange | undefined {
    const last = this.#lists;
    if (sameLists(lists, last)) return undefined;
    this.#lists = lists;
    const fresh: Chunk[] = [];
    const gone = new Set<Chunk>();
    for (const [name, before] of last) if (!lists.has(name)) for (const chunk of before) gone.add(chunk);
    for (const [name, now] of lists) {
      const before = last.get(name) ?? [];
      if (now === before) continue;
      // In order of arrival: with the last one in its former place, nothing before it can have gone.
      if (before.length === 0 || now[before.length - 1] === before.at(-1)) {
        for (const chunk of now.slice(before.length)) fresh.push(chunk);
        continue;
      }
      const known = new Set(before);
      for (const chunk of now) if (!known.delete(chunk)) fresh.push(chunk);
      for (const chunk of known) gone.add(chunk);
    }
    return { fresh, gone };
  }
}

function sameLists(a: ReadonlyMap<string, readonly Chunk[]>, b: ReadonlyMap<string, readonly Chunk[]>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, chunks] of a) if (b.get(name) !== chunks) return false;
  return true;
}
