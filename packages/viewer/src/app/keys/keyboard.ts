import type { Page } from '../page/page.ts';
import type { Action } from './action.ts';
import { ACTIONS, isAppleKeyboard } from './actions.ts';
import { isChord, type KeyPress } from './chord.ts';

/**
 * Runs the page's actions by their keys. Keys that a field, a list or a button makes use of itself are left to it, and so is what
 * is being composed by an input method. Returns a function that stops listening.
 */
export function listenToKeys(target: Window | HTMLElement, page: Page): () => void {
  const onKeyDown = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || isComposing(event)) return;
    const action = actionOf(event, isAppleKeyboard());
    if (action === undefined || !mayRun(action, event, page)) return;
    event.preventDefault();
    if (event.repeat && action.repeats === undefined) return;
    action.run(page);
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

/** The action that a key press stands for. */
export function actionOf(press: KeyPress, isApple: boolean): Action | undefined {
  return ACTIONS.find((action) => action.chords.some((chord) => isChord(press, chord, isApple)));
}

function mayRun(action: Action, event: KeyboardEvent, page: Page): boolean {
  if (action.isPossible?.(page) === false) return false;
  if (action.everywhere !== undefined) return true;
  return page.app.state.overlay === undefined && !isUsedThere(event, page);
}

/** 229: what Safari says of the key that ends a composition. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** True where the focused element has its own use for the key. */
function isUsedThere(event: KeyboardEvent, page: Page): boolean {
  // Not `event.target`, which for what is inside a shadow root is its host.
  const [focused] = event.composedPath();
  if (!(focused instanceof HTMLElement)) return false;
  // It closes what stands above the page, wherever the focus is; nothing below is to notice.
  if (event.key === 'Escape' && page.root.querySelector(':popover-open') !== null) return true;
  if (focused.closest('input, select, textarea, [contenteditable="true"]') !== null) return true;
  if (event.key !== ' ' && event.key !== 'Enter') return false;
  return focused.closest('button, a[href], summary, [role="menuitem"]') !== null;
}
