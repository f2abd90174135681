import { decodeChunk } from '../arrow/decode-chunk.ts';
import type { Chunk, ComponentColumn } from '../chunk.ts';
import { type EntityPath, entityPathParts, joinEntityPath, parseEntityPath, ROOT_ENTITY } from '../entity-path.ts';
import { ProtoError } from '../errors.ts';
import { compareTuids, TUID_BYTES } from '../ids.ts';
import { isOfType } from '../item-type.ts';
import { isNumberArray, isPlainList, type PlainStruct, type PlainValue, plainValue } from '../plain-value.ts';
import {
  type BlueprintContainer,
  type BlueprintEdge,
  type BlueprintId,
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintOverride,
  type BlueprintTimeRange,
  type BlueprintView,
  blueprintIdFromBytes,
  isBlueprintId,
} from './blueprint-layout.ts';
import { type BlueprintComponent, ContainerKind, PanelState, PlayState } from './blueprint-table.ts';
import { PANEL_PATHS } from './encode-blueprint.ts';

/** Containers inside containers, at most: a circle must end somewhere. */
const MAX_DEPTH = 32;
const MAX_ITEMS = 1000;

/** A layout that was read, and what of it could not be used. */
export interface DecodedBlueprint {
  readonly layout: BlueprintLayout;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/**
 * Reads the chunks of a blueprint store, whoever wrote them: of each component the newest value counts. What does not make sense is
 * left out and told.
 */
export function decodeBlueprint(streams: readonly Uint8Array[]): DecodedBlueprint {
  const problems: string[] = [];
  const store = new BlueprintStore();
  for (const stream of streams) {
    try {
      store.add(decodeChunk(stream), stream);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      problems.push(`A chunk of the layout could not be read: ${error.message}`);
    }
  }
  return { layout: new LayoutReader(store, problems).read(), problems };
}

interface Cell {
  readonly column: ComponentColumn;
  readonly row: number;
  readonly time: bigint;
  readonly rowId: Uint8Array;
}

/** The newest value of every component of every path. */
class BlueprintStore {
  readonly #cells = new Map<EntityPath, Map<string, Cell>>();
  /** By path: the streams that have something of it. */
  readonly streams = new Map<EntityPath, Uint8Array[]>();

  add(chunk: Chunk, stream: Uint8Array): void {
    const cells = this.#cells.get(chunk.entityPath) ?? new Map<string, Cell>();
    this.#cells.set(chunk.entityPath, cells);
    this.streams.set(chunk.entityPath, [...(this.streams.get(chunk.entityPath) ?? []), stream]);
    const times = chunk.timelines[0]?.times;
    for (const column of chunk.components) {
      for (let row = 0; row < chunk.rowCount; row++) {
        if (column.logged?.[row] === 0) continue;
        const rowId = chunk.rowIds.subarray(row * TUID_BYTES, (row + 1) * TUID_BYTES);
        const cell = { column, row, time: times?.[row] ?? 0n, rowId };
        const former = cells.get(column.descriptor.component);
        if (former === undefined || isNewer(cell, former)) cells.set(column.descriptor.component, cell);
      }
    }
  }

  get paths(): IterableIterator<EntityPath> {
    return this.#cells.keys();
  }

  components(path: EntityPath): readonly string[] {
    return [...(this.#cells.get(path)?.keys() ?? [])];
  }

  values(path: EntityPath, component: string): readonly PlainValue[] {
    const cell = this.#cells.get(path)?.get(component);
    if (cell === undefined) return [];
    const { rowStarts, values, itemType } = cell.column;
    const from = rowStarts[cell.row] ?? 0;
    const to = rowStarts[cell.row + 1] ?? from;
    return Array.from({ length: Math.min(to - from, MAX_ITEMS) }, (_, i) => plainValue(values, itemType, from + i));
  }

  /** Whether the component is a struct: such a column is read by its fields. */
  isStruct(path: EntityPath, component: string): boolean {
    const cell = this.#cells.get(path)?.get(component);
    return cell !== undefined && isOfType(cell.column.itemType, 'Struct');
  }
}

function isNewer(a: Cell, b: Cell): boolean {
  return a.time === b.time ? compareTuids(a.rowId, 0, b.rowId, 0) >= 0 : a.time > b.time;
}

class LayoutReader {
  readonly #store: BlueprintStore;
  readonly #problems: string[];
  #count = 0;

  constructor(store: BlueprintStore, problems: string[]) {
    this.#store = store;
    this.#problems = problems;
  }

  read(): BlueprintLayout {
    const viewport = joinEntityPath(['viewport']);
    const root = this.#id(viewport, 'ViewportBlueprint:root_container');
    const maximized = this.#id(viewport, 'ViewportBlueprint:maximized');
    const autoViews = this.#boolean(viewport, 'ViewportBlueprint:auto_views');
    const autoLayout = this.#boolean(viewport, 'ViewportBlueprint:auto_layout');
    return {
      root: root && this.#container(root, 0),
      ...(autoViews === undefined ? {} : { autoViews }),
      ...(autoLayout === undefined ? {} : { autoLayout }),
      ...(maximized === undefined ? {} : { maximized }),
      panels: this.#panels(),
      time: this.#time(),
    };
  }

  #panels(): BlueprintLayout['panels'] {
    const state = (path: string, ...components: readonly BlueprintComponent[]): PanelState | undefined => {
      for (const component of components) {
        const [value] = this.#store.values(joinEntityPath([path]), component);
        const found = Object.values(PanelState).find((candidate) => candidate === value);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return defined({
      top: state(PANEL_PATHS.top, 'PanelBlueprint:state'),
      blueprint: state(PANEL_PATHS.blueprint, 'PanelBlueprint:state'),
      selection: state(PANEL_PATHS.selection, 'PanelBlueprint:state'),
      time: state(PANEL_PATHS.time, 'TimePanelBlueprint:state', 'PanelBlueprint:state'),
    });
  }

  #time(): BlueprintLayout['time'] {
    const path = joinEntityPath([PANEL_PATHS.time]);
    const [playState] = this.#store.values(path, 'TimePanelBlueprint:play_state');
    return defined({
      timeline: this.#text(path, 'TimePanelBlueprint:timeline'),
      playbackSpeed: this.#number(path, 'TimePanelBlueprint:playback_speed'),
      fps: this.#number(path, 'TimePanelBlueprint:fps'),
      playState: Object.values(PlayState).find((candidate) => candidate === playState),
    });
  }

  #container(id: BlueprintId, depth: number): BlueprintContainer | undefined {
    const path = joinEntityPath(['container', id]);
    const [kind] = this.#store.values(path, 'ContainerBlueprint:container_kind');
    const containerKind = Object.values(ContainerKind).find((candidate) => candidate === kind);
    if (containerKind === undefined) {
      this.#problems.push(
        `The layout names a container ${id} that says not how it lays out its contents; it was left out.`,
      );
      return undefined;
    }
    const named = this.#texts(path, 'ContainerBlueprint:contents');
    const active = this.#text(path, 'ContainerBlueprint:active_tab');
    const contents: BlueprintItem[] = [];
    let activeTab: number | undefined;
    for (const text of named) {
      const item = this.#item(text, depth + 1);
      if (item === undefined) continue;
      if (active !== undefined && samePath(text, active)) activeTab = contents.length;
      contents.push(item);
    }
    return {
      kind: 'container',
      id,
      containerKind,
      contents,
      ...defined({
        name: this.#text(path, 'ContainerBlueprint:display_name'),
        columnShares: this.#shares(path, 'ContainerBlueprint:col_shares'),
        rowShares: this.#shares(path, 'ContainerBlueprint:row_shares'),
        activeTab,
        gridColumns: this.#number(path, 'ContainerBlueprint:grid_columns'),
        visible: this.#boolean(path, 'ContainerBlueprint:visible'),
      }),
    };
  }

  #item(text: string, depth: number): BlueprintItem | undefined {
    this.#count += 1;
    const [kind, id, ...rest] = entityPathParts(pathOf(text) ?? ROOT_ENTITY);
    if (id === undefined || !isBlueprintId(id) || rest.length > 0 || (kind !== 'view' && kind !== 'container')) {
      this.#problems.push(`The layout names “${text}”, which is neither a view nor a container.`);
      return undefined;
    }
    if (depth > MAX_DEPTH || this.#count > MAX_ITEMS) {
      this.#problems.push(
        `The layout is deeper than ${MAX_DEPTH} levels, or has more than ${MAX_ITEMS} parts; the rest was left out.`,
      );
      return undefined;
    }
    return kind === 'view' ? this.#view(id) : this.#container(id, depth);
  }

  #view(id: BlueprintId): BlueprintView | undefined {
    const path = joinEntityPath(['view', id]);
    const className = this.#text(path, 'ViewBlueprint:class_identifier');
    if (className === undefined) {
      this.#problems.push(`The layout names a view ${id} that has no class; it was left out.`);
      return undefined;
    }
    const origin = pathOf(this.#text(path, 'ViewBlueprint:space_origin') ?? '/') ?? ROOT_ENTITY;
    const contents = this.#texts(joinEntityPath(['view', id, 'ViewContents']), 'ViewContents:query');
    const timeRanges = this.#timeRanges(joinEntityPath(['view', id, 'VisibleTimeRanges']));
    const { overrides, foreign } = this.#belowView(id);
    return {
      kind: 'view',
      id,
      className,
      origin,
      ...defined({
        name: this.#text(path, 'ViewBlueprint:display_name'),
        contents: contents.length === 0 ? undefined : contents,
        visible: this.#boolean(path, 'ViewBlueprint:visible'),
        timeRanges: timeRanges.length === 0 ? undefined : timeRanges,
        overrides: Object.keys(overrides).length === 0 ? undefined : overrides,
        foreign: foreign.length === 0 ? undefined : foreign,
      }),
    };
  }

  #timeRanges(path: EntityPath): readonly BlueprintTimeRange[] {
    if (!this.#store.isStruct(path, 'VisibleTimeRanges:ranges')) return [];
    return this.#store.values(path, 'VisibleTimeRanges:ranges').flatMap((value) => {
      const { timeline, range } = structOf(value);
      const { start, end } = structOf(range);
      const [from, to] = [edgeOf(start), edgeOf(end)];
      return typeof timeline === 'string' && from && to ? [{ timeline, from, to }] : [];
    });
  }

  /** What stands below a view: overrides of entities, and properties that only Rerun's viewer knows. */
  #belowView(id: BlueprintId): { overrides: Record<string, BlueprintOverride>; foreign: readonly Uint8Array[] } {
    const overrides: Record<string, BlueprintOverride> = {};
    const foreign: Uint8Array[] = [];
    for (const path of this.#store.paths) {
      const [kind, of, part, overridden, ...rest] = entityPathParts(path);
      if (kind !== 'view' || of !== id || part === undefined) continue;
      if (part === 'ViewContents' && overridden === 'overrides') this.#override(path, rest, overrides);
      else if (part !== 'ViewContents' && part !== 'VisibleTimeRanges')
        foreign.push(...(this.#store.streams.get(path) ?? []));
    }
    return { overrides, foreign };
  }

  #override(path: EntityPath, parts: readonly string[], overrides: Record<string, BlueprintOverride>): void {
    // What concerns a visualizer stands at `<entity>/visualizers/<id>`.
    const at = parts.lastIndexOf('visualizers');
    const isVisualizer = at >= 0 && parts.length - at <= 2;
    const entity = joinEntityPath(isVisualizer ? parts.slice(0, at) : parts);
    const visible = this.#boolean(path, 'EntityBehavior:visible');
    const columns = this.#store.components(path).filter((name) => !OWN_OF_OVERRIDES.has(name.split(':')[0] ?? ''));
    const components = Object.fromEntries(columns.map((name) => [name, this.#store.values(path, name)]));
    const former = overrides[entity] ?? {};
    const merged = {
      ...former,
      ...(visible === undefined ? {} : { visible }),
      ...(columns.length === 0 ? {} : { components: { ...former.components, ...components } }),
    };
    if (Object.keys(merged).length > 0) overrides[entity] = merged;
  }

  #id(path: EntityPath, component: BlueprintComponent): BlueprintId | undefined {
    const [value] = this.#store.values(path, component);
    const isId = value instanceof Uint8Array && value.length === 16 && value.some((byte) => byte !== 0);
    return isId ? blueprintIdFromBytes(value) : undefined;
  }

  #texts(path: EntityPath, component: BlueprintComponent): readonly string[] {
    return this.#store.values(path, component).filter((value) => typeof value === 'string');
  }

  #text(path: EntityPath, component: BlueprintComponent): string | undefined {
    return this.#texts(path, component)[0];
  }

  #boolean(path: EntityPath, component: BlueprintComponent): boolean | undefined {
    const [value] = this.#store.values(path, component);
    return typeof value === 'boolean' ? value : undefined;
  }

  #number(path: EntityPath, component: BlueprintComponent): number | undefined {
    const [value] = this.#store.values(path, component);
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
  }

  #shares(path: EntityPath, component: BlueprintComponent): readonly number[] | undefined {
    const shares = this.#store.values(path, component).map((value) => (typeof value === 'number' ? value : Number.NaN));
    const isUsable = shares.length > 0 && shares.every((share) => share > 0 && Number.isFinite(share));
    return isUsable ? shares : undefined;
  }
}

/** Archetypes that say how an entity is overridden, rather than with what. */
const OWN_OF_OVERRIDES: ReadonlySet<string> = new Set([
  'ActiveVisualizers',
  'EntityBehavior',
  'VisualizerInstruction',
  'VisualizerOverrides',
]);

function pathOf(text: string): EntityPath | undefined {
  try {
    return parseEntityPath(text);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function samePath(a: string, b: string): boolean {
  return pathOf(a) !== undefined && pathOf(a) === pathOf(b);
}

function structOf(value: PlainValue | undefined): PlainStruct {
  const isStruct = typeof value === 'object' && value !== null && !isNumberArray(value) && !isPlainList(value);
  return isStruct ? value : {};
}

function edgeOf(value: PlainValue | undefined): BlueprintEdge | undefined {
  const edge = structOf(value);
  if ('Infinite' in edge) return { kind: 'infinite' };
  if (typeof edge.CursorRelative === 'bigint') return { kind: 'cursor', offset: edge.CursorRelative };
  if (typeof edge.Absolute === 'bigint') return { kind: 'absolute', time: edge.Absolute };
  return undefined;
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
