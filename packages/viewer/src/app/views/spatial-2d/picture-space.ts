import { type EntityPath, entityPathParts, isDescendantOrSelf, joinEntityPath, parentEntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';

const PICTURE_COMPONENTS = ['VideoStream:sample', 'VideoStream:codec', 'EncodedImage:blob'] as const;
const OVERLAY_COMPONENTS = ['Boxes2D:half_sizes', 'Points2D:positions'] as const;

/** True when pictures are logged to this very entity: it then makes a space of its own. */
export function holdsPicture(components: readonly string[]): boolean {
  return PICTURE_COMPONENTS.some((component) => components.includes(component));
}

/** True when there is something here to draw on top of a picture. */
export function holdsOverlay(components: readonly string[]): boolean {
  return OVERLAY_COMPONENTS.some((component) => components.includes(component));
}

/** The entities with overlays that belong to the space at `origin`: its subtree without the pictures nested in it. */
export function overlayEntities(store: RecordingStore, origin: EntityPath): EntityPath[] {
  return store
    .entities()
    .filter(
      (entity) =>
        isDescendantOrSelf(entity, origin) &&
        holdsOverlay(store.components(entity)) &&
        pictureAbove(store, entity, origin) === undefined,
    );
}

/** One view per picture entity, and one per top-level entity with boxes or points that lie on no picture. */
export function suggestPictureSpaces(store: RecordingStore): readonly ViewSpec[] {
  const origins = new Set<EntityPath>();
  for (const entity of store.entities()) {
    const components = store.components(entity);
    if (holdsPicture(components)) origins.add(entity);
    else if (holdsOverlay(components) && pictureAbove(store, entity, undefined) === undefined) {
      origins.add(topLevelEntity(entity));
    }
  }
  return [...origins].map((origin) => ({
    id: `${ViewKind.Spatial2D}:${origin}`,
    kind: ViewKind.Spatial2D,
    origin,
    title: origin === '/' ? '/' : origin.slice(1),
  }));
}

/** The nearest picture at `entity` or above it and strictly below `origin`. */
function pictureAbove(
  store: RecordingStore,
  entity: EntityPath,
  origin: EntityPath | undefined,
): EntityPath | undefined {
  for (let at: EntityPath | undefined = entity; at !== undefined && at !== origin; at = parentEntityPath(at)) {
    if (holdsPicture(store.components(at))) return at;
  }
  return undefined;
}

function topLevelEntity(entity: EntityPath): EntityPath {
  return joinEntityPath(entityPathParts(entity).slice(0, 1));
}
