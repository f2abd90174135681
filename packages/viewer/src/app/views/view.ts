import type { EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../data/recording-store.ts';
import type { TimeZone } from '../util/time-format.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import type { ShowMode } from '../video/video-messages.ts';

export const ViewKind = {
  Spatial2D: '2d',
  TimeSeries: 'time-series',
  TextLog: 'text-log',
  TextDocument: 'text-document',
  DataFrame: 'data-frame',
} as const;
export type ViewKind = (typeof ViewKind)[keyof typeof ViewKind];

/** A view as the layout names it; serialisable. */
export interface ViewSpec {
  readonly id: string;
  readonly kind: ViewKind;
  /** The entity whose subtree is shown; also the view's `data-origin`. */
  readonly origin: EntityPath;
  readonly title: string;
}

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
  readonly selected: EntityPath | undefined;
  readonly hovered: EntityPath | undefined;
  isVisible(entity: EntityPath): boolean;
}

/** What a view may ask for. */
export interface ViewHost {
  select(entity: EntityPath | undefined): void;
  hover(entity: EntityPath | undefined): void;
  setTime(time: bigint): void;
  /** Ask for a draw at the next animation frame (zoomed, image decoded, …). */
  invalidate(): void;
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
