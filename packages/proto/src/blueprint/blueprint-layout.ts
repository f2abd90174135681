import type { EntityPath } from '../entity-path.ts';
import type { PlainValue } from '../plain-value.ts';
import type { ContainerKind, PanelState, PlayState } from './blueprint-table.ts';

/** A random name of a view or a container: 32 hex digits in five groups. @group Blueprints */
export type BlueprintId = string & { readonly __brand: 'BlueprintId' };

/** One end of a visible time range. @group Blueprints */
export type BlueprintEdge =
  | { readonly kind: 'cursor'; readonly offset: bigint }
  | { readonly kind: 'absolute'; readonly time: bigint }
  | { readonly kind: 'infinite' };

/** The stretch of one timeline that a view shows. @group Blueprints */
export interface BlueprintTimeRange {
  readonly timeline: string;
  readonly from: BlueprintEdge;
  readonly to: BlueprintEdge;
}

/** What a view shows otherwise than it was logged. @group Blueprints */
export interface BlueprintOverride {
  readonly visible?: boolean;
  /** By the names of columns, `Points3D:colors`. */
  readonly components?: Readonly<Record<string, readonly PlainValue[]>>;
}

/** One view. @group Blueprints */
export interface BlueprintView {
  readonly kind: 'view';
  readonly id: BlueprintId;
  /** Rerun's name of the class: `2D`, `TimeSeries`. */
  readonly className: string;
  readonly origin: EntityPath;
  readonly name?: string;
  /** Query rules; `+ $origin/**` if left out. */
  readonly contents?: readonly string[];
  readonly visible?: boolean;
  readonly timeRanges?: readonly BlueprintTimeRange[];
  /** By entity path. */
  readonly overrides?: Readonly<Record<string, BlueprintOverride>>;
  /** Chunks with what this version does not know of the view, as Arrow streams; written again as they are. */
  readonly foreign?: readonly Uint8Array[];
}

/** Views and containers in one place. @group Blueprints */
export interface BlueprintContainer {
  readonly kind: 'container';
  readonly id: BlueprintId;
  readonly containerKind: ContainerKind;
  readonly name?: string;
  readonly contents: readonly BlueprintItem[];
  /** Shares of the room, one per column; for `Horizontal` and `Grid`. */
  readonly columnShares?: readonly number[];
  /** Shares of the room, one per row; for `Vertical` and `Grid`. */
  readonly rowShares?: readonly number[];
  /** Index of the tab in front; for `Tabs`. */
  readonly activeTab?: number;
  readonly gridColumns?: number;
  readonly visible?: boolean;
}

/** What a layout is made of. @group Blueprints */
export type BlueprintItem = BlueprintView | BlueprintContainer;

/** Panels by their names in blueprints. @group Blueprints */
export interface BlueprintPanels {
  readonly top?: PanelState;
  /** The tree. */
  readonly blueprint?: PanelState;
  readonly selection?: PanelState;
  readonly time?: PanelState;
}

/** Where time stands when the blueprint is taken up. @group Blueprints */
export interface BlueprintTime {
  readonly timeline?: string;
  readonly playbackSpeed?: number;
  readonly fps?: number;
  readonly playState?: PlayState;
}

/** A whole layout, as it is in a recording. @group Blueprints */
export interface BlueprintLayout {
  readonly root: BlueprintItem | undefined;
  /** Views are suggested for what is logged. */
  readonly autoViews?: boolean;
  /** The viewer arranges the views by itself. */
  readonly autoLayout?: boolean;
  /** The one view that is seen alone. */
  readonly maximized?: BlueprintId;
  readonly panels: BlueprintPanels;
  readonly time: BlueprintTime;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is the id of a view or a container. @group Blueprints */
export function isBlueprintId(text: string): text is BlueprintId {
  return ID.test(text);
}

/** A new id. @group Blueprints */
export function makeBlueprintId(): BlueprintId {
  // `crypto.randomUUID` is only there on https and localhost; this is everywhere.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return blueprintIdFromBytes(bytes);
}

/** The 16 bytes of an id. */
export function blueprintIdToBytes(id: BlueprintId): Uint8Array {
  const hex = id.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** The id that 16 bytes are. @group Blueprints */
export function blueprintIdFromBytes(bytes: Uint8Array): BlueprintId {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return groups.join('-') as BlueprintId;
}

/** All views in it, in the order of the layout. @group Blueprints */
export function blueprintViews(item: BlueprintItem | undefined): readonly BlueprintView[] {
  if (item === undefined) return [];
  return item.kind === 'view' ? [item] : item.contents.flatMap(blueprintViews);
}
