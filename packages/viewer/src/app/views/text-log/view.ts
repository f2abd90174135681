import { type EntityPath, TimelineKind } from '@rushes/proto';
import { ShowMode } from '../../video/video-messages.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './text-log.css';
import { FollowScroll } from '../shared-follow-scroll.ts';
import { MAX_ROWS, ROW_HEIGHT, visibleWindow } from '../shared-row-window.ts';
import { type RowColumns, RowElement, type RowStanding, shortTime, type TimeColumn } from './draw-row.ts';
import { FilterBar } from './filter-bar.ts';
import { columnItems, type LogColumns, logColumns, textSet, toggleColumn, toggled } from './log-columns.ts';
import { FilteredLog, filterWords } from './log-filter.ts';
import { countUpTo, type LogRow, LogRows, TEXT } from './log-rows.ts';
import { suggestLog } from './suggest.ts';

/** The log of a recording: every line, as a list that follows the cursor. */
export const textLogView: ViewClass = {
  kind: ViewKind.TextLog,
  suggest: suggestLog,
  mount: (element, spec, host) => new TextLogView(element, spec, host),
};

/** CSS pixels of one character of the 12 pixel text, about. */
const CHAR_WIDTH = 8;
const MAX_ENTITY_CHARS = 22;
/** Room for the word "static", and for the decimals of times between whole seconds. */
const LEAST_TIME_CHARS: Record<TimelineKind, number> = { sequence: 5, duration: 8, timestamp: 12 };

class TextLogView implements MountedView {
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #root = document.createElement('div');
  readonly #scroller = document.createElement('div');
  readonly #spacer = document.createElement('div');
  readonly #detail = document.createElement('pre');
  readonly #back = document.createElement('button');
  readonly #bar: FilterBar;
  readonly #pool: RowElement[] = [];
  #log: { readonly rows: LogRows; readonly filtered: FilteredLog } | undefined;
  #context: ViewContext | undefined;
  #time: bigint | undefined;
  #columns: LogColumns | undefined;
  #rowColumns: RowColumns = { times: [], level: true, entity: true };
  #current = -1;
  readonly #follow: FollowScroll;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#follow = new FollowScroll(this.#scroller);
    this.#bar = new FilterBar({
      changed: () => host.invalidate(),
      showLevel: (level, shown) => this.#hide('hiddenLevels', level, !shown),
      showEntity: (entity, shown) => this.#hide('hiddenEntities', entity, !shown),
      showColumn: (key, shown) => {
        if (this.#columns !== undefined) host.changeSettings(toggleColumn(this.#columns, key, shown));
      },
    });
    this.#root.className = 'view view-log';
    this.#scroller.className = 'view-log-scroller';
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'list');
    this.#scroller.setAttribute('aria-label', 'Lines');
    this.#spacer.className = 'view-log-spacer';
    this.#detail.className = 'view-log-detail';
    this.#detail.hidden = true;
    this.#back.type = 'button';
    this.#back.className = 'view-back';
    this.#back.textContent = 'Back to the cursor';
    this.#back.hidden = true;
    this.#scroller.append(this.#spacer);
    this.#root.append(this.#bar.root, this.#scroller, this.#back, this.#detail);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Log of ${spec.origin}`);
    this.#scroller.addEventListener('scroll', () => this.#onScroll());
    this.#spacer.addEventListener('click', (event) => this.#onClick(event));
    this.#back.addEventListener('click', () => this.#goToCurrent());
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    this.#follow.resized();
  }

  draw(context: ViewContext): boolean {
    const timeMoved = context.time !== this.#time;
    this.#context = context;
    this.#time = context.time;
    if (this.#log?.rows.timeline !== context.timeline) {
      const rows = new LogRows(context.timeline);
      this.#log = { rows, filtered: new FilteredLog(rows) };
    }
    const { rows, filtered } = this.#log;
    rows.update(context.store, context.contents);
    this.#filter(context, filtered);
    this.#fitColumns(context, rows.rows);
    this.#showBar(context, filtered, rows.rows.length);
    const lines = this.#reachable(filtered);
    this.#current = context.time === undefined ? -1 : countUpTo(lines, context.time) - 1;
    this.#spacer.style.height = `${lines.length * ROW_HEIGHT}px`;
    // Scrubbing asks for a time. While time runs by itself, the reader comes first.
    this.#follow.follow(this.#current, { isMoved: timeMoved, isSought: context.mode === ShowMode.Seek });
    this.#render(lines);
    return true;
  }

  dispose(): void {
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #filter({ settings }: ViewContext, filtered: FilteredLog): void {
    const words = filterWords(this.#bar.typed);
    const hiddenLevels = textSet(settings.hiddenLevels);
    const hiddenEntities = textSet(settings.hiddenEntities) as ReadonlySet<EntityPath>;
    const key = JSON.stringify([[...hiddenLevels], [...hiddenEntities], words]);
    filtered.update({ hiddenLevels, hiddenEntities, words }, key);
  }

  #showBar({ store, settings }: ViewContext, filtered: FilteredLog, total: number): void {
    const columns = this.#columns;
    if (columns === undefined) return;
    const hiddenEntities = textSet(settings.hiddenEntities);
    this.#bar.show({
      levels: filtered.levels,
      hiddenLevels: textSet(settings.hiddenLevels),
      entityCount: filtered.entityCount,
      entities: () =>
        filtered.entities.map(([entity, count]) => ({
          key: entity,
          label: `${entity.slice(1) || entity} (${count})`,
          checked: !hiddenEntities.has(entity),
        })),
      columns: () => columnItems(columns, store.timelines()),
      shown: filtered.rows.length,
      total,
    });
  }

  #hide(setting: 'hiddenLevels' | 'hiddenEntities', text: string, isHidden: boolean): void {
    const hidden = textSet(this.#context?.settings[setting]);
    this.#host.changeSettings({ [setting]: toggled(hidden, text, isHidden) });
  }

  /** Lines are laid out one by one: what makes columns of them is that all know the same widths. */
  #fitColumns({ store, contents, settings, timeline, zone }: ViewContext, rows: readonly LogRow[]): void {
    const columns = logColumns(settings, store.timelines(), timeline);
    this.#columns = columns;
    const times = columns.timelines.map((name) => ({
      timeline: name,
      kind: store.timelineKind(name) ?? TimelineKind.Sequence,
      zone,
    }));
    this.#rowColumns = { times, level: columns.level, entity: columns.entity };
    const ends = [rows[0], rows.at(-1)];
    const widths = times.map((column) => `${timeChars(column, ends) * CHAR_WIDTH}px`);
    const entities = contents.filter((entity) => store.components(entity).includes(TEXT));
    const entityChars = Math.min(MAX_ENTITY_CHARS, Math.max(4, ...entities.map((entity) => entity.length - 1)));
    if (columns.level) widths.push('70px');
    if (columns.entity) widths.push(`${entityChars * CHAR_WIDTH}px`);
    this.#root.style.setProperty('--log-columns', [...widths, '1fr'].join(' '));
  }

  #reachable(filtered: FilteredLog): readonly LogRow[] {
    return filtered.rows.length > MAX_ROWS ? filtered.rows.slice(-MAX_ROWS) : filtered.rows;
  }

  #render(lines: readonly LogRow[]): void {
    const context = this.#context;
    if (context === undefined) return;
    const { first, end } = visibleWindow(this.#follow.scrollTop, this.#follow.height, lines.length);
    const needed = end - first;
    while (this.#pool.length < needed) {
      const row = new RowElement();
      this.#pool.push(row);
      this.#spacer.append(row.root);
    }
    this.#pool.forEach((element, slot) => {
      // A line keeps its element while it stays in sight: index modulo the pool.
      const index = first + ((slot - (first % this.#pool.length) + this.#pool.length) % this.#pool.length);
      const line = index < end ? lines[index] : undefined;
      element.root.hidden = line === undefined;
      if (line !== undefined) element.show(line, index, this.#standing(index), this.#rowColumns);
    });
    this.#back.hidden = !this.#follow.isAway;
  }

  #standing(index: number): RowStanding {
    if (index === this.#current) return 'current';
    return index < this.#current ? 'past' : 'future';
  }

  #goToCurrent(): void {
    this.#follow.backToCurrent();
    this.#host.invalidate();
  }

  #onScroll(): void {
    this.#follow.scrolled();
    // At once, not with the next frame: a list that is drawn late shows white when scrolled.
    if (this.#log !== undefined) this.#render(this.#reachable(this.#log.filtered));
  }

  #onClick(event: MouseEvent): void {
    const element = this.#pool.find(({ root }) => event.target instanceof Node && root.contains(event.target));
    const line = element?.row;
    if (element === undefined || line === undefined) return;
    switch (element.partOf(event.target)) {
      case 'time':
        if (line.time !== undefined) this.#host.setTime(line.time);
        break;
      case 'entity':
        this.#host.select(line.entity);
        break;
      case 'text':
        this.#toggleDetail(line.text);
        break;
    }
  }

  /** The whole text of a line, which may be long or have several lines of its own. */
  #toggleDetail(text: string): void {
    const closes = !this.#detail.hidden && this.#detail.textContent === text;
    this.#detail.hidden = closes;
    this.#detail.textContent = text;
    this.#follow.resized();
    this.#host.invalidate();
  }
}

function timeChars(column: TimeColumn, rows: readonly (LogRow | undefined)[]): number {
  const lengths = rows.map((row) => {
    const time = row?.timeOn(column.timeline);
    return time === undefined ? 0 : shortTime(time, column).length;
  });
  return Math.max(LEAST_TIME_CHARS[column.kind], ...lengths);
}
