import type { TimelineExtent } from '../../data/recording-store.ts';
import type { ViewContext } from '../view.ts';
import type { AxisRange } from './scale.ts';
import { makeTimeAxis, type TimeAxis, timeToAxis } from './time-axis.ts';
import { chooseRange } from './time-range.ts';

/** A time axis and the stretch of it that is in sight. */
export interface ShownTime {
  readonly axis: TimeAxis;
  readonly range: AxisRange;
  /** Of all there is on the timeline. */
  readonly extent: AxisRange;
}

/** Which stretch of time a view shows, from one draw to the next; what a person zoomed to stays. */
export class TimeWindow {
  #axis: { readonly timeline: string; readonly axis: TimeAxis } | undefined;
  #range: AxisRange | undefined;
  #zoomed: AxisRange | undefined;

  get range(): AxisRange | undefined {
    return this.#range;
  }

  get isZoomed(): boolean {
    return this.#zoomed !== undefined;
  }

  /** Shows this stretch from now on; undefined: what the view chooses. */
  zoomTo(range: AxisRange | undefined): void {
    this.#zoomed = range;
    if (range === undefined) this.#range = undefined;
  }

  /** Undefined while nothing was logged on the timeline. */
  update({ store, timeline, time, mode, range }: ViewContext): ShownTime | undefined {
    const known = store.timelines().find((candidate) => candidate.name === timeline);
    if (known === undefined || time === undefined) return undefined;
    const axis = this.#axisFor(known);
    const extent = { from: timeToAxis(axis, known.min), to: timeToAxis(axis, known.max) };
    this.#range = chooseRange({
      kind: known.kind,
      extent,
      mode,
      cursor: timeToAxis(axis, time),
      previous: this.#range,
      zoomed: this.#zoomed,
      set: range && { from: timeToAxis(axis, range.from), to: timeToAxis(axis, range.to) },
    });
    return { axis, range: this.#range, extent };
  }

  /** The base stays once chosen, so that a zoomed range stays where it is while older history comes in. */
  #axisFor(known: TimelineExtent): TimeAxis {
    if (this.#axis?.timeline !== known.name) {
      this.#axis = { timeline: known.name, axis: makeTimeAxis(known.kind, known.min) };
      this.#range = undefined;
      this.#zoomed = undefined;
    }
    return this.#axis.axis;
  }
}
