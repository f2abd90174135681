import { type Camera, type Scene, Vector2, WebGLRenderer } from 'three';

/** After so long without any 3D view the context is given back. */
const IDLE_MILLIS = 1000;

/**
 * The one WebGL context of all 3D views of a page: browsers keep about 16, and what views have in common is made once. Each view
 * copies its picture to a canvas of its own, in the same task.
 */
class SharedRenderer {
  readonly #renderer: WebGLRenderer;
  readonly #listeners = new Set<() => void>();
  readonly #onePixel = new Uint8Array(4);
  #isLost = false;

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.#renderer = new WebGLRenderer({ canvas, context: gl, alpha: true });
    this.#renderer.setPixelRatio(1);
    this.#renderer.setScissorTest(true);
    this.#renderer.setClearColor(0, 0);
    this.#renderer.sortObjects = true;
    // three.js asks for the context back and makes everything anew with the next draw; the views only have to ask for one.
    canvas.addEventListener('webglcontextlost', () => this.#changed(true));
    canvas.addEventListener('webglcontextrestored', () => this.#changed(false));
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Told when the context was lost or came back. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Draws into the upper left corner of its canvas; undefined while the context is lost. Valid until the end of the task. */
  render(scene: Scene, camera: Camera, widthPx: number, heightPx: number): HTMLCanvasElement | undefined {
    if (this.#isLost) return undefined;
    const renderer = this.#renderer;
    const size = renderer.getSize(new Vector2());
    // Grows only: views of different sizes take turns, and each change of size would make a new buffer.
    if (size.x < widthPx || size.y < heightPx) {
      renderer.setSize(Math.max(size.x, widthPx), Math.max(size.y, heightPx), false);
    }
    const top = renderer.domElement.height - heightPx;
    // three.js counts from the bottom here, as WebGL does.
    renderer.setViewport(0, top, widthPx, heightPx);
    renderer.setScissor(0, top, widthPx, heightPx);
    renderer.render(scene, camera);
    return renderer.domElement;
  }

  /** Waits until all is drawn, so that a draw can be timed: one pixel that is read back does it everywhere. */
  finish(): void {
    const gl = this.#renderer.getContext();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, this.#onePixel);
  }

  dispose(): void {
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #changed(isLost: boolean): void {
    this.#isLost = isLost;
    for (const listener of this.#listeners) listener();
  }
}

export type { SharedRenderer };

let shared: SharedRenderer | undefined;
let users = 0;
let idleTimer: ReturnType<typeof setTimeout> | undefined;

/** The renderer of this page; undefined where the browser gives no WebGL 2. Each user releases it once. */
export function acquireRenderer(): SharedRenderer | undefined {
  clearTimeout(idleTimer);
  if (shared === undefined) {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', {
      alpha: true,
      antialias: true,
      depth: true,
      powerPreference: 'high-performance',
    });
    if (gl === null) return undefined;
    shared = new SharedRenderer(canvas, gl);
  }
  users++;
  return shared;
}

/** When nobody uses it for a second, the context goes: a view that is moved in the layout takes it over. */
export function releaseRenderer(): void {
  users--;
  if (users > 0) return;
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    shared?.dispose();
    shared = undefined;
  }, IDLE_MILLIS);
}
