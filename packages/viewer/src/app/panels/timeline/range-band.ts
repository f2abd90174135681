import type { TimelineExtent } from '../../data/recording-store.ts';
import type { Page } from '../../page/page.ts';
import { currentExtent } from '../../state/selectors.ts';
import { type RangeEnd, rangeBetween, withRangeEnd } from '../../state/time-range.ts';
import type { TimeScale } from '../../state/time-viewport.ts';
import { formatTime } from '../../util/time-format.ts';

/** What the band is made of; each is moved by its transform alone, above the canvas. */
export interface RangeElements {
  readonly band: HTMLElement;
  readonly from: HTMLElement;
  readonly to: HTMLElement;
}

const ENDS: readonly RangeEnd[] = ['from', 'to'];

/** Part of the strip's width that an arrow key moves an end by; with Shift ten times that. */
const KEY_SHARE = 1 / 200;

/** The chosen range above the lanes, with a handle at each end for the pointer and for the arrow keys. */
export class RangeBand {
  readonly #page: Page;
  readonly #elements: RangeElements;
  #scale: TimeScale | undefined;

  constructor(page: Page, elements: RangeElements, signal: AbortSignal) {
    this.#page = page;
    this.#elements = elements;
    for (const end of ENDS) {
      const handle = elements[end];
      handle.addEventListener('pointerdown', (event) => this.#grab(handle, end, event), { signal });
      handle.addEventListener('keydown', (event) => this.#key(end, event), { signal });
    }
  }

  /** With every frame that is drawn. */
  place(scale: TimeScale | undefined, widthPx: number): void {
    this.#scale = scale;
    const { state } = this.#page.app;
    const { range } = state;
    const extent = currentExtent(state);
    const { band } = this.#elements;
    const isShown = scale !== undefined && range !== undefined && extent?.name === range.timeline;
    band.hidden = !isShown;
    for (const end of ENDS) this.#elements[end].hidden = !isShown;
    if (!isShown) return;
    const [left, right] = [scale.xOf(range.from), scale.xOf(range.to)];
    const from = Math.max(left, -1);
    band.style.transform = `translateX(${Math.round(from)}px)`;
    band.style.width = `${Math.max(1, Math.round(Math.min(right, widthPx + 1) - from))}px`;
    for (const end of ENDS) {
      const x = end === 'from' ? left : right;
      const handle = this.#elements[end];
      handle.hidden = x < -1 || x > widthPx + 1;
      handle.style.transform = `translateX(${Math.round(x)}px)`;
      // Not the number itself, which may be beyond what a number holds: how far along it is, and the time as text.
      handle.setAttribute('aria-valuenow', String(Math.round(100 * shareOf(extent, range[end]))));
      handle.setAttribute('aria-valuetext', formatTime(extent.kind, range[end], state.zone));
    }
  }

  /** Chooses what lies between where the pointer went down and where it is now. */
  dragFrom(startX: number): (move: PointerEvent) => void {
    const anchor = this.#scale?.timeAt(startX);
    return (move) => {
      const extent = currentExtent(this.#page.app.state);
      const scale = this.#scale;
      if (extent === undefined || anchor === undefined || scale === undefined) return;
      this.#page.app.dispatch({ kind: 'set-range', range: rangeBetween(extent, anchor, scale.timeAt(move.offsetX)) });
    };
  }

  #grab(handle: HTMLElement, end: RangeEnd, event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const strip = handle.parentElement?.getBoundingClientRect().left ?? 0;
    const move = ({ clientX }: PointerEvent) => this.#moveEnd(end, this.#scale?.timeAt(clientX - strip));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  #key(end: RangeEnd, event: KeyboardEvent): void {
    const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const { range } = this.#page.app.state;
    const scale = this.#scale;
    if (direction === 0 || range === undefined || scale === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const step = Number(scale.span.to - scale.span.from) * KEY_SHARE * (event.shiftKey ? 10 : 1);
    this.#moveEnd(end, range[end] + BigInt(direction) * BigInt(Math.max(1, Math.round(step))));
  }

  #moveEnd(end: RangeEnd, time: bigint | undefined): void {
    const { state } = this.#page.app;
    const extent = currentExtent(state);
    if (extent === undefined || time === undefined) return;
    this.#page.app.dispatch({ kind: 'set-range', range: withRangeEnd(state.range, extent, end, time) });
  }
}

function shareOf({ min, max }: TimelineExtent, time: bigint): number {
  return max > min ? Number(time - min) / Number(max - min) : 0;
}
