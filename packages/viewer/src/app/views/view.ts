import type { EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../data/recording-store.ts';
import type { PlainValue } from '../util/plain-value.ts';
import type { TimeZone } from '../util/time-format.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import type { ShowMode } from '../video/video-messages.ts';

export const ViewKind = {
  Spatial2D: '2d',
  Spatial3D: '3d',
  TimeSeries: 'time-series',
  StateTimeline: 'state-timeline',
  BarChart: 'bar-chart',
  Tensor: 'tensor',
  TextLog: 'text-log',
  TextDocument: 'text-document',
  DataFrame: 'data-frame',
  Graph: 'graph',
  Map: 'map',
  /** A view of a blueprint that this viewer has no class for; its place and its content are kept. */
  Unknown: 'unknown',
} as const;
export type ViewKind = (typeof ViewKind)[keyof typeof ViewKind];

export type { PlainValue };

/** Settings of one view that only its kind understands (y-lock, slice, colormap), by name. */
export type ViewSettings = Readonly<Record<string, PlainValue>>;

/**
 * Components that a person set for one entity in one view, by descriptor (`Points3D:colors`), as the plain values that
 * `ChunkBuilder` takes; `visible` switches the entity off in this view alone.
 */
export interface EntityOverride {
  readonly visible?: boolean;
  readonly components?: Readonly<Record<string, readonly PlainValue[]>>;
}

/** One end of a visible time range. Times are exact whole numbers as text, since JSON has none of 64 bits. */
export type RangeEdge =
  | { readonly kind: 'cursor'; readonly offset: string }
  | { readonly kind: 'absolute'; readonly time: string }
  /** The beginning or the end of the timeline. */
  | { readonly kind: 'infinite' };

/** The stretch of time that a view shows, instead of what its kind shows by default. */
export interface VisibleRange {
  readonly from: RangeEdge;
  readonly to: RangeEdge;
}

/** A view as the layout names it; serialisable. */
export interface ViewSpec {
  readonly id: string;
  readonly kind: ViewKind;
  /** The entity whose subtree is shown; also the view's `data-origin`. */
  readonly origin: EntityPath;
  readonly title: string;
  /** Query rules, `+ $origin/**` if left out; see `parseEntityQuery`. */
  readonly contents?: readonly string[];
  /** By entity. */
  readonly overrides?: Readonly<Record<string, EntityOverride>>;
  /** By timeline. */
  readonly visibleRange?: Readonly<Record<string, VisibleRange>>;
  readonly settings?: ViewSettings;
  /** Of a view of kind `unknown`: its class as the blueprint named it. */
  readonly className?: string;
  /** What a blueprint says of this view beyond all this, as base64 of its chunks; kept so that an export has it again. */
  readonly foreign?: readonly string[];
}

/** What the pointer is over, in a space: drawn by the other views that show the same space. */
export type HoverPoint =
  | {
      readonly kind: '2d';
      /** The entity of the picture, or the origin of the 2D space. */
      readonly space: EntityPath;
      readonly x: number;
      readonly y: number;
      /** Metres along the optical axis, where a depth image says so. */
      readonly depth?: number;
    }
  | { readonly kind: '3d'; readonly space: EntityPath; readonly position: readonly [number, number, number] };

/** Everything a view reads when it draws. Views never import each other: they read this and emit commands. */
export interface ViewContext {
  readonly store: RecordingStore;
  readonly video: VideoDisplay;
  readonly timeline: string;
  /** Undefined while the recording has no time yet. */
  readonly time: bigint | undefined;
  readonly mode: ShowMode;
  readonly theme: 'dark' | 'light';
  /** Which clock timestamps are shown in. */
  readonly zone: TimeZone;
  /**
   * The entities of this view: matched by its query rules, logged to, and visible; parents before children. The same array while
   * nothing changed. What views walk instead of the tree.
   */
  readonly contents: readonly EntityPath[];
  /** The stretch of time that was set for this view on this timeline; undefined = what its kind shows by default. */
  readonly range: { readonly from: bigint; readonly to: bigint } | undefined;
  /** Of the view's spec; empty if none. */
  readonly settings: ViewSettings;
  readonly selected: EntityPath | undefined;
  /** One instance of the selected entity; undefined = all of it. */
  readonly selectedInstance?: number | undefined;
  readonly hovered: EntityPath | undefined;
  readonly hoveredInstance?: number | undefined;
  /** What the pointer is over in some view. */
  readonly hoverPoint?: HoverPoint | undefined;
  isVisible(entity: EntityPath): boolean;
}

/** What a view may ask for. */
export interface ViewHost {
  select(entity: EntityPath | undefined, instance?: number): void;
  hover(entity: EntityPath | undefined, instance?: number): void;
  /** Where the pointer is in this view's space; undefined when it leaves. */
  point(point: HoverPoint | undefined): void;
  setTime(time: bigint): void;
  /** Keeps settings of this view with the layout; `undefined` takes one away. */
  changeSettings(patch: Readonly<Record<string, PlainValue | undefined>>): void;
  /** Ask for a draw at the next animation frame (zoomed, image decoded, …). */
  invalidate(): void;
  /** Where a view may keep what a person chose for all recordings; undefined: nowhere, as in pages of others. */
  readonly storage?: Storage | undefined;
}

export interface MountedView {
  /**
   * Draws what the context asks for. True when everything the current time asks for is on the screen with this draw
   * (an error said in the view counts); false when something is still to come: the view then invalidates when it is there.
   */
  draw(context: ViewContext): boolean;
  resize(widthPx: number, heightPx: number, pixelRatio: number): void;
  dispose(): void;
}

/** A kind of view. */
export interface ViewClass {
  readonly kind: ViewKind;
  /** Which views of this kind a recording asks for; the heuristics. Pure. */
  suggest(store: RecordingStore): readonly ViewSpec[];
  mount(element: HTMLElement, spec: ViewSpec, host: ViewHost): MountedView;
}
// views/registry.ts: export const VIEW_CLASSES: readonly ViewClass[]
