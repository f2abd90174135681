/** The span of a timeline that the ruler shows. */
export interface TimeSpanShown {
  readonly from: bigint;
  readonly to: bigint;
}

/** A span that a person zoomed a timeline to. */
export interface TimeView {
  readonly timeline: string;
  readonly span: TimeSpanShown;
}

/** A time and where it is to lie. */
export interface PlacedTime {
  readonly time: bigint;
  readonly x: number;
}

/** Where times lie in a strip of `widthPx`, with `padPx` of air at both ends so that the first and last event can be seen. */
export class TimeScale {
  readonly span: TimeSpanShown;
  readonly #widthPx: number;
  readonly #padPx: number;

  constructor(span: TimeSpanShown, widthPx: number, padPx: number) {
    // A single instant still needs a width.
    this.span = span.to > span.from ? span : { from: span.from, to: span.from + 1n };
    this.#widthPx = Math.max(1, widthPx - 2 * padPx);
    this.#padPx = padPx;
  }

  /** Only the difference becomes a floating-point number, so nanoseconds since 1970 lose nothing visible. */
  xOf(time: bigint): number {
    const { from, to } = this.span;
    return this.#padPx + (Number(time - from) / Number(to - from)) * this.#widthPx;
  }

  /** The span of a strip of this width in which these two times lie at these places; undefined where the places are one. */
  spanWith(a: PlacedTime, b: PlacedTime): TimeSpanShown | undefined {
    if (Math.abs(b.x - a.x) < 1) return undefined;
    const perPx = Number(b.time - a.time) / (b.x - a.x);
    if (!(perPx > 0)) return undefined;
    const from = a.time - BigInt(Math.round((a.x - this.#padPx) * perPx));
    return { from, to: from + BigInt(Math.max(1, Math.round(this.#widthPx * perPx))) };
  }

  /** The nearest time to a position; may lie beyond the span. */
  timeAt(xPx: number): bigint {
    const { from, to } = this.span;
    const share = (xPx - this.#padPx) / this.#widthPx;
    return from + BigInt(Math.round(share * Number(to - from)));
  }
}

/** What the ruler shows of a timeline: what it was zoomed to, else all. */
export function spanInUse(
  view: TimeView | undefined,
  extent: { readonly name: string; readonly min: bigint; readonly max: bigint },
): TimeSpanShown {
  return view?.timeline === extent.name ? view.span : { from: extent.min, to: extent.max };
}

/** The span after zooming by `factor` (below 1: closer) around the time that stays where it is. */
export function zoomSpan(span: TimeSpanShown, around: bigint, factor: number): TimeSpanShown {
  const before = Number(around - span.from) * factor;
  const after = Number(span.to - around) * factor;
  const from = around - BigInt(Math.round(before));
  const to = around + BigInt(Math.round(after));
  return to > from ? { from, to } : { from, to: from + 1n };
}

/** The span after two fingers have taken the times under them along; they cannot pass each other. */
export function pinchSpan(scale: TimeScale, a: PlacedTime, b: PlacedTime): TimeSpanShown | undefined {
  return a.time <= b.time ? scale.spanWith(a, b) : scale.spanWith(b, a);
}

export function panSpan(span: TimeSpanShown, by: bigint): TimeSpanShown {
  return { from: span.from + by, to: span.to + by };
}
