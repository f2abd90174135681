import { assertNever, type EntityPath, isDescendantOrSelf, ROOT_ENTITY } from '@rushes/proto';
import { copyAndTell, copyLink } from '../../keys/copy-actions.ts';
import type { Page } from '../../page/page.ts';
import type { MenuTarget } from '../../state/overlay.ts';
import type { AppState } from '../../state/state.ts';
import { makeViewId } from '../../state/view-id.ts';
import { isolate } from '../../state/visibility.ts';
import type { IconName } from '../../ui/icons.tsx';
import { VIEW_KIND_LOOKS } from '../../ui/view-kinds.ts';
import { saveBlob } from '../../util/save-blob.ts';
import { ViewKind, type ViewSpec } from '../../views/view.ts';
import { titleOf } from '../add-view-choices.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly shortcut?: string;
  /** Lines of different groups are parted by a rule. */
  readonly group: number;
  /** For lines that are one of several; undefined for all others. */
  readonly isChecked?: boolean;
  run(page: Page): void;
}

/** What can be done with the thing that was clicked. */
export function menuItems(target: MenuTarget, page: Page): readonly MenuItem[] {
  const { state } = page.app;
  switch (target.kind) {
    case 'entity':
      return [...entityItems(target.entity, target.instance, page), ...viewItems(state, target.viewId, 3)];
    case 'view':
      return [...viewItems(state, target.viewId, 0), ...pageItems(page)];
    case 'timeline':
      return [...timelineItems(state), ...pageItems(page)];
    case 'page':
      return pageItems(page);
    default:
      return assertNever(target);
  }
}

/** The name of a menu, for those who do not see where it was opened. */
export function menuName(target: MenuTarget, state: AppState): string {
  switch (target.kind) {
    case 'entity':
      return target.instance === undefined ? target.entity : `${target.entity}, instance ${target.instance}`;
    case 'view':
      return state.layout.views.find(({ id }) => id === target.viewId)?.title ?? 'View';
    case 'timeline':
      return 'Timeline';
    case 'page':
      return 'Recording';
    default:
      return assertNever(target);
  }
}

function entityItems(entity: EntityPath, instance: number | undefined, page: Page): readonly MenuItem[] {
  const { state } = page.app;
  const isOff = state.hidden[entity] === true;
  const root = page.store?.entityTree();
  const isolated = root === undefined ? undefined : isolate(root, entity, state.hidden);
  const isAlone = isolated !== undefined && Object.keys(isolated).length === 0;
  return [
    item('select', 0, 'Select', ({ app }) => app.dispatch({ kind: 'select', entity })),
    ...(instance === undefined
      ? []
      : [
          item('select-instance', 0, `Select instance ${instance}`, ({ app }) =>
            app.dispatch({ kind: 'select', entity, instance }),
          ),
        ]),
    {
      ...item('visible', 1, isOff ? 'Show' : 'Hide', ({ app }) =>
        app.dispatch({ kind: 'set-visible', entity, visible: isOff }),
      ),
      icon: isOff ? 'eye' : 'eyeOff',
      shortcut: 'V',
    },
    ...(isolated === undefined
      ? []
      : [
          {
            ...item('isolate', 1, isAlone ? 'Show the others again' : 'Isolate (hide all others)', ({ app }) =>
              app.dispatch({ kind: 'set-hidden', hidden: isolated }),
            ),
            shortcut: 'Shift+V',
          },
        ]),
    {
      ...item('copy-path', 2, 'Copy path', (shown) => void copyAndTell(shown, entity, `Copied ${entity}`)),
      icon: 'copy',
    },
    ...kindsFor(entity, state.layout.suggested).map((kind) => addViewItem(entity, kind)),
  ];
}

/** Kinds of view that the heuristics make of this entity, of what it lies in or of what lies below it; a table of any. */
function kindsFor(entity: EntityPath, suggested: readonly ViewSpec[]): readonly ViewKind[] {
  const kinds = new Set<ViewKind>();
  for (const { kind, origin } of suggested) {
    // A view of everything says nothing of what this entity is.
    const isAbove = origin !== ROOT_ENTITY && isDescendantOrSelf(entity, origin);
    if (isAbove || isDescendantOrSelf(origin, entity)) kinds.add(kind);
  }
  kinds.delete(ViewKind.Unknown);
  kinds.add(ViewKind.DataFrame);
  return [...kinds];
}

function addViewItem(origin: EntityPath, kind: ViewKind): MenuItem {
  const { name, icon } = VIEW_KIND_LOOKS[kind];
  const added = item(`add-${kind}`, 2, `Add to a new view: ${name}`, ({ app }) => {
    const view: ViewSpec = { id: makeViewId(), kind, origin, title: titleOf(origin, name) };
    app.dispatch({ kind: 'add-view', view });
  });
  return { ...added, icon };
}

function viewItems({ layout }: AppState, viewId: string | undefined, group: number): readonly MenuItem[] {
  const view = layout.views.find(({ id }) => id === viewId);
  if (view === undefined) return [];
  return [
    {
      ...item('screenshot', group, 'Save a picture of this view', (page) => {
        const name = page.snapshotName(view);
        const picture = page.snapshot(({ id }) => id === view.id);
        if (picture === undefined) {
          const text = `The view “${view.title}” shows text, which is no picture that could be saved.`;
          page.app.dispatch({ kind: 'tell', notice: { kind: 'problem', text } });
        } else void picture.then((png) => saveBlob(png, name), reportError);
      }),
      icon: 'camera',
    },
    item('select-view', group, 'Settings of this view', ({ app }) => {
      app.dispatch({ kind: 'select-view', id: view.id });
      app.dispatch({ kind: 'show-panel', panel: 'selection', shown: true });
    }),
    {
      ...item('close-view', group, 'Close this view', ({ app }) => app.dispatch({ kind: 'close-view', id: view.id })),
      icon: 'close',
    },
  ];
}

function timelineItems({ time, range, timeView }: AppState): readonly MenuItem[] {
  const hasRange = range !== undefined && range.timeline === time.timeline;
  const loop = (id: 'off' | 'all' | 'selection', label: string): MenuItem => ({
    ...item(`loop-${id}`, 0, label, ({ app }) => app.dispatch({ kind: 'set-loop', loop: id })),
    isChecked: time.loop === id,
  });
  return [
    loop('off', 'Play through'),
    loop('all', 'Loop over all'),
    ...(hasRange ? [loop('selection', 'Loop over the selection')] : []),
    ...(hasRange
      ? [
          item('clear-range', 1, 'Clear the selected range', ({ app }) =>
            app.dispatch({ kind: 'set-range', range: undefined }),
          ),
        ]
      : []),
    ...(timeView === undefined
      ? []
      : [
          item('zoom-all', 1, 'Show all of the timeline', ({ app }) =>
            app.dispatch({ kind: 'set-time-view', view: undefined }),
          ),
        ]),
    { ...item('follow', 1, 'Follow the newest', ({ app }) => app.dispatch({ kind: 'follow' })), shortcut: 'End' },
  ];
}

function pageItems(page: Page): readonly MenuItem[] {
  const isHiding = Object.keys(page.app.state.hidden).length > 0;
  return [
    ...(page.links.isPossible
      ? [
          {
            ...item('copy-link', 8, 'Copy a link to what is shown', (shown) => void copyLink(shown)),
            icon: 'copy' as const,
          },
        ]
      : []),
    ...(isHiding
      ? [item('show-all', 8, 'Show all entities', ({ app }) => app.dispatch({ kind: 'set-hidden', hidden: {} }))]
      : []),
    {
      ...item('palette', 9, 'Find and run…', ({ app }) =>
        app.dispatch({ kind: 'show-overlay', overlay: { kind: 'palette' } }),
      ),
      icon: 'search',
      shortcut: 'Ctrl+K',
    },
    {
      ...item('shortcuts', 9, 'Keys and gestures', ({ app }) =>
        app.dispatch({ kind: 'show-overlay', overlay: { kind: 'shortcuts' } }),
      ),
      shortcut: '?',
    },
  ];
}

function item(id: string, group: number, label: string, run: (page: Page) => void): MenuItem {
  return { id, group, label, run };
}
