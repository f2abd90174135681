/** One line of a menu of things that are on or off. */
export interface CheckItem {
  readonly key: string;
  readonly label: string;
  readonly checked: boolean;
}

/** Longer lists are for words, not for check boxes. */
const MAX_LISTED = 200;

/** A button that opens a list of check boxes. */
export class CheckMenu {
  readonly root = document.createElement('details');
  readonly #summary = document.createElement('summary');
  readonly #list = document.createElement('div');
  readonly #onToggle: (key: string, checked: boolean) => void;
  #items: () => readonly CheckItem[] = () => [];
  #shown = '';

  constructor(title: string, onToggle: (key: string, checked: boolean) => void) {
    this.#onToggle = onToggle;
    this.root.className = 'view-menu';
    this.#summary.className = 'view-tool';
    this.#summary.textContent = title;
    this.#list.className = 'view-menu-list';
    this.#list.setAttribute('role', 'group');
    this.#list.setAttribute('aria-label', title);
    this.root.append(this.#summary, this.#list);
    this.root.addEventListener('toggle', () => {
      if (this.root.open) this.#build();
    });
    // The page's shortcuts (space, arrows) must not act on what is chosen here.
    this.root.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key !== 'Escape') return;
      this.root.open = false;
      this.#summary.focus();
    });
    this.root.addEventListener('focusout', ({ relatedTarget }) => {
      const isInside = relatedTarget instanceof Node && this.root.contains(relatedTarget);
      if (!isInside && relatedTarget !== null) this.root.open = false;
    });
  }

  /** `items` is asked only while the menu is open: there may be thousands of them. */
  show(items: () => readonly CheckItem[]): void {
    this.#items = items;
    if (this.root.open) this.#build();
  }

  #build(): void {
    const items = this.#items();
    const listed = items.slice(0, MAX_LISTED);
    const key = JSON.stringify([items.length, listed]);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = this.#list.querySelector<HTMLElement>(':focus')?.dataset.key;
    this.#list.replaceChildren(...listed.map((item) => this.#line(item)));
    if (items.length > listed.length) this.#list.append(`${items.length - listed.length} more are not listed`);
    if (focused === undefined) return;
    for (const input of this.#list.querySelectorAll('input')) if (input.dataset.key === focused) input.focus();
  }

  #line({ key, label, checked }: CheckItem): HTMLElement {
    const line = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'checkbox';
    input.checked = checked;
    input.dataset.key = key;
    input.addEventListener('change', () => this.#onToggle(key, input.checked));
    line.append(input, label);
    return line;
  }
}
