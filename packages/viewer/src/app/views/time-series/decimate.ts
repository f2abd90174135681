/** A line ready to plot: positions ascending; null is a gap. */
export interface PlotLine {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
}

/** Values of one line among interleaved ones: value `i` is `values[i * stride + offset]`, NaN = a gap. */
export interface LineSource {
  /** Ascending. */
  readonly xs: Float64Array;
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
}

/** Points per pixel column below which a line is passed on as it is. */
const MAX_POINTS_PER_COLUMN = 4;

/**
 * Thins a line out to what can be seen: of each pixel column the first, the least, the greatest and the last value stay,
 * with their own positions, so that no peak is lost however far one zooms out; and one gap if there is any.
 * @param columns Pixel columns between `from` and `to`.
 */
export function decimate(source: LineSource, from: number, to: number, columns: number): PlotLine {
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  const count = source.xs.length;
  const put = (index: number) => {
    const value = valueAt(source, index);
    xs.push(source.xs[index] ?? 0);
    ys.push(Number.isFinite(value) ? value : null);
  };
  if (count <= columns * MAX_POINTS_PER_COLUMN) {
    for (let index = 0; index < count; index++) put(index);
    return { xs, ys };
  }
  const columnsPerUnit = columns / (to - from);
  let start = 0;
  while (start < count) {
    const column = Math.floor(((source.xs[start] ?? 0) - from) * columnsPerUnit);
    const endX = from + (column + 1) / columnsPerUnit;
    let end = start + 1;
    while (end < count && (source.xs[end] ?? 0) < endX) end++;
    for (const index of keptOf(source, start, end)) put(index);
    start = end;
  }
  return { xs, ys };
}

/** The indices of a column that stay, ascending. */
function keptOf(source: LineSource, start: number, end: number): readonly number[] {
  let first = -1;
  let least = -1;
  let greatest = -1;
  let last = -1;
  let gap = -1;
  let leastValue = Number.POSITIVE_INFINITY;
  let greatestValue = Number.NEGATIVE_INFINITY;
  for (let index = start; index < end; index++) {
    const value = valueAt(source, index);
    if (!Number.isFinite(value)) {
      gap = index;
      continue;
    }
    if (first < 0) first = index;
    last = index;
    if (value < leastValue) {
      leastValue = value;
      least = index;
    }
    if (value > greatestValue) {
      greatestValue = value;
      greatest = index;
    }
  }
  const kept = [first, least, greatest, last, gap].filter((index) => index >= 0).sort((a, b) => a - b);
  return kept.filter((index, i) => index !== kept[i - 1]);
}

function valueAt(source: LineSource, index: number): number {
  return source.values[index * source.stride + source.offset] ?? Number.NaN;
}

/** Lines over one common axis, as uPlot takes them: undefined = nothing here (the line goes on), null = a gap. */
export interface AlignedLines {
  readonly xs: readonly number[];
  readonly lines: readonly (readonly (number | null | undefined)[])[];
}

/** Puts lines with positions of their own onto one axis that has them all. */
export function alignLines(lines: readonly PlotLine[]): AlignedLines {
  const xs: number[] = [];
  const aligned: (number | null | undefined)[][] = lines.map(() => []);
  const heads = lines.map(() => 0);
  for (;;) {
    let x = Number.POSITIVE_INFINITY;
    for (let i = 0; i < lines.length; i++) {
      const head = lines[i]?.xs[heads[i] ?? 0];
      if (head !== undefined && head < x) x = head;
    }
    if (x === Number.POSITIVE_INFINITY) return { xs, lines: aligned };
    xs.push(x);
    for (let i = 0; i < lines.length; i++) {
      const head = heads[i] ?? 0;
      const here = lines[i]?.xs[head] === x;
      // One of several values at the same place each time: the next round takes the next.
      aligned[i]?.push(here ? lines[i]?.ys[head] : undefined);
      if (here) heads[i] = head + 1;
    }
  }
}
