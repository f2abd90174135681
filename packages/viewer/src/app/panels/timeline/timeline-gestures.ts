import type { Page } from '../../page/page.ts';
import { currentExtent } from '../../state/selectors.ts';
import { clampToExtent } from '../../state/time-control.ts';
import { panSpan, pinchSpan, type TimeScale, type TimeSpanShown, zoomSpan } from '../../state/time-viewport.ts';
import { RULER_PX } from './draw-timeline.ts';
import type { RangeBand } from './range-band.ts';

const ZOOM_PER_WHEEL_PX = 0.0018;
/** A pointer that moves less clicks. */
const STILL_PX = 4;
/** Nobody finds back from further out than so many times all there is. */
const MAX_ZOOM_OUT = 8n;

export interface GestureWorld {
  readonly page: Page;
  readonly canvas: HTMLCanvasElement;
  /** Scrolls the lanes. */
  readonly scroller: HTMLElement;
  readonly range: RangeBand;
  scale(): TimeScale | undefined;
}

interface Finger {
  x: number;
  y: number;
}

/** Offsets of an event are read while it is handled: afterwards they count from the host of the shadow root. */
type Move = (event: PointerEvent) => void;

/** Listens until the signal is aborted; see {@link TimelineGestures}. */
export function listenForGestures(world: GestureWorld, signal: AbortSignal): void {
  new TimelineGestures(world, signal);
}

/**
 * Mouse: a drag on the lanes moves the cursor, on the ruler (or with Shift) it chooses a range; the middle button pans, Ctrl and the
 * wheel zoom, a double click shows everything. Fingers: one moves the cursor or scrolls the lanes, two zoom.
 */
class TimelineGestures {
  readonly #world: GestureWorld;
  readonly #signal: AbortSignal;
  readonly #fingers = new Map<number, Finger>();
  /** Brings the ruler in line with two fingers: what lay under each of them goes along with it. */
  #pinched: (() => void) | undefined;

  constructor(world: GestureWorld, signal: AbortSignal) {
    this.#world = world;
    this.#signal = signal;
    const { canvas } = world;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener('dblclick', () => this.#zoomTo(undefined), { signal });
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'touch') this.#touch(event);
    else if (event.button === 1) this.#drag(event, this.#panFrom(event.offsetX));
    else if (event.button === 0 && event.shiftKey) this.#drag(event, this.#world.range.dragFrom(event.offsetX));
    else if (event.button === 0 && event.offsetY < RULER_PX) this.#dragOnRuler(event);
    else if (event.button === 0) {
      this.#scrub(event.offsetX);
      this.#drag(event, (move) => this.#scrub(move.offsetX));
    }
  }

  #drag(event: PointerEvent, onMove: Move, onEnd?: () => void): void {
    event.preventDefault();
    const { canvas } = this.#world;
    canvas.setPointerCapture(event.pointerId);
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#signal]);
    const isSame = ({ pointerId }: PointerEvent): boolean => pointerId === event.pointerId;
    canvas.addEventListener('pointermove', (move) => isSame(move) && onMove(move), { signal });
    const end = (lost: PointerEvent): void => {
      if (!isSame(lost)) return;
      ended.abort();
      onEnd?.();
    };
    canvas.addEventListener('lostpointercapture', end, { signal });
  }

  /** A click sets the time; a drag chooses what is to be played over and over. */
  #dragOnRuler(start: PointerEvent): void {
    const { range, page } = this.#world;
    const startX = start.offsetX;
    let choose: Move | undefined;
    this.#drag(
      start,
      (move) => {
        if (choose === undefined && Math.abs(move.offsetX - startX) < STILL_PX) return;
        if (choose === undefined) page.app.dispatch({ kind: 'set-loop', loop: 'selection' });
        choose ??= range.dragFrom(startX);
        choose(move);
      },
      () => {
        if (choose === undefined) this.#scrub(startX);
      },
    );
  }

  /** The first movement says whether a finger scrubs or scrolls; one that rests opens the menu and moves nothing. */
  #touch(start: PointerEvent): void {
    const fingers = this.#fingers;
    fingers.set(start.pointerId, { x: start.offsetX, y: start.offsetY });
    const first = { x: start.offsetX, y: start.offsetY };
    if (fingers.size === 2) this.#pinch();
    let direction: 'across' | 'along' | undefined;
    let wasPinched = fingers.size > 1;
    const onMove: Move = (move) => {
      const finger = fingers.get(start.pointerId);
      if (finger === undefined) return;
      const up = finger.y - move.offsetY;
      [finger.x, finger.y] = [move.offsetX, move.offsetY];
      wasPinched ||= fingers.size > 1;
      if (wasPinched) {
        this.#pinched?.();
        return;
      }
      const [across, along] = [Math.abs(move.offsetX - first.x), Math.abs(move.offsetY - first.y)];
      if (direction === undefined && Math.max(across, along) >= STILL_PX)
        direction = across >= along ? 'across' : 'along';
      if (direction === 'across') this.#scrub(move.offsetX);
      else if (direction === 'along') this.#world.scroller.scrollTop += up;
    };
    this.#drag(start, onMove, () => {
      fingers.delete(start.pointerId);
      if (fingers.size < 2) this.#pinched = undefined;
      const { overlay } = this.#world.page.app.state;
      if (direction === undefined && !wasPinched && overlay === undefined) this.#scrub(first.x);
    });
  }

  #pinch(): void {
    const scale = this.#world.scale();
    const [a, b] = [...this.#fingers.values()];
    if (scale === undefined || a === undefined || b === undefined) return;
    const [timeA, timeB] = [scale.timeAt(a.x), scale.timeAt(b.x)];
    this.#pinched = () => {
      const span = pinchSpan(scale, { time: timeA, x: a.x }, { time: timeB, x: b.x });
      if (span !== undefined) this.#zoomTo(span);
    };
  }

  #scrub(x: number): void {
    const { page } = this.#world;
    const extent = currentExtent(page.app.state);
    const time = this.#world.scale()?.timeAt(x);
    if (time !== undefined && extent !== undefined) {
      page.app.dispatch({ kind: 'set-time', time: clampToExtent(time, extent) });
    }
  }

  #panFrom(startX: number): Move {
    const scale = this.#world.scale();
    return (move) => {
      if (scale !== undefined) this.#zoomTo(panSpan(scale.span, scale.timeAt(startX) - scale.timeAt(move.offsetX)));
    };
  }

  #wheel(event: WheelEvent): void {
    const scale = this.#world.scale();
    if (scale === undefined) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp(event.deltaY * ZOOM_PER_WHEEL_PX);
      this.#zoomTo(zoomSpan(scale.span, scale.timeAt(event.offsetX), factor));
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (sideways !== 0) this.#zoomTo(panSpan(scale.span, scale.timeAt(sideways) - scale.timeAt(0)));
    else this.#world.scroller.scrollTop += event.deltaY;
  }

  #zoomTo(span: TimeSpanShown | undefined): void {
    const { app } = this.#world.page;
    const extent = currentExtent(app.state);
    if (extent === undefined) return;
    if (span !== undefined && span.to - span.from > (extent.max - extent.min + 1n) * MAX_ZOOM_OUT) return;
    app.dispatch({ kind: 'set-time-view', view: span && { timeline: extent.name, span } });
  }
}
