import { type EntityPath, entityPathParts, joinEntityPath, parentEntityPath } from '@rushes/proto';
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
  for (const entity of entities) nodeAt(nodes, root, entity.path).components = entity.componentNames();
  for (const node of nodes.values()) node.children.sort((a, b) => byName.compare(a.name, b.name));
  return { root, nodes };
}

/** The node of a path, with those above it made as far as they are missing: of a deep tree most are there already. */
function nodeAt(nodes: Map<EntityPath, MutableNode>, root: MutableNode, path: EntityPath): MutableNode {
  const missing: EntityPath[] = [];
  let known: MutableNode | undefined;
  for (let at: EntityPath | undefined = path; at !== undefined && known === undefined; at = parentEntityPath(at)) {
    known = nodes.get(at);
    if (known === undefined) missing.push(at);
  }
  let node = known ?? root;
  for (const at of missing.reverse()) {
    const child: MutableNode = { path: at, name: entityPathParts(at).at(-1) ?? '', children: [], components: [] };
    nodes.set(at, child);
    node.children.push(child);
    node = child;
  }
  return node;
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
