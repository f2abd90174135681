import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasPlaces } from './map-query.ts';

/** One map of all: places are told by what is around them. */
export function suggestMap(store: RecordingStore): readonly ViewSpec[] {
  if (!store.entities().some((entity) => hasPlaces(store, entity))) return [];
  return [{ id: `${ViewKind.Map}:${ROOT_ENTITY}`, kind: ViewKind.Map, origin: ROOT_ENTITY, title: 'Map' }];
}
