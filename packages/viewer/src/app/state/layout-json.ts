import { type EntityPath, ProtoError, parseEntityPath } from '@rushes/proto';
import {
  type EntityOverride,
  type PlainValue,
  type RangeEdge,
  ViewKind,
  type ViewSpec,
  type VisibleRange,
} from '../views/view.ts';
import type { Arrangement } from './layout.ts';
import { type Layout, layoutOf } from './layout-state.ts';
import { arrangedViews, withViewsOf } from './layout-tree.ts';

/** Grows when an old page could not make sense of a newer layout. */
const VERSION = 1;
/** Bounds of what is read from a link, a storage or a script; far beyond what anybody lays out. */
const MAX_VIEWS = 200;
const MAX_TEXT = 4096;
const MAX_ENTRIES = 1000;
const MAX_DEPTH = 16;

/** What came of a layout that was read: it may lack what could not be used. */
export interface ReadLayout {
  readonly layout: Layout;
  /** One sentence for each thing that was left out. */
  readonly problems: readonly string[];
}

/** A layout as JSON: for links, the browser's storage and scripts. */
export function layoutToJson(layout: Layout): PlainValue {
  return JSON.parse(JSON.stringify({ version: VERSION, ...layoutOf(layout) })) as PlainValue;
}

/** Reads what {@link layoutToJson} wrote, whatever became of it since. Undefined: it is no layout at all. */
export function layoutFromJson(json: unknown): ReadLayout | undefined {
  if (!isRecord(json) || json.version !== VERSION || !Array.isArray(json.views)) return undefined;
  const problems: string[] = [];
  const views: ViewSpec[] = [];
  for (const [i, value] of json.views.slice(0, MAX_VIEWS).entries()) {
    const view = readView(value);
    if (typeof view === 'string') problems.push(`View ${i + 1} was left out: ${view}.`);
    else if (!views.some(({ id }) => id === view.id)) views.push(view);
  }
  if (json.views.length > MAX_VIEWS)
    problems.push(`Only the first ${MAX_VIEWS} of ${json.views.length} views are shown.`);
  const arrangement =
    json.arrangement === undefined || json.arrangement === null ? undefined : readArrangement(json.arrangement, 0);
  if (arrangement === 'bad') problems.push('The places of the views could not be read; they are laid out by the page.');
  const ids = views.map(({ id }) => id);
  const closedViews = Array.isArray(json.closedViews) ? json.closedViews.filter(isText).slice(0, MAX_ENTRIES) : [];
  const layout: Layout = {
    views,
    arrangement:
      arrangement === 'bad' || arrangement === undefined ? undefined : withViewsOf(arrangement, ids, () => undefined),
    autoViews: json.autoViews !== false,
    closedViews,
  };
  return { layout, problems };
}

/** Whether two layouts show the same, whatever objects they are made of. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return JSON.stringify(layoutToJson(a)) === JSON.stringify(layoutToJson(b));
}

const KINDS: readonly unknown[] = Object.values(ViewKind);

function readView(value: unknown): ViewSpec | string {
  if (!isRecord(value)) return 'it is no object';
  const { id, kind, origin, title } = value;
  if (!isText(id) || id === '') return 'it has no id';
  if (!isText(title)) return 'it has no title';
  if (!KINDS.includes(kind)) return `there is no kind of view “${String(kind)}”`;
  const path = readPath(origin);
  if (path === undefined) return `its origin is no entity path: ${JSON.stringify(origin)}`;
  return { id, kind: kind as ViewKind, origin: path, title, ...readOptions(value) };
}

function readOptions(value: Readonly<Record<string, unknown>>): Partial<ViewSpec> {
  const { contents, overrides, visibleRange, settings, className, foreign } = value;
  return {
    ...(Array.isArray(contents) && { contents: contents.filter(isText).slice(0, MAX_ENTRIES) }),
    ...(isRecord(overrides) && { overrides: readEntries(overrides, readOverride) }),
    ...(isRecord(visibleRange) && { visibleRange: readEntries(visibleRange, readRange) }),
    ...(isRecord(settings) && {
      settings: readEntries(settings, (setting) => (isPlain(setting) ? setting : undefined)),
    }),
    ...(isText(className) && { className }),
    ...(Array.isArray(foreign) && { foreign: foreign.filter((text): text is string => typeof text === 'string') }),
  };
}

function readOverride(value: unknown): EntityOverride | undefined {
  if (!isRecord(value)) return undefined;
  const components = isRecord(value.components)
    ? readEntries(value.components, (list) =>
        Array.isArray(list) && list.every((item) => isPlain(item)) ? list : undefined,
      )
    : undefined;
  return {
    ...(typeof value.visible === 'boolean' && { visible: value.visible }),
    ...(components !== undefined && { components }),
  };
}

function readRange(value: unknown): VisibleRange | undefined {
  if (!isRecord(value)) return undefined;
  const [from, to] = [readEdge(value.from), readEdge(value.to)];
  return from && to && { from, to };
}

function readEdge(value: unknown): RangeEdge | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'infinite') return { kind: 'infinite' };
  if (value.kind === 'cursor' && isInteger(value.offset)) return { kind: 'cursor', offset: value.offset };
  if (value.kind === 'absolute' && isInteger(value.time)) return { kind: 'absolute', time: value.time };
  return undefined;
}

/** Undefined: nothing is shown. `bad`: it is no arrangement. */
function readArrangement(value: unknown, depth: number): Arrangement | 'bad' {
  if (!isRecord(value) || depth > MAX_DEPTH) return 'bad';
  const weight = typeof value.weight === 'number' && value.weight > 0 && value.weight < 1e9 ? value.weight : 1;
  if (value.kind === 'group' && Array.isArray(value.views)) {
    const views = value.views.filter(isText).slice(0, MAX_VIEWS);
    return { kind: 'group', weight, views, ...(isText(value.active) && { active: value.active }) };
  }
  if (value.kind !== 'split' || !Array.isArray(value.children) || value.children.length > MAX_VIEWS) return 'bad';
  const { direction, gridColumns } = value;
  if (direction !== 'row' && direction !== 'column') return 'bad';
  const children: Arrangement[] = [];
  for (const item of value.children) {
    const child = readArrangement(item, depth + 1);
    if (child === 'bad') return 'bad';
    if (arrangedViews(child).length > 0) children.push(child);
  }
  if (children.length === 0) return { kind: 'group', weight, views: [] };
  const isGrid = typeof gridColumns === 'number' && Number.isInteger(gridColumns) && gridColumns > 0;
  return { kind: 'split', direction, weight, children, ...(isGrid && { gridColumns }) };
}

function readEntries<T>(
  record: Readonly<Record<string, unknown>>,
  read: (value: unknown) => T | undefined,
): Readonly<Record<string, T>> {
  const entries: (readonly [string, T])[] = [];
  for (const [key, value] of Object.entries(record).slice(0, MAX_ENTRIES)) {
    const entry = isText(key) ? read(value) : undefined;
    if (entry !== undefined) entries.push([key, entry]);
  }
  return Object.fromEntries(entries);
}

function readPath(value: unknown): EntityPath | undefined {
  if (!isText(value)) return undefined;
  try {
    return parseEntityPath(value);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function isPlain(value: unknown, depth = 0): value is PlainValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || isText(value)) return true;
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  const items = Object.values(value);
  return items.length <= MAX_ENTRIES && items.every((item) => isPlain(item, depth + 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

/** A whole number of 64 bits, as text. */
function isInteger(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);
}
