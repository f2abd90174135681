/** What a key asks of a table. */
export type TableKey =
  | { readonly kind: 'select-all' | 'clear' }
  | { readonly kind: 'scroll'; readonly columnsPx: number }
  | { readonly kind: 'first' | 'last'; readonly extend: boolean }
  | { readonly kind: 'step'; readonly lines: number; readonly extend: boolean };

const COLUMN_STEP = 120;

/** Undefined for keys that are not the table's. `pageLines`: lines in sight. */
export function tableKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  pageLines: number,
): TableKey | undefined {
  if (event.altKey) return undefined;
  const extend = event.shiftKey;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'a') return { kind: 'select-all' };
    if (event.key === 'Home') return { kind: 'first', extend };
    return event.key === 'End' ? { kind: 'last', extend } : undefined;
  }
  switch (event.key) {
    case 'Escape':
      return { kind: 'clear' };
    case 'ArrowLeft':
      return { kind: 'scroll', columnsPx: -COLUMN_STEP };
    case 'ArrowRight':
      return { kind: 'scroll', columnsPx: COLUMN_STEP };
    case 'ArrowUp':
      return { kind: 'step', lines: -1, extend };
    case 'ArrowDown':
      return { kind: 'step', lines: 1, extend };
    case 'PageUp':
      return { kind: 'step', lines: -Math.max(1, pageLines - 1), extend };
    case 'PageDown':
      return { kind: 'step', lines: Math.max(1, pageLines - 1), extend };
    default:
      return undefined;
  }
}
