import type { EntityPath } from '@rushes/proto';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import type { Overlay, OverlayKind } from './overlay.ts';
import {
  findOverlayRows,
  type OverlayRows,
  primaryComponent,
  sameOverlayRows,
  withOptionalRows,
} from './overlay-query.ts';
import { readOverlay } from './read-overlay.ts';
import type { SpaceContents } from './space-contents.ts';

/** What a view asks of its overlays. */
export interface OverlayWish {
  readonly store: RecordingStore;
  readonly timeline: string;
  /** Undefined: none. */
  readonly time: bigint | undefined;
  /** A stretch of time of which all is shown at once, not only what holds at `time`. */
  readonly range: { readonly from: bigint; readonly to: bigint } | undefined;
}

/** Rows of one entity shown at once, at the most: the newest. */
const MAX_ROWS = 1000;

/** The overlays of a picture space, decoded only when their rows change: zooming costs no query. */
export class SpaceOverlays {
  #known: ReadonlyMap<string, Known> = new Map();
  #next = new Map<string, Known>();

  /** In drawing order, the last on top. */
  at(contents: SpaceContents['overlays'], wish: OverlayWish): readonly Overlay[] {
    if (wish.time === undefined) return [];
    const overlays: Overlay[] = [];
    for (const { entity, kinds } of contents) {
      for (const kind of kinds) {
        if (wish.range === undefined) {
          const rows = findOverlayRows(wish.store, kind, entity, wish.timeline, wish.time);
          if (rows !== undefined) overlays.push(this.#read(rows, `${kind}:${entity}`));
        } else {
          for (const row of rowsInRange(wish, kind, entity, wish.range)) {
            const rows = withOptionalRows(wish.store, kind, row, wish.timeline, row.time ?? wish.time);
            overlays.push(this.#read(rows, `${kind}:${entity}:${row.chunk.id}:${row.row}`));
          }
        }
      }
    }
    // What was not asked for is forgotten: a range that moves on would fill the memory.
    this.#known = this.#next;
    this.#next = new Map();
    return overlays.sort((a, b) => a.drawOrder - b.drawOrder);
  }

  #read(rows: OverlayRows, key: string): Overlay {
    const known = this.#known.get(key);
    const overlay = known !== undefined && sameOverlayRows(known.rows, rows) ? known.overlay : readOverlay(rows);
    this.#next.set(key, { rows, overlay });
    return overlay;
  }
}

interface Known {
  readonly rows: OverlayRows;
  readonly overlay: Overlay;
}

/** Static rows hold at all times: of an entity that has one, it is all there is. */
function rowsInRange(
  { store, timeline }: OverlayWish,
  kind: OverlayKind,
  entity: EntityPath,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): readonly RowRef[] {
  const component = primaryComponent(kind);
  const latest = store.latestAt(entity, component, timeline, to);
  if (latest !== undefined && latest.time === undefined) return [latest];
  return [...store.range(entity, component, timeline, from, to)].slice(-MAX_ROWS);
}
