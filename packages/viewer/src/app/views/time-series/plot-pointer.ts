/** What the pointer asks of a plot; places in CSS pixels from the left edge of the lines. */
export interface PlotPointerActions {
  /** Pressed, or moved while pressed. */
  scrub(left: number): void;
  pan(deltaLeft: number): void;
  zoom(left: number, factor: number): void;
  reset(): void;
  /** Undefined when the pointer left. */
  hover(left: number | undefined): void;
}

const ZOOM_PER_WHEEL_PIXEL = 0.002;

/**
 * Dragging scrubs through time; with shift, or the middle button, it moves the plot. The wheel zooms, sideways or with
 * shift it moves. Returns the function that takes the listeners off.
 */
export function listenToPlotPointer(element: HTMLElement, actions: PlotPointerActions): () => void {
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  let pressed: { readonly pointerId: number; readonly pans: boolean; left: number } | undefined;
  const leftOf = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button > 1) return;
      const pans = event.shiftKey || event.button === 1;
      // The middle button would start the browser's own scrolling.
      if (event.button === 1) event.preventDefault();
      pressed = { pointerId: event.pointerId, pans, left: leftOf(event) };
      element.setPointerCapture(event.pointerId);
      if (!pans) actions.scrub(pressed.left);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const left = leftOf(event);
      actions.hover(left);
      if (pressed?.pointerId !== event.pointerId) return;
      if (pressed.pans) actions.pan(left - pressed.left);
      else actions.scrub(left);
      pressed.left = left;
    },
    options,
  );
  const release = (event: PointerEvent) => {
    if (pressed?.pointerId === event.pointerId) pressed = undefined;
  };
  element.addEventListener('pointerup', release, options);
  element.addEventListener('pointercancel', release, options);
  element.addEventListener('pointerleave', () => actions.hover(undefined), options);
  element.addEventListener('dblclick', () => actions.reset(), options);
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const scale = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 33;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) actions.pan(-sideways * scale);
      else actions.zoom(leftOf(event), Math.exp(-event.deltaY * scale * ZOOM_PER_WHEEL_PIXEL));
    },
    { ...options, passive: false },
  );
  return () => listeners.abort();
}
