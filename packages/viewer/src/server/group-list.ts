import type { ChunkGroup } from './held-chunk.ts';

/**
 * The temporal groups of one recording by arrival, read from newest to oldest by any number of pages. A reader holds only a
 * number, so groups may go at any time without telling readers; gone ones are swept once they are the majority.
 */
export class GroupList {
  #groups: ChunkGroup[] = [];
  #goneCount = 0;

  /** Groups that are still held. */
  get size(): number {
    return this.#groups.length - this.#goneCount;
  }

  /** Adds a group newer than all before it. */
  push(group: ChunkGroup): void {
    this.#groups.push(group);
  }

  /** To be called once for each group right after it was marked as gone. */
  noteGone(): void {
    this.#goneCount += 1;
    if (this.#goneCount * 2 <= this.#groups.length + 64) return;
    this.#groups = this.#groups.filter((group) => !group.isGone);
    this.#goneCount = 0;
  }

  /** The newest held group that began before arrival number `order`. */
  newestBelow(order: number): ChunkGroup | undefined {
    let low = 0;
    let high = this.#groups.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#groups[middle]?.order ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0; i--) {
      const group = this.#groups[i];
      if (group !== undefined && !group.isGone) return group;
    }
    return undefined;
  }

  /** Arrival number below which no temporal chunk is held any more, as far as it is known without a search. */
  get heldFrom(): number {
    return this.#groups[0]?.order ?? 0;
  }
}
