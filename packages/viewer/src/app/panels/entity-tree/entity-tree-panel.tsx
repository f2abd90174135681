import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { EntityNode } from '../../data/recording-store.ts';
import { isEntityVisible } from '../../state/selectors.ts';
import { type TreeRow, treeMove, treeRows } from '../../state/tree-rows.ts';
import { entityIcon } from '../../ui/entity-icon.ts';
import { keepFocus } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAppState, useDrawnFrames, usePage } from '../../ui/page-context.tsx';

const ROW_PX = 24;
const INDENT_PX = 14;

/** All entities of the recording, as a tree of as many rows as are in sight. */
export function EntityTreePanel() {
  const page = usePage();
  useDrawnFrames(200);
  const root = page.store?.entityTree();
  const [filter, setFilter] = useState('');
  // Ten thousand entities take a moment to search; what is typed must not wait for it.
  const searched = useDeferredValue(filter);
  return (
    <>
      <div className="panel-head">
        <h2>Entities</h2>
        <label className="filter">
          <Icon name="search" size={14} />
          <input
            type="search"
            value={filter}
            placeholder="Search"
            aria-label="Search entities"
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
      </div>
      {root === undefined ? <p className="panel-empty">No data yet</p> : <Tree root={root} filter={searched} />}
    </>
  );
}

function Tree({ root, filter }: { readonly root: EntityNode; readonly filter: string }) {
  const page = usePage();
  const expanded = useAppState((state) => state.expanded);
  const hidden = useAppState((state) => state.hidden);
  const selected = useAppState((state) => state.selected);
  const hovered = useAppState((state) => state.hovered);
  const rows = useMemo(() => treeRows(root, expanded, filter), [root, expanded, filter]);
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });

  // A selection made elsewhere is brought into sight here.
  useEffect(() => {
    const index = rows.findIndex((row) => row.node.path === selected);
    if (index < 0) return;
    setFocused(index);
    virtual.scrollToIndex(index, { align: 'auto' });
  }, [selected, rows, virtual]);

  const items = virtual.getVirtualItems();
  const isFocusedInSight = items.some(({ index }) => index === focused);

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[focused];
    if (row !== undefined && (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))) {
      event.preventDefault();
      const box = scroller.current?.querySelector('[data-focused]')?.getBoundingClientRect();
      const target = { kind: 'entity', entity: row.node.path } as const;
      const overlay = { kind: 'menu', target, x: (box?.left ?? 0) + 24, y: box?.bottom ?? 0 } as const;
      page.app.dispatch({ kind: 'show-overlay', overlay });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      page.app.dispatch({ kind: 'select', entity: row.node.path });
      return;
    }
    if (event.key.toLowerCase() === 'v' && row !== undefined) {
      event.preventDefault();
      const { path } = row.node;
      page.app.dispatch({ kind: 'set-visible', entity: path, visible: hidden[path] === true });
      return;
    }
    const move = treeMove(rows, focused, event.key);
    if (move === undefined) return;
    event.preventDefault();
    if (move.kind === 'expand') {
      page.app.dispatch({ kind: 'set-expanded', entity: move.entity, expanded: move.expanded });
    } else {
      setFocused(move.index);
      virtual.scrollToIndex(move.index, { align: 'auto' });
    }
  };

  if (rows.length === 0) return <p className="panel-empty">{filter === '' ? 'No data yet' : 'No entity matches'}</p>;
  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label="Entities"
      aria-activedescendant={isFocusedInSight ? `tree-row-${focused}` : undefined}
      onKeyDown={onKeyDown}
      onPointerLeave={() => page.app.dispatch({ kind: 'hover', entity: undefined })}
    >
      <div style={{ height: virtual.getTotalSize() }} role="presentation">
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <Row
              key={row.node.path}
              row={row}
              index={index}
              top={start}
              isFocused={index === focused}
              isSelected={row.node.path === selected}
              isHovered={row.node.path === hovered}
              isShown={isEntityVisible(hidden, row.node.path)}
              isSwitchedOn={hidden[row.node.path] !== true}
              onFocus={() => setFocused(index)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: TreeRow;
  readonly index: number;
  readonly top: number;
  readonly isFocused: boolean;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  /** It and all above it are switched on. */
  readonly isShown: boolean;
  readonly isSwitchedOn: boolean;
  readonly onFocus: () => void;
}

function Row(props: RowProps) {
  const { row, index, top, isFocused, isSelected, isHovered, isShown, isSwitchedOn, onFocus } = props;
  const { node, depth, isExpanded } = row;
  const { dispatch } = usePage().app;
  const toggle = () => dispatch({ kind: 'set-expanded', entity: node.path, expanded: !isExpanded });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around the rows handles the keys (aria-activedescendant).
    <div
      id={`tree-row-${index}`}
      className="tree-row"
      role="treeitem"
      data-entity={node.path}
      aria-label={node.name}
      tabIndex={-1}
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={node.children.length > 0 ? isExpanded : undefined}
      data-focused={isFocused || undefined}
      data-hovered={isHovered || undefined}
      data-off={!isShown || undefined}
      title={node.path}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 4 + depth * INDENT_PX }}
      onMouseDown={keepFocus}
      onClick={() => {
        onFocus();
        dispatch({ kind: 'select', entity: node.path });
      }}
      onDoubleClick={toggle}
      onPointerEnter={() => dispatch({ kind: 'hover', entity: node.path })}
    >
      {node.children.length > 0 ? (
        <button
          type="button"
          className="twisty"
          tabIndex={-1}
          data-open={isExpanded || undefined}
          aria-label={isExpanded ? `Fold ${node.name}` : `Unfold ${node.name}`}
          onClick={(event) => {
            event.stopPropagation();
            toggle();
          }}
        >
          <Icon name="chevron" size={12} />
        </button>
      ) : (
        <span className="twisty" />
      )}
      <Icon name={entityIcon(node)} size={14} />
      <span className="tree-name">{node.name}</span>
      <button
        type="button"
        className="eye"
        tabIndex={-1}
        aria-label={isSwitchedOn ? `Hide ${node.path}` : `Show ${node.path}`}
        aria-pressed={!isSwitchedOn}
        title={isSwitchedOn ? 'Hide (V)' : 'Show (V)'}
        onClick={(event) => {
          event.stopPropagation();
          dispatch({ kind: 'set-visible', entity: node.path, visible: !isSwitchedOn });
        }}
      >
        <Icon name={isSwitchedOn ? 'eye' : 'eyeOff'} size={14} />
      </button>
    </div>
  );
}
