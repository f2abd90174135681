/** What the bar above the table asks for. */
export interface BarActions {
  /** A switch or the filter changed. */
  changed(): void;
  save(): void;
}

/** The filter, the switches, how much there is, and the button that saves it. */
export class FrameBar {
  readonly root = document.createElement('div');
  readonly #input = document.createElement('input');
  readonly #fill = toggle('Fill', 'Show the latest value before in cells without a value of their own', true);
  readonly #all = toggle('All entities', 'List entities that other views show, too', false);
  readonly #count = document.createElement('span');
  readonly #save = document.createElement('button');

  constructor(actions: BarActions) {
    this.root.className = 'view-df-bar';
    this.#input.type = 'search';
    this.#input.placeholder = 'Filter entities and components';
    this.#input.setAttribute('aria-label', 'Filter the columns by entity and component');
    this.#input.addEventListener('input', () => actions.changed());
    // The page's shortcuts (space, arrows) must not act on what is typed here.
    this.#input.addEventListener('keydown', (event) => event.stopPropagation());
    for (const button of [this.#fill, this.#all]) {
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(!isPressed(button)));
        actions.changed();
      });
    }
    this.#count.className = 'view-df-count';
    this.#count.setAttribute('role', 'status');
    this.#save.type = 'button';
    this.#save.textContent = 'Save CSV';
    this.#save.title = 'Save all loaded lines of this table as a CSV file';
    this.#save.addEventListener('click', () => actions.save());
    this.root.append(this.#input, this.#fill, this.#all, this.#count, this.#save);
  }

  get typed(): string {
    return this.#input.value;
  }

  get fill(): boolean {
    return isPressed(this.#fill);
  }

  get all(): boolean {
    return isPressed(this.#all);
  }

  show(count: string, saving: boolean): void {
    if (this.#count.textContent !== count) this.#count.textContent = count;
    if (this.#save.disabled !== saving) this.#save.disabled = saving;
  }
}

function toggle(text: string, title: string, pressed: boolean): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'view-df-toggle';
  button.textContent = text;
  button.title = title;
  button.setAttribute('aria-pressed', String(pressed));
  return button;
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}
