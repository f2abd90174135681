import { KNOWN_LEVELS } from './log-filter.ts';

/** The switches of the levels and the field for words. */
export class FilterBar {
  readonly root = document.createElement('div');
  readonly #levels = document.createElement('div');
  readonly #input = document.createElement('input');
  readonly #count = document.createElement('span');
  readonly #hidden = new Set<string>();
  readonly #onChange: () => void;
  #built = '';

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.root.className = 'view-log-bar';
    this.#levels.className = 'view-log-levels';
    this.#count.className = 'view-log-count';
    this.#input.type = 'search';
    this.#input.placeholder = 'Filter text and entities';
    this.#input.setAttribute('aria-label', 'Filter the log by text and entity');
    this.#input.addEventListener('input', onChange);
    // The page's shortcuts (space, arrows) must not act on what is typed here.
    this.#input.addEventListener('keydown', (event) => event.stopPropagation());
    this.root.append(this.#levels, this.#input, this.#count);
  }

  get hiddenLevels(): ReadonlySet<string> {
    return this.#hidden;
  }

  get typed(): string {
    return this.#input.value;
  }

  show(levels: readonly (readonly [level: string, count: number])[], shown: number, total: number): void {
    const key = JSON.stringify(levels.map(([level]) => level));
    if (key !== this.#built) {
      this.#built = key;
      this.#levels.replaceChildren(...levels.map(([level]) => this.#switch(level)));
    }
    const text = shown === total ? `${total} ${total === 1 ? 'line' : 'lines'}` : `${shown} of ${total}`;
    if (this.#count.textContent !== text) this.#count.textContent = text;
  }

  #switch(level: string): HTMLButtonElement {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = level;
    element.title = `Show or hide ${level}`;
    element.className = `view-log-level ${KNOWN_LEVELS.includes(level) ? `is-${level.toLowerCase()}` : ''}`;
    element.setAttribute('aria-pressed', String(!this.#hidden.has(level)));
    element.addEventListener('click', () => {
      if (!this.#hidden.delete(level)) this.#hidden.add(level);
      element.setAttribute('aria-pressed', String(!this.#hidden.has(level)));
      this.#onChange();
    });
    return element;
  }
}
