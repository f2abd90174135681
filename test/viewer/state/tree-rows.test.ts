import { type EntityPath, entityPathParts, parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { EntityNode } from '../../../packages/viewer/src/app/data/recording-store.ts';
import { treeMove, treeRows } from '../../../packages/viewer/src/app/state/tree-rows.ts';

const node = (path: string, children: readonly EntityNode[] = [], components: readonly string[] = []): EntityNode => ({
  path: parseEntityPath(path),
  name: entityPathParts(parseEntityPath(path)).at(-1) ?? '',
  children,
  components,
});

const TREE = node('/', [
  node('/arm', [node('/arm/left', [node('/arm/left/torque')]), node('/arm/right')]),
  node('/camera'),
]);
const paths = (expanded: Record<string, boolean>, filter?: string): EntityPath[] =>
  treeRows(TREE, expanded, filter).map((row) => row.node.path);

describe('rows of the tree', () => {
  it.each<[string, Record<string, boolean>, string | undefined, string[]]>([
    ['all unfolded at first', {}, undefined, ['/arm', '/arm/left', '/arm/left/torque', '/arm/right', '/camera']],
    ['without what is folded', { '/arm': false }, undefined, ['/arm', '/camera']],
    ['with ancestors of what a filter finds', { '/arm': false }, 'TORQ', ['/arm', '/arm/left', '/arm/left/torque']],
    ['with descendants of what a filter finds', {}, 'right', ['/arm', '/arm/right']],
    ['none when a filter finds nothing', {}, 'wheel', []],
  ])('%s', (_, expanded, filter, expected) => {
    expect(paths(expanded, filter)).toEqual(expected);
  });

  it('know their depth', () => {
    expect(treeRows(TREE, {}).map((row) => row.depth)).toEqual([0, 1, 2, 1, 0]);
  });

  it('include the root only when something was logged to it', () => {
    const root = { ...TREE, components: ['TextLog:text'] };
    expect(treeRows(root, {})[0]).toMatchObject({ node: { path: '/', children: [] }, depth: 0 });
  });

  it('of 10,000 entities start with two levels in sight', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      node(`/g${i}`, [
        node(
          `/g${i}/sub`,
          Array.from({ length: 99 }, (_, j) => node(`/g${i}/sub/${j}`, [node(`/g${i}/sub/${j}/deep`)])),
        ),
      ]),
    );
    expect(treeRows(node('/', many), {}).length).toBe(200);
    expect(treeRows(node('/', many), { '/g0/sub': true }).length).toBe(299);
  });
});

describe('arrow keys in the tree', () => {
  const rows = treeRows(TREE, { '/arm/left': false });
  // /arm, /arm/left (folded), /arm/right, /camera
  it.each<[string, number, string, unknown]>([
    ['down', 0, 'ArrowDown', { kind: 'focus', index: 1 }],
    ['down at the end', 3, 'ArrowDown', { kind: 'focus', index: 3 }],
    ['up', 1, 'ArrowUp', { kind: 'focus', index: 0 }],
    ['unfold', 1, 'ArrowRight', { kind: 'expand', entity: '/arm/left', expanded: true }],
    ['go into what is unfolded', 0, 'ArrowRight', { kind: 'focus', index: 1 }],
    ['do nothing to the right of a leaf', 3, 'ArrowRight', undefined],
    ['fold', 0, 'ArrowLeft', { kind: 'expand', entity: '/arm', expanded: false }],
    ['go to the parent', 2, 'ArrowLeft', { kind: 'focus', index: 0 }],
    ['do nothing to the left of a top leaf', 3, 'ArrowLeft', undefined],
    ['go to the last', 0, 'End', { kind: 'focus', index: 3 }],
    ['leave other keys alone', 0, ' ', undefined],
  ])('%s', (_, index, key, expected) => {
    expect(treeMove(rows, index, key)).toEqual(expected);
  });
});
