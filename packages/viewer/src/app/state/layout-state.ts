import type { ViewSpec } from '../views/view.ts';
import type { PanelChoice } from './blueprint-import.ts';
import type { Arrangement } from './layout.ts';

/** A layout as it is kept, sent and restored; made of plain values. */
export interface Layout {
  readonly views: readonly ViewSpec[];
  /** Undefined: the page arranges the views by itself. */
  readonly arrangement: Arrangement | undefined;
  /** New views are suggested for what comes. */
  readonly autoViews: boolean;
  /** Ids of views closed by hand: not to be suggested again. */
  readonly closedViews: readonly string[];
}

/** What was before and what was taken back, the newest last. */
export interface LayoutHistory {
  readonly past: readonly Layout[];
  readonly future: readonly Layout[];
  /** Names the changes that the last entry stands for, so that a drag of a slider is one step. */
  readonly gesture: string | undefined;
}

/** The part of the state that is the layout, with the ways back. */
export interface LayoutState extends Layout {
  readonly history: LayoutHistory;
  /** Where the page has put the views by itself, while `arrangement` leaves it to it: what a change by hand begins with. */
  readonly automatic: Arrangement | undefined;
  /** What the heuristics suggested last. */
  readonly suggested: readonly ViewSpec[];
  /** The layout that came with the recording, by its blueprint. */
  readonly given: Layout | undefined;
  /** Panels as that blueprint wants them, until somebody shows or hides them. */
  readonly givenPanels: PanelChoice;
  /** The timeline that it wants, as long as nobody chose one. */
  readonly givenTimeline: string | undefined;
  /** A person or a script changed something: what comes with the recording does not replace it. */
  readonly isOwn: boolean;
  /** The view whose settings are shown. */
  readonly selectedView: string | undefined;
}

/** Steps that can be taken back. */
export const MAX_LAYOUT_STEPS = 100;

export const NO_HISTORY: LayoutHistory = { past: [], future: [], gesture: undefined };

/** Nothing is laid out yet, and the heuristics may. */
export const AUTOMATIC_LAYOUT: Layout = { views: [], arrangement: undefined, autoViews: true, closedViews: [] };

/** What there is of a layout when a recording is opened. */
export const NO_LAYOUT: LayoutState = {
  ...AUTOMATIC_LAYOUT,
  automatic: undefined,
  history: NO_HISTORY,
  suggested: [],
  given: undefined,
  givenPanels: {},
  givenTimeline: undefined,
  isOwn: false,
  selectedView: undefined,
};

export function layoutOf({ views, arrangement, autoViews, closedViews }: Layout): Layout {
  return { views, arrangement, autoViews, closedViews };
}
