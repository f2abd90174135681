import { useEffect, useLayoutEffect, useState } from 'react';
import { EntityTreePanel } from '../panels/entity-tree/entity-tree-panel.tsx';
import { SelectionPanel } from '../panels/selection/selection-panel.tsx';
import { TimelinePanel } from '../panels/timeline/timeline-panel.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileNotices } from './file-notices.tsx';
import { StartPage } from './start-page.tsx';
import { TopBar } from './top-bar.tsx';
import { ViewArea } from './view-area.tsx';

/** The frame around everything: top bar, entities on the left, selection on the right, timeline below, views between. */
export function Shell() {
  useTheme();
  const panels = useAppState((state) => state.panels);
  const empty = useAppState((state) => state.layout.views.length === 0);
  const started = useAppState((state) => state.active !== undefined);
  const [treeWidth, setTreeWidth] = useState(232);
  const [selectionWidth, setSelectionWidth] = useState(288);
  const [timelineHeight, setTimelineHeight] = useState(208);
  return (
    <div className="shell">
      <TopBar />
      <div className="shell-middle">
        {panels.tree && started && (
          <>
            <aside className="panel" style={{ width: treeWidth }} aria-label="Entities">
              <PanelBoundary name="entities">
                <EntityTreePanel />
              </PanelBoundary>
            </aside>
            <Splitter
              label="Width of the entities panel"
              axis="x"
              size={treeWidth}
              min={140}
              max={480}
              onResize={setTreeWidth}
            />
          </>
        )}
        <main className="shell-views">
          {/* Stays mounted when empty, so that the first view finds its place at once. */}
          <ViewArea />
          {empty && <StartPage />}
        </main>
        {panels.selection && started && (
          <>
            <Splitter
              label="Width of the selection panel"
              axis="x"
              size={selectionWidth}
              min={180}
              max={520}
              after
              onResize={setSelectionWidth}
            />
            <aside className="panel" style={{ width: selectionWidth }} aria-label="Selection">
              <PanelBoundary name="selection">
                <SelectionPanel />
              </PanelBoundary>
            </aside>
          </>
        )}
      </div>
      {panels.timeline && started && (
        <>
          <Splitter
            label="Height of the timeline panel"
            axis="y"
            size={timelineHeight}
            min={96}
            max={560}
            after
            onResize={setTimelineHeight}
          />
          <section className="panel panel-timeline" style={{ height: timelineHeight }} aria-label="Timeline">
            <PanelBoundary name="timeline">
              <TimelinePanel />
            </PanelBoundary>
          </section>
        </>
      )}
      <FileNotices />
      <DropZone />
    </div>
  );
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
