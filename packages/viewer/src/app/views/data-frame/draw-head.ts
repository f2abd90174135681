import type { EntityPath } from '@rushes/proto';
import type { ColumnLayout, ColumnWindow } from './column-layout.ts';
import { FrameRowElement, type RowContent } from './draw-row.ts';
import type { FrameColumn } from './frame-columns.ts';

/** Two lines with entities and components, which stay above the table; and the static values, if there are any. */
export class FrameHead {
  readonly root = document.createElement('div');
  readonly #entities = line();
  readonly #components = line();
  readonly #timeName = document.createElement('span');
  readonly #statics: FrameRowElement;
  readonly #onSelect: (entity: EntityPath) => void;
  #key = '';

  constructor(id: string, onSelect: (entity: EntityPath) => void) {
    this.#onSelect = onSelect;
    this.#statics = new FrameRowElement(id);
    this.#statics.root.classList.add('is-static');
    this.root.className = 'view-df-head';
    this.root.setAttribute('role', 'rowgroup');
    this.#timeName.className = 'view-df-time';
    this.#timeName.setAttribute('role', 'columnheader');
    this.#timeName.setAttribute('aria-colindex', '1');
    this.root.append(this.#entities, this.#components, this.#statics.root);
    for (const [i, row] of [this.#entities, this.#components, this.#statics.root].entries())
      row.setAttribute('aria-rowindex', String(i + 1));
  }

  /** `key` names the columns and the selection: with the same one nothing is made again. */
  show(
    key: string,
    timeline: string,
    columns: readonly FrameColumn[],
    layout: ColumnLayout,
    window: ColumnWindow,
    selected: EntityPath | undefined,
  ): void {
    const full = `${key} ${timeline} ${window.first} ${window.end} ${selected}`;
    if (full === this.#key) return;
    this.#key = full;
    this.#timeName.textContent = timeline;
    this.#timeName.title = `The timeline ${timeline}`;
    const corner = document.createElement('span');
    corner.className = 'view-df-time';
    corner.setAttribute('role', 'presentation');
    const groups = layout.groups.filter(({ first, end }) => end > window.first && first < window.end);
    this.#entities.replaceChildren(
      corner,
      ...groups.map(({ entity, first, end }) =>
        this.#cell(layout, first, end, entity, `Select ${entity}`, entity, entity === selected),
      ),
    );
    this.#components.replaceChildren(
      this.#timeName,
      ...columns
        .slice(window.first, window.end)
        .map(({ entity, component, index }) =>
          this.#cell(layout, index, index + 1, layout.labels[index] ?? '', `${component} of ${entity}`, entity, false),
        ),
    );
  }

  showStatics(content: RowContent | undefined, layout: ColumnLayout, window: ColumnWindow): void {
    this.#statics.root.hidden = content === undefined;
    if (content !== undefined) this.#statics.show(content, layout, window);
  }

  #cell(
    layout: ColumnLayout,
    first: number,
    end: number,
    text: string,
    title: string,
    entity: EntityPath,
    isSelected: boolean,
  ): HTMLElement {
    const cell = document.createElement('div');
    cell.tabIndex = 0;
    cell.className = 'view-df-name';
    cell.classList.toggle('is-selected', isSelected);
    cell.title = title;
    cell.style.left = `calc(var(--time-width) + ${layout.leftOf(first)}px)`;
    cell.style.width = `${layout.leftOf(end) - layout.leftOf(first)}px`;
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(first + 2));
    if (end - first > 1) cell.setAttribute('aria-colspan', String(end - first));
    const name = document.createElement('span');
    name.textContent = text;
    cell.append(name);
    cell.addEventListener('click', () => this.#onSelect(entity));
    cell.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') this.#onSelect(entity);
    });
    return cell;
  }
}

function line(): HTMLDivElement {
  const element = document.createElement('div');
  element.className = 'view-df-names';
  element.setAttribute('role', 'row');
  return element;
}
