/** What the pointer asks of a 3D view. Lengths in CSS pixels, places from its top left corner. */
export interface OrbitActions {
  orbit(deltaLeft: number, deltaTop: number): void;
  pan(deltaLeft: number, deltaTop: number): void;
  /** A factor above 1 comes nearer. */
  zoom(left: number, top: number, factor: number): void;
  click(left: number, top: number): void;
  doubleClick(left: number, top: number): void;
  /** Undefined when the pointer left. */
  move(at: { readonly left: number; readonly top: number } | undefined): void;
  dragging(isActive: boolean): void;
}

interface Finger {
  readonly left: number;
  readonly top: number;
}

/** CSS pixels a pressed pointer may tremble and still count as a click. */
const CLICK_SLACK = 4;
const ZOOM_PER_WHEEL_PIXEL = 0.0018;
/** Lines (Firefox) count as so many pixels each. */
const PIXELS_PER_LINE = 33;

/**
 * Drag turns; the right or the middle button, or Shift, moves; the wheel zooms to what is under the pointer. One finger turns, two
 * move and zoom. Returns the function that takes the listeners off.
 */
export function listenToOrbit(element: HTMLElement, actions: OrbitActions): () => void {
  const control = new OrbitPointer(element, actions);
  return () => control.dispose();
}

class OrbitPointer {
  readonly #element: HTMLElement;
  readonly #actions: OrbitActions;
  readonly #listeners = new AbortController();
  readonly #fingers = new Map<number, Finger>();
  #isDragged = false;
  /** A second finger came: nothing of this touch is a click any more. */
  #wasPinched = false;
  #pressedAt: Finger = { left: 0, top: 0 };

  constructor(element: HTMLElement, actions: OrbitActions) {
    this.#element = element;
    this.#actions = actions;
    const options = { signal: this.#listeners.signal };
    element.addEventListener('pointerdown', (event) => this.#down(event), options);
    element.addEventListener('pointermove', (event) => this.#move(event), options);
    element.addEventListener('pointerup', (event) => this.#up(event), options);
    element.addEventListener('pointercancel', (event) => this.#up(event), options);
    element.addEventListener(
      'dblclick',
      (event) => {
        const { left, top } = this.#placeOf(event);
        actions.doubleClick(left, top);
      },
      options,
    );
    element.addEventListener('pointerleave', () => actions.move(undefined), options);
    element.addEventListener('wheel', (event) => this.#wheel(event), { ...options, passive: false });
  }

  dispose(): void {
    this.#listeners.abort();
  }

  #down(event: PointerEvent): void {
    if (event.button === 1) event.preventDefault();
    const at = this.#placeOf(event);
    this.#element.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, at);
    if (this.#fingers.size === 1) {
      this.#pressedAt = at;
      this.#isDragged = false;
      this.#wasPinched = false;
    } else this.#wasPinched = true;
  }

  #move(event: PointerEvent): void {
    const at = this.#placeOf(event);
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) {
      this.#actions.move(at);
      return;
    }
    if (this.#fingers.size > 1) this.#pinch(event.pointerId, before, at);
    else if (
      this.#isDragged ||
      Math.hypot(at.left - this.#pressedAt.left, at.top - this.#pressedAt.top) >= CLICK_SLACK
    ) {
      if (!this.#isDragged) this.#actions.dragging(true);
      this.#isDragged = true;
      const isPan = (event.buttons & ~1) !== 0 || event.shiftKey;
      const [left, top] = [at.left - before.left, at.top - before.top];
      if (isPan) this.#actions.pan(left, top);
      else this.#actions.orbit(left, top);
    } else return;
    this.#fingers.set(event.pointerId, at);
  }

  /** Both fingers together: their middle moves the scene, their distance zooms. */
  #pinch(pointerId: number, before: Finger, at: Finger): void {
    const other = [...this.#fingers].find(([id]) => id !== pointerId)?.[1];
    if (other === undefined) return;
    this.#isDragged = true;
    const middle = { left: (at.left + other.left) / 2, top: (at.top + other.top) / 2 };
    const [was, is] = [before, at].map((finger) => Math.hypot(finger.left - other.left, finger.top - other.top));
    this.#actions.pan((at.left - before.left) / 2, (at.top - before.top) / 2);
    if (was !== undefined && is !== undefined && was > 0 && is > 0)
      this.#actions.zoom(middle.left, middle.top, is / was);
  }

  #up(event: PointerEvent): void {
    if (!this.#fingers.delete(event.pointerId) || this.#fingers.size > 0) return;
    if (this.#isDragged) this.#actions.dragging(false);
    if (this.#isDragged || this.#wasPinched || event.type !== 'pointerup' || event.button !== 0) return;
    const at = this.#placeOf(event);
    this.#actions.click(at.left, at.top);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const at = this.#placeOf(event);
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * PIXELS_PER_LINE;
    // Pinching on a touchpad comes as wheel events of few pixels with ctrl.
    const strength = event.ctrlKey ? ZOOM_PER_WHEEL_PIXEL * 5 : ZOOM_PER_WHEEL_PIXEL;
    this.#actions.zoom(at.left, at.top, Math.exp(-pixels * strength));
  }

  #placeOf(event: MouseEvent): Finger {
    const rect = this.#element.getBoundingClientRect();
    return { left: event.clientX - rect.left, top: event.clientY - rect.top };
  }
}
