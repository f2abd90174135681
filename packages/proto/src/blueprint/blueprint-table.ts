import { BLUEPRINT_TYPES, type ComponentDescriptor } from '../components.ts';
import type { ItemType } from '../item-type.ts';

/** How a container lays out what is in it. @group Blueprints */
export const ContainerKind = { Tabs: 1, Horizontal: 2, Vertical: 3, Grid: 4 } as const;
export type ContainerKind = (typeof ContainerKind)[keyof typeof ContainerKind];

/** How much of a panel is seen. @group Blueprints */
export const PanelState = { Hidden: 1, Collapsed: 2, Expanded: 3 } as const;
export type PanelState = (typeof PanelState)[keyof typeof PanelState];

/** What time does when the blueprint is taken up. @group Blueprints */
export const PlayState = { Paused: 1, Playing: 2, Following: 3 } as const;
export type PlayState = (typeof PlayState)[keyof typeof PlayState];

const uuid = { type: 'FixedSizeList', size: 16, item: 'UInt8' } as const;
/** Component types of blueprints: `rerun.blueprint.components.` left out, and written out for those that recordings have, too. */
const TYPES = {
  ActiveTab: 'Utf8',
  AutoLayout: 'Boolean',
  AutoViews: 'Boolean',
  ColumnShare: 'Float32',
  ContainerKind: 'UInt8',
  Fps: 'Float64',
  GridColumns: 'UInt32',
  IncludedContent: 'Utf8',
  PanelState: 'UInt8',
  PlayState: 'UInt8',
  PlaybackSpeed: 'Float64',
  QueryExpression: 'Utf8',
  RootContainer: uuid,
  RowShare: 'Float32',
  TimelineName: 'Utf8',
  ViewClass: 'Utf8',
  ViewMaximized: uuid,
  ViewOrigin: 'Utf8',
  VisibleTimeRange: BLUEPRINT_TYPES.VisibleTimeRange,
  VisualizerInstructionId: uuid,
  VisualizerType: 'Utf8',
  'rerun.components.Interactive': 'Boolean',
  'rerun.components.Name': 'Utf8',
  'rerun.components.Visible': 'Boolean',
} as const satisfies Record<string, ItemType>;

type TypeName = keyof typeof TYPES;

/** The archetypes that blueprints are made of here, with the component type of each field, as Rerun 0.36 declares them. */
const ARCHETYPES = {
  ActiveVisualizers: { instruction_ids: 'VisualizerInstructionId' },
  ContainerBlueprint: {
    container_kind: 'ContainerKind',
    display_name: 'rerun.components.Name',
    contents: 'IncludedContent',
    col_shares: 'ColumnShare',
    row_shares: 'RowShare',
    active_tab: 'ActiveTab',
    visible: 'rerun.components.Visible',
    grid_columns: 'GridColumns',
  },
  EntityBehavior: { interactive: 'rerun.components.Interactive', visible: 'rerun.components.Visible' },
  PanelBlueprint: { state: 'PanelState' },
  TimePanelBlueprint: {
    state: 'PanelState',
    timeline: 'TimelineName',
    playback_speed: 'PlaybackSpeed',
    fps: 'Fps',
    play_state: 'PlayState',
  },
  ViewBlueprint: {
    class_identifier: 'ViewClass',
    display_name: 'rerun.components.Name',
    space_origin: 'ViewOrigin',
    visible: 'rerun.components.Visible',
  },
  ViewContents: { query: 'QueryExpression' },
  ViewportBlueprint: {
    root_container: 'RootContainer',
    maximized: 'ViewMaximized',
    auto_layout: 'AutoLayout',
    auto_views: 'AutoViews',
  },
  VisibleTimeRanges: { ranges: 'VisibleTimeRange' },
  VisualizerInstruction: { visualizer_type: 'VisualizerType' },
} as const satisfies Record<string, Record<string, TypeName>>;

type ArchetypeName = keyof typeof ARCHETYPES;
type FieldOf<A extends ArchetypeName> = keyof (typeof ARCHETYPES)[A] & string;

/** Name of a column of a blueprint, `ViewBlueprint:space_origin`. */
export type BlueprintComponent = { [A in ArchetypeName]: `${A}:${FieldOf<A>}` }[ArchetypeName];

/** What the column of one field is called, and what it holds. */
export interface BlueprintField {
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
}

const FIELDS: ReadonlyMap<string, BlueprintField> = new Map(
  Object.entries<Record<string, TypeName>>(ARCHETYPES).flatMap(([archetype, fields]) =>
    Object.entries(fields).map(([field, type]) => {
      const component = `${archetype}:${field}`;
      const componentType = type.includes('.') ? type : `rerun.blueprint.components.${type}`;
      const descriptor = { component, archetype: `rerun.blueprint.archetypes.${archetype}`, componentType };
      return [component, { descriptor, itemType: TYPES[type] }] as const;
    }),
  ),
);

/** One field of the table. The same object at every call. */
export function blueprintField(component: BlueprintComponent): BlueprintField {
  const field = FIELDS.get(component);
  if (field === undefined) throw new RangeError(`There is no blueprint component "${component}".`);
  return field;
}

/** Every column that blueprints of this version may have. */
export function blueprintFields(): ReadonlyMap<string, BlueprintField> {
  return FIELDS;
}
