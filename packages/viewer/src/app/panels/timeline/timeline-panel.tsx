import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { EntityNode } from '../../data/recording-store.ts';
import { currentExtent } from '../../state/selectors.ts';
import { type TreeRow, treeRows } from '../../state/tree-rows.ts';
import { keepFocus } from '../../ui/icon-button.tsx';
import { useAppState, useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { LANE_PX } from './draw-timeline.ts';
import { RangeBar } from './range-bar.tsx';
import { TimelineCanvas } from './timeline-canvas.ts';
import { TimelineToolbar } from './timeline-toolbar.tsx';

const INDENT_PX = 12;
const NO_ROWS: readonly TreeRow[] = [];

/** Cursor controls above; below a lane per entity with the density of its events, and the ruler to scrub on. */
export function TimelinePanel() {
  const page = usePage();
  useDrawnFrames(200);
  const root = page.store?.entityTree();
  return (
    <>
      <TimelineToolbar />
      <RangeBar />
      <Lanes root={root} />
    </>
  );
}

function Lanes({ root }: { readonly root: EntityNode | undefined }) {
  const page = usePage();
  const expanded = useAppState((state) => state.expanded);
  const rows = useMemo(() => (root === undefined ? NO_ROWS : treeRows(root, expanded)), [root, expanded]);
  const names = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const from = useRef<HTMLDivElement>(null);
  const to = useRef<HTMLDivElement>(null);
  const drawing = useRef<TimelineCanvas>(undefined);

  useEffect(() => {
    if (canvas.current === null || cursor.current === null || names.current === null) return undefined;
    if (band.current === null || from.current === null || to.current === null) return undefined;
    const timelineCanvas = new TimelineCanvas(page, {
      canvas: canvas.current,
      cursor: cursor.current,
      scroller: names.current,
      range: { band: band.current, from: from.current, to: to.current },
    });
    drawing.current = timelineCanvas;
    return () => timelineCanvas.dispose();
  }, [page]);
  useEffect(() => drawing.current?.setRows(rows), [rows]);

  return (
    <div className="timeline-lanes">
      <div className="timeline-side">
        <ZoneSwitch />
        <LaneNames rows={rows} scroller={names} />
      </div>
      <div className="timeline-strip">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Events over time; drag to move the cursor, on the ruler or with Shift to select a range"
        />
        <div ref={band} className="timeline-range" hidden />
        <RangeHandle ref={from} label="Start of the selected range" />
        <RangeHandle ref={to} label="End of the selected range" />
        {/* The arrow keys work wherever the focus is; here they are also announced. */}
        <div
          ref={cursor}
          className="timeline-cursor"
          role="slider"
          tabIndex={0}
          aria-label="Cursor"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={0}
          hidden
        />
      </div>
    </div>
  );
}

function RangeHandle({ ref, label }: { readonly ref: RefObject<HTMLDivElement | null>; readonly label: string }) {
  return (
    // Where it is and what it says is written with every frame that is drawn, past React.
    <div
      ref={ref}
      className="timeline-range-handle"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      hidden
    />
  );
}

interface LaneNamesProps {
  readonly rows: readonly TreeRow[];
  readonly scroller: RefObject<HTMLDivElement | null>;
}

function LaneNames({ rows, scroller }: LaneNamesProps) {
  const { dispatch } = usePage().app;
  const selected = useAppState((state) => state.selected);
  const hovered = useAppState((state) => state.hovered);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LANE_PX,
    overscan: 6,
  });
  return (
    <div className="lane-names" ref={scroller} onPointerLeave={() => dispatch({ kind: 'hover', entity: undefined })}>
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { path, name } = row.node;
          return (
            <button
              type="button"
              key={path}
              className="lane-name"
              data-entity={path}
              tabIndex={-1}
              title={path}
              aria-pressed={path === selected}
              data-hovered={path === hovered || undefined}
              style={{ transform: `translateY(${start}px)`, paddingLeft: 10 + row.depth * INDENT_PX }}
              onMouseDown={keepFocus}
              onClick={() => dispatch({ kind: 'select', entity: path })}
              onPointerEnter={() => dispatch({ kind: 'hover', entity: path })}
            >
              {name}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** Says which clock the ruler is in, and changes it. */
function ZoneSwitch() {
  const page = usePage();
  const zone = useAppState((state) => state.zone);
  const kind = useAppState((state) => currentExtent(state)?.kind);
  const name = useAppState((state) => state.time.timeline);
  const next = zone === 'utc' ? 'local' : 'utc';
  return (
    <div className="timeline-corner">
      <span className="ellipsis">{name}</span>
      {kind === 'timestamp' && (
        <button
          type="button"
          className="button button-small"
          title={`Times are in ${zone === 'utc' ? 'UTC' : 'local time'}; change to ${next === 'utc' ? 'UTC' : 'local time'}`}
          onClick={() => page.app.dispatch({ kind: 'set-zone', zone: next })}
        >
          {zone === 'utc' ? 'UTC' : 'local'}
        </button>
      )}
    </div>
  );
}
