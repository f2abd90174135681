import type { EntityPath } from '@rushes/proto';
import { cssColor } from '../shared-colors.ts';
import { type Series, valueText } from './series-query.ts';

interface Entry {
  readonly element: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly entity: EntityPath;
}

/** Names, colours and values of the lines. A click selects the entity. */
export class Legend {
  readonly #element: HTMLElement;
  readonly #onSelect: (entity: EntityPath) => void;
  readonly #onHover: (entity: EntityPath | undefined) => void;
  #entries: Entry[] = [];
  #builtFor = '';

  constructor(
    element: HTMLElement,
    onSelect: (entity: EntityPath) => void,
    onHover: (entity: EntityPath | undefined) => void,
  ) {
    this.#element = element;
    this.#onSelect = onSelect;
    this.#onHover = onHover;
  }

  /**
   * True when the entries changed, and with them perhaps the height.
   *
   * @param omitted Entities whose lines are not drawn, which is said.
   */
  show(series: readonly Series[], omitted: number): boolean {
    const key = JSON.stringify([omitted, series.map((s) => [s.entity, s.instance, s.name, s.color])]);
    if (key === this.#builtFor) return false;
    this.#builtFor = key;
    this.#entries = series.map((line) => this.#entry(line));
    this.#element.replaceChildren(...this.#entries.map((entry) => entry.element));
    if (omitted > 0) this.#element.append(omittedNote(omitted));
    return true;
  }

  setValues(values: readonly (number | undefined)[]): void {
    this.#entries.forEach((entry, index) => {
      const text = valueText(values[index]);
      if (entry.value.textContent !== text) entry.value.textContent = text;
    });
  }

  highlight(selected: EntityPath | undefined, hovered: EntityPath | undefined): void {
    for (const { element, entity } of this.#entries) {
      element.classList.toggle('is-selected', entity === selected);
      element.classList.toggle('is-hovered', entity === hovered);
    }
  }

  #entry(series: Series): Entry {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'view-ts-entry';
    element.title = series.entity;
    const swatch = document.createElement('span');
    swatch.className = 'view-ts-swatch';
    swatch.style.background = cssColor(series.color);
    const name = document.createElement('span');
    name.className = 'view-ts-name';
    name.textContent = series.name;
    const value = document.createElement('span');
    value.className = 'view-ts-value';
    element.append(swatch, name, value);
    element.addEventListener('click', () => this.#onSelect(series.entity));
    element.addEventListener('pointerenter', () => this.#onHover(series.entity));
    element.addEventListener('pointerleave', () => this.#onHover(undefined));
    return { element, value, entity: series.entity };
  }
}

function omittedNote(omitted: number): HTMLElement {
  const note = document.createElement('span');
  note.className = 'view-ts-omitted';
  note.textContent = `${omitted.toLocaleString('en')} more not drawn`;
  note.title = 'A plot draws the lines of 200 entities. Hide some in the tree to see others, or select one there.';
  return note;
}
