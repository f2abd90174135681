import type { EntityPath, EntityQuery } from '@rushes/proto';
import type { EntityNode } from './recording-store.ts';

/**
 * The entities below `root` that something was logged to and that the query takes in, parents before children. For each entity the
 * rule with the longest path decides, whatever their order; of a rule for the entity alone and one with all below it, the former.
 * What no rule names is left out.
 */
export function matchEntities(
  root: EntityNode,
  query: EntityQuery,
  isWanted: (entity: EntityPath) => boolean = () => true,
): readonly EntityPath[] {
  const exact = new Map<EntityPath, boolean>();
  const recursive = new Map<EntityPath, boolean>();
  for (const rule of query.rules) (rule.recursive ? recursive : exact).set(rule.path, rule.include);
  const matched: EntityPath[] = [];
  const visit = (node: EntityNode, inherited: boolean): void => {
    const below = recursive.get(node.path) ?? inherited;
    const isIn = exact.get(node.path) ?? below;
    if (isIn && node.components.length > 0 && isWanted(node.path)) matched.push(node.path);
    for (const child of node.children) visit(child, below);
  };
  visit(root, false);
  return matched;
}
