import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { EntityTreePanel } from '../panels/entity-tree/entity-tree-panel.tsx';
import { SelectionPanel } from '../panels/selection/selection-panel.tsx';
import { TimelinePanel } from '../panels/timeline/timeline-panel.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { listenForMenus } from './context-menu/menu-gestures.ts';
import { DockedPanel } from './docked-panel.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileNotices } from './file-notices.tsx';
import { NoticeLine } from './notice.tsx';
import { Overlays } from './overlays.tsx';
import { StartPage } from './start-page.tsx';
import { TopBar } from './top-bar.tsx';
import { ViewArea } from './view-area.tsx';

/** The frame around everything: top bar, entities on the left, selection on the right, timeline below, views between. */
export function Shell() {
  useTheme();
  useMenus();
  const own = useAppState((state) => state.panels);
  const given = useAppState((state) => state.layout.givenPanels);
  const panels = { ...own, ...given };
  const empty = useAppState((state) => state.layout.views.length === 0);
  const started = useAppState((state) => state.active !== undefined);
  const views = useRef<HTMLElement>(null);
  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={() => views.current?.focus()}>
        Skip to the views
      </button>
      {panels.topBar && <TopBar />}
      <div className="shell-middle">
        {panels.tree && started && (
          <DockedPanel name="Entities" side="left" size={232} min={140} max={480}>
            <EntityTreePanel />
          </DockedPanel>
        )}
        <main ref={views} className="shell-views" tabIndex={-1} aria-label="Views">
          {/* Stays mounted when empty, so that the first view finds its place at once. */}
          <ViewArea />
          {empty && <StartPage />}
        </main>
        {panels.selection && started && (
          <DockedPanel name="Selection" side="right" size={288} min={180} max={520}>
            <SelectionPanel />
          </DockedPanel>
        )}
      </div>
      {panels.timeline && started && (
        <DockedPanel name="Timeline" side="bottom" size={208} min={96} max={560}>
          <TimelinePanel />
        </DockedPanel>
      )}
      <FileNotices />
      <NoticeLine />
      <DropZone />
      <Overlays />
    </div>
  );
}

function useMenus(): void {
  const page = usePage();
  useEffect(() => listenForMenus(page), [page]);
}

/** Puts the theme on the viewer's root, where style sheets and views find it. */
function useTheme(): void {
  const page = usePage();
  const theme = useAppState((state) => state.theme);
  const [systemChanges, setSystemChanges] = useState(0);
  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const onChange = (): void => setSystemChanges((count) => count + 1);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: page.theme follows from the choice and from the system.
  useLayoutEffect(() => {
    page.root.dataset.theme = page.theme;
    page.invalidate();
  }, [page, theme, systemChanges]);
}
