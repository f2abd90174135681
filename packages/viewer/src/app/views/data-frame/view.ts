import { ShowMode } from '../../video/video-messages.ts';
import { MAX_ROWS, ROW_HEIGHT } from '../shared-row-window.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './data-frame.css';
import { FrameBar } from './frame-bar.ts';
import { copiedText, saveCsv } from './frame-transfer.ts';
import { LineSelection } from './line-selection.ts';
import { isSuggested, suggestFrame } from './suggest.ts';
import { type TableKey, tableKey } from './table-keys.ts';
import { type TableChoice, TableModel } from './table-model.ts';
import { TablePane } from './table-pane.ts';

/** All that was logged, as a table of times and components. */
export const dataFrameView: ViewClass = {
  kind: ViewKind.DataFrame,
  suggest: suggestFrame,
  mount: (element, spec, host) => new DataFrameView(element, spec, host),
};

class DataFrameView implements MountedView {
  readonly #element: HTMLElement;
  readonly #spec: ViewSpec;
  readonly #host: ViewHost;
  readonly #root = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #back = document.createElement('button');
  readonly #bar: FrameBar;
  readonly #pane: TablePane;
  readonly #model = new TableModel();
  readonly #selection = new LineSelection();
  #context: ViewContext | undefined;
  #choice: TableChoice | undefined;
  #time: bigint | undefined;
  #isSaving = false;
  #said = '';
  #isDisposed = false;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#spec = spec;
    this.#host = host;
    this.#bar = new FrameBar({
      changed: () => this.#changed(),
      choose: (patch) => host.changeSettings(patch),
      save: () => void this.#save(),
    });
    this.#pane = new TablePane(this.#root, `Data of ${spec.origin}`, (entity) => host.select(entity));
    this.#root.className = 'view view-df';
    this.#empty.className = 'view-empty';
    this.#empty.hidden = true;
    this.#back.type = 'button';
    this.#back.className = 'view-back';
    this.#back.textContent = 'Back to the cursor';
    this.#root.append(this.#bar.root, this.#pane.scroller, this.#empty, this.#back);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Data of ${spec.origin}`);
    this.#pane.scroller.addEventListener('scroll', () => this.#showBack());
    this.#pane.scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.#pane.scroller.addEventListener('copy', (event) => this.#onCopy(event));
    this.#pane.scroller.addEventListener('click', (event) => this.#onClick(event));
    this.#back.addEventListener('click', () => {
      this.#pane.follow.backToCurrent();
      host.invalidate();
    });
  }

  resize(): void {
    this.#pane.resized();
  }

  draw(context: ViewContext): boolean {
    const isMoved = context.time !== this.#time;
    this.#context = context;
    this.#time = context.time;
    const choice = this.#choose(context);
    this.#choice = choice;
    if (this.#model.update(context, choice)) this.#selection.clear();
    this.#showEmpty();
    this.#pane.show({
      model: this.#model,
      selection: this.#selection,
      context,
      current: this.#currentLine(),
      isMoved,
      isSought: context.mode === ShowMode.Seek,
    });
    this.#showBack();
    this.#say();
    return true;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #choose({ store, timeline, settings }: ViewContext): TableChoice {
    const timelines = store.timelines().map(({ name }) => name);
    const own = timelines.find((name) => name === settings.timeline);
    const fill = settings.fill !== false;
    // A table that a person asked for is of what he asked for, whatever other views show.
    const all = typeof settings.all === 'boolean' ? settings.all : !isSuggested(this.#spec);
    this.#bar.showChoice({ timelines, timeline: own, fill, all });
    const words = this.#bar.typed.toLowerCase().split(/\s+/).filter(Boolean);
    return { timeline: own ?? timeline, fill, all, words };
  }

  /** −1 before the first; always so on another timeline than that of the cursor. */
  #currentLine(): number {
    const time = this.#cursorTime();
    return time === undefined ? -1 : this.#model.rows.countUpTo(time) - 1;
  }

  #cursorTime(): bigint | undefined {
    return this.#choice?.timeline === this.#context?.timeline ? this.#time : undefined;
  }

  #showBack(): void {
    this.#back.hidden = !this.#pane.follow.isAway;
  }

  #showEmpty(): void {
    const isEmpty = this.#model.layout.count === 0;
    if (isEmpty) this.#empty.textContent = this.#emptyText();
    if (this.#pane.scroller.hidden === isEmpty && this.#empty.hidden !== isEmpty) return;
    this.#pane.scroller.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    // What is hidden has no size.
    this.resize();
  }

  #emptyText(): string {
    if (this.#bar.typed.trim() !== '') return 'No entity or component has all of these words.';
    return this.#choice?.all === true
      ? 'Nothing was logged here.'
      : 'Other views show all that was logged. “All entities” lists it here, too.';
  }

  #say(): void {
    const { rows, layout, rowsAway, skipped } = this.#model;
    const parts = [`${rows.lineCount} × ${layout.count}`];
    if (rowsAway > 0) parts.push(`${rowsAway} rows not loaded`);
    if (skipped > 0) parts.push(`the last ${MAX_ROWS} in reach`);
    const { count } = this.#selection;
    if (count > 1) parts.push(`${count} lines selected, Ctrl+C copies`);
    if (this.#said !== '') parts.push(this.#said);
    this.#bar.show(parts.join(' · '), this.#isSaving);
  }

  #changed(): void {
    this.#said = '';
    this.#host.invalidate();
  }

  #setTime(time: bigint): void {
    if (this.#cursorTime() !== undefined) this.#host.setTime(time);
  }

  #onClick(event: MouseEvent): void {
    const entry = this.#pane.entryOf(event);
    if (entry === undefined) return;
    if (entry.kind === 'gap') this.#setTime(entry.gap.min);
    else this.#goTo(entry.line, event.shiftKey);
  }

  #goTo(line: number, extend: boolean): void {
    this.#selection.goTo(line, extend);
    if (!extend) this.#setTime(this.#model.rows.timeOf(line));
    this.#pane.follow.reveal(this.#model.list.placeOf(line) - this.#model.skipped);
    this.#changed();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#pane.scroller || this.#choice === undefined) return;
    const key = tableKey(event, Math.floor(this.#pane.follow.height / ROW_HEIGHT));
    if (key === undefined || !this.#act(key)) return;
    event.preventDefault();
    this.#host.invalidate();
  }

  /** False where the key means nothing now. */
  #act(key: TableKey): boolean {
    const { lineCount } = this.#model.rows;
    switch (key.kind) {
      case 'select-all':
        this.#selection.all(lineCount);
        return true;
      case 'clear':
        if (this.#selection.count === 0) return false;
        this.#selection.clear();
        return true;
      case 'scroll':
        this.#pane.scroller.scrollLeft += key.columnsPx;
        return true;
      case 'first':
      case 'last':
        if (lineCount > 0) this.#goTo(key.kind === 'first' ? 0 : lineCount - 1, key.extend);
        return lineCount > 0;
      case 'step': {
        if (lineCount === 0) return false;
        const from = this.#selection.active >= 0 ? this.#selection.active : this.#currentLine();
        this.#goTo(Math.min(lineCount - 1, Math.max(0, from + key.lines)), key.extend);
        return true;
      }
    }
  }

  #onCopy(event: ClipboardEvent): void {
    const { first, count } = this.#selection;
    if (count === 0 || event.clipboardData === null) return;
    const { text, lines } = copiedText(this.#model.rows, this.#model.scope, first, count);
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    this.#said = lines < count ? `copied the first ${lines} of ${count} lines` : `copied ${lines}`;
    this.#host.invalidate();
  }

  async #save(): Promise<void> {
    if (this.#choice === undefined) return;
    this.#isSaving = true;
    this.#say();
    try {
      this.#said = await saveCsv(this.#model.rows, this.#model.scope, (lines) => {
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
}
