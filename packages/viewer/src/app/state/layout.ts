import { type ViewKind as Kind, ViewKind, type ViewSpec } from '../views/view.ts';
import type { ViewPlace } from './layout-tree.ts';

/**
 * The views to show once `suggested` is known. A view that is there stays where it is whatever the heuristics now say: only
 * a person takes a view away. What was closed by hand does not come back, and what some view shows already is not shown again.
 */
export function mergeViews(
  current: readonly ViewSpec[],
  suggested: readonly ViewSpec[],
  closed: readonly string[],
): readonly ViewSpec[] {
  const known = new Set([...current.flatMap((view) => [view.id, subjectOf(view)]), ...closed]);
  const added: ViewSpec[] = [];
  for (const view of suggested) {
    if (known.has(view.id) || known.has(subjectOf(view))) continue;
    known.add(view.id);
    added.push(view);
  }
  return added.length === 0 ? current : [...current, ...added];
}

/** What a view is of, whoever made it. */
function subjectOf({ kind, origin }: ViewSpec): string {
  return `${kind} ${origin}`;
}

/** How views are laid out: rows and columns of tab groups. Sizes are weights among siblings. */
export type Arrangement =
  | {
      readonly kind: 'group';
      readonly weight: number;
      readonly views: readonly string[];
      /** The tab in front; the first one if left out. */
      readonly active?: string;
    }
  | {
      readonly kind: 'split';
      readonly direction: 'row' | 'column';
      readonly weight: number;
      readonly children: readonly Arrangement[];
      /** The rows of a grid with so many columns, as a blueprint asked for it; gone as soon as somebody moves something. */
      readonly gridColumns?: number;
    };

/** More than so many groups make each too small to read; further views become tabs behind the last group of their kind. */
export const MAX_GROUPS = 8;

/** Looked at now and then: a tab behind other views, which keep their room. */
export function standsBehind(view: ViewSpec): boolean {
  return view.kind === ViewKind.DataFrame;
}

/** Where a view that comes later goes: a tab behind a view of its kind, else a half on the right of everything. */
export function placeFor(id: string, views: readonly ViewSpec[]): ViewPlace | undefined {
  const view = views.find((candidate) => candidate.id === id);
  const others = views.filter((candidate) => candidate.id !== id);
  if (view === undefined) return undefined;
  const sibling = standsBehind(view) ? others.at(-1) : others.find(({ kind }) => kind === view.kind);
  return sibling && { target: sibling.id, where: 'tab' };
}

/** Groups beside the pictures, one above another; more are too flat to read. */
const MAX_BESIDE = 4;
/** Texts that share one group when there are more kinds than have room. */
const TEXTS: ReadonlySet<Kind> = new Set([ViewKind.TextLog, ViewKind.TextDocument, ViewKind.DataFrame]);
/** Bars of states need little height, plots much. */
const WEIGHTS: Readonly<Partial<Record<Kind, number>>> = { [ViewKind.TimeSeries]: 1.3, [ViewKind.StateTimeline]: 0.7 };

/**
 * A first layout. Pictures get the large area on the left in a near-square grid, below the scene in space if there is one; plots,
 * logs and documents stand in a column beside them (in a row below them in a window that is higher than wide). Tables of data are
 * tabs behind the last of these.
 */
export function arrangeViews(views: readonly ViewSpec[], wide = true): Arrangement | undefined {
  const groups = groupViews(views.filter((view) => !standsBehind(view)));
  const behind = views.filter(standsBehind).map(({ id }) => id);
  const last = groups.at(-1);
  if (last !== undefined && !PICTURES.has(last.kind)) last.ids.push(...behind);
  else if (behind.length > 0) groups.push({ kind: ViewKind.DataFrame, ids: behind });
  const pictures = groups.filter((group) => PICTURES.has(group.kind));
  const others = fewer(groups.filter((group) => !PICTURES.has(group.kind)));
  const main = arrangePictures(pictures, wide);
  const side = wide && main !== undefined ? line('column', others, 1) : grid(others, 1, false);
  if (main === undefined || side === undefined) return main ?? side;
  return { kind: 'split', direction: wide ? 'row' : 'column', weight: 1, children: [main, side] };
}

/** A scene in space shows where everything is, the cameras too: it gets the larger part. */
function arrangePictures(pictures: readonly Group[], wide: boolean): Arrangement | undefined {
  const scenes = pictures.filter(({ kind }) => kind === ViewKind.Spatial3D);
  const flat = pictures.filter(({ kind }) => kind !== ViewKind.Spatial3D);
  const scene = line('row', scenes, 1.25);
  if (scene === undefined || flat.length === 0) return grid(pictures, 2, wide);
  const below = flat.length <= 3 ? line('row', flat, 1) : grid(flat, 1, false);
  return below && { kind: 'split', direction: 'column', weight: 2, children: [scene, below] };
}

/** Texts become tabs of one group, then plots tabs of the last plot, until there is room. */
function fewer(groups: readonly Group[]): readonly Group[] {
  if (groups.length <= MAX_BESIDE) return groups;
  const texts = groups.filter(({ kind }) => TEXTS.has(kind));
  const others = groups.filter(({ kind }) => !TEXTS.has(kind));
  const [first] = texts;
  const merged = first && { kind: first.kind, ids: texts.flatMap(({ ids }) => ids) };
  const room = MAX_BESIDE - (merged === undefined ? 0 : 1);
  const kept = others.slice(0, room);
  for (const group of others.slice(room)) {
    const sibling = kept.findLast(({ kind }) => kind === group.kind) ?? kept.at(-1);
    sibling?.ids.push(...group.ids);
  }
  return merged === undefined ? kept : [...kept, merged];
}

interface Group {
  readonly kind: Kind;
  readonly ids: string[];
}

const KIND_ORDER: readonly Kind[] = [
  ViewKind.Spatial3D,
  ViewKind.Spatial2D,
  ViewKind.Map,
  ViewKind.Graph,
  ViewKind.Tensor,
  ViewKind.TimeSeries,
  ViewKind.StateTimeline,
  ViewKind.BarChart,
  ViewKind.TextLog,
  ViewKind.TextDocument,
  ViewKind.DataFrame,
  ViewKind.Unknown,
];
/** Pictures of something: they get the large area. */
const PICTURES: ReadonlySet<Kind> = new Set([
  ViewKind.Spatial3D,
  ViewKind.Spatial2D,
  ViewKind.Map,
  ViewKind.Graph,
  ViewKind.Tensor,
]);

function groupViews(views: readonly ViewSpec[]): Group[] {
  const sorted = [...views].sort((a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind));
  const kinds = new Set(sorted.map((view) => view.kind));
  const groups: Group[] = [];
  for (const view of sorted) {
    kinds.delete(view.kind);
    // Every kind still to come needs one group at least.
    const mayOpen = groups.length + kinds.size < MAX_GROUPS;
    const last = groups.findLast((group) => group.kind === view.kind);
    if (last === undefined || mayOpen) groups.push({ kind: view.kind, ids: [view.id] });
    else last.ids.push(view.id);
  }
  return groups;
}

/** `beside`: others stand in a column beside it, so what is left is about square, and wide pictures are larger one above another. */
function grid(groups: readonly Group[], weight: number, beside: boolean): Arrangement | undefined {
  const root = Math.sqrt(groups.length);
  const columns = beside ? Math.round(root) : Math.ceil(root);
  if (columns <= 1) return line(beside ? 'column' : 'row', groups, weight);
  const rows: Arrangement[] = [];
  for (let start = 0; start < groups.length; start += columns) {
    const row = line('row', groups.slice(start, start + columns), 1);
    if (row !== undefined) rows.push(row);
  }
  if (rows.length === 1 && rows[0] !== undefined) return { ...rows[0], weight };
  return { kind: 'split', direction: 'column', weight, children: rows };
}

function line(direction: 'row' | 'column', groups: readonly Group[], weight: number): Arrangement | undefined {
  const [first] = groups;
  if (first === undefined) return undefined;
  if (groups.length === 1) return { kind: 'group', weight, views: first.ids };
  const children = groups.map(({ kind, ids }): Arrangement => {
    return { kind: 'group', weight: (direction === 'column' && WEIGHTS[kind]) || 1, views: ids };
  });
  return { kind: 'split', direction, weight, children };
}
