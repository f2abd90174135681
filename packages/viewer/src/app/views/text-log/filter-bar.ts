import { type CheckItem, CheckMenu } from '../shared-check-menu.ts';
import { KNOWN_LEVELS } from './log-filter.ts';

/** What the bar above a log asks for. */
export interface FilterBarActions {
  /** The words typed changed. */
  changed(): void;
  showLevel(level: string, shown: boolean): void;
  showEntity(entity: string, shown: boolean): void;
  showColumn(key: string, shown: boolean): void;
}

/** What the bar shows. */
export interface FilterBarContent {
  readonly levels: readonly (readonly [level: string, count: number])[];
  readonly hiddenLevels: ReadonlySet<string>;
  readonly entityCount: number;
  /** Asked only while they are to be seen. */
  readonly entities: () => readonly CheckItem[];
  readonly columns: () => readonly CheckItem[];
  /** Lines that pass the filter, and all. */
  readonly shown: number;
  readonly total: number;
}

/** The switches of the levels, the field for words, and the choice of entities and columns. */
export class FilterBar {
  readonly root = document.createElement('div');
  readonly #levels = document.createElement('div');
  readonly #input = document.createElement('input');
  readonly #count = document.createElement('span');
  readonly #actions: FilterBarActions;
  readonly #entities: CheckMenu;
  readonly #columns: CheckMenu;
  #built = '';

  constructor(actions: FilterBarActions) {
    this.#actions = actions;
    this.#entities = new CheckMenu('Entities', (entity, shown) => actions.showEntity(entity, shown));
    this.#columns = new CheckMenu('Columns', (key, shown) => actions.showColumn(key, shown));
    this.root.className = 'view-log-bar';
    this.#levels.className = 'view-log-levels';
    this.#count.className = 'view-log-count';
    this.#input.type = 'search';
    this.#input.placeholder = 'Filter text and entities';
    this.#input.setAttribute('aria-label', 'Filter the log by text and entity');
    this.#input.addEventListener('input', () => actions.changed());
    // The page's shortcuts (space, arrows) must not act on what is typed here.
    this.#input.addEventListener('keydown', (event) => event.stopPropagation());
    this.root.append(this.#levels, this.#input, this.#count, this.#entities.root, this.#columns.root);
  }

  get typed(): string {
    return this.#input.value;
  }

  show({ levels, hiddenLevels, entityCount, entities, columns, shown, total }: FilterBarContent): void {
    const key = JSON.stringify([levels.map(([level]) => level), [...hiddenLevels]]);
    if (key !== this.#built) {
      this.#built = key;
      this.#levels.replaceChildren(...levels.map(([level]) => this.#switch(level, !hiddenLevels.has(level))));
    }
    this.#entities.root.hidden = entityCount < 2;
    this.#entities.show(entities);
    this.#columns.show(columns);
    const text = shown === total ? `${total} ${total === 1 ? 'line' : 'lines'}` : `${shown} of ${total}`;
    if (this.#count.textContent !== text) this.#count.textContent = text;
  }

  #switch(level: string, isShown: boolean): HTMLButtonElement {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = level;
    element.title = `Show or hide ${level}`;
    element.className = `view-log-level ${KNOWN_LEVELS.includes(level) ? `is-${level.toLowerCase()}` : ''}`;
    element.setAttribute('aria-pressed', String(isShown));
    element.addEventListener('click', () => this.#actions.showLevel(level, !isShown));
    return element;
  }
}
