import {
  assertNever,
  type BlueprintContainer,
  type BlueprintEdge,
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintTimeRange,
  type BlueprintView,
  ContainerKind,
  PanelState,
} from '@rushes/proto';
import { fromBase64 } from '../util/base64.ts';
import type { RangeEdge, ViewSpec, VisibleRange } from '../views/view.ts';
import type { PanelChoice } from './blueprint-import.ts';
import { classOfKind } from './blueprint-kinds.ts';
import { type Arrangement, arrangeViews } from './layout.ts';
import type { Layout } from './layout-state.ts';
import { blueprintIdOf } from './view-id.ts';

type Views = ReadonlyMap<string, BlueprintView>;

/** A page's layout as a blueprint. What the page has arranged by itself is written as it stands in a wide window. */
export function exportBlueprint(layout: Layout, panels: PanelChoice, timeline: string | undefined): BlueprintLayout {
  const views: Views = new Map(layout.views.map((view) => [view.id, exportView(view)]));
  const arrangement = layout.arrangement ?? arrangeViews(layout.views);
  return {
    root: arrangement && itemOf(arrangement, views, 'root'),
    autoViews: layout.autoViews,
    autoLayout: false,
    panels: {
      ...panelState('blueprint', panels.tree),
      ...panelState('selection', panels.selection),
      ...panelState('time', panels.timeline),
    },
    time: timeline === undefined ? {} : { timeline },
  };
}

function panelState(name: string, seen: boolean | undefined): Readonly<Record<string, PanelState>> {
  return seen === undefined ? {} : { [name]: seen ? PanelState.Expanded : PanelState.Hidden };
}

/** `place` names the container: the same layout gives the same ids. */
function itemOf(node: Arrangement, views: Views, place: string): BlueprintItem | undefined {
  if (node.kind === 'group') {
    const shown = node.views.flatMap((id) => views.get(id) ?? []);
    const [only] = shown;
    if (shown.length <= 1) return only;
    const activeTab = node.active === undefined ? -1 : node.views.indexOf(node.active);
    const tabs = container(ContainerKind.Tabs, shown, place);
    return activeTab <= 0 ? tabs : { ...tabs, activeTab };
  }
  const grid = gridOf(node, views, place);
  if (grid !== undefined) return grid;
  const parts = node.children.flatMap((child, i) => {
    const item = itemOf(child, views, `${place}/${i}`);
    return item === undefined ? [] : [{ item, weight: child.weight }];
  });
  const items = parts.map(({ item }) => item);
  const shares = parts.map(({ weight }) => weight);
  return node.direction === 'row'
    ? { ...container(ContainerKind.Horizontal, items, place), columnShares: shares }
    : { ...container(ContainerKind.Vertical, items, place), rowShares: shares };
}

/** The rows of what was a grid, as long as they have as many columns as it had. */
function gridOf(node: Extract<Arrangement, { kind: 'split' }>, views: Views, place: string): BlueprintItem | undefined {
  const { gridColumns, children } = node;
  if (gridColumns === undefined || node.direction !== 'column') return undefined;
  const rows = children.map((child) =>
    child.kind === 'split' && child.direction === 'row' ? child.children : [child],
  );
  const isFull = rows.every(
    (row, i) => row.length === gridColumns || (i === rows.length - 1 && row.length < gridColumns),
  );
  if (!isFull) return undefined;
  const items = rows.flat().flatMap((child, i) => itemOf(child, views, `${place}/${i}`) ?? []);
  return {
    ...container(ContainerKind.Grid, items, place),
    gridColumns,
    columnShares: (rows[0] ?? []).map(({ weight }) => weight),
    rowShares: children.map(({ weight }) => weight),
  };
}

function container(
  containerKind: ContainerKind,
  contents: readonly BlueprintItem[],
  place: string,
): BlueprintContainer {
  const id = blueprintIdOf(`${place} ${contents.map((item) => item.id).join(' ')}`);
  return { kind: 'container', id, containerKind, contents };
}

function exportView(view: ViewSpec): BlueprintView {
  const { id, kind, origin, title, contents, visibleRange, overrides, className, foreign } = view;
  return {
    kind: 'view',
    id: blueprintIdOf(id),
    className: classOfKind(kind, className),
    origin,
    name: title,
    ...(contents === undefined ? {} : { contents }),
    ...(visibleRange === undefined ? {} : { timeRanges: Object.entries(visibleRange).map(exportRange) }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(foreign === undefined ? {} : { foreign: foreign.flatMap((text) => fromBase64(text) ?? []) }),
  };
}

function exportRange([timeline, { from, to }]: readonly [string, VisibleRange]): BlueprintTimeRange {
  return { timeline, from: edge(from), to: edge(to) };
}

function edge(from: RangeEdge): BlueprintEdge {
  switch (from.kind) {
    case 'cursor':
      return { kind: 'cursor', offset: BigInt(from.offset) };
    case 'absolute':
      return { kind: 'absolute', time: BigInt(from.time) };
    case 'infinite':
      return from;
    default:
      return assertNever(from);
  }
}
