import { type EntityPath, isDescendantOrSelf, ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { holdsGeometry } from './geometry-readers.ts';

const VIEW_COORDINATES = 'ViewCoordinates:xyz';

/**
 * One view for each space with 3D content: those whose axes were named with `ViewCoordinates`, and one of everything where
 * something 3D lies outside of them. None for a recording without 3D content.
 */
export function suggestSpaces(store: RecordingStore): readonly ViewSpec[] {
  const entities = store.entities();
  const solid = entities.filter((entity) => holdsGeometry(store.components(entity)));
  if (solid.length === 0) return [];
  const named = entities
    .filter((entity) => store.components(entity).includes(VIEW_COORDINATES))
    // A camera that names its own axes is no space of its own.
    .filter((entity) => !store.components(entity).includes('Pinhole:image_from_camera'))
    .filter((entity) => solid.some((other) => isDescendantOrSelf(other, entity)));
  const outermost = named.filter(
    (entity) => !named.some((other) => other !== entity && isDescendantOrSelf(entity, other)),
  );
  const isCovered = (entity: EntityPath) => outermost.some((origin) => isDescendantOrSelf(entity, origin));
  const origins = solid.every(isCovered) ? outermost : [ROOT_ENTITY];
  return origins.map((origin) => ({
    id: `${ViewKind.Spatial3D}:${origin}`,
    kind: ViewKind.Spatial3D,
    origin,
    title: origin === ROOT_ENTITY ? '3D' : origin.slice(1),
  }));
}
