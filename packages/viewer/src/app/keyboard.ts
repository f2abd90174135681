/** What keys can do; each is one call into the page. */
export interface KeyActions {
  togglePlay(): void;
  step(samples: number): void;
  toStart(): void;
  follow(): void;
  clearSelection(): void;
  /** Puts an end of the selected range where the cursor is. */
  markRange(end: 'from' | 'to'): void;
}

/** How far Shift makes an arrow key go. */
const SHIFT_STEPS = 10;

/**
 * Space plays and pauses; ← and → step by a sample, with Shift by ten; Home goes to the start, End follows; I and O select a
 * range from and to the cursor; Esc clears what is selected. Keys that a field, a list or a button makes use of itself are left
 * to it. Returns a function that stops listening.
 */
export function listenToKeys(target: Window, actions: KeyActions): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (usesKey(event.target, event.key)) return;
    const action = actionOf(event, actions);
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

function actionOf(event: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const steps = event.shiftKey ? SHIFT_STEPS : 1;
  switch (event.key) {
    case ' ':
      return event.repeat ? undefined : actions.togglePlay;
    case 'ArrowLeft':
      return () => actions.step(-steps);
    case 'ArrowRight':
      return () => actions.step(steps);
    case 'Home':
      return actions.toStart;
    case 'End':
      return actions.follow;
    case 'i':
      return () => actions.markRange('from');
    case 'o':
      return () => actions.markRange('to');
    case 'Escape':
      return actions.clearSelection;
    default:
      return undefined;
  }
}

/** True where the focused element has its own use for the key. */
function usesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // It closes what stands above the page, wherever the focus is; nothing below is to notice.
  if (key === 'Escape' && document.querySelector(':popover-open') !== null) return true;
  if (target.closest('input, select, textarea, [contenteditable="true"]') !== null) return true;
  if (key === ' ' || key === 'Enter') return target.closest('button, a[href], summary, [role="menuitem"]') !== null;
  return false;
}
