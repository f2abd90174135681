import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';

const MAX_VIEWS = 8;

/** One view per tensor. */
export function suggestTensors(store: RecordingStore): readonly ViewSpec[] {
  return store
    .entities()
    .filter((entity) => store.components(entity).includes('Tensor:data'))
    .slice(0, MAX_VIEWS)
    .map((origin) => ({
      id: `${ViewKind.Tensor}:${origin}`,
      kind: ViewKind.Tensor,
      origin,
      title: origin === '/' ? 'Tensor' : origin.slice(1),
    }));
}
