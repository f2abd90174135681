import { type MountedView, type ViewClass, ViewKind, type ViewSpec } from '../view.ts';

/** Stands where a blueprint has a view of a class that this viewer does not have; says so, and is kept when the layout is exported. */
export const unknownView: ViewClass = {
  kind: ViewKind.Unknown,
  suggest: () => [],
  mount: (element, spec) => new UnknownView(element, spec),
};

class UnknownView implements MountedView {
  readonly #element: HTMLElement;

  constructor(element: HTMLElement, { className = '', origin }: ViewSpec) {
    this.#element = element;
    const text = document.createElement('p');
    const name = document.createElement('code');
    name.textContent = className;
    text.append('This viewer has no view of the class ', name, ', which the layout asks for.');
    const kept = document.createElement('p');
    kept.className = 'quiet';
    kept.textContent = `It is kept with the layout. Its origin is ${origin}.`;
    const root = document.createElement('div');
    root.className = 'view view-empty view-unknown';
    root.append(text, kept);
    element.append(root);
    element.setAttribute('role', 'note');
    element.setAttribute('aria-label', `A view of the unknown class ${className}`);
  }

  draw(): boolean {
    return true;
  }

  resize(): void {
    // Text flows by itself.
  }

  dispose(): void {
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }
}
