/** CSS pixels of one line; every line is as high, so that a place in the list is a division. */
export const ROW_HEIGHT = 22;
/** Lines kept ready above and below what is in sight, so that a quick scroll shows no holes. */
const OVERSCAN = 8;
/** Browsers stop at about 33 million pixels; beyond this many lines only the newest can be reached. */
export const MAX_ROWS = 1_200_000;

/** The lines that need elements: `first` to before `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

export function visibleWindow(scrollTop: number, height: number, rowCount: number): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(rowCount, Math.ceil((scrollTop + height) / ROW_HEIGHT) + OVERSCAN);
  return { first: Math.min(first, end), end };
}

/** Where to scroll so that the line is wholly in sight; undefined when it already is. */
export function scrollTopFor(index: number, scrollTop: number, height: number): number | undefined {
  const top = index * ROW_HEIGHT;
  if (top >= scrollTop && top + ROW_HEIGHT <= scrollTop + height) return undefined;
  // Some of what came before stays in sight: a line is read in its context.
  return Math.max(0, top - Math.max(0, height - ROW_HEIGHT) * 0.8);
}
