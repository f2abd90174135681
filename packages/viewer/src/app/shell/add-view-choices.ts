import { type EntityPath, entityPathParts, ROOT_ENTITY } from '@rushes/proto';
import type { EntityNode } from '../data/recording-store.ts';
import type { ViewKind, ViewSpec } from '../views/view.ts';

/** What the heuristics would show and nobody sees: closed by hand, or suggested after the layout was fixed. */
export function unshownSuggestions(suggested: readonly ViewSpec[], shown: readonly ViewSpec[]): readonly ViewSpec[] {
  return suggested.filter((view) => !shown.some(({ kind, origin }) => kind === view.kind && origin === view.origin));
}

/**
 * Entities that a view of this kind may begin at: those the heuristics name first, then all others in the order of the tree, as far
 * as their paths contain what was typed. At most `limit`, the root always among them while nothing is typed.
 */
export function originChoices(
  tree: EntityNode,
  suggested: readonly ViewSpec[],
  kind: ViewKind,
  typed: string,
  limit: number,
): readonly EntityPath[] {
  const wanted = typed.trim().toLowerCase();
  const choices = new Set<EntityPath>();
  const add = (path: EntityPath): void => {
    if (choices.size < limit && path.toLowerCase().includes(wanted)) choices.add(path);
  };
  if (wanted === '') choices.add(ROOT_ENTITY);
  for (const view of suggested) if (view.kind === kind) add(view.origin);
  const visit = (node: EntityNode): void => {
    if (choices.size >= limit) return;
    add(node.path);
    for (const child of node.children) visit(child);
  };
  visit(tree);
  return [...choices];
}

/** What a view is called that was added by hand. */
export function titleOf(origin: EntityPath, kindName: string): string {
  const parts = entityPathParts(origin);
  return parts.length === 0 ? kindName : parts.join('/');
}
