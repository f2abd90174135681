import { ROOT_ENTITY } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';

/** With more charts than this, one of all is easier to read than a wall of them. */
const MAX_VIEWS = 4;

/** One view per entity with bars. */
export function suggestBars(store: RecordingStore): readonly ViewSpec[] {
  const entities = store.entities().filter((entity) => store.components(entity).includes('BarChart:values'));
  const kind = ViewKind.BarChart;
  if (entities.length > MAX_VIEWS) return [{ id: `${kind}:${ROOT_ENTITY}`, kind, origin: ROOT_ENTITY, title: 'Bars' }];
  return entities.map((origin) => ({
    id: `${kind}:${origin}`,
    kind,
    origin,
    title: origin === ROOT_ENTITY ? 'Bars' : origin.slice(1),
  }));
}
