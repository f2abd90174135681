import { NO_PAN_ZOOM, type PanZoom, panBy, type Viewport, zoomAt } from '../pictures/camera-2d.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import type { Painted } from './painted.ts';

export interface PanZoomOptions {
  /** What has the keyboard's focus. */
  readonly root: HTMLElement;
  readonly canvas: HTMLElement;
  readonly painted: () => Painted | undefined;
  readonly viewport: () => Viewport;
  readonly onChange: () => void;
  readonly onClick: (left: number, top: number) => void;
  readonly onMove: (at: PointerPlace | undefined) => void;
}

const KEY_ZOOM = 1.25;
/** CSS pixels. */
const KEY_PAN = 48;

/** What a person does to the camera: drag, wheel, pinch, double click, and the keys + − 0 and the arrows. */
export class PanZoomControl {
  readonly #options: PanZoomOptions;
  readonly #stopListening: () => void;
  readonly #keys = new AbortController();
  panZoom: PanZoom = NO_PAN_ZOOM;
  #isFocusedByKey = false;

  constructor(options: PanZoomOptions) {
    this.#options = options;
    const { root, canvas } = options;
    this.#stopListening = listenToPointer(canvas, {
      pan: (left, top) => this.#pan(left, top),
      zoom: (left, top, factor) => this.#zoom(left, top, factor),
      reset: () => this.#change(() => NO_PAN_ZOOM),
      click: options.onClick,
      move: options.onMove,
      dragging: (active) => root.classList.toggle('is-dragging', active),
    });
    const { signal } = this.#keys;
    root.addEventListener('keydown', (event) => this.#key(event), { signal });
    // Asked when the focus comes: with the first key that is pressed browsers call every focus one by the keyboard.
    root.addEventListener('focus', () => this.#noteFocus(root.matches(':focus-visible')), { signal });
    root.addEventListener('pointerdown', () => this.#noteFocus(false), { signal });
  }

  dispose(): void {
    this.#stopListening();
    this.#keys.abort();
  }

  #noteFocus(isByKey: boolean): void {
    this.#isFocusedByKey = isByKey;
  }

  #key(event: KeyboardEvent): void {
    // Whoever only clicked into the view goes on to steer time with the keys.
    if (event.ctrlKey || event.altKey || event.metaKey || !this.#isFocusedByKey) return;
    if (!this.#act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #act(key: string): boolean {
    const { width, height } = this.#options.viewport();
    switch (key) {
      case '+':
      case '=':
        this.#zoom(width / 2, height / 2, KEY_ZOOM);
        return true;
      case '-':
        this.#zoom(width / 2, height / 2, 1 / KEY_ZOOM);
        return true;
      case '0':
        this.#change(() => NO_PAN_ZOOM);
        return true;
      case 'ArrowLeft':
        this.#pan(KEY_PAN, 0);
        return true;
      case 'ArrowRight':
        this.#pan(-KEY_PAN, 0);
        return true;
      case 'ArrowUp':
        this.#pan(0, KEY_PAN);
        return true;
      case 'ArrowDown':
        this.#pan(0, -KEY_PAN);
        return true;
      default:
        return false;
    }
  }

  #pan(left: number, top: number): void {
    const viewport = this.#options.viewport();
    this.#change(({ scene, pixelAspect }) => panBy(scene, viewport, pixelAspect, this.panZoom, left, top));
  }

  #zoom(left: number, top: number, factor: number): void {
    const viewport = this.#options.viewport();
    this.#change(({ scene, pixelAspect }) => zoomAt(scene, viewport, pixelAspect, this.panZoom, left, top, factor));
  }

  #change(next: (painted: Painted) => PanZoom): void {
    const painted = this.#options.painted();
    if (painted === undefined) return;
    this.panZoom = next(painted);
    this.#options.onChange();
  }
}
