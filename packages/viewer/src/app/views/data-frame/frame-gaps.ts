import type { UnloadedSpan } from '../../data/recording-store.ts';

/** Rows that are not loaded, told of in one line where the first of them belongs. */
export interface FrameGap extends UnloadedSpan {
  /** How many loaded lines come before it. */
  readonly linesBefore: number;
}

/** Gaps between the same two lines are one. `countBefore`: how many loaded lines are before a time. */
export function placeGaps(spans: readonly UnloadedSpan[], countBefore: (time: bigint) => number): readonly FrameGap[] {
  const sorted = [...spans].sort((a, b) => (a.min < b.min ? -1 : a.min > b.min ? 1 : 0));
  const gaps: FrameGap[] = [];
  for (const { min, max, rows } of sorted) {
    const linesBefore = countBefore(min);
    const last = gaps.at(-1);
    if (last?.linesBefore === linesBefore) {
      gaps[gaps.length - 1] = {
        linesBefore,
        min: last.min,
        max: max > last.max ? max : last.max,
        rows: last.rows + rows,
      };
    } else gaps.push({ linesBefore, min, max, rows });
  }
  return gaps;
}

/** What stands at one place of the list. */
export type FrameEntry =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'gap'; readonly gap: FrameGap };

/** Lines and gaps as one list. */
export class FrameList {
  readonly #lineCount: number;
  readonly #gaps: readonly FrameGap[];

  constructor(lineCount: number, gaps: readonly FrameGap[]) {
    this.#lineCount = lineCount;
    this.#gaps = gaps;
  }

  get length(): number {
    return this.#lineCount + this.#gaps.length;
  }

  at(place: number): FrameEntry | undefined {
    if (place < 0 || place >= this.length) return undefined;
    const before = this.#gapsUpTo((gap, i) => gap.linesBefore + i < place);
    const gap = this.#gaps[before];
    if (gap !== undefined && gap.linesBefore + before === place) return { kind: 'gap', gap };
    return { kind: 'line', line: place - before };
  }

  placeOf(line: number): number {
    return line + this.#gapsUpTo((gap) => gap.linesBefore <= line);
  }

  /** How many gaps hold the condition, which those at the beginning do and those after do not. */
  #gapsUpTo(holds: (gap: FrameGap, index: number) => boolean): number {
    let low = 0;
    let high = this.#gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const gap = this.#gaps[middle];
      if (gap !== undefined && holds(gap, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
