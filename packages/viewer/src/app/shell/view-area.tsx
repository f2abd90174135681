import {
  type DockviewApi,
  DockviewReact,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Page } from '../page/page.ts';
import type { ViewSlot } from '../page/view-stage.ts';
import type { AppStore } from '../state/app-store.ts';
import { arrangeViews, standsBehind } from '../state/layout.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { saveBlob } from '../util/save-blob.ts';
import { ViewKind, type ViewSpec } from '../views/view.ts';
import { panelState, toDockview, VIEW_COMPONENT, VIEW_TAB } from './dockview-layout.ts';
import 'dockview-react/dist/styles/dockview.css';

const THEME: DockviewTheme = { name: 'rushes', className: 'dockview-theme-rushes', dndTabIndicator: 'line' };
const COMPONENTS = { [VIEW_COMPONENT]: ViewPanel };
const TAB_COMPONENTS = { [VIEW_TAB]: ViewTab };

const KIND_ICONS = {
  [ViewKind.Spatial2D]: 'video',
  [ViewKind.Spatial3D]: 'cube',
  [ViewKind.TimeSeries]: 'plot',
  [ViewKind.StateTimeline]: 'states',
  [ViewKind.BarChart]: 'bars',
  [ViewKind.Tensor]: 'tensor',
  [ViewKind.TextLog]: 'text',
  [ViewKind.TextDocument]: 'document',
  [ViewKind.DataFrame]: 'table',
  [ViewKind.Graph]: 'graph',
  [ViewKind.Map]: 'map',
  [ViewKind.Unknown]: 'unknown',
} as const satisfies Record<ViewKind, IconName>;

/** The views, in tabs and splits that a person can rearrange. */
export function ViewArea() {
  const page = usePage();
  const views = useAppState((state) => state.views);
  const [dock, setDock] = useState<ViewDock>();

  const onReady = useCallback(({ api }: DockviewReadyEvent) => setDock(new ViewDock(api, page.app)), [page]);
  useLayoutEffect(() => dock?.show(views), [dock, views]);
  useEffect(() => () => dock?.dispose(), [dock]);

  return (
    <DockviewReact
      className="view-area"
      theme={THEME}
      components={COMPONENTS}
      tabComponents={TAB_COMPONENTS}
      disableFloatingGroups
      scrollbars="native"
      onReady={onReady}
    />
  );
}

/** Brings dockview in line with the state's list of views, and tells the state which ones were closed by hand. */
class ViewDock {
  readonly #api: DockviewApi;
  readonly #disposables: { dispose(): void }[];
  /** A person moved, split or resized something: from then on new views are added without rearranging the others. */
  #touched = false;
  #changing = false;

  constructor(api: DockviewApi, app: AppStore) {
    this.#api = api;
    this.#disposables = [
      api.onDidMutateLayout((event) => {
        if (event.origin === 'user') this.#touched = true;
      }),
      api.onDidRemovePanel((panel) => {
        if (!this.#changing) app.dispatch({ kind: 'close-view', id: panel.id });
      }),
    ];
  }

  show(views: readonly ViewSpec[]): void {
    this.#changing = true;
    try {
      const wanted = new Set(views.map((view) => view.id));
      for (const panel of [...this.#api.panels]) if (!wanted.has(panel.id)) this.#api.removePanel(panel);
      if (views.length === 0) this.#touched = false;
      const added = views.filter((view) => this.#api.getPanel(view.id) === undefined);
      if (added.length === 0) return;
      if (this.#touched) for (const view of added) this.#add(view, views);
      else this.#arrange(views);
    } finally {
      this.#changing = false;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #arrange(views: readonly ViewSpec[]): void {
    const { width, height } = this.#api;
    const arrangement = arrangeViews(views, width >= height);
    if (arrangement === undefined) return;
    const layout = toDockview(arrangement, views, Math.max(width, 1), Math.max(height, 1));
    this.#api.fromJSON(layout, { reuseExistingPanels: true });
  }

  /** A tab behind a view of its kind, or a place on the right. */
  #add(view: ViewSpec, views: readonly ViewSpec[]): void {
    const present = views.filter((other) => this.#api.getPanel(other.id) !== undefined);
    const sibling = standsBehind(view) ? present.at(-1) : present.find((other) => other.kind === view.kind);
    const { contentComponent, ...state } = panelState(view);
    this.#api.addPanel({
      ...state,
      component: contentComponent,
      inactive: true,
      ...(this.#api.panels.length === 0
        ? {}
        : {
            position:
              sibling === undefined
                ? { direction: 'right' as const }
                : { referencePanel: sibling.id, direction: 'within' as const },
          }),
    });
  }
}

interface ViewParams {
  readonly spec: ViewSpec;
}

/** The element that a view draws into. React never looks inside. */
function ViewPanel({ api, params: { spec } }: IDockviewPanelProps<ViewParams>) {
  const page = usePage();
  const element = useRef<HTMLDivElement>(null);
  const sizes = useMemo(() => sizeWatcherOf(page), [page]);
  // The panel is kept over re-arrangements; only the id names another view.
  const specRef = useRef(spec);
  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    const slot = page.stage.attach(specRef.current, element.current);
    slot.setVisible(api.isVisible);
    const stopWatching = sizes.watch(element.current, slot);
    const visibility = api.onDidVisibilityChange(({ isVisible }) => slot.setVisible(isVisible));
    return () => {
      visibility.dispose();
      stopWatching();
      slot.dispose();
    };
  }, [api, page, sizes]);
  return <div ref={element} className="view-slot" data-view={spec.kind} data-origin={spec.origin} />;
}

function ViewTab({ api, params: { spec } }: IDockviewPanelHeaderProps<ViewParams>) {
  const page = usePage();
  const selected = useAppState((state) => state.selected === spec.origin);
  return (
    <div className="view-tab" data-selected={selected || undefined}>
      <Icon name={KIND_ICONS[spec.kind]} size={14} />
      <button
        type="button"
        className="view-tab-title"
        title={`Select ${spec.origin}`}
        onClick={() => page.app.dispatch({ kind: 'select', entity: spec.origin })}
      >
        {spec.title}
      </button>
      {spec.kind === ViewKind.Spatial2D && (
        <button
          type="button"
          className="view-tab-close"
          aria-label={`Save a picture of ${spec.title}`}
          title="Save what this view shows as a PNG"
          onPointerDown={(event) => event.stopPropagation()}
          onClick={(event) => {
            event.stopPropagation();
            const name = page.snapshotName(spec);
            void page.snapshot(({ id }) => id === spec.id)?.then((png) => saveBlob(png, name), reportError);
          }}
        >
          <Icon name="camera" size={12} />
        </button>
      )}
      <button
        type="button"
        className="view-tab-close"
        aria-label={`Close the view ${spec.title}`}
        title="Close this view"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          api.close();
        }}
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}

/** One observer for all views: however many change size together, they are drawn once. */
class SizeWatcher {
  readonly #slots = new Map<Element, ViewSlot>();
  readonly #observer: ResizeObserver;

  constructor(page: Page) {
    this.#observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        this.#slots.get(target)?.resize(contentRect.width, contentRect.height, window.devicePixelRatio);
      }
      // A resized canvas is empty: it must be drawn before the coming paint.
      page.drawNow();
    });
  }

  watch(element: Element, slot: ViewSlot): () => void {
    this.#slots.set(element, slot);
    this.#observer.observe(element);
    return () => {
      this.#observer.unobserve(element);
      this.#slots.delete(element);
    };
  }
}

const sizeWatchers = new WeakMap<Page, SizeWatcher>();

function sizeWatcherOf(page: Page): SizeWatcher {
  const watcher = sizeWatchers.get(page) ?? new SizeWatcher(page);
  sizeWatchers.set(page, watcher);
  return watcher;
}
