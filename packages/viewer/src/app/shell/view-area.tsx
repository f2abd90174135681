import { DockviewReact, type DockviewReadyEvent, type DockviewTheme, type IDockviewPanelProps } from 'dockview-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Page } from '../page/page.ts';
import type { ViewSlot } from '../page/view-stage.ts';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { AddViewHere } from './add-view.tsx';
import { VIEW_COMPONENT, VIEW_TAB } from './dockview-layout.ts';
import { ViewDock } from './view-dock.ts';
import { useViewSpec, type ViewParams, ViewTab } from './view-tab.tsx';
import 'dockview-react/dist/styles/dockview.css';

const THEME: DockviewTheme = { name: 'rushes', className: 'dockview-theme-rushes', dndTabIndicator: 'line' };
const COMPONENTS = { [VIEW_COMPONENT]: ViewPanel };
const TAB_COMPONENTS = { [VIEW_TAB]: ViewTab };

/** The views, in tabs and splits that a person can rearrange. */
export function ViewArea() {
  const page = usePage();
  const views = useAppState((state) => state.layout.views);
  const arrangement = useAppState((state) => state.layout.arrangement);
  const frame = useRef<HTMLDivElement>(null);
  const [dock, setDock] = useState<ViewDock>();

  const onReady = useCallback(
    ({ api }: DockviewReadyEvent) => {
      if (frame.current !== null) setDock(new ViewDock(api, page.app, frame.current));
    },
    [page],
  );
  const selectedView = useAppState((state) => state.layout.selectedView);
  useLayoutEffect(() => dock?.show({ views, arrangement, selectedView }), [dock, views, arrangement, selectedView]);
  useEffect(() => () => dock?.dispose(), [dock]);

  return (
    <div ref={frame} className="view-area-frame">
      <DockviewReact
        className="view-area"
        theme={THEME}
        components={COMPONENTS}
        tabComponents={TAB_COMPONENTS}
        rightHeaderActionsComponent={AddViewHere}
        disableFloatingGroups
        scrollbars="native"
        onReady={onReady}
      />
    </div>
  );
}

/** The element that a view draws into. React never looks inside. */
function ViewPanel({ api, params }: IDockviewPanelProps<ViewParams>) {
  const page = usePage();
  const spec = useViewSpec(params);
  const element = useRef<HTMLDivElement>(null);
  const sizes = useMemo(() => sizeWatcherOf(page), [page]);
  // The panel is kept over re-arrangements, and the stage learns of changes from the state.
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
  return (
    <div ref={element} className="view-slot" data-view={spec.kind} data-view-id={spec.id} data-origin={spec.origin} />
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
