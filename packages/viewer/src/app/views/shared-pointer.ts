/** A place in CSS pixels from the top left corner of the element listened to. */
export interface PointerPlace {
  readonly left: number;
  readonly top: number;
}

/** What the pointer did to a view. */
export interface PointerActions {
  pan(deltaLeft: number, deltaTop: number): void;
  /** `sideways`: with Alt, which some views take for the other axis. */
  zoom(left: number, top: number, factor: number, sideways: boolean): void;
  /** A double click. */
  reset(left: number, top: number): void;
  click?(left: number, top: number): void;
  /** Undefined when the pointer left. */
  move(at: PointerPlace | undefined): void;
  dragging?(active: boolean): void;
  /** If given, pressing and dragging does this; the view is moved with shift or the middle button. */
  scrub?(left: number, top: number): void;
}

interface Press {
  readonly at: PointerPlace;
  readonly scrubs: boolean;
  readonly dragged: boolean;
}

/** CSS pixels a pressed pointer may tremble and still count as a click. */
const CLICK_SLACK = 4;
/** A notch of a common wheel (100 pixels) zooms by about a fifth. */
const ZOOM_PER_WHEEL_PIXEL = 0.0018;
/** Lines (Firefox) count as so many pixels each. */
const PIXELS_PER_LINE = 33;

/** Turns pointer, touch and wheel events of an element into actions. Returns the function that takes the listeners off. */
export function listenToPointer(element: HTMLElement, actions: PointerActions): () => void {
  const control = new PointerControl(element, actions);
  return () => control.dispose();
}

class PointerControl {
  readonly #element: HTMLElement;
  readonly #actions: PointerActions;
  readonly #listeners = new AbortController();
  readonly #presses = new Map<number, Press>();

  constructor(element: HTMLElement, actions: PointerActions) {
    this.#element = element;
    this.#actions = actions;
    const options = { signal: this.#listeners.signal };
    element.addEventListener('pointerdown', (event) => this.#onDown(event), options);
    element.addEventListener('pointermove', (event) => this.#onMove(event), options);
    element.addEventListener('pointerup', (event) => this.#onRelease(event), options);
    element.addEventListener('pointercancel', (event) => this.#onRelease(event), options);
    element.addEventListener('pointerleave', () => actions.move(undefined), options);
    element.addEventListener('wheel', (event) => this.#onWheel(event), { ...options, passive: false });
    element.addEventListener(
      'dblclick',
      (event) => {
        const { left, top } = this.#placeOf(event);
        actions.reset(left, top);
      },
      options,
    );
  }

  dispose(): void {
    this.#listeners.abort();
  }

  #placeOf(event: MouseEvent): PointerPlace {
    const rect = this.#element.getBoundingClientRect();
    return { left: event.clientX - rect.left, top: event.clientY - rect.top };
  }

  #onDown(event: PointerEvent): void {
    if (event.button > 1) return;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    const at = this.#placeOf(event);
    const isFirst = this.#presses.size === 0;
    const scrubs = isFirst && this.#actions.scrub !== undefined && event.button === 0 && !event.shiftKey;
    this.#presses.set(event.pointerId, { at, scrubs, dragged: !isFirst });
    this.#element.setPointerCapture(event.pointerId);
    if (scrubs && event.pointerType !== 'touch') this.#actions.scrub?.(at.left, at.top);
  }

  #onMove(event: PointerEvent): void {
    const at = this.#placeOf(event);
    this.#actions.move(at);
    const press = this.#presses.get(event.pointerId);
    if (press === undefined) return;
    const others = [...this.#presses].filter(([id]) => id !== event.pointerId);
    const [other] = others;
    if (other !== undefined) {
      this.#pinch(press.at, at, other[1].at);
      this.#presses.set(event.pointerId, { ...press, at, dragged: true });
      return;
    }
    const deltaLeft = at.left - press.at.left;
    const deltaTop = at.top - press.at.top;
    if (!press.dragged && Math.hypot(deltaLeft, deltaTop) < CLICK_SLACK) return;
    if (!press.dragged) this.#actions.dragging?.(true);
    this.#presses.set(event.pointerId, { ...press, at, dragged: true });
    if (press.scrubs) this.#actions.scrub?.(at.left, at.top);
    else this.#actions.pan(deltaLeft, deltaTop);
  }

  /** Two fingers: what lay between them stays between them. */
  #pinch(from: PointerPlace, to: PointerPlace, other: PointerPlace): void {
    const before = Math.hypot(from.left - other.left, from.top - other.top);
    const after = Math.hypot(to.left - other.left, to.top - other.top);
    this.#actions.pan((to.left - from.left) / 2, (to.top - from.top) / 2);
    if (before > 1 && after > 1) {
      this.#actions.zoom((to.left + other.left) / 2, (to.top + other.top) / 2, after / before, false);
    }
  }

  #onRelease(event: PointerEvent): void {
    const press = this.#presses.get(event.pointerId);
    if (press === undefined) return;
    this.#presses.delete(event.pointerId);
    if (press.dragged) this.#actions.dragging?.(false);
    else if (event.type === 'pointerup' && event.button === 0) {
      const { left, top } = this.#placeOf(event);
      // A finger that was only put down may have been the first of two.
      if (press.scrubs && event.pointerType === 'touch') this.#actions.scrub?.(left, top);
      this.#actions.click?.(left, top);
    }
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const { left, top } = this.#placeOf(event);
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : PIXELS_PER_LINE;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const sideways = event.deltaX === 0 ? event.deltaY : event.deltaX;
      this.#actions.pan(-sideways * scale, 0);
      return;
    }
    // Pinching on a touchpad comes as wheel events of few pixels with ctrl.
    const strength = event.ctrlKey ? ZOOM_PER_WHEEL_PIXEL * 5 : ZOOM_PER_WHEEL_PIXEL;
    this.#actions.zoom(left, top, Math.exp(-event.deltaY * scale * strength), event.altKey);
  }
}
