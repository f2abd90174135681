import type { RecordingStore } from '../../data/recording-store.ts';
import { type AxisRange, type ChartArea, xToLeft, yToTop } from '../chart/scale.ts';
import { type TimeAxis, timeToAxis } from '../chart/time-axis.ts';
import { TimeMark } from '../chart/time-mark.ts';
import { cssColor } from '../shared-colors.ts';
import { SCALARS, type Series } from './series.ts';
import { seriesValueAt } from './series-query.ts';

/** More dots under the pointer than this tell nothing. */
const MAX_DOTS = 32;

/** Where the marks belong. */
export interface ReadoutPlace {
  readonly area: ChartArea;
  readonly axis: TimeAxis;
  readonly x: AxisRange;
  readonly y: AxisRange;
}

/** What moves over a plot without the plot being drawn again: the cursor, and the values under the pointer. */
export class Readout {
  readonly root = document.createElement('div');
  readonly #now = new TimeMark('view-time-cursor');
  readonly #pointer = new TimeMark('view-time-pointer');
  readonly #dots: HTMLElement[] = [];

  constructor() {
    this.root.className = 'view-ts-readout';
    this.root.append(this.#pointer.root, this.#now.root);
  }

  placeCursor({ area, axis, x }: ReadoutPlace, time: bigint): void {
    this.#now.place(area, x, timeToAxis(axis, time));
  }

  /** A line and dots at the values that hold at the time; nothing for undefined. */
  showValues(
    { area, axis, x, y }: ReadoutPlace,
    store: RecordingStore,
    timeline: string,
    series: readonly Series[],
    time: bigint | undefined,
  ): void {
    this.#pointer.place(area, x, time === undefined ? undefined : timeToAxis(axis, time));
    let used = 0;
    for (const each of time === undefined || series.length > MAX_DOTS ? [] : series) {
      const row = time === undefined ? undefined : store.latestAt(each.entity, SCALARS, timeline, time);
      const value = time === undefined ? undefined : seriesValueAt(store, each, timeline, time);
      if (row?.time === undefined || value === undefined || !Number.isFinite(value)) continue;
      const at = timeToAxis(axis, row.time);
      if (at < x.from || at > x.to || value < y.from || value > y.to) continue;
      const dot = this.#dot(used++);
      dot.style.background = cssColor(each.color);
      dot.style.transform = `translate(${xToLeft(area, x, at)}px, ${yToTop(area, y, value)}px)`;
    }
    for (const [index, dot] of this.#dots.entries()) dot.hidden = index >= used;
  }

  #dot(index: number): HTMLElement {
    let dot = this.#dots[index];
    if (dot === undefined) {
      dot = document.createElement('div');
      dot.className = 'view-ts-dot';
      this.#dots.push(dot);
      this.root.append(dot);
    }
    return dot;
  }
}
