import type { DockviewApi } from 'dockview-react';
import type { AppStore } from '../state/app-store.ts';
import { type Arrangement, arrangeViews } from '../state/layout.ts';
import type { LayoutState } from '../state/layout-state.ts';
import { sameArrangement } from '../state/layout-tree.ts';
import type { ViewSpec } from '../views/view.ts';
import { fromDockview, toDockview } from './dockview-layout.ts';

/** The handles between two groups, which dockview makes. */
const SASH = '.dv-sash';

/** Brings dockview in line with the state's layout, and tells the state what was moved, resized and closed by hand. */
export class ViewDock {
  readonly #api: DockviewApi;
  readonly #app: AppStore;
  readonly #disposables: { dispose(): void }[];
  /** What dockview stands for; not what it shows to the pixel, which a resized window changes. */
  #shown: { readonly views: readonly ViewSpec[]; readonly arrangement: Arrangement | undefined } | undefined;
  #selected: string | undefined;
  #changing = false;

  /** `element`: what dockview is in. */
  constructor(api: DockviewApi, app: AppStore, element: HTMLElement) {
    this.#api = api;
    this.#app = app;
    this.#disposables = [
      api.onDidMutateLayout((event) => {
        if (event.origin === 'user') this.#report();
      }),
      api.onDidActivePanelChange(({ panel, origin }) => {
        if (origin === 'user' && panel !== undefined) app.dispatch({ kind: 'activate-view', id: panel.id });
      }),
      api.onDidRemovePanel((panel) => {
        if (!this.#changing) app.dispatch({ kind: 'close-view', id: panel.id });
      }),
      onSashMoved(element, () => this.#report()),
    ];
  }

  show({ views, arrangement, selectedView }: Pick<LayoutState, 'views' | 'arrangement' | 'selectedView'>): void {
    this.#arrange(views, arrangement);
    if (selectedView === this.#selected) return;
    this.#selected = selectedView;
    // A view that is selected somewhere else, or was just added by hand, is not to be looked for behind others.
    if (selectedView !== undefined) this.#api.getPanel(selectedView)?.api.setActive();
  }

  #arrange(views: readonly ViewSpec[], arrangement: Arrangement | undefined): void {
    const former = this.#shown;
    if (former?.views === views && former.arrangement === arrangement) return;
    this.#shown = { views, arrangement };
    this.#changing = true;
    try {
      if (arrangement === undefined) this.#showAutomatic(views, former?.arrangement !== undefined);
      else if (!sameArrangement(former?.arrangement, arrangement) || this.#isStale(views))
        this.#load(arrangement, views);
    } finally {
      this.#changing = false;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Arranged afresh whenever a view comes; one that goes leaves its room to its neighbours. */
  #showAutomatic(views: readonly ViewSpec[], wasOtherwise: boolean): void {
    const wanted = new Set(views.map((view) => view.id));
    for (const panel of [...this.#api.panels]) if (!wanted.has(panel.id)) this.#api.removePanel(panel);
    const isComplete = views.every((view) => this.#api.getPanel(view.id) !== undefined);
    if (isComplete && !wasOtherwise) return;
    const { width, height } = this.#api;
    const arrangement = arrangeViews(views, width >= height);
    if (arrangement === undefined) return;
    this.#load(arrangement, views);
    this.#app.dispatch({ kind: 'note-arranged', arrangement });
  }

  #isStale(views: readonly ViewSpec[]): boolean {
    return this.#api.panels.length !== views.length || views.some(({ id }) => this.#api.getPanel(id) === undefined);
  }

  #load(arrangement: Arrangement, views: readonly ViewSpec[]): void {
    const { width, height } = this.#api;
    const layout = toDockview(arrangement, views, Math.max(width, 1), Math.max(height, 1));
    this.#api.fromJSON(layout, { reuseExistingPanels: true });
  }

  /** The state learns how things stand now, and what it says then is what is shown. */
  #report(): void {
    if (this.#changing || this.#shown === undefined) return;
    const arrangement = fromDockview(this.#api.toJSON());
    if (arrangement === undefined || sameArrangement(this.#shown.arrangement, arrangement)) return;
    this.#shown = { views: this.#shown.views, arrangement };
    this.#app.dispatch({ kind: 'arrange', arrangement });
  }
}

/** Dockview tells of moved and closed panels, but not of a handle that was dragged. */
function onSashMoved(element: HTMLElement, listener: () => void): { dispose(): void } {
  const abort = new AbortController();
  const { signal } = abort;
  element.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (!(target instanceof Element) || target.closest(SASH) === null) return;
      // After dockview's own listeners, which are on the document, too.
      const settle = () => queueMicrotask(listener);
      element.ownerDocument.addEventListener('pointerup', settle, { once: true, signal });
      element.ownerDocument.addEventListener('pointercancel', settle, { once: true, signal });
    },
    { capture: true, signal },
  );
  return { dispose: () => abort.abort() };
}
