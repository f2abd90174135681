import type { EntityPath } from '@rushes/proto';
import type { EntityNode, RecordingStore } from '../../data/recording-store.ts';
import {
  findOverlayRows,
  OVERLAY_KINDS,
  type Overlay,
  type OverlayRows,
  readOverlay,
  sameOverlayRows,
} from './overlay-query.ts';
import { overlayEntities } from './picture-space.ts';

/** The overlays of a picture space, decoded only when their rows change: zooming costs no query. */
export class SpaceOverlays {
  readonly #origin: EntityPath;
  #entities: { readonly tree: EntityNode; readonly list: readonly EntityPath[] } | undefined;
  readonly #known = new Map<string, { readonly rows: OverlayRows; readonly overlay: Overlay }>();

  constructor(origin: EntityPath) {
    this.#origin = origin;
  }

  /** In drawing order, the last on top. `time` undefined: none. */
  at(
    store: RecordingStore,
    timeline: string,
    time: bigint | undefined,
    isVisible: (entity: EntityPath) => boolean,
  ): readonly Overlay[] {
    if (time === undefined) return [];
    const overlays: Overlay[] = [];
    for (const entity of this.#entitiesOf(store)) {
      if (!isVisible(entity)) continue;
      for (const kind of OVERLAY_KINDS) {
        const rows = findOverlayRows(store, kind, entity, timeline, time);
        if (rows !== undefined) overlays.push(this.#read(rows));
      }
    }
    return overlays.sort((a, b) => a.drawOrder - b.drawOrder);
  }

  /** Which entities take part changes only with the tree, not with every draw. */
  #entitiesOf(store: RecordingStore): readonly EntityPath[] {
    const tree = store.entityTree();
    if (this.#entities?.tree !== tree) this.#entities = { tree, list: overlayEntities(store, this.#origin) };
    return this.#entities.list;
  }

  #read(rows: OverlayRows): Overlay {
    const key = `${rows.kind}:${rows.entity}`;
    const known = this.#known.get(key);
    if (known !== undefined && sameOverlayRows(known.rows, rows)) return known.overlay;
    const overlay = readOverlay(rows);
    this.#known.set(key, { rows, overlay });
    return overlay;
  }
}
