import { knownField } from '../archetypes.ts';
import { encodeChunk } from '../arrow/encode-chunk.ts';
import { ChunkBuilder } from '../chunk-builder.ts';
import type { ComponentBatch } from '../column-builder.ts';
import { componentData } from '../component-data.ts';
import { type EntityPath, entityPathParts, joinEntityPath, parseEntityPath } from '../entity-path.ts';
import type { TuidGenerator } from '../ids.ts';
import type { PlainValue } from '../plain-value.ts';
import type {
  BlueprintContainer,
  BlueprintEdge,
  BlueprintItem,
  BlueprintLayout,
  BlueprintOverride,
  BlueprintView,
} from './blueprint-layout.ts';
import { blueprintIdToBytes, makeBlueprintId } from './blueprint-layout.ts';
import { type BlueprintComponent, blueprintField, ContainerKind } from './blueprint-table.ts';

/** The one timeline of blueprints, and the time that all is logged at. */
export const BLUEPRINT_TIMELINE = { name: 'blueprint', kind: 'sequence' } as const;

/** Paths that are always the same. */
export const PANEL_PATHS = {
  top: 'top_panel',
  blueprint: 'blueprint_panel',
  selection: 'selection_panel',
  time: 'time_panel',
} as const;

type Row = readonly (readonly [component: BlueprintComponent, values: readonly PlainValue[] | undefined])[];

/**
 * A layout as the chunks of a blueprint store, one Arrow stream each, in an order in which everything comes before what names it.
 *
 * @param ids Makes the ids of chunks and rows.
 */
export function encodeBlueprint(layout: BlueprintLayout, ids: TuidGenerator): readonly Uint8Array[] {
  const writer = new BlueprintWriter(ids);
  const { root, autoLayout, autoViews, maximized, panels, time } = layout;
  if (root !== undefined) writer.item(root);
  writer.panels(panels, time);
  // The viewport begins at a container, whatever is in it.
  const rootId = root === undefined ? undefined : root.kind === 'container' ? root.id : writer.tabsAround(root);
  writer.row(
    ['viewport'],
    [
      ['ViewportBlueprint:root_container', rootId && [blueprintIdToBytes(rootId)]],
      ['ViewportBlueprint:maximized', maximized && [blueprintIdToBytes(maximized)]],
      ['ViewportBlueprint:auto_layout', [autoLayout ?? false]],
      ['ViewportBlueprint:auto_views', [autoViews ?? false]],
    ],
  );
  return writer.chunks;
}

class BlueprintWriter {
  readonly chunks: Uint8Array[] = [];
  readonly #ids: TuidGenerator;

  constructor(ids: TuidGenerator) {
    this.#ids = ids;
  }

  item(item: BlueprintItem): void {
    if (item.kind === 'view') this.#view(item);
    else this.#container(item);
  }

  tabsAround(view: BlueprintView): BlueprintContainer['id'] {
    const id = makeBlueprintId();
    this.#container({ kind: 'container', id, containerKind: ContainerKind.Tabs, contents: [] }, [pathOf(view)]);
    return id;
  }

  panels(panels: BlueprintLayout['panels'], time: BlueprintLayout['time']): void {
    for (const name of ['top', 'blueprint', 'selection'] as const) {
      this.row([PANEL_PATHS[name]], [['PanelBlueprint:state', panels[name] && [panels[name]]]]);
    }
    const { timeline, playbackSpeed, fps, playState } = time;
    const state = panels.time && [panels.time];
    this.row(
      [PANEL_PATHS.time],
      [
        ['PanelBlueprint:state', state],
        ['TimePanelBlueprint:state', state],
        ['TimePanelBlueprint:timeline', timeline === undefined ? undefined : [timeline]],
        ['TimePanelBlueprint:playback_speed', playbackSpeed === undefined ? undefined : [playbackSpeed]],
        ['TimePanelBlueprint:fps', fps === undefined ? undefined : [fps]],
        ['TimePanelBlueprint:play_state', playState && [playState]],
      ],
    );
  }

  /** One row at the path of these parts; columns without values are left out. */
  row(parts: readonly string[], row: Row): void {
    const batches = row.flatMap(([component, values]) => {
      if (values === undefined) return [];
      const { descriptor, itemType } = blueprintField(component);
      return [{ descriptor, itemType, data: componentData(itemType, values) }];
    });
    this.#write(joinEntityPath(parts), batches);
  }

  #view(view: BlueprintView): void {
    const base = ['view', view.id];
    const { className, origin, name, visible, contents = ['+ $origin/**'], timeRanges = [], overrides = {} } = view;
    this.row(base, [
      ['ViewBlueprint:class_identifier', [className]],
      ['ViewBlueprint:display_name', name === undefined ? undefined : [name]],
      ['ViewBlueprint:space_origin', [origin]],
      ['ViewBlueprint:visible', visible === undefined ? undefined : [visible]],
    ]);
    this.row([...base, 'ViewContents'], [['ViewContents:query', contents]]);
    if (timeRanges.length > 0) {
      const ranges = timeRanges.map(({ timeline, from, to }) => ({
        timeline,
        range: { start: plainEdge(from), end: plainEdge(to) },
      }));
      this.row([...base, 'VisibleTimeRanges'], [['VisibleTimeRanges:ranges', ranges]]);
    }
    for (const [entity, override] of Object.entries(overrides)) this.#override(base, parseEntityPath(entity), override);
    this.chunks.push(...(view.foreign ?? []));
  }

  /**
   * Rerun keeps what concerns the entity at one path, and below it what concerns each of its visualizers, by an instruction that
   * says which one it is.
   */
  #override(base: readonly string[], entity: EntityPath, { visible, components = {} }: BlueprintOverride): void {
    const path = [...base, 'ViewContents', 'overrides', ...entityPathParts(entity)];
    if (visible !== undefined) this.row(path, [['EntityBehavior:visible', [visible]]]);
    const byArchetype = new Map<string, ComponentBatch[]>();
    for (const [component, values] of Object.entries(components)) {
      const field = knownField(component);
      if (field === undefined) continue;
      const batch = { ...field, data: componentData(field.itemType, values) };
      byArchetype.set(field.archetype, [...(byArchetype.get(field.archetype) ?? []), batch]);
    }
    const instructions: Uint8Array[] = [];
    for (const [archetype, batches] of byArchetype) {
      const id = makeBlueprintId();
      instructions.push(blueprintIdToBytes(id));
      const { descriptor, itemType } = blueprintField('VisualizerInstruction:visualizer_type');
      const instruction = { descriptor, itemType, data: [archetype] };
      this.#write(joinEntityPath([...path, 'visualizers', id]), [instruction, ...batches]);
    }
    if (instructions.length > 0) {
      this.row([...path, 'visualizers'], [['ActiveVisualizers:instruction_ids', instructions]]);
    }
  }

  #container(container: BlueprintContainer, contents = container.contents.map(pathOf)): void {
    for (const item of container.contents) this.item(item);
    const { containerKind, name, columnShares, rowShares, activeTab, gridColumns, visible } = container;
    const active = activeTab === undefined ? undefined : contents[activeTab];
    this.row(
      ['container', container.id],
      [
        ['ContainerBlueprint:container_kind', [containerKind]],
        ['ContainerBlueprint:display_name', name === undefined ? undefined : [name]],
        ['ContainerBlueprint:contents', contents],
        ['ContainerBlueprint:col_shares', columnShares],
        ['ContainerBlueprint:row_shares', rowShares],
        ['ContainerBlueprint:active_tab', active === undefined ? undefined : [active]],
        ['ContainerBlueprint:visible', visible === undefined ? undefined : [visible]],
        ['ContainerBlueprint:grid_columns', gridColumns === undefined ? undefined : [gridColumns]],
      ],
    );
  }

  #write(path: EntityPath, batches: readonly ComponentBatch[]): void {
    if (batches.length === 0) return;
    const builder = new ChunkBuilder(path, [BLUEPRINT_TIMELINE]);
    builder.appendRow(this.#ids, [0n], batches);
    this.chunks.push(encodeChunk(builder.finish(this.#ids.nextChunkId())));
  }
}

function pathOf({ kind, id }: BlueprintItem): string {
  return joinEntityPath([kind, id]);
}

function plainEdge(edge: BlueprintEdge): PlainValue {
  switch (edge.kind) {
    case 'cursor':
      return { CursorRelative: edge.offset };
    case 'absolute':
      return { Absolute: edge.time };
    case 'infinite':
      return { Infinite: null };
  }
}
