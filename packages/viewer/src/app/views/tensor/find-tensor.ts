import { Colormap, type EntityPath } from '@rushes/proto';
import { isColormap } from '../../util/colormap.ts';
import type { ViewProblem } from '../shared-problems.ts';
import { shapeText } from '../shared-tensor.ts';
import type { ViewContext } from '../view.ts';
import { type LoggedTensor, tensorAt, tensorComponent } from './tensor-query.ts';

/** The tensor that is shown: the one chosen, else the first that there is; and why others are not. */
export function findTensor({ store, contents, timeline, time, settings }: ViewContext): {
  readonly entities: readonly EntityPath[];
  readonly logged: LoggedTensor | undefined;
  readonly problems: readonly ViewProblem[];
} {
  const entities = contents.filter((entity) => tensorComponent(store, entity) !== undefined);
  const chosen = entities.filter((entity) => entity === settings.entity);
  const problems: ViewProblem[] = [];
  for (const entity of chosen.length > 0 ? chosen : entities) {
    const found = tensorAt(store, entity, timeline, time ?? 0n);
    if (found === undefined) continue;
    if ('reason' in found) problems.push({ entity, reason: found.reason });
    else if (found.tensor.shape.some((size) => size === 0)) {
      problems.push({ entity, reason: `a tensor of ${shapeText(found.tensor.shape)} has nothing to show` });
    } else return { entities, logged: found, problems };
  }
  return { entities, logged: undefined, problems };
}

/** The palette that was chosen. */
export function colormapOf({ settings }: ViewContext): Colormap {
  const value = Number(settings.colormap);
  return isColormap(value) ? value : Colormap.Viridis;
}
