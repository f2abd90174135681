import type { Page } from '../page/page.ts';
import type { MenuTarget, Overlay } from '../state/overlay.ts';
import { isPanelShown } from '../state/selectors.ts';
import type { PanelName, ThemeChoice } from '../state/state.ts';
import { type Action, ActionGroup } from './action.ts';

function toggleOverlay({ app }: Page, overlay: Overlay): void {
  const isShown = app.state.overlay?.kind === overlay.kind;
  app.dispatch({ kind: 'show-overlay', overlay: isShown ? undefined : overlay });
}

/** The menu of the view that has the focus, or of its tab; else of the selected entity; at what has the focus. */
function openMenu({ app, root }: Page): void {
  const { selected: entity, selectedInstance: instance } = app.state;
  const place = root.getRootNode();
  const focused = place instanceof ShadowRoot || place instanceof Document ? place.activeElement : null;
  const box = (focused ?? root).getBoundingClientRect();
  const view = focused?.closest<HTMLElement>('[data-view-id]') ?? focused?.querySelector<HTMLElement>('[data-view-id]');
  const viewId = focused === root ? undefined : view?.dataset.viewId;
  const target: MenuTarget =
    viewId !== undefined
      ? { kind: 'view', viewId }
      : entity !== undefined
        ? { kind: 'entity', entity, instance }
        : { kind: 'page' };
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  app.dispatch({ kind: 'show-overlay', overlay: { kind: 'menu', target, x, y } });
}

const panelAction = (panel: PanelName, title: string): Action => ({
  id: `panel-${panel}`,
  title,
  group: ActionGroup.Page,
  chords: [],
  run: ({ app }) => app.dispatch({ kind: 'show-panel', panel, shown: !isPanelShown(app.state, panel) }),
});

const themeAction = (theme: ThemeChoice, title: string): Action => ({
  id: `theme-${theme}`,
  title,
  group: ActionGroup.Page,
  chords: [],
  isPossible: ({ app }) => app.state.theme !== theme,
  run: ({ app }) => app.dispatch({ kind: 'set-theme', theme }),
});

/** What concerns the page as a whole. */
export const PAGE_ACTIONS: readonly Action[] = [
  {
    id: 'menu',
    title: 'Menu of what has the focus or is selected',
    group: ActionGroup.Page,
    chords: [{ key: 'F10', shift: true }, { key: 'ContextMenu' }],
    run: openMenu,
  },
  {
    id: 'palette',
    title: 'Find a command, an entity, a view, a recording',
    group: ActionGroup.Page,
    chords: [
      { key: 'k', ctrl: true },
      { key: 'p', ctrl: true },
    ],
    everywhere: true,
    run: (page) => toggleOverlay(page, { kind: 'palette' }),
  },
  {
    id: 'shortcuts',
    title: 'Show all shortcuts',
    group: ActionGroup.Page,
    chords: [{ key: '?' }],
    run: (page) => toggleOverlay(page, { kind: 'shortcuts' }),
  },
  panelAction('tree', 'Show or hide the entities'),
  panelAction('timeline', 'Show or hide the timeline'),
  panelAction('selection', 'Show or hide the selection'),
  themeAction('dark', 'Dark theme'),
  themeAction('light', 'Light theme'),
  themeAction('system', 'Theme of the system'),
  {
    id: 'zone',
    title: 'Show times in UTC, or in local time',
    group: ActionGroup.Page,
    chords: [],
    run: ({ app }) => app.dispatch({ kind: 'set-zone', zone: app.state.zone === 'utc' ? 'local' : 'utc' }),
  },
  {
    id: 'undo',
    title: 'Undo the last change of the views',
    group: ActionGroup.Views,
    chords: [{ key: 'z', ctrl: true }],
    repeats: true,
    isPossible: ({ app }) => app.state.layout.history.past.length > 0,
    run: ({ app }) => app.dispatch({ kind: 'undo-layout' }),
  },
  {
    id: 'redo',
    title: 'Redo it',
    group: ActionGroup.Views,
    chords: [
      { key: 'z', ctrl: true, shift: true },
      { key: 'y', ctrl: true },
    ],
    repeats: true,
    isPossible: ({ app }) => app.state.layout.history.future.length > 0,
    run: ({ app }) => app.dispatch({ kind: 'redo-layout' }),
  },
  {
    id: 'reset-views',
    title: 'Lay the views out afresh',
    group: ActionGroup.Views,
    chords: [],
    isPossible: ({ app }) => app.state.active !== undefined,
    run: (page) => page.resetViews(),
  },
];
