import type { EntityPath } from '@rushes/proto';
import type { EntityNode } from '../data/recording-store.ts';
import type { AppState } from './state.ts';

/**
 * What has to be hidden so that only `entity`, all below it and what it stands in is to be seen. Nothing if that is how it is
 * already: to isolate again takes it back.
 */
export function isolate(root: EntityNode, entity: EntityPath, now: AppState['hidden']): AppState['hidden'] {
  const hidden: Record<string, true> = {};
  let node: EntityNode | undefined = root;
  while (node !== undefined && node.path !== entity) {
    let next: EntityNode | undefined;
    for (const child of node.children) {
      if (child.path === entity || entity.startsWith(`${child.path}/`)) next = child;
      else hidden[child.path] = true;
    }
    node = next;
  }
  const paths = Object.keys(hidden);
  const isDone = paths.length === Object.keys(now).length && paths.every((path) => now[path]);
  return isDone ? {} : hidden;
}
