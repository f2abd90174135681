import { type EntityPath, entityPathParts, joinEntityPath } from '@rushes/proto';
import type { EntityNode } from './recording-store.ts';

/** `cam2` before `cam10`, as people count. */
const byName = new Intl.Collator('en', { numeric: true });

interface MutableNode {
  readonly path: EntityPath;
  readonly name: string;
  readonly children: MutableNode[];
  components: readonly string[];
}

/** The tree of all entities with their mere parents, and a way to find a node by its path. */
export interface EntityTree {
  readonly root: EntityNode;
  readonly nodes: ReadonlyMap<EntityPath, EntityNode>;
}

/** An entity that something was logged to. */
export interface LoggedEntity {
  readonly path: EntityPath;
  /** Sorted. */
  componentNames(): string[];
}

export function buildEntityTree(entities: Iterable<LoggedEntity>): EntityTree {
  const rootPath = joinEntityPath([]);
  const root: MutableNode = { path: rootPath, name: '', children: [], components: [] };
  const nodes = new Map<EntityPath, MutableNode>([[rootPath, root]]);
  for (const entity of entities) {
    const parts = entityPathParts(entity.path);
    let node = root;
    for (const [depth, name] of parts.entries()) {
      const path = joinEntityPath(parts.slice(0, depth + 1));
      let child = nodes.get(path);
      if (child === undefined) {
        child = { path, name, children: [], components: [] };
        nodes.set(path, child);
        node.children.push(child);
      }
      node = child;
    }
    node.components = entity.componentNames();
  }
  for (const node of nodes.values()) node.children.sort((a, b) => byName.compare(a.name, b.name));
  return { root, nodes };
}

/** The paths of a node and all below it that something was logged to, parents before children. */
export function loggedPaths(node: EntityNode): EntityPath[] {
  const paths: EntityPath[] = [];
  const visit = (visited: EntityNode): void => {
    if (visited.components.length > 0) paths.push(visited.path);
    for (const child of visited.children) visit(child);
  };
  visit(node);
  return paths;
}
