import type { EntityPath } from '@rushes/proto';
import { FollowScroll } from '../shared-follow-scroll.ts';
import { ROW_HEIGHT, visibleWindow } from '../shared-row-window.ts';
import type { ViewContext } from '../view.ts';
import { FrameHead } from './draw-head.ts';
import { FrameRowElement } from './draw-row.ts';
import type { FrameEntry } from './frame-gaps.ts';
import type { LineSelection } from './line-selection.ts';
import type { TableModel } from './table-model.ts';

const CHAR_WIDTH = 7.4;
/** The two lines of names, in CSS pixels; as the style sheet has them. */
const HEAD_PX = 48;
const MAX_TIME_CHARS = 34;

let nextId = 0;

/** What a pane shows. */
export interface PaneContent {
  readonly model: TableModel;
  readonly selection: LineSelection;
  readonly context: ViewContext;
  /** The line at the cursor; −1 if none. */
  readonly current: number;
  readonly isMoved: boolean;
  readonly isSought: boolean;
}

/** The lines of a table as far as they are in sight, below the names of the columns. */
export class TablePane {
  readonly scroller = document.createElement('div');
  readonly follow: FollowScroll;
  readonly #root: HTMLElement;
  readonly #lines = document.createElement('div');
  readonly #head: FrameHead;
  readonly #id = `data-frame-${nextId++}`;
  readonly #pool: FrameRowElement[] = [];
  #width: number | undefined;
  #timesFor = -1;
  #content: PaneContent | undefined;
  #currentPlace = -1;

  /** @param root Carries the width of the column of times. */
  constructor(root: HTMLElement, label: string, select: (entity: EntityPath) => void) {
    this.#root = root;
    this.follow = new FollowScroll(this.scroller);
    this.#head = new FrameHead(`${this.#id}-static`, select);
    this.scroller.className = 'view-df-scroller';
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute('role', 'grid');
    this.scroller.setAttribute('aria-multiselectable', 'true');
    this.scroller.setAttribute('aria-label', label);
    this.#lines.className = 'view-df-rows';
    this.#lines.setAttribute('role', 'rowgroup');
    this.scroller.append(this.#head.root, this.#lines);
    this.scroller.addEventListener('scroll', () => {
      this.follow.scrolled();
      // At once, not with the next frame: a table that is drawn late shows white when scrolled.
      this.#render();
    });
  }

  resized(): void {
    this.follow.resized();
    this.#width = undefined;
  }

  show(content: PaneContent): void {
    this.#content = content;
    const { model, current } = content;
    this.#fitTimes(content);
    this.#currentPlace = current < 0 ? -1 : model.list.placeOf(current) - model.skipped;
    this.#lines.style.height = `${(model.list.length - model.skipped) * ROW_HEIGHT}px`;
    const width = `calc(var(--time-width) + ${model.layout.width}px)`;
    if (this.#lines.style.width !== width) {
      this.#lines.style.width = width;
      this.#head.root.style.width = width;
    }
    this.follow.insetPx = HEAD_PX + (model.hasStatics ? ROW_HEIGHT : 0);
    this.follow.follow(this.#currentPlace, content);
    this.#render();
  }

  /** The line, or the gap, that an event happened on. */
  entryOf({ target }: Event): FrameEntry | undefined {
    const element = this.#pool.find(({ root }) => target instanceof Node && root.contains(target));
    const content = this.#content;
    if (element === undefined || content === undefined) return undefined;
    const place = Number(element.root.getAttribute('aria-rowindex')) - this.#firstRowIndex;
    return content.model.list.at(place + content.model.skipped);
  }

  /** Of the grid: names and static values come before. */
  get #firstRowIndex(): number {
    return this.#content?.model.hasStatics === true ? 4 : 3;
  }

  #fitTimes({ model, context }: PaneContent): void {
    if (this.#timesFor === model.contentRevision) return;
    this.#timesFor = model.contentRevision;
    const { rows } = model;
    const content = model.content(context.zone);
    const lines = rows.lineCount === 0 ? [] : [0, Math.floor(rows.lineCount / 2), rows.lineCount - 1];
    const texts = [rows.timeline, 'static', ...lines.map((line) => content.timeText(rows.timeOf(line)))];
    const chars = Math.min(MAX_TIME_CHARS, Math.max(...texts.map((text) => text.length)));
    this.#root.style.setProperty('--time-width', `${Math.round(chars * CHAR_WIDTH + 24)}px`);
  }

  #render(): void {
    const shown = this.#content;
    if (shown === undefined) return;
    const { model, selection, context } = shown;
    const { layout, rows, hasStatics, skipped } = model;
    const content = model.content(context.zone);
    this.#width ??= this.scroller.clientWidth;
    const columns = layout.visible(this.scroller.scrollLeft, this.#width);
    const count = model.list.length - skipped;
    const { first, end } = visibleWindow(this.follow.scrollTop, this.follow.height, count);
    this.#grow(end - first);
    this.#head.show(`${model.contentRevision}`, rows.timeline, rows.columns, layout, columns, context.selected);
    this.#head.showStatics(hasStatics ? content.statics() : undefined, layout, columns);
    let active: string | undefined;
    for (const [slot, element] of this.#pool.entries()) {
      // A line keeps its element while it stays in sight: place modulo the pool.
      const place = first + ((slot - (first % this.#pool.length) + this.#pool.length) % this.#pool.length);
      const entry = place < end ? model.list.at(place + skipped) : undefined;
      element.root.hidden = entry === undefined;
      if (entry === undefined) continue;
      this.#place(element, entry, place, selection);
      element.show(content.entry(entry), layout, columns);
      if (entry.kind === 'line' && entry.line === selection.active) active = element.root.id;
    }
    this.scroller.setAttribute('aria-rowcount', String(count + this.#firstRowIndex - 1));
    this.scroller.setAttribute('aria-colcount', String(layout.count + 1));
    if (active === undefined) this.scroller.removeAttribute('aria-activedescendant');
    else this.scroller.setAttribute('aria-activedescendant', active);
  }

  #grow(count: number): void {
    while (this.#pool.length < count) {
      const row = new FrameRowElement(`${this.#id}-${this.#pool.length}`);
      this.#pool.push(row);
      this.#lines.append(row.root);
    }
  }

  #place({ root }: FrameRowElement, entry: FrameEntry, place: number, selection: LineSelection): void {
    root.style.transform = `translateY(${place * ROW_HEIGHT}px)`;
    root.setAttribute('aria-rowindex', String(place + this.#firstRowIndex));
    const isCurrent = place === this.#currentPlace;
    const isSelected = entry.kind === 'line' && selection.has(entry.line);
    root.classList.toggle('is-gap', entry.kind === 'gap');
    root.classList.toggle('is-current', isCurrent);
    root.classList.toggle('is-selected', isSelected);
    root.setAttribute('aria-selected', String(isSelected));
    if (isCurrent) root.setAttribute('aria-current', 'true');
    else root.removeAttribute('aria-current');
  }
}
