import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasUndrawn } from './frame-columns.ts';

const SUGGESTED = `${ViewKind.DataFrame}:${ROOT_ENTITY}`;

/** One table for all that no other view draws; none where there is no such thing. */
export function suggestFrame(store: RecordingStore): readonly ViewSpec[] {
  if (!store.entities().some((entity) => hasUndrawn(store, entity))) return [];
  return [{ id: SUGGESTED, kind: ViewKind.DataFrame, origin: ROOT_ENTITY, title: 'Data' }];
}

/** The table of what no other view draws; others are of what a person asked for. */
export function isSuggested({ id, contents }: ViewSpec): boolean {
  return id === SUGGESTED && contents === undefined;
}
