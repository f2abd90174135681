import type { EntityPath } from '@rushes/proto';
import type { EntityNode } from '../data/recording-store.ts';

/** One line of the entity tree as it is unfolded. */
export interface TreeRow {
  readonly node: EntityNode;
  /** 0 for the entities right below the root. */
  readonly depth: number;
  readonly isExpanded: boolean;
  readonly parent: EntityPath | undefined;
}

/** A tree of more entities than this starts with only its top level unfolded. */
const LARGE_TREE = 400;
const LARGE_TREE_UNFOLDED = 1;

/**
 * The lines to show: all children of what is unfolded, in order. With a filter, every entity whose path contains it
 * (case ignored), with all its ancestors, unfolded. The root gets a line only if something was logged to it.
 */
export function treeRows(
  root: EntityNode,
  expanded: Readonly<Record<string, boolean>>,
  filter = '',
): readonly TreeRow[] {
  const needle = filter.trim().toLowerCase();
  const foldFrom = countNodes(root, LARGE_TREE + 1) > LARGE_TREE ? LARGE_TREE_UNFOLDED : Number.POSITIVE_INFINITY;
  const rows: TreeRow[] = [];
  const visit = (node: EntityNode, depth: number, parent: EntityPath | undefined): boolean => {
    const place = rows.length;
    const isExpanded = needle !== '' || (expanded[node.path] ?? depth < foldFrom);
    rows.push({ node, depth, isExpanded: isExpanded && node.children.length > 0, parent });
    let matches = needle === '' || node.path.toLowerCase().includes(needle);
    if (isExpanded) for (const child of node.children) matches = visit(child, depth + 1, node.path) || matches;
    if (!matches) rows.length = place;
    return matches;
  };
  if (root.components.length > 0 && needle === '') {
    rows.push({ node: { ...root, name: '/', children: [] }, depth: 0, isExpanded: false, parent: undefined });
  }
  for (const child of root.children) visit(child, 0, undefined);
  return rows;
}

/** Counts no further than `limit`. */
function countNodes(node: EntityNode, limit: number): number {
  let count = 1;
  for (const child of node.children) {
    if (count >= limit) return count;
    count += countNodes(child, limit - count);
  }
  return count;
}

/** What the arrow keys do in a tree (WAI-ARIA): where the focus goes, or what folds. */
export type TreeMove =
  | { readonly kind: 'focus'; readonly index: number }
  | { readonly kind: 'expand'; readonly entity: EntityPath; readonly expanded: boolean };

export function treeMove(rows: readonly TreeRow[], index: number, key: string): TreeMove | undefined {
  const row = rows[index];
  const last = rows.length - 1;
  switch (key) {
    case 'ArrowDown':
      return { kind: 'focus', index: Math.min(last, index + 1) };
    case 'ArrowUp':
      return { kind: 'focus', index: Math.max(0, index - 1) };
    case 'Home':
      return { kind: 'focus', index: 0 };
    case 'End':
      return { kind: 'focus', index: last };
    case 'ArrowRight':
      if (row === undefined || row.node.children.length === 0) return undefined;
      if (row.isExpanded) return { kind: 'focus', index: Math.min(last, index + 1) };
      return { kind: 'expand', entity: row.node.path, expanded: true };
    case 'ArrowLeft':
      if (row === undefined) return undefined;
      if (row.isExpanded) return { kind: 'expand', entity: row.node.path, expanded: false };
      return focusOn(rows, row.parent);
    default:
      return undefined;
  }
}

function focusOn(rows: readonly TreeRow[], parent: EntityPath | undefined): TreeMove | undefined {
  const index = rows.findIndex((row) => row.node.path === parent);
  return index < 0 ? undefined : { kind: 'focus', index };
}
