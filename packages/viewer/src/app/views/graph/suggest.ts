import { type EntityPath, entityPathParts, joinEntityPath, ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasGraph } from './graph-query.ts';

/** With more roots than this, one view of all is easier to read. */
const MAX_VIEWS = 4;

/** One view per first part of the paths that nodes or edges were logged to. */
export function suggestGraphs(store: RecordingStore): readonly ViewSpec[] {
  const roots = new Set<EntityPath>();
  for (const entity of store.entities()) {
    if (hasGraph(store, entity)) roots.add(joinEntityPath(entityPathParts(entity).slice(0, 1)));
  }
  const origins = roots.size > MAX_VIEWS ? [ROOT_ENTITY] : [...roots];
  return origins.map((origin) => ({
    id: `${ViewKind.Graph}:${origin}`,
    kind: ViewKind.Graph,
    origin,
    title: origin === ROOT_ENTITY ? 'Graph' : origin.slice(1),
  }));
}
