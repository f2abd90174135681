import type { Page } from '../page/page.ts';
import { canWalkSelections } from '../state/selection.ts';
import { isolate } from '../state/visibility.ts';
import { type Action, ActionGroup } from './action.ts';

const hasSelection = (page: Page): boolean => page.app.state.selected !== undefined;

/** The next selection of the history; where there is none, the newest data. */
function forward(page: Page): void {
  const { state, dispatch } = page.app;
  dispatch(canWalkSelections(state, 1) ? { kind: 'walk-selections', step: 1 } : { kind: 'follow' });
}

function toggleSelected({ app }: Page): void {
  const { selected, hidden } = app.state;
  if (selected !== undefined)
    app.dispatch({ kind: 'set-visible', entity: selected, visible: hidden[selected] === true });
}

function isolateSelected({ app, store }: Page): void {
  const { selected, hidden } = app.state;
  if (selected === undefined || store === undefined) return;
  app.dispatch({ kind: 'set-hidden', hidden: isolate(store.entityTree(), selected, hidden) });
}

/** What selects, and what is done with what is selected. */
export const SELECTION_ACTIONS: readonly Action[] = [
  {
    id: 'clear-selection',
    title: 'Clear the selected range, then the selection',
    group: ActionGroup.Selection,
    chords: [{ key: 'Escape' }],
    isPossible: ({ app }) => {
      const { range, selected, layout } = app.state;
      return range !== undefined || selected !== undefined || layout.selectedView !== undefined;
    },
    run: (page) => page.clearSelection(),
  },
  {
    id: 'selection-back',
    title: 'Previous selection',
    group: ActionGroup.Selection,
    chords: [{ key: 'ArrowLeft', alt: true }],
    run: ({ app }) => app.dispatch({ kind: 'walk-selections', step: -1 }),
  },
  {
    id: 'selection-forward',
    title: 'Next selection; at the newest one: follow the newest data',
    group: ActionGroup.Selection,
    chords: [{ key: 'ArrowRight', alt: true }],
    run: forward,
  },
  {
    id: 'toggle-visible',
    title: 'Hide or show what is selected',
    group: ActionGroup.Selection,
    chords: [{ key: 'v' }],
    isPossible: hasSelection,
    run: toggleSelected,
  },
  {
    id: 'isolate',
    title: 'Isolate what is selected: hide all else, or show it again',
    group: ActionGroup.Selection,
    chords: [{ key: 'v', shift: true }],
    isPossible: hasSelection,
    run: isolateSelected,
  },
  {
    id: 'show-all',
    title: 'Show all entities',
    group: ActionGroup.Selection,
    chords: [],
    isPossible: (page) => Object.keys(page.app.state.hidden).length > 0,
    run: ({ app }) => app.dispatch({ kind: 'set-hidden', hidden: {} }),
  },
];
