/** What the buttons beside the legend do. */
export interface ToolActions {
  toggleLock(): void;
  reset(): void;
}

/** The switch of the vertical axis, and the button that shows everything again. */
export class PlotTools {
  readonly root = document.createElement('div');
  readonly #lock = button('Lock y', 'Keep the vertical range as it is (Y)');
  readonly #reset = button('Reset', 'Show everything again (double-click)');

  constructor(actions: ToolActions) {
    this.root.className = 'view-tools';
    this.#lock.addEventListener('click', () => actions.toggleLock());
    this.#reset.addEventListener('click', () => actions.reset());
    this.root.append(this.#lock, this.#reset);
  }

  show(isLocked: boolean, isZoomed: boolean): void {
    this.#lock.setAttribute('aria-pressed', String(isLocked));
    this.#reset.hidden = !isZoomed && !isLocked;
  }
}

function button(text: string, title: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'view-tool';
  element.textContent = text;
  element.title = title;
  return element;
}
