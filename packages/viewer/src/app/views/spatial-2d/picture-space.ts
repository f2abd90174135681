import { type EntityPath, entityPathParts, isDescendantOrSelf, joinEntityPath, parentEntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { PICTURE_COMPONENTS } from '../pictures/entity-pictures.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { overlayKindsOf } from './overlay-query.ts';
import { pinholeOf } from './space-contents.ts';

type PictureKind = keyof typeof PICTURE_COMPONENTS;

/** A view that the heuristics ask for. */
interface Space {
  readonly origin: EntityPath;
  /** Whether pictures below are laid over each other here. */
  readonly hasPicture: boolean;
}

/**
 * One view per image space with all that is laid over it: per picture; per camera (pinhole) where one picture is all it has; and per
 * top-level entity with boxes, points and the like that lie on no picture. What has a view of its own is left out of those above it.
 */
export function suggestPictureSpaces(store: RecordingStore): readonly ViewSpec[] {
  const spaces = new Map<EntityPath, Space>();
  const add = (origin: EntityPath, hasPicture: boolean) =>
    spaces.set(origin, { origin, hasPicture: hasPicture || spaces.get(origin)?.hasPicture === true });
  const entities = store.entities();
  const onlyPictures = onlyPictureOfCameras(store, entities);
  for (const entity of entities) {
    if (!holds(store, entity, 'color') && !holds(store, entity, 'depth')) continue;
    const camera = pinholeOf(store, entity);
    add(camera !== undefined && onlyPictures.get(camera) === entity ? camera : entity, true);
  }
  // What is laid over pictures comes after them, as it may be logged beside its picture, under the same camera.
  for (const entity of entities) {
    const isClasses = holds(store, entity, 'classes');
    if (!isClasses && overlayKindsOf(store.components(entity)).length === 0) continue;
    if (spaceAbove(entity, spaces) !== undefined) continue;
    const camera = pinholeOf(store, entity);
    if (camera !== undefined) add(camera, isClasses);
    else add(isClasses ? entity : topLevelEntity(entity), isClasses);
  }
  return [...spaces.keys()].map((origin) => specOf(origin, [...spaces.keys()]));
}

function specOf(origin: EntityPath, origins: readonly EntityPath[]): ViewSpec {
  const nested = origins.filter((other) => other !== origin && isDescendantOrSelf(other, origin));
  return {
    id: `${ViewKind.Spatial2D}:${origin}`,
    kind: ViewKind.Spatial2D,
    origin,
    title: origin === '/' ? '/' : origin.slice(1),
    ...(nested.length === 0 ? {} : { contents: ['+ $origin/**', ...nested.map((other) => `- ${other}/**`)] }),
  };
}

/** The picture that stands for a camera: its only one with colours; where there is none, its only depth image. */
function onlyPictureOfCameras(
  store: RecordingStore,
  entities: readonly EntityPath[],
): ReadonlyMap<EntityPath, EntityPath | undefined> {
  const found = new Map<EntityPath, EntityPath | undefined>();
  for (const kind of ['color', 'depth'] as const) {
    const ofKind = new Map<EntityPath, EntityPath | undefined>();
    for (const entity of entities) {
      if (!holds(store, entity, kind)) continue;
      const camera = pinholeOf(store, entity);
      if (camera !== undefined) ofKind.set(camera, ofKind.has(camera) ? undefined : entity);
    }
    for (const [camera, entity] of ofKind) if (!found.has(camera)) found.set(camera, entity);
  }
  return found;
}

function holds(store: RecordingStore, entity: EntityPath, kind: PictureKind): boolean {
  const components = store.components(entity);
  return PICTURE_COMPONENTS[kind].some((component) => components.includes(component));
}

/** The nearest space with pictures that the entity lies in. */
function spaceAbove(entity: EntityPath, spaces: ReadonlyMap<EntityPath, Space>): Space | undefined {
  for (let at: EntityPath | undefined = entity; at !== undefined; at = parentEntityPath(at)) {
    const space = spaces.get(at);
    if (space?.hasPicture === true) return space;
  }
  return undefined;
}

function topLevelEntity(entity: EntityPath): EntityPath {
  return joinEntityPath(entityPathParts(entity).slice(0, 1));
}
