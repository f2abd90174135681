/** A stretch of an axis; `from` < `to`. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
}

/** A rectangle in CSS pixels. */
export interface ChartArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels from the left edge of the view. */
export function xToLeft(area: ChartArea, range: AxisRange, x: number): number {
  return area.left + ((x - range.from) / (range.to - range.from)) * area.width;
}

export function leftToX(area: ChartArea, range: AxisRange, left: number): number {
  return range.from + ((left - area.left) / Math.max(1, area.width)) * (range.to - range.from);
}

/** CSS pixels from the top edge of the view; greater numbers are higher up. */
export function yToTop(area: ChartArea, range: AxisRange, y: number): number {
  return area.top + area.height - ((y - range.from) / (range.to - range.from)) * area.height;
}

export function topToY(area: ChartArea, range: AxisRange, top: number): number {
  return range.from + ((area.top + area.height - top) / Math.max(1, area.height)) * (range.to - range.from);
}

/** Zooms by `factor` (> 1 = closer) so that `anchor` stays where it is. */
export function zoomRange(range: AxisRange, anchor: number, factor: number, smallest: number): AxisRange {
  const length = Math.max((range.to - range.from) / factor, smallest);
  const share = (anchor - range.from) / (range.to - range.from);
  return { from: anchor - share * length, to: anchor + (1 - share) * length };
}

/** Moved by so many pixels of an axis that is `lengthPx` long. */
export function shiftRange(range: AxisRange, pixels: number, lengthPx: number): AxisRange {
  const delta = (pixels / Math.max(1, lengthPx)) * (range.to - range.from);
  return { from: range.from + delta, to: range.to + delta };
}
