/** What a key asks of a view that can be zoomed. */
export type ViewKey = 'zoom-in' | 'zoom-out' | 'reset';

/** Undefined for keys that are not a view's. */
export function viewKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): ViewKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  switch (event.key) {
    case '+':
    case '=':
      return 'zoom-in';
    case '-':
      return 'zoom-out';
    case 'r':
      return 'reset';
    default:
      return undefined;
  }
}

/** Listens to the keys of a view; `other` takes those that only this kind has, and says whether it did. */
export function listenToViewKeys(
  element: HTMLElement,
  act: (key: ViewKey) => void,
  other: (event: KeyboardEvent) => boolean = () => false,
): void {
  element.addEventListener('keydown', (event) => {
    const key = viewKey(event);
    if (key !== undefined) act(key);
    else if (event.ctrlKey || event.metaKey || event.altKey || !other(event)) return;
    event.preventDefault();
    // The page has the same keys for other things.
    event.stopPropagation();
  });
}
