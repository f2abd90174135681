import { Orientation, type SerializedDockview } from 'dockview-react';
import type { Arrangement } from '../state/layout.ts';
import type { ViewSpec } from '../views/view.ts';

/** Name under which the one panel component is registered with dockview. */
export const VIEW_COMPONENT = 'view';
export const VIEW_TAB = 'view-tab';

type GridNode = SerializedDockview['grid']['root'];
type Direction = 'row' | 'column';

/** An arrangement in the form that dockview restores layouts from, for an area of this size. */
export function toDockview(
  arrangement: Arrangement,
  views: readonly ViewSpec[],
  widthPx: number,
  heightPx: number,
): SerializedDockview {
  const direction = arrangement.kind === 'split' ? arrangement.direction : 'row';
  const root = { ...arrangement, weight: 1 };
  const branch: Arrangement = root.kind === 'split' ? root : { kind: 'split', direction, weight: 1, children: [root] };
  return {
    grid: {
      root: toNode(branch, direction, widthPx, heightPx, direction === 'row' ? heightPx : widthPx),
      width: widthPx,
      height: heightPx,
      orientation: direction === 'row' ? Orientation.HORIZONTAL : Orientation.VERTICAL,
    },
    panels: Object.fromEntries(views.map((view) => [view.id, panelState(view)])),
  };
}

/** What dockview shows, as an arrangement; undefined if it shows nothing. */
export function fromDockview({ grid }: Pick<SerializedDockview, 'grid'>): Arrangement | undefined {
  return fromNode(grid.root, grid.orientation === Orientation.HORIZONTAL ? 'row' : 'column');
}

/** What dockview keeps of one view. */
function panelState(view: ViewSpec) {
  return {
    id: view.id,
    title: view.title,
    contentComponent: VIEW_COMPONENT,
    tabComponent: VIEW_TAB,
    params: { spec: view },
    minimumWidth: 120,
    minimumHeight: 80,
  };
}

/** Dockview's grid changes direction at every level, so a split along its parent's direction is wrapped once. */
function toNode(node: Arrangement, expected: Direction, width: number, height: number, size: number): GridNode {
  if (node.kind === 'group') {
    const [first = ''] = node.views;
    return {
      type: 'leaf',
      data: { id: `group:${first}`, views: [...node.views], activeView: node.active ?? first },
      size,
    };
  }
  if (node.direction !== expected) {
    const inner = toNode(node, node.direction, width, height, expected === 'row' ? width : height);
    return { type: 'branch', data: [inner], size };
  }
  const total = node.children.reduce((sum, child) => sum + child.weight, 0);
  const length = expected === 'row' ? width : height;
  const data = node.children.map((child) => {
    const share = (length * child.weight) / total;
    const [childWidth, childHeight] = expected === 'row' ? [share, height] : [width, share];
    return toNode(child, across(expected), childWidth, childHeight, share);
  });
  return { type: 'branch', data, size };
}

function fromNode(node: GridNode, direction: Direction): Arrangement | undefined {
  // A group that a drag has just emptied has no room; one that is folded away for a maximized one has none either.
  const weight = Math.max(node.size ?? 1, 1);
  if (!Array.isArray(node.data)) {
    const { views, activeView } = node.data;
    if (views.length === 0) return undefined;
    const isFirst = activeView === undefined || activeView === views[0];
    return { kind: 'group', weight, views, ...(isFirst ? {} : { active: activeView }) };
  }
  const children = node.data.flatMap((child) => fromNode(child, across(direction)) ?? []);
  const [only] = children;
  if (children.length <= 1) return only && { ...only, weight };
  return { kind: 'split', direction, weight, children };
}

function across(direction: Direction): Direction {
  return direction === 'row' ? 'column' : 'row';
}
