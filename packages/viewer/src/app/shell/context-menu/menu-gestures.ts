import type { EntityPath } from '@rushes/proto';
import type { Page } from '../../page/page.ts';
import type { MenuTarget } from '../../state/overlay.ts';

/** A finger that rests so long means a menu. */
const LONG_PRESS_MILLIS = 500;
/** One that moves further drags. */
const STILL_PX = 8;

/**
 * Opens menus by the right button (when it goes up where it went down: a drag with it turns the view in space) and by a finger that
 * rests. What they are about is read from attributes of the elements: `data-entity`, `data-view-id`, `data-menu`.
 */
export function listenForMenus(page: Page): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const { root } = page;
  let rightDown: { readonly x: number; readonly y: number; isDrag: boolean } | undefined;
  let finger: { readonly id: number; readonly x: number; readonly y: number; readonly timer: number } | undefined;

  // An event forgets its path once it was handled: who opens later has to keep it.
  const open = ({ clientX: x, clientY: y }: MouseEvent, path: readonly HTMLElement[]): void => {
    const target = targetOf(path, page);
    if (target === undefined) return;
    page.app.dispatch({ kind: 'show-overlay', overlay: { kind: 'menu', target, x, y } });
  };
  const lift = (): void => {
    window.clearTimeout(finger?.timer);
    finger = undefined;
  };

  root.addEventListener(
    'contextmenu',
    (event) => {
      // Texts that are edited or selected keep the menu of the browser.
      if (hasOwnMenu(event)) return;
      event.preventDefault();
      // On some systems it comes when the right button goes down, on others when it goes up: ours comes when it goes up. Ctrl with
      // the only button of a Mac's mouse is one click.
      const isFinger = event instanceof PointerEvent && event.pointerType === 'touch';
      if (isFinger) {
        // The browser's own long press; with it the pointer is taken away from us, and our timer with it.
        lift();
        if (page.app.state.overlay === undefined) open(event, elementsOf(event));
      } else if (event.button === 0 && event.ctrlKey) open(event, elementsOf(event));
    },
    { signal },
  );
  root.addEventListener(
    'pointerdown',
    (event) => {
      const { clientX: x, clientY: y, pointerType, pointerId: id } = event;
      rightDown = event.button === 2 && pointerType === 'mouse' ? { x, y, isDrag: false } : undefined;
      const isSecond = finger !== undefined;
      lift();
      if (pointerType !== 'touch' || isSecond || hasOwnMenu(event)) return;
      const path = elementsOf(event);
      const timer = window.setTimeout(() => {
        lift();
        swallowClick(root);
        open(event, path);
      }, LONG_PRESS_MILLIS);
      finger = { id, x, y, timer };
    },
    { signal, capture: true },
  );
  window.addEventListener(
    'pointermove',
    ({ clientX, clientY, pointerId }) => {
      const isFar = (from: { readonly x: number; readonly y: number }): boolean =>
        Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX;
      if (rightDown !== undefined && isFar(rightDown)) rightDown.isDrag = true;
      if (finger?.id === pointerId && isFar(finger)) lift();
    },
    { signal, capture: true },
  );
  window.addEventListener(
    'pointerup',
    (event) => {
      lift();
      const down = rightDown;
      if (event.button !== 2) return;
      rightDown = undefined;
      if (down !== undefined && !down.isDrag && !hasOwnMenu(event)) open(event, elementsOf(event));
    },
    { signal, capture: true },
  );
  window.addEventListener('pointercancel', lift, { signal, capture: true });
  return () => {
    ended.abort();
    lift();
  };
}

/** The finger that opened the menu goes up some time: that is not a click on what lies below it. */
function swallowClick(root: HTMLElement): void {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  root.addEventListener('click', swallow, { capture: true, once: true });
  const stop = (): void => root.removeEventListener('click', swallow, { capture: true });
  window.addEventListener('pointerup', () => window.setTimeout(stop, 0), { capture: true, once: true });
}

function elementsOf(event: Event): readonly HTMLElement[] {
  return event.composedPath().filter((each) => each instanceof HTMLElement);
}

function hasOwnMenu(event: Event): boolean {
  return elementsOf(event).some((element) =>
    element.matches('input, textarea, [contenteditable="true"], dialog, [popover]'),
  );
}

/** What lies under the pointer. In views and on the lanes that is what is highlighted there. */
function targetOf(elements: readonly HTMLElement[], page: Page): MenuTarget | undefined {
  if (!elements.includes(page.root)) return undefined;
  const { hovered, hoveredInstance, layout } = page.app.state;
  for (const { dataset } of elements) {
    const { entity, viewId, menu } = dataset;
    if (entity !== undefined) return { kind: 'entity', entity: entity as EntityPath };
    if (viewId !== undefined && layout.views.some(({ id }) => id === viewId)) {
      if (hovered === undefined) return { kind: 'view', viewId };
      return { kind: 'entity', entity: hovered, instance: hoveredInstance, viewId };
    }
    if (menu === 'timeline') return hovered === undefined ? { kind: 'timeline' } : { kind: 'entity', entity: hovered };
  }
  return { kind: 'page' };
}
