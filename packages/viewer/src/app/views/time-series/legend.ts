import type { EntityPath } from '@rushes/proto';
import { cssColor } from '../shared-colors.ts';
import { type Series, seriesKey } from './series.ts';
import { valueText } from './series-query.ts';

interface Entry {
  readonly element: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly name: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly series: Series;
}

/** What a person asks of the legend. */
export interface LegendActions {
  select(series: Series): void;
  hover(series: Series | undefined): void;
  /** Show or hide it. */
  toggle(series: Series): void;
  /** Show it alone, or all again. */
  solo(series: Series): void;
}

/** What is marked. */
export interface LegendMarks {
  readonly hidden: ReadonlySet<string>;
  isSelected(series: Series): boolean;
  isHovered(series: Series): boolean;
}

/** Names, colours and values of the series. A click on a name selects it, on its colour switches it off and on. */
export class Legend {
  readonly root = document.createElement('div');
  readonly #actions: LegendActions;
  #entries: Entry[] = [];
  #builtFor = '';

  constructor(actions: LegendActions) {
    this.#actions = actions;
    this.root.className = 'view-ts-legend';
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', 'Series');
  }

  /**
   * True when the entries changed, and with them perhaps the height.
   *
   * @param omitted Entities whose lines are not drawn, which is said.
   */
  show(series: readonly Series[], omitted: number): boolean {
    const key = JSON.stringify([
      omitted,
      series.map((s) => [s.entity, s.instance, s.name, s.color, s.line === undefined]),
    ]);
    if (key === this.#builtFor) return false;
    this.#builtFor = key;
    this.#entries = series.map((each) => this.#entry(each));
    this.root.replaceChildren(...this.#entries.map((entry) => entry.element));
    if (omitted > 0) this.root.append(omittedNote(omitted));
    return true;
  }

  setValues(valueAt: (series: Series) => number | undefined): void {
    for (const { value, series } of this.#entries) {
      const text = valueText(valueAt(series));
      if (value.textContent !== text) value.textContent = text;
    }
  }

  mark(marks: LegendMarks): void {
    for (const { element, toggle, series } of this.#entries) {
      const isHidden = marks.hidden.has(seriesKey(series));
      element.classList.toggle('is-hidden', isHidden);
      toggle.setAttribute('aria-pressed', String(!isHidden));
      element.classList.toggle('is-selected', marks.isSelected(series));
      element.classList.toggle('is-hovered', marks.isHovered(series));
    }
  }

  #entry(series: Series): Entry {
    const element = document.createElement('span');
    element.className = 'view-ts-entry';
    const toggle = document.createElement('button');
    toggle.type = 'button';
    toggle.className = 'view-ts-toggle';
    toggle.title = 'Show or hide; with shift, show it alone';
    toggle.setAttribute('aria-label', `Show ${series.name}`);
    const swatch = document.createElement('span');
    swatch.className = series.line === undefined ? 'view-ts-swatch is-points' : 'view-ts-swatch';
    swatch.style.background = cssColor(series.color);
    toggle.append(swatch);
    const name = document.createElement('button');
    name.type = 'button';
    name.className = 'view-ts-name';
    name.title = entryTitle(series.entity, series.instance);
    const label = document.createElement('span');
    label.textContent = series.name;
    const value = document.createElement('span');
    value.className = 'view-ts-value';
    name.append(label, value);
    element.append(toggle, name);
    toggle.addEventListener('click', (event) => {
      if (event.shiftKey) this.#actions.solo(series);
      else this.#actions.toggle(series);
    });
    name.addEventListener('click', () => this.#actions.select(series));
    element.addEventListener('pointerenter', () => this.#actions.hover(series));
    element.addEventListener('pointerleave', () => this.#actions.hover(undefined));
    return { element, toggle, name, value, series };
  }
}

function entryTitle(entity: EntityPath, instance: number): string {
  return instance === 0 ? entity : `${entity}, instance ${instance}`;
}

function omittedNote(omitted: number): HTMLElement {
  const note = document.createElement('span');
  note.className = 'view-ts-omitted';
  note.textContent = `${omitted.toLocaleString('en')} more not drawn`;
  note.title = 'A plot draws the lines of 200 entities. Hide some in the tree to see others, or select one there.';
  return note;
}
