import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasStates } from './state-query.ts';

/** One view of all states: what matters of them is what they were at the same time. */
export function suggestStates(store: RecordingStore): readonly ViewSpec[] {
  const entities = store.entities().filter((entity) => hasStates(store, entity));
  if (entities.length === 0) return [];
  const kind = ViewKind.StateTimeline;
  return [{ id: `${kind}:${ROOT_ENTITY}`, kind, origin: ROOT_ENTITY, title: 'States' }];
}
