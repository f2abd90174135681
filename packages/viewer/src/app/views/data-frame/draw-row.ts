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

/** The element of one line, used again for another line when this one scrolls away. */
export class FrameRowElement {
  readonly root = document.createElement('div');
  readonly #time = document.createElement('span');
  readonly #note = document.createElement('span');
  readonly #cells: HTMLSpanElement[] = [];
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
    const needed = content.note === undefined ? end - first : 0;
    while (this.#cells.length < needed) {
      const cell = document.createElement('span');
      cell.setAttribute('role', 'gridcell');
      this.#cells.push(cell);
      this.root.append(cell);
    }
    for (const [i, cell] of this.#cells.entries()) {
      cell.hidden = i >= needed;
      if (!cell.hidden) showCell(cell, layout, first + i, content.cell(first + i));
    }
  }
}

function showCell(cell: HTMLSpanElement, layout: ColumnLayout, column: number, { text, tone }: CellLook): void {
  const left = layout.leftOf(column);
  cell.className = tone === 'plain' ? 'view-df-cell' : `view-df-cell is-${tone}`;
  cell.style.left = `calc(var(--time-width) + ${left}px)`;
  cell.style.width = `${layout.leftOf(column + 1) - left}px`;
  cell.setAttribute('aria-colindex', String(column + 2));
  cell.textContent = text;
  cell.title = text;
}
