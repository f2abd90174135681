import type { ColumnLayout, ColumnWindow } from './column-layout.ts';

/** How a cell looks. `quiet`: not logged in this line. */
export interface CellLook {
  readonly text: string;
  readonly tone: 'plain' | 'quiet' | 'away';
}

/** What one line shows. */
export interface RowContent {
  /** Names all that the texts depend on: with the same key they are not made again. */
  readonly key: string;
  readonly time: string;
  /** Stands instead of cells. */
  readonly note: string | undefined;
  cell(column: number): CellLook;
}

interface CellElement {
  readonly element: HTMLSpanElement;
  /** What it shows: names the content and the column. */
  key: string;
  text: string;
}

/** The element of one line, used again for another line when this one scrolls away. */
export class FrameRowElement {
  readonly root = document.createElement('div');
  readonly #time = document.createElement('span');
  readonly #note = document.createElement('span');
  readonly #cells: CellElement[] = [];
  #key = '';

  constructor(id: string) {
    this.root.id = id;
    this.root.className = 'view-df-row';
    this.root.setAttribute('role', 'row');
    this.#time.className = 'view-df-time';
    this.#time.setAttribute('role', 'rowheader');
    this.#time.setAttribute('aria-colindex', '1');
    this.#note.className = 'view-df-note';
    this.#note.setAttribute('role', 'gridcell');
    this.root.append(this.#time, this.#note);
  }

  show(content: RowContent, layout: ColumnLayout, { first, end }: ColumnWindow): void {
    const key = `${content.key} ${first} ${end}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#time.textContent = content.time;
    this.#note.hidden = content.note === undefined;
    this.#note.textContent = content.note ?? '';
    const last = content.note === undefined ? end : first;
    while (this.#cells.length < last - first) this.#addCell();
    const size = this.#cells.length;
    for (const [slot, cell] of this.#cells.entries()) {
      // A column keeps its element while it stays in sight: place modulo the pool.
      const column = first + ((slot - (first % size) + size) % size);
      cell.element.hidden = column >= last;
      if (column < last) showCell(cell, content, layout, column);
    }
  }

  #addCell(): void {
    const element = document.createElement('span');
    element.setAttribute('role', 'gridcell');
    this.#cells.push({ element, key: '', text: '' });
    this.root.append(element);
  }
}

function showCell(cell: CellElement, content: RowContent, layout: ColumnLayout, column: number): void {
  const { element } = cell;
  const left = layout.leftOf(column);
  const width = layout.leftOf(column + 1) - left;
  const key = `${content.key} ${column} ${left} ${width}`;
  if (key === cell.key) return;
  cell.key = key;
  const { text, tone } = content.cell(column);
  element.className = tone === 'plain' ? 'view-df-cell' : `view-df-cell is-${tone}`;
  element.style.left = `calc(var(--time-width) + ${left}px)`;
  element.style.width = `${width}px`;
  element.setAttribute('aria-colindex', String(column + 2));
  if (text === cell.text) return;
  cell.text = text;
  element.textContent = text;
  element.title = text;
}
