import {
  assertNever,
  type BlueprintContainer,
  type BlueprintEdge,
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintOverride,
  type BlueprintView,
  blueprintViews,
  ContainerKind,
  type EntityPath,
  entityPathParts,
  isNumberArray,
  isPlainList,
  PanelState,
  type PlainValue as ProtoValue,
} from '@rushes/proto';
import { toBase64 } from '../util/base64.ts';
import { KIND_NAMES } from '../views/kind-names.ts';
import {
  type EntityOverride,
  type PlainValue,
  type RangeEdge,
  ViewKind,
  type ViewSpec,
  type VisibleRange,
} from '../views/view.ts';
import { kindOfClass } from './blueprint-kinds.ts';
import type { Arrangement } from './layout.ts';
import type { Layout } from './layout-state.ts';

/** Of what only Rerun's viewer knows of a view so much is kept. */
const MAX_FOREIGN_BYTES = 64 * 1024;

/** Which panels are seen; those that a blueprint says nothing of are left out. */
export type PanelChoice = Readonly<Partial<Record<'tree' | 'selection' | 'timeline', boolean>>>;

/** What a page makes of a blueprint. */
export interface ImportedBlueprint {
  readonly layout: Layout;
  readonly panels: PanelChoice;
  /** The timeline to show; undefined if it says none. */
  readonly timeline: string | undefined;
}

/** A blueprint in the form of a page. */
export function importBlueprint({ root, autoViews, autoLayout, panels, time }: BlueprintLayout): ImportedBlueprint {
  const seen = root && withoutUnseen(root);
  const views = blueprintViews(seen).map(importView);
  return {
    layout: {
      views,
      arrangement: seen === undefined || autoLayout === true ? undefined : arrange(seen, 1),
      // A blueprint without any views leaves them to the heuristics.
      autoViews: autoViews ?? views.length === 0,
      closedViews: [],
    },
    panels: {
      ...seenPanel('tree', panels.blueprint, PanelState.Collapsed),
      ...seenPanel('selection', panels.selection, PanelState.Collapsed),
      // Collapsed, Rerun's has the cursor and the buttons still: ours would be gone.
      ...seenPanel('timeline', panels.time, PanelState.Hidden),
    },
    timeline: time.timeline,
  };
}

function seenPanel(name: keyof PanelChoice, state: PanelState | undefined, unseenUpTo: PanelState): PanelChoice {
  return state === undefined ? {} : { [name]: state > unseenUpTo };
}

/** Without views and containers that are switched off, and containers that are empty then. */
function withoutUnseen(item: BlueprintItem): BlueprintItem | undefined {
  if (item.visible === false) return undefined;
  if (item.kind === 'view') return item;
  const contents: BlueprintItem[] = [];
  let activeTab: number | undefined;
  const columnShares: number[] = [];
  const rowShares: number[] = [];
  for (const [i, part] of item.contents.entries()) {
    const kept = withoutUnseen(part);
    if (kept === undefined) continue;
    if (item.activeTab === i) activeTab = contents.length;
    columnShares.push(item.columnShares?.[i] ?? 1);
    rowShares.push(item.rowShares?.[i] ?? 1);
    contents.push(kept);
  }
  if (contents.length === 0) return undefined;
  // The shares of a grid are those of its rows and columns, not of its parts.
  if (contents.length === item.contents.length || item.containerKind === ContainerKind.Grid)
    return { ...item, contents };
  const { activeTab: _, ...rest } = item;
  return { ...rest, contents, columnShares, rowShares, ...(activeTab === undefined ? {} : { activeTab }) };
}

function arrange(item: BlueprintItem, weight: number): Arrangement {
  if (item.kind === 'view') return { kind: 'group', weight, views: [item.id] };
  const { containerKind, contents, columnShares = [], rowShares = [] } = item;
  switch (containerKind) {
    case ContainerKind.Tabs:
      return tabs(item, weight);
    case ContainerKind.Horizontal:
      return split(
        'row',
        contents.map((part, i) => arrange(part, columnShares[i] ?? 1)),
        weight,
      );
    case ContainerKind.Vertical:
      return split(
        'column',
        contents.map((part, i) => arrange(part, rowShares[i] ?? 1)),
        weight,
      );
    case ContainerKind.Grid:
      return grid(item, weight);
    default:
      return assertNever(containerKind);
  }
}

/** Tabs are of views here: a container in a tab gives its views to the tabs around it. */
function tabs(item: BlueprintContainer, weight: number): Arrangement {
  const views = item.contents.flatMap((part) => blueprintViews(part).map(({ id }) => id));
  const inFront = item.activeTab === undefined ? undefined : item.contents[item.activeTab];
  const [active] = blueprintViews(inFront);
  const isFirst = active === undefined || active.id === views[0];
  return { kind: 'group', weight, views, ...(isFirst ? {} : { active: active.id }) };
}

function grid(
  { contents, gridColumns, columnShares = [], rowShares = [] }: BlueprintContainer,
  weight: number,
): Arrangement {
  const columns = Math.min(gridColumns ?? Math.ceil(Math.sqrt(contents.length)), contents.length);
  const rows: Arrangement[] = [];
  for (let start = 0; start < contents.length; start += columns) {
    const row = contents.slice(start, start + columns).map((part, i) => arrange(part, columnShares[i] ?? 1));
    rows.push(split('row', row, rowShares[rows.length] ?? 1));
  }
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return { ...only, weight };
  return { kind: 'split', direction: 'column', weight, children: rows, gridColumns: columns };
}

function split(direction: 'row' | 'column', children: readonly Arrangement[], weight: number): Arrangement {
  const [only] = children;
  if (children.length === 1 && only !== undefined) return { ...only, weight };
  return { kind: 'split', direction, weight, children };
}

function importView(view: BlueprintView): ViewSpec {
  const { id, className, origin, name, contents, timeRanges, overrides, foreign } = view;
  const kind = kindOfClass(className);
  const isAll = contents === undefined || (contents.length === 1 && /^\+?\s*\$origin\/\*\*$/.test(contents[0] ?? ''));
  const kept = keptForeign(foreign);
  return {
    id,
    kind,
    origin,
    title: name ?? titleOf(origin, kind, className),
    ...(isAll ? {} : { contents }),
    ...(overrides === undefined ? {} : { overrides: mapValues(overrides, importOverride) }),
    ...(timeRanges === undefined ? {} : { visibleRange: importRanges(timeRanges) }),
    ...(kind === ViewKind.Unknown ? { className } : {}),
    ...(kept.length === 0 ? {} : { foreign: kept }),
  };
}

function titleOf(origin: EntityPath, kind: ViewKind, className: string): string {
  const path = entityPathParts(origin).join('/');
  return path !== '' ? path : kind === ViewKind.Unknown ? className : KIND_NAMES[kind];
}

function keptForeign(foreign: readonly Uint8Array[] = []): readonly string[] {
  let bytes = 0;
  return foreign.flatMap((chunk) => {
    bytes += chunk.length;
    return bytes > MAX_FOREIGN_BYTES ? [] : [toBase64(chunk)];
  });
}

function importRanges(ranges: NonNullable<BlueprintView['timeRanges']>): Readonly<Record<string, VisibleRange>> {
  return Object.fromEntries(ranges.map(({ timeline, from, to }) => [timeline, { from: edge(from), to: edge(to) }]));
}

function edge(from: BlueprintEdge): RangeEdge {
  switch (from.kind) {
    case 'cursor':
      return { kind: 'cursor', offset: String(from.offset) };
    case 'absolute':
      return { kind: 'absolute', time: String(from.time) };
    case 'infinite':
      return from;
    default:
      return assertNever(from);
  }
}

function importOverride({ visible, components }: BlueprintOverride): EntityOverride {
  return {
    ...(visible === undefined ? {} : { visible }),
    ...(components === undefined ? {} : { components: mapValues(components, (values) => values.map(plain)) }),
  };
}

/** What can be kept as JSON: numbers of 64 bits only as far as they are exact. */
function plain(value: ProtoValue): PlainValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isNumberArray(value)) return Array.from(value as Iterable<number | bigint>, Number);
  return isPlainList(value) ? value.map(plain) : mapValues(value, plain);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
