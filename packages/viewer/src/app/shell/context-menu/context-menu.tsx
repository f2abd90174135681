import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Overlay } from '../../state/overlay.ts';
import { Icon } from '../../ui/icons.tsx';
import { usePage } from '../../ui/page-context.tsx';
import { type MenuItem, menuItems, menuName } from './menu-items.ts';
import './context-menu.css';

const EDGE_PX = 6;

/** The menu of what was clicked; the arrow keys go through it. */
export function ContextMenu({ overlay }: { readonly overlay: Extract<Overlay, { kind: 'menu' }> }) {
  const page = usePage();
  const menu = useRef<HTMLDivElement>(null);
  const { target, x, y } = overlay;
  const items = useMemo(() => menuItems(target, page), [target, page]);
  const close = (): void => page.app.dispatch({ kind: 'show-overlay', overlay: undefined });

  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) return undefined;
    const place = element.getRootNode();
    const before = place instanceof ShadowRoot || place instanceof Document ? place.activeElement : null;
    element.showPopover();
    putAt(element, x, y);
    linesOf(element)[0]?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [x, y]);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    window.addEventListener('blur', close, { signal });
    const onPointerDown = (event: Event): void => {
      if (menu.current !== null && !event.composedPath().includes(menu.current)) close();
    };
    window.addEventListener('pointerdown', onPointerDown, { signal, capture: true });
    return () => ended.abort();
  });

  return (
    <div
      ref={menu}
      // Not `auto`: the finger whose rest has opened it would close it when it goes up.
      popover="manual"
      className="context-menu"
      role="menu"
      tabIndex={-1}
      aria-label={menuName(target, page.app.state)}
      onKeyDown={(event) => moveFocus(event, close)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <p className="context-menu-name" aria-hidden="true">
        {menuName(target, page.app.state)}
      </p>
      {items.map((item, index) => (
        <Line
          key={item.id}
          item={item}
          isFirstOfGroup={index > 0 && items[index - 1]?.group !== item.group}
          onChoose={() => {
            close();
            item.run(page);
          }}
        />
      ))}
    </div>
  );
}

interface LineProps {
  readonly item: MenuItem;
  readonly isFirstOfGroup: boolean;
  readonly onChoose: () => void;
}

function Line({ item, isFirstOfGroup, onChoose }: LineProps) {
  const { label, icon, shortcut, isChecked } = item;
  return (
    <button
      type="button"
      className="context-menu-line"
      {...(isChecked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': isChecked })}
      tabIndex={-1}
      data-first={isFirstOfGroup || undefined}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={onChoose}
    >
      {isChecked ? <Icon name="check" size={14} /> : icon === undefined ? <span /> : <Icon name={icon} size={14} />}
      <span>{label}</span>
      {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </button>
  );
}

const linesOf = (menu: HTMLElement): readonly HTMLElement[] => [...menu.querySelectorAll('button')];

/** At the pointer, or as near to it as the window allows. */
function putAt(menu: HTMLElement, x: number, y: number): void {
  const { offsetWidth, offsetHeight, style, ownerDocument } = menu;
  const { clientWidth, clientHeight } = ownerDocument.documentElement;
  style.left = `${Math.max(EDGE_PX, Math.min(x, clientWidth - offsetWidth - EDGE_PX))}px`;
  style.top = `${Math.max(EDGE_PX, Math.min(y, clientHeight - offsetHeight - EDGE_PX))}px`;
}

/** Arrows, Home and End go through the lines, a letter to the next one that begins with it. */
function moveFocus(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  const lines = linesOf(event.currentTarget);
  const at = lines.findIndex((line) => line.matches(':focus'));
  const to = lineFor(event.key, at, lines);
  if (event.key === 'Tab' || event.key === 'Escape') close();
  else if (to === undefined) return;
  else lines[to]?.focus({ preventScroll: true });
  event.preventDefault();
}

function lineFor(key: string, at: number, lines: readonly HTMLElement[]): number | undefined {
  const count = lines.length;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (Math.max(at, 0) - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default: {
      if (key.length !== 1 || key === ' ') return undefined;
      const order = lines.map((_, i) => (at + 1 + i) % count);
      return order.find((i) => lines[i]?.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
    }
  }
}
