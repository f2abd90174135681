import { type EntityPath, parentEntityPath } from '@rushes/proto';
import type { EntityNode, RecordingStore } from '../../data/recording-store.ts';
import { PICTURE_COMPONENTS } from '../pictures/entity-pictures.ts';
import type { OverlayKind } from './overlay.ts';
import { overlayKindsOf } from './overlay-query.ts';

export const PINHOLE = 'Pinhole:image_from_camera';

/** What a 2D view of a space draws of its entities. */
export interface SpaceContents {
  readonly pictures: readonly EntityPath[];
  readonly overlays: readonly { readonly entity: EntityPath; readonly kinds: readonly OverlayKind[] }[];
  /** The camera that the space is the image of, if there is one. */
  readonly pinhole: EntityPath | undefined;
}

const ALL_PICTURES: readonly string[] = Object.values(PICTURE_COMPONENTS).flat();

/** Sorts the entities of a view by what is drawn of them. What lies behind a camera of its own below the origin is no part of the space. */
export function spaceContents(
  store: RecordingStore,
  origin: EntityPath,
  contents: readonly EntityPath[],
): SpaceContents {
  const pictures: EntityPath[] = [];
  const overlays: { entity: EntityPath; kinds: readonly OverlayKind[] }[] = [];
  for (const entity of contents) {
    const components = store.components(entity);
    const hasPicture = components.some((component) => ALL_PICTURES.includes(component));
    const kinds = overlayKindsOf(components);
    if ((!hasPicture && kinds.length === 0) || isBehindCamera(store, origin, entity)) continue;
    if (hasPicture) pictures.push(entity);
    if (kinds.length > 0) overlays.push({ entity, kinds });
  }
  return { pictures, overlays, pinhole: pinholeOf(store, origin) };
}

/** Remembers the contents of one view, which change only with its entities and with what was logged to them. */
export class SpaceContentsCache {
  readonly #origin: EntityPath;
  #known:
    | { readonly tree: EntityNode; readonly contents: readonly EntityPath[]; readonly found: SpaceContents }
    | undefined;

  constructor(origin: EntityPath) {
    this.#origin = origin;
  }

  of(store: RecordingStore, contents: readonly EntityPath[]): SpaceContents {
    const tree = store.entityTree();
    if (this.#known?.tree !== tree || this.#known.contents !== contents) {
      this.#known = { tree, contents, found: spaceContents(store, this.#origin, contents) };
    }
    return this.#known.found;
  }
}

/** The nearest camera at an entity or above it. */
export function pinholeOf(store: RecordingStore, entity: EntityPath): EntityPath | undefined {
  for (let at: EntityPath | undefined = entity; at !== undefined; at = parentEntityPath(at)) {
    if (store.components(at).includes(PINHOLE)) return at;
  }
  return undefined;
}

function isBehindCamera(store: RecordingStore, origin: EntityPath, entity: EntityPath): boolean {
  for (let at: EntityPath | undefined = entity; at !== undefined && at !== origin; at = parentEntityPath(at)) {
    if (store.components(at).includes(PINHOLE)) return true;
  }
  return false;
}
