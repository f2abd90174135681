import type { AppStore } from './state/app-store.ts';
import { type AppState, INITIAL_STATE, type PanelName, type ThemeChoice } from './state/state.ts';
import type { TimeZone } from './util/time-format.ts';

const KEY = 'rushes.preferences';

/** What the page remembers in this browser, whatever is recorded. */
interface Preferences {
  readonly theme: ThemeChoice;
  readonly zone: TimeZone;
  readonly panels: Readonly<Record<PanelName, boolean>>;
}

/** Below these widths the panels at the sides would leave the views too little room; they start closed. */
const ROOM_FOR_SELECTION_PX = 1100;
const ROOM_FOR_TREE_PX = 720;

/** The initial state with what was remembered; anything unreadable counts as not remembered. */
export function rememberedState(storage: Storage | undefined, widthPx: number): AppState {
  const panels = {
    ...INITIAL_STATE.panels,
    tree: widthPx >= ROOM_FOR_TREE_PX,
    selection: widthPx >= ROOM_FOR_SELECTION_PX,
  };
  const remembered = { ...INITIAL_STATE, panels, ...readPreferences(storage) };
  if (widthPx >= ROOM_FOR_TREE_PX) return remembered;
  // They lie over the views there: whatever was chosen on a wider screen.
  return { ...remembered, panels: { ...remembered.panels, tree: false, selection: false } };
}

/** Keeps the preferences of `app` from now on. */
export function rememberChanges(app: AppStore, storage: Storage | undefined): void {
  let kept = app.state;
  app.subscribe(() => {
    const { theme, zone, panels } = app.state;
    if (theme === kept.theme && zone === kept.zone && panels === kept.panels) return;
    kept = app.state;
    try {
      storage?.setItem(KEY, JSON.stringify({ theme, zone, panels } satisfies Preferences));
    } catch {
      // A full or forbidden storage costs the memory of the choice, nothing else.
      return;
    }
  });
}

function readPreferences(storage: Storage | undefined): Partial<Preferences> {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? checkPreferences(parsed) : {};
  } catch {
    return {};
  }
}

function checkPreferences(parsed: object): Partial<Preferences> {
  const { theme, zone, panels } = parsed as Readonly<Record<string, unknown>>;
  return {
    ...(theme === 'dark' || theme === 'light' || theme === 'system' ? { theme } : {}),
    ...(zone === 'local' || zone === 'utc' ? { zone } : {}),
    ...(typeof panels === 'object' && panels !== null ? { panels: checkPanels(panels) } : {}),
  };
}

function checkPanels(panels: object): Record<PanelName, boolean> {
  const kept = panels as Readonly<Record<string, unknown>>;
  return {
    topBar: true,
    tree: kept.tree !== false,
    selection: kept.selection !== false,
    timeline: kept.timeline !== false,
  };
}
