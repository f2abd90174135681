import { type AxisRange, type ChartArea, leftToX, shiftRange, topToY, zoomRange } from '../chart/scale.ts';
import { axisToTime, type TimeAxis } from '../chart/time-axis.ts';
import { smallestRange } from '../chart/time-range.ts';
import type { TimeWindow } from '../chart/time-window.ts';
import { lockedRange, lockSettings, smallestSpan } from '../chart/y-lock.ts';
import type { PointerActions } from '../shared-pointer.ts';
import type { ViewKey } from '../shared-view-keys.ts';
import type { ViewHost, ViewSettings } from '../view.ts';

/** Where things are in a plot as it is drawn. */
export interface PlotFrame {
  readonly area: ChartArea;
  readonly axis: TimeAxis;
  readonly x: AxisRange;
  readonly y: AxisRange;
}

const KEY_ZOOM = 1.5;
/** CSS pixels beside the lines that still count as their edge. */
const EDGE = 4;

/** What moving and zooming a plot does. */
export class PlotControl {
  readonly #host: ViewHost;
  readonly #window: TimeWindow;
  #frame: PlotFrame | undefined;
  #locked: AxisRange | undefined;

  constructor(host: ViewHost, window: TimeWindow) {
    this.#host = host;
    this.#window = window;
  }

  /** To be told of every draw. */
  show(frame: PlotFrame, settings: ViewSettings): void {
    this.#frame = frame;
    this.#locked = lockedRange(settings);
  }

  readonly actions: Pick<PointerActions, 'scrub' | 'pan' | 'zoom' | 'reset'> = {
    scrub: (left) => {
      const time = this.timeAt(left);
      if (time !== undefined) this.#host.setTime(time);
    },
    pan: (deltaLeft, deltaTop) => this.#pan(deltaLeft, deltaTop),
    zoom: (left, top, factor, sideways) => this.#zoom(left, top, factor, sideways),
    reset: (left) => {
      const isOverY = this.#frame !== undefined && left < this.#frame.area.left;
      if (isOverY) this.#host.changeSettings(lockSettings(undefined));
      else this.reset();
    },
  };

  act(key: ViewKey): void {
    const area = this.#frame?.area;
    if (key === 'reset') this.reset();
    else if (area !== undefined) {
      this.#zoom(area.left + area.width / 2, 0, key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM, false);
    }
  }

  /** Undefined beside the lines. */
  timeAt(left: number): bigint | undefined {
    const frame = this.#frame;
    if (frame === undefined || left < frame.area.left - EDGE) return undefined;
    return axisToTime(frame.axis, leftToX(frame.area, frame.x, left));
  }

  reset(): void {
    this.#window.zoomTo(undefined);
    this.#host.changeSettings(lockSettings(undefined));
    this.#host.invalidate();
  }

  toggleLock(): void {
    this.#host.changeSettings(lockSettings(this.#locked === undefined ? this.#frame?.y : undefined));
  }

  #pan(deltaLeft: number, deltaTop: number): void {
    const frame = this.#frame;
    const { range } = this.#window;
    if (frame === undefined || range === undefined) return;
    if (deltaLeft !== 0) this.#window.zoomTo(shiftRange(range, -deltaLeft, frame.area.width));
    // An axis that fits what is in sight cannot be moved.
    if (this.#locked !== undefined && deltaTop !== 0) {
      this.#host.changeSettings(lockSettings(shiftRange(this.#locked, deltaTop, frame.area.height)));
    }
    this.#host.invalidate();
  }

  #zoom(left: number, top: number, factor: number, sideways: boolean): void {
    const frame = this.#frame;
    const { range } = this.#window;
    if (frame === undefined || range === undefined) return;
    const { area, x, y, axis } = frame;
    if (sideways || left < area.left) {
      this.#host.changeSettings(lockSettings(zoomRange(y, topToY(area, y, top), factor, smallestSpan(y))));
    } else {
      this.#window.zoomTo(zoomRange(range, leftToX(area, x, left), factor, smallestRange(axis.kind)));
    }
    this.#host.invalidate();
  }
}
