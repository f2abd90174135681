import type { EntityPath } from '@rushes/proto';
import { type FrameColumn, shortComponent } from './frame-columns.ts';

/** CSS pixels of one character, about. */
const CHAR_WIDTH = 7.2;
const PADDING = 26;
const LEAST_WIDTH = 116;
const MOST_WIDTH = 260;
/** Columns kept ready on both sides of what is in sight. */
const OVERSCAN = 1;

/** Neighbouring columns of one entity. */
export interface ColumnGroup {
  readonly entity: EntityPath;
  readonly first: number;
  readonly end: number;
}

/** The columns that need elements: `first` to before `end`. */
export interface ColumnWindow {
  readonly first: number;
  readonly end: number;
}

/** Where columns stand, in CSS pixels right of the column of times. */
export class ColumnLayout {
  readonly labels: readonly string[];
  readonly groups: readonly ColumnGroup[];
  /** One more than there are columns: the last is the width of all. */
  readonly #lefts: Float64Array;

  constructor(columns: readonly FrameColumn[]) {
    this.groups = groupColumns(columns);
    this.labels = this.groups.flatMap((group) => labelsOf(columns.slice(group.first, group.end)));
    const widths = this.labels.map(widthFor);
    for (const { entity, first, end } of this.groups) {
      // A path that is longer than its columns are wide gets room, as far as that is reasonable.
      const sum = widths.slice(first, end).reduce((total, width) => total + width, 0);
      widths[end - 1] = (widths[end - 1] ?? 0) + Math.max(0, widthFor(entity) - sum);
    }
    this.#lefts = new Float64Array(columns.length + 1);
    for (const [i, width] of widths.entries()) this.#lefts[i + 1] = (this.#lefts[i] as number) + width;
  }

  get count(): number {
    return this.labels.length;
  }

  get width(): number {
    return this.leftOf(this.count);
  }

  leftOf(column: number): number {
    return this.#lefts[column] as number;
  }

  visible(scrollLeft: number, width: number): ColumnWindow {
    const first = Math.max(0, this.#columnAt(scrollLeft) - OVERSCAN);
    const end = Math.min(this.count, this.#columnAt(scrollLeft + width) + 1 + OVERSCAN);
    return { first: Math.min(first, end), end };
  }

  #columnAt(left: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.leftOf(middle + 1) <= left) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function widthFor(text: string): number {
  return Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, text.length * CHAR_WIDTH + PADDING)));
}

function groupColumns(columns: readonly FrameColumn[]): readonly ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  for (const { entity, index } of columns) {
    const last = groups.at(-1);
    if (last?.entity === entity) groups[groups.length - 1] = { entity, first: last.first, end: index + 1 };
    else groups.push({ entity, first: index, end: index + 1 });
  }
  return groups;
}

/** Short names, where they tell an entity's columns apart. */
function labelsOf(columns: readonly FrameColumn[]): string[] {
  const shorts = columns.map(({ component }) => shortComponent(component));
  return columns.map(({ component }, i) =>
    shorts.filter((short) => short === shorts[i]).length > 1 ? component : (shorts[i] ?? component),
  );
}
