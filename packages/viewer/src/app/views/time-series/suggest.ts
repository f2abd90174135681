import { type EntityPath, entityPathParts, joinEntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';
import { hasSeries } from './series-query.ts';

/** With more roots than this, one plot of all is easier to read than a wall of plots. */
const MAX_VIEWS = 8;

/** One view per first part of the paths that scalars were logged to. */
export function suggestPlots(store: RecordingStore): readonly ViewSpec[] {
  const roots = new Set<EntityPath>();
  for (const entity of store.entities()) {
    if (hasSeries(store, entity)) roots.add(joinEntityPath(entityPathParts(entity).slice(0, 1)));
  }
  const origins = roots.size > MAX_VIEWS ? [joinEntityPath([])] : [...roots];
  return origins.map((origin) => ({
    id: `${ViewKind.TimeSeries}:${origin}`,
    kind: ViewKind.TimeSeries,
    origin,
    title: origin === '/' ? 'Scalars' : origin.slice(1),
  }));
}
