import type { EntityPath } from '@rushes/proto';
import type { EntityNode } from '../../data/recording-store.ts';
import { ShowMode } from '../../video/video-messages.ts';
import { FollowScroll } from '../shared-follow-scroll.ts';
import { MAX_ROWS, ROW_HEIGHT, visibleWindow } from '../shared-row-window.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './data-frame.css';
import { ColumnLayout } from './column-layout.ts';
import { FrameHead } from './draw-head.ts';
import { FrameRowElement } from './draw-row.ts';
import { FrameBar } from './frame-bar.ts';
import { type CellScope, staticCell } from './frame-cells.ts';
import { frameColumns } from './frame-columns.ts';
import { FrameContent } from './frame-content.ts';
import { type FrameEntry, type FrameGap, FrameList, placeGaps } from './frame-gaps.ts';
import { FrameRows } from './frame-rows.ts';
import { copiedText, saveCsv } from './frame-transfer.ts';
import { LineSelection } from './line-selection.ts';
import { suggestFrame } from './suggest.ts';

/** All that was logged, as a table of times and components. */
export const dataFrameView: ViewClass = {
  kind: ViewKind.DataFrame,
  suggest: suggestFrame,
  mount: (element, spec, host) => new DataFrameView(element, spec, host),
};

const CHAR_WIDTH = 7.4;
/** The two lines of names, in CSS pixels; as the style sheet has them. */
const HEAD_PX = 48;
const COLUMN_STEP = 120;

let nextId = 0;

/** What the table is of; made anew when the columns or the timeline change. */
interface Table {
  readonly rows: FrameRows;
  readonly layout: ColumnLayout;
  /** What the columns were chosen by. */
  readonly tree: EntityNode;
  readonly choice: string;
}

class DataFrameView implements MountedView {
  readonly #element: HTMLElement;
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  readonly #id = `data-frame-${nextId++}`;
  readonly #root = document.createElement('div');
  readonly #scroller = document.createElement('div');
  readonly #lines = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #back = document.createElement('button');
  readonly #bar: FrameBar;
  readonly #head: FrameHead;
  readonly #follow: FollowScroll;
  readonly #pool: FrameRowElement[] = [];
  readonly #selection = new LineSelection();
  #table: Table | undefined;
  #list = new FrameList(0, []);
  #gaps: readonly FrameGap[] = [];
  #storeVersion = -1;
  #revision = -1;
  /** Grows when texts of cells may have changed. */
  #content = 0;
  #contentFor = '';
  #context: ViewContext | undefined;
  #time: bigint | undefined;
  #currentPlace = -1;
  #width: number | undefined;
  #hasStatics = false;
  #isSaving = false;
  #said = '';
  #isDisposed = false;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#origin = spec.origin;
    this.#host = host;
    this.#follow = new FollowScroll(this.#scroller);
    this.#bar = new FrameBar({ changed: () => this.#changed(), save: () => void this.#save() });
    this.#head = new FrameHead(`${this.#id}-static`, (entity) => host.select(entity));
    this.#root.className = 'view view-df';
    this.#scroller.className = 'view-df-scroller';
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'grid');
    this.#scroller.setAttribute('aria-multiselectable', 'true');
    this.#scroller.setAttribute('aria-label', `Data of ${spec.origin}`);
    this.#lines.className = 'view-df-rows';
    this.#lines.setAttribute('role', 'rowgroup');
    this.#empty.className = 'view-empty';
    this.#empty.hidden = true;
    this.#back.type = 'button';
    this.#back.className = 'view-back';
    this.#back.textContent = 'Back to the cursor';
    this.#scroller.append(this.#head.root, this.#lines);
    this.#root.append(this.#bar.root, this.#scroller, this.#empty, this.#back);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Data of ${spec.origin}`);
    this.#scroller.addEventListener('scroll', () => this.#onScroll());
    this.#scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.#scroller.addEventListener('copy', (event) => this.#onCopy(event));
    this.#lines.addEventListener('click', (event) => this.#onClick(event));
    this.#back.addEventListener('click', () => {
      this.#follow.backToCurrent();
      host.invalidate();
    });
  }

  resize(): void {
    this.#follow.resized();
    this.#width = undefined;
  }

  draw(context: ViewContext): boolean {
    const isMoved = context.time !== this.#time;
    this.#context = context;
    this.#time = context.time;
    const { rows, layout } = this.#update(context);
    const current = context.time === undefined ? -1 : rows.countUpTo(context.time) - 1;
    this.#currentPlace = current < 0 ? -1 : this.#list.placeOf(current) - this.#skipped;
    const count = this.#list.length - this.#skipped;
    this.#lines.style.height = `${count * ROW_HEIGHT}px`;
    const width = `calc(var(--time-width) + ${layout.width}px)`;
    if (this.#lines.style.width !== width) {
      this.#lines.style.width = width;
      this.#head.root.style.width = width;
    }
    this.#showEmpty();
    this.#follow.insetPx = HEAD_PX + (this.#hasStatics ? ROW_HEIGHT : 0);
    this.#follow.follow(this.#currentPlace, { isMoved, isSought: context.mode === ShowMode.Seek });
    this.#render();
    this.#say();
    return true;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  /** Browsers limit how far can be scrolled: of very many lines the first are out of reach. */
  get #skipped(): number {
    return Math.max(0, this.#list.length - MAX_ROWS);
  }

  #update(context: ViewContext): Table {
    const { store, timeline } = context;
    const last = this.#table;
    const table = this.#tableFor(context);
    const isOther = table !== last;
    const isChanged = isOther || store.version !== this.#storeVersion;
    if (isChanged) {
      this.#storeVersion = store.version;
      table.rows.update(store);
      const spans = [...table.rows.entities].flatMap((entity) => store.unloadedSpans(entity, timeline));
      this.#gaps = placeGaps(spans, (time) => table.rows.countUpTo(time - 1n));
      this.#list = new FrameList(table.rows.lineCount, this.#gaps);
      const scope = this.#scope(context);
      this.#hasStatics = table.rows.columns.some((column) => staticCell(scope, column).kind !== 'none');
    }
    if (isOther || table.rows.revision !== this.#revision) {
      this.#revision = table.rows.revision;
      this.#selection.clear();
    }
    const contentFor = `${store.version} ${timeline} ${context.zone} ${this.#bar.fill}`;
    if (isOther || contentFor !== this.#contentFor) {
      this.#contentFor = contentFor;
      this.#content += 1;
      this.#fitTimes(context, table.rows);
    }
    return table;
  }

  #tableFor({ store, timeline, isVisible }: ViewContext): Table {
    const words = this.#bar.typed.toLowerCase().split(/\s+/).filter(Boolean);
    const tree = store.entityTree();
    const hidden = store.entities().filter((entity) => !isVisible(entity));
    const choice = JSON.stringify([timeline, words, this.#bar.all, hidden]);
    const last = this.#table;
    if (last?.tree === tree && last.choice === choice) return last;
    const columns = frameColumns(store, { origin: this.#origin, all: this.#bar.all, words, isVisible });
    const table = { rows: new FrameRows(timeline, columns), layout: new ColumnLayout(columns), tree, choice };
    this.#table = table;
    return table;
  }

  #scope({ store, timeline }: ViewContext): CellScope {
    return { store, timeline, fill: this.#bar.fill };
  }

  #contentOf(context: ViewContext, rows: FrameRows): FrameContent {
    return new FrameContent(rows, this.#scope(context), context.zone, this.#content);
  }

  #fitTimes(context: ViewContext, rows: FrameRows): void {
    const content = this.#contentOf(context, rows);
    const lines = rows.lineCount === 0 ? [] : [0, Math.floor(rows.lineCount / 2), rows.lineCount - 1];
    const texts = [context.timeline, 'static', ...lines.map((line) => content.timeText(rows.timeOf(line)))];
    const chars = Math.max(...texts.map((text) => text.length));
    this.#root.style.setProperty('--time-width', `${Math.round(Math.min(chars, 34) * CHAR_WIDTH + 24)}px`);
  }

  #render(): void {
    const { context, table } = this.#now();
    const content = this.#contentOf(context, table.rows);
    this.#width ??= this.#scroller.clientWidth;
    const columns = table.layout.visible(this.#scroller.scrollLeft, this.#width);
    const count = this.#list.length - this.#skipped;
    const { first, end } = visibleWindow(this.#follow.scrollTop, this.#follow.height, count);
    while (this.#pool.length < end - first) {
      const row = new FrameRowElement(`${this.#id}-${this.#pool.length}`);
      this.#pool.push(row);
      this.#lines.append(row.root);
    }
    const headKey = `${this.#content}`;
    this.#head.show(headKey, context.timeline, table.rows.columns, table.layout, columns, context.selected);
    this.#head.showStatics(this.#hasStatics ? content.statics() : undefined, table.layout, columns);
    let active: string | undefined;
    for (const [slot, element] of this.#pool.entries()) {
      // A line keeps its element while it stays in sight: place modulo the pool.
      const place = first + ((slot - (first % this.#pool.length) + this.#pool.length) % this.#pool.length);
      const entry = place < end ? this.#list.at(place + this.#skipped) : undefined;
      element.root.hidden = entry === undefined;
      if (entry === undefined) continue;
      this.#place(element, entry, place);
      element.show(content.entry(entry), table.layout, columns);
      if (entry.kind === 'line' && entry.line === this.#selection.active) active = element.root.id;
    }
    this.#showState(count, active);
  }

  #showState(count: number, active: string | undefined): void {
    const { table } = this.#now();
    this.#scroller.setAttribute('aria-rowcount', String(count + (this.#hasStatics ? 3 : 2)));
    this.#scroller.setAttribute('aria-colcount', String(table.layout.count + 1));
    if (active === undefined) this.#scroller.removeAttribute('aria-activedescendant');
    else this.#scroller.setAttribute('aria-activedescendant', active);
    this.#back.hidden = !this.#follow.isAway;
  }

  #showEmpty(): void {
    const isEmpty = this.#now().table.layout.count === 0;
    if (isEmpty) this.#empty.textContent = this.#emptyText();
    if (this.#scroller.hidden === isEmpty && this.#empty.hidden !== isEmpty) return;
    this.#scroller.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    // What is hidden has no size.
    this.resize();
  }

  #emptyText(): string {
    if (this.#bar.typed.trim() !== '') return 'No entity or component has all of these words.';
    return this.#bar.all
      ? 'Nothing was logged here.'
      : 'Other views show all that was logged. “All entities” lists it here, too.';
  }

  #place({ root }: FrameRowElement, entry: FrameEntry, place: number): void {
    root.style.transform = `translateY(${place * ROW_HEIGHT}px)`;
    root.setAttribute('aria-rowindex', String(place + (this.#hasStatics ? 4 : 3)));
    const isCurrent = place === this.#currentPlace;
    const isSelected = entry.kind === 'line' && this.#selection.has(entry.line);
    root.classList.toggle('is-gap', entry.kind === 'gap');
    root.classList.toggle('is-current', isCurrent);
    root.classList.toggle('is-selected', isSelected);
    root.setAttribute('aria-selected', String(isSelected));
    if (isCurrent) root.setAttribute('aria-current', 'true');
    else root.removeAttribute('aria-current');
  }

  #say(): void {
    const { table } = this.#now();
    const { lineCount } = table.rows;
    const away = this.#gaps.reduce((sum, { rows }) => sum + rows, 0);
    const parts = [`${lineCount} × ${table.layout.count}`];
    if (away > 0) parts.push(`${away} rows not loaded`);
    if (this.#skipped > 0) parts.push(`the last ${MAX_ROWS} in reach`);
    const { count } = this.#selection;
    if (count > 1) parts.push(`${count} lines selected, Ctrl+C copies`);
    if (this.#said !== '') parts.push(this.#said);
    this.#bar.show(parts.join(' · '), this.#isSaving);
  }

  #changed(): void {
    this.#said = '';
    this.#host.invalidate();
  }

  #onScroll(): void {
    this.#follow.scrolled();
    // At once, not with the next frame: a table that is drawn late shows white when scrolled.
    if (this.#table !== undefined && this.#context !== undefined) this.#render();
  }

  #onClick(event: MouseEvent): void {
    const slot = this.#pool.findIndex(({ root }) => event.target instanceof Node && root.contains(event.target));
    const place = Number(this.#pool[slot]?.root.getAttribute('aria-rowindex')) - (this.#hasStatics ? 4 : 3);
    const entry = slot < 0 ? undefined : this.#list.at(place + this.#skipped);
    if (entry === undefined) return;
    if (entry.kind === 'gap') this.#host.setTime(entry.gap.min);
    else this.#goTo(entry.line, event.shiftKey);
  }

  #goTo(line: number, extend: boolean): void {
    const { table } = this.#now();
    this.#selection.goTo(line, extend);
    if (!extend) this.#host.setTime(table.rows.timeOf(line));
    this.#follow.reveal(this.#list.placeOf(line) - this.#skipped);
    this.#said = '';
    this.#host.invalidate();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#scroller || this.#table === undefined || event.altKey) return;
    const { lineCount } = this.#table.rows;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.key === 'a') this.#selection.all(lineCount);
    else if (isControl && event.key === 'Home' && lineCount > 0) this.#goTo(0, event.shiftKey);
    else if (isControl && event.key === 'End' && lineCount > 0) this.#goTo(lineCount - 1, event.shiftKey);
    else if (isControl) return;
    else if (event.key === 'Escape' && this.#selection.count > 0) this.#selection.clear();
    else if (event.key === 'ArrowLeft') this.#scroller.scrollLeft -= COLUMN_STEP;
    else if (event.key === 'ArrowRight') this.#scroller.scrollLeft += COLUMN_STEP;
    else {
      const step = this.#lineStep(event.key);
      if (step === undefined || lineCount === 0) return;
      const from = this.#selection.active >= 0 ? this.#selection.active : this.#currentLine();
      this.#goTo(Math.min(lineCount - 1, Math.max(0, from + step)), event.shiftKey);
    }
    event.preventDefault();
    this.#host.invalidate();
  }

  #lineStep(key: string): number | undefined {
    const page = Math.max(1, Math.floor(this.#follow.height / ROW_HEIGHT) - 1);
    return { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key];
  }

  #currentLine(): number {
    return this.#time === undefined ? 0 : this.#now().table.rows.countUpTo(this.#time) - 1;
  }

  #onCopy(event: ClipboardEvent): void {
    const { context, table } = this.#now();
    const { first, count } = this.#selection;
    if (count === 0 || event.clipboardData === null) return;
    const { text, lines } = copiedText(table.rows, this.#scope(context), first, count);
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    this.#said = lines < count ? `copied the first ${lines} of ${count} lines` : `copied ${lines}`;
    this.#host.invalidate();
  }

  async #save(): Promise<void> {
    const { context, table } = this.#now();
    this.#isSaving = true;
    this.#say();
    try {
      this.#said = await saveCsv(table.rows, this.#scope(context), (lines) => {
        this.#said = `saving, ${lines} lines`;
        if (!this.#isDisposed) this.#say();
        return this.#isDisposed ? 'stop' : 'go on';
      });
    } catch (error) {
      // The browser had no room for the text.
      this.#said = `could not be saved: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#isSaving = false;
    if (!this.#isDisposed) this.#say();
  }

  #now(): { readonly context: ViewContext; readonly table: Table } {
    if (this.#context === undefined || this.#table === undefined)
      throw new Error('The table was used before its first draw.');
    return { context: this.#context, table: this.#table };
  }
}
