import { type TimeColumn, type TimelineKind, timeRange } from '@rushes/proto';
import type { ChunkTable } from './chunk-table.ts';
import type { TimelineExtent } from './recording-store.ts';
import { SortedRows } from './sorted-rows.ts';

interface Extent {
  readonly kind: TimelineKind;
  /** Every chunk by its first and by its last time; the ends of the two are the ends of the timeline. */
  readonly firsts: SortedRows;
  readonly lasts: SortedRows;
}

/** First and last time over every chunk held, on each timeline, also after the oldest were evicted. */
export class TimelineExtents {
  readonly #table: ChunkTable;
  readonly #byName = new Map<string, Extent>();
  #listed: readonly TimelineExtent[] | undefined = [];

  constructor(table: ChunkTable) {
    this.#table = table;
  }

  /** Sorted by name. A timeline without any row left is not listed. Same array while nothing changed. */
  list(): readonly TimelineExtent[] {
    if (this.#listed !== undefined) return this.#listed;
    const listed: TimelineExtent[] = [];
    for (const [name, { kind, firsts, lasts }] of this.#byName) {
      const min = firsts.firstTime;
      const max = lasts.lastTime;
      if (min !== undefined && max !== undefined) listed.push({ name, kind, min, max });
    }
    listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#listed = listed;
    return listed;
  }

  /** Known from the first chunk on this timeline on, also when none is held any more. */
  kindOf(name: string): TimelineKind | undefined {
    return this.#byName.get(name)?.kind;
  }

  add(slot: number): void {
    for (const column of this.#table.chunkAt(slot).timelines) {
      const span = timeRange(column);
      if (span === undefined) continue;
      const extent = this.#extentOf(column);
      extent.firsts.insert(span.min, slot, 0);
      extent.lasts.insert(span.max, slot, 0);
      this.#listed = undefined;
    }
  }

  /** Must be called while the slot is still held. */
  remove(slot: number): void {
    for (const column of this.#table.chunkAt(slot).timelines) {
      const span = timeRange(column);
      if (span === undefined) continue;
      const extent = this.#extentOf(column);
      extent.firsts.remove(span.min, slot, 0);
      extent.lasts.remove(span.max, slot, 0);
      this.#listed = undefined;
    }
  }

  #extentOf(column: TimeColumn): Extent {
    const known = this.#byName.get(column.name);
    if (known !== undefined) return known;
    const extent: Extent = {
      kind: column.kind,
      firsts: new SortedRows(this.#table),
      lasts: new SortedRows(this.#table),
    };
    this.#byName.set(column.name, extent);
    return extent;
  }
}
