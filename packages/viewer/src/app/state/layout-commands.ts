import { assertNever, type EntityPath } from '@rushes/proto';
import type { EntityOverride, PlainValue, ViewSpec, VisibleRange } from '../views/view.ts';
import type { PanelChoice } from './blueprint-import.ts';
import { type Arrangement, arrangeViews, mergeViews, placeFor } from './layout.ts';
import { AUTOMATIC_LAYOUT, type Layout, type LayoutState, layoutOf, MAX_LAYOUT_STEPS } from './layout-state.ts';
import { sameArrangement, type ViewPlace, withActive, withoutView, withView, withViewsOf } from './layout-tree.ts';

/** What can be changed of one view; `undefined` goes back to the default. */
export interface ViewChange {
  readonly title?: string;
  readonly origin?: EntityPath;
  readonly contents?: readonly string[] | undefined;
  /** By entity; `undefined` takes all overrides of that entity away. */
  readonly overrides?: Readonly<Record<string, EntityOverride | undefined>>;
  /** By timeline. */
  readonly visibleRange?: Readonly<Record<string, VisibleRange | undefined>>;
}

/** Everything that changes the layout. */
export type LayoutCommand =
  | { readonly kind: 'suggest-views'; readonly views: readonly ViewSpec[] }
  /** The layout that came with the recording. */
  | {
      readonly kind: 'give-layout';
      readonly layout: Layout;
      readonly panels?: PanelChoice;
      readonly timeline?: string | undefined;
    }
  /** The layout that was kept of an earlier visit. */
  | { readonly kind: 'restore-layout'; readonly layout: Layout }
  | { readonly kind: 'set-layout'; readonly layout: Layout }
  | { readonly kind: 'add-view'; readonly view: ViewSpec; readonly place?: ViewPlace }
  | { readonly kind: 'close-view'; readonly id: string }
  /** `gesture`: changes that follow each other with the same one are taken back together. */
  | { readonly kind: 'change-view'; readonly id: string; readonly change: ViewChange; readonly gesture?: string }
  /** Settings of one view that only its kind understands; `undefined` takes one away. */
  | {
      readonly kind: 'change-settings';
      readonly id: string;
      readonly settings: Readonly<Record<string, PlainValue | undefined>>;
    }
  /** Views were moved, split or resized by hand. */
  | { readonly kind: 'arrange'; readonly arrangement: Arrangement }
  /** The page has arranged the views by itself. */
  | { readonly kind: 'note-arranged'; readonly arrangement: Arrangement }
  /** Brings a view to the front of its tabs. */
  | { readonly kind: 'activate-view'; readonly id: string }
  | { readonly kind: 'select-view'; readonly id: string | undefined }
  | { readonly kind: 'undo-layout' }
  | { readonly kind: 'redo-layout' }
  /** Back to what came with the recording if anything did, else to what the heuristics make of it. */
  | { readonly kind: 'reset-views'; readonly to?: 'given' | 'heuristics' };

/** The layout after a command. Pure; the same object when nothing changes. */
export function reduceLayout(state: LayoutState, command: LayoutCommand): LayoutState {
  switch (command.kind) {
    case 'suggest-views':
      return withSuggestions({ ...state, suggested: command.views }, state);
    case 'give-layout':
      return given(state, command);
    case 'restore-layout':
      return { ...shown(state, command.layout), isOwn: true };
    case 'set-layout':
      return changed(state, command.layout);
    case 'add-view':
      return added(state, command.view, command.place);
    case 'close-view':
      return closed(state, command.id);
    case 'change-view':
      return withChangedView(state, command.id, (view) => changedView(view, command.change), command.gesture);
    case 'change-settings':
      return withChangedView(state, command.id, (view) => withSettings(view, command.settings), 'settings');
    case 'arrange':
      return sameArrangement(state.arrangement, command.arrangement)
        ? state
        : changed(state, { ...layoutOf(state), arrangement: command.arrangement });
    case 'note-arranged':
      return sameArrangement(state.automatic, command.arrangement)
        ? state
        : { ...state, automatic: command.arrangement };
    case 'activate-view':
      return activated(state, command.id);
    case 'select-view':
      return state.selectedView === command.id ? state : { ...state, selectedView: command.id };
    case 'undo-layout':
      return undone(state);
    case 'redo-layout':
      return redone(state);
    case 'reset-views':
      return reset(state, command.to ?? (state.given === undefined ? 'heuristics' : 'given'));
    default:
      return assertNever(command);
  }
}

/** A step that can be taken back. */
function changed(state: LayoutState, layout: Layout, gesture?: string): LayoutState {
  const { past, gesture: former } = state.history;
  const isSameGesture = gesture !== undefined && gesture === former;
  const steps = isSameGesture ? past : [...past, layoutOf(state)].slice(-MAX_LAYOUT_STEPS);
  return { ...shown(state, layout), isOwn: true, history: { past: steps, future: [], gesture } };
}

function shown(state: LayoutState, layout: Layout): LayoutState {
  const isThere = layout.views.some(({ id }) => id === state.selectedView);
  return { ...state, ...layoutOf(layout), selectedView: isThere ? state.selectedView : undefined };
}

function withSuggestions(state: LayoutState, unchanged: LayoutState = state): LayoutState {
  if (!state.autoViews) return state;
  const views = mergeViews(state.views, state.suggested, state.closedViews);
  if (views === state.views) return sameList(state.suggested, unchanged.suggested) ? unchanged : state;
  return { ...state, views, arrangement: arranged(state.arrangement, views) };
}

function sameList(a: readonly ViewSpec[], b: readonly ViewSpec[]): boolean {
  return a.length === b.length && a.every((view, i) => view === b[i]);
}

/** An arrangement that a person made is kept; new views find their places in it. */
function arranged(arrangement: Arrangement | undefined, views: readonly ViewSpec[]): Arrangement | undefined {
  if (arrangement === undefined) return undefined;
  const ids = views.map(({ id }) => id);
  return withViewsOf(arrangement, ids, (id) => placeFor(id, views));
}

function given(state: LayoutState, command: Extract<LayoutCommand, { kind: 'give-layout' }>): LayoutState {
  const { layout, panels = {}, timeline } = command;
  if (state.isOwn) return { ...state, given: layout };
  const next = { ...state, given: layout, givenPanels: panels, givenTimeline: timeline };
  return withSuggestions(shown(next, layout));
}

function added(state: LayoutState, view: ViewSpec, place: ViewPlace | undefined): LayoutState {
  if (state.views.some(({ id }) => id === view.id)) return state;
  const views = [...state.views, view];
  const where = place ?? placeFor(view.id, views);
  // What the page has arranged by itself is arranged by itself again, unless a place was named.
  const isAutomatic = state.arrangement === undefined && place === undefined;
  const arrangement = isAutomatic ? undefined : withView(shownArrangement(state), view.id, where);
  const layout = { ...layoutOf(state), views, arrangement };
  return { ...changed(state, layout), selectedView: view.id };
}

/** How the views stand, whoever has put them there. */
export function shownArrangement({ arrangement, automatic, views }: LayoutState): Arrangement | undefined {
  const shown = arrangement ?? automatic ?? arrangeViews(views);
  const ids = views.map(({ id }) => id);
  return shown && withViewsOf(shown, ids, (id) => placeFor(id, views));
}

function closed(state: LayoutState, id: string): LayoutState {
  const views = state.views.filter((view) => view.id !== id);
  if (views.length === state.views.length) return state;
  return changed(state, {
    ...layoutOf(state),
    views,
    arrangement: withoutView(state.arrangement, id),
    closedViews: [...state.closedViews, id],
  });
}

function withChangedView(
  state: LayoutState,
  id: string,
  change: (view: ViewSpec) => ViewSpec,
  gesture: string | undefined,
): LayoutState {
  const view = state.views.find((candidate) => candidate.id === id);
  const next = view && change(view);
  if (next === undefined || next === view) return state;
  const views = state.views.map((candidate) => (candidate === view ? next : candidate));
  return changed(state, { ...layoutOf(state), views }, gesture && `${gesture} ${id}`);
}

function changedView(view: ViewSpec, { title, origin, ...change }: ViewChange): ViewSpec {
  const { contents, overrides, visibleRange, ...rest } = view;
  const lists = {
    contents: 'contents' in change ? change.contents : contents,
    overrides: merged(overrides, change.overrides),
    visibleRange: merged(visibleRange, change.visibleRange),
  };
  return { ...rest, ...defined({ title, origin }), ...defined(lists) };
}

function withSettings(view: ViewSpec, patch: Readonly<Record<string, PlainValue | undefined>>): ViewSpec {
  const isSame = Object.entries(patch).every(([name, value]) => Object.is(view.settings?.[name], value));
  if (isSame) return view;
  const { settings, ...rest } = view;
  return { ...rest, ...defined({ settings: merged(settings, patch) }) };
}

/** The entries of both, those of `patch` before; an entry that is undefined goes. Undefined if none are left. */
function merged<T>(
  entries: Readonly<Record<string, T>> | undefined,
  patch: Readonly<Record<string, T | undefined>> | undefined,
): Readonly<Record<string, T>> | undefined {
  if (patch === undefined) return entries;
  const next = Object.entries({ ...entries, ...patch }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return next.length === 0 ? undefined : Object.fromEntries(next);
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Which tab is in front is kept, but nobody wants to take it back step by step. */
function activated(state: LayoutState, id: string): LayoutState {
  const arrangement = state.arrangement && withActive(state.arrangement, id);
  const automatic = state.automatic && withActive(state.automatic, id);
  if (arrangement === state.arrangement && automatic === state.automatic) return state;
  return { ...state, arrangement, automatic };
}

function undone(state: LayoutState): LayoutState {
  const { past, future } = state.history;
  const last = past.at(-1);
  if (last === undefined) return state;
  const history = { past: past.slice(0, -1), future: [...future, layoutOf(state)], gesture: undefined };
  return withSuggestions({ ...shown(state, last), history, isOwn: true });
}

function redone(state: LayoutState): LayoutState {
  const { past, future } = state.history;
  const next = future.at(-1);
  if (next === undefined) return state;
  const history = { past: [...past, layoutOf(state)], future: future.slice(0, -1), gesture: undefined };
  return withSuggestions({ ...shown(state, next), history, isOwn: true });
}

function reset(state: LayoutState, to: 'given' | 'heuristics'): LayoutState {
  const layout = to === 'given' && state.given !== undefined ? state.given : AUTOMATIC_LAYOUT;
  return { ...withSuggestions(changed(state, layout)), isOwn: false };
}
