import type { EntityPath } from '@rushes/proto';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import type { SpatialView } from './spatial-view.ts';
import { suggestSpaces } from './suggest.ts';
import './spatial-3d.css';

/** Things in space, with the cameras among them and the pictures in those. */
export const spatial3dView: ViewClass = {
  kind: ViewKind.Spatial3D,
  suggest: suggestSpaces,
  mount: (element, spec, host) => new LazySpatialView(element, spec, host),
};

/** Stands in for the view until what draws it is here: three.js is loaded when the first 3D view is. */
class LazySpatialView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  #view: SpatialView | undefined;
  #size: readonly [number, number, number] = [0, 0, 1];
  #failure: string | undefined;
  #isDisposed = false;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#origin = spec.origin;
    this.#host = host;
    this.#root.className = 'view view-3d';
    element.append(this.#root);
    void this.#load();
  }

  draw(context: ViewContext): boolean {
    // One view that failed is said by the page; the others go on.
    if (this.#failure !== undefined) throw new Error(this.#failure);
    return this.#view?.draw(context) ?? false;
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.#size = [widthPx, heightPx, pixelRatio];
    this.#view?.resize(widthPx, heightPx, pixelRatio);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#view?.dispose();
    this.#root.remove();
  }

  async #load(): Promise<void> {
    try {
      const { SpatialView } = await import('./spatial-view.ts');
      if (this.#isDisposed) return;
      this.#view = new SpatialView(this.#root, this.#origin, this.#host);
      this.#view.resize(...this.#size);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#failure = `the part of the page that draws in 3D did not load: ${reason}`;
    }
    this.#host.invalidate();
  }
}
