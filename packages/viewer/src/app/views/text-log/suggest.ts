import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { TEXT } from './log-rows.ts';

/** One log for the whole recording: lines of different parts explain each other only side by side. */
export function suggestLog(store: RecordingStore): readonly ViewSpec[] {
  if (!store.entities().some((entity) => store.components(entity).includes(TEXT))) return [];
  return [{ id: `${ViewKind.TextLog}:${ROOT_ENTITY}`, kind: ViewKind.TextLog, origin: ROOT_ENTITY, title: 'Log' }];
}
