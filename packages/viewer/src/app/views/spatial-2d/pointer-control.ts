/** What the pointer did to a view, in CSS pixels from the view's top left corner. */
export interface PointerActions {
  pan(deltaLeft: number, deltaTop: number): void;
  zoom(left: number, top: number, factor: number): void;
  reset(): void;
  click(left: number, top: number): void;
  /** Undefined when the pointer left. */
  move(at: { readonly left: number; readonly top: number } | undefined): void;
  dragging(active: boolean): void;
}

/** CSS pixels a pressed pointer may tremble and still count as a click. */
const CLICK_SLACK = 4;
/** A notch of a common wheel (100 pixels) zooms by about a fifth. */
const ZOOM_PER_WHEEL_PIXEL = 0.0018;

/** Turns pointer and wheel events of an element into actions. Returns the function that takes the listeners off. */
export function listenToPointer(element: HTMLElement, actions: PointerActions): () => void {
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  let pressed: { pointerId: number; left: number; top: number; dragged: boolean } | undefined;
  const placeOf = (event: MouseEvent) => {
    const rect = element.getBoundingClientRect();
    return { left: event.clientX - rect.left, top: event.clientY - rect.top };
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button > 1) return;
      pressed = { pointerId: event.pointerId, ...placeOf(event), dragged: false };
      element.setPointerCapture(event.pointerId);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const at = placeOf(event);
      actions.move(at);
      if (pressed?.pointerId !== event.pointerId) return;
      const deltaLeft = at.left - pressed.left;
      const deltaTop = at.top - pressed.top;
      if (!pressed.dragged && Math.hypot(deltaLeft, deltaTop) < CLICK_SLACK) return;
      if (!pressed.dragged) actions.dragging(true);
      pressed = { pointerId: event.pointerId, ...at, dragged: true };
      actions.pan(deltaLeft, deltaTop);
    },
    options,
  );
  const release = (event: PointerEvent) => {
    if (pressed?.pointerId !== event.pointerId) return;
    const { dragged } = pressed;
    pressed = undefined;
    if (dragged) actions.dragging(false);
    else if (event.type === 'pointerup' && event.button === 0) {
      const at = placeOf(event);
      actions.click(at.left, at.top);
    }
  };
  element.addEventListener('pointerup', release, options);
  element.addEventListener('pointercancel', release, options);
  element.addEventListener('pointerleave', () => actions.move(undefined), options);
  element.addEventListener('dblclick', () => actions.reset(), options);
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const at = placeOf(event);
      // Lines (Firefox) count as 33 pixels each.
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 33;
      // Pinching on a touchpad comes as wheel events of few pixels with ctrl.
      const strength = event.ctrlKey ? ZOOM_PER_WHEEL_PIXEL * 5 : ZOOM_PER_WHEEL_PIXEL;
      actions.zoom(at.left, at.top, Math.exp(-pixels * strength));
    },
    { ...options, passive: false },
  );
  return () => listeners.abort();
}
