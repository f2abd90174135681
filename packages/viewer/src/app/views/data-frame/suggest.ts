import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasUndrawn } from './frame-columns.ts';

/** One table for all that no other view draws; none where there is no such thing. */
export function suggestFrame(store: RecordingStore): readonly ViewSpec[] {
  if (!store.entities().some((entity) => hasUndrawn(store, entity))) return [];
  return [{ id: `${ViewKind.DataFrame}:${ROOT_ENTITY}`, kind: ViewKind.DataFrame, origin: ROOT_ENTITY, title: 'Data' }];
}
