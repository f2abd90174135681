import { TimelineKind } from '@rushes/proto';
import { dateParts, formatDuration, formatTime, type TimeZone } from '../../util/time-format.ts';
import { cssColor } from '../shared-colors.ts';
import { ROW_HEIGHT } from '../shared-row-window.ts';
import { KNOWN_LEVELS } from './log-filter.ts';
import type { LogRow } from './log-rows.ts';

const NANOS_PER_MILLI = 1_000_000n;

/** How times are to be read. */
export interface TimeLook {
  readonly kind: TimelineKind;
  readonly zone: TimeZone;
}

/** A column of times. */
export interface TimeColumn extends TimeLook {
  readonly timeline: string;
}

/** What stands before the text. */
export interface RowColumns {
  readonly times: readonly TimeColumn[];
  readonly level: boolean;
  readonly entity: boolean;
}

export type RowStanding = 'past' | 'current' | 'future';

/** The element of one line, used again for another line when this one scrolls away. */
export class RowElement {
  readonly root = document.createElement('div');
  #times: readonly HTMLButtonElement[] = [];
  readonly #level = document.createElement('span');
  readonly #entity = button('view-log-entity');
  readonly #text = document.createElement('span');
  #row: LogRow | undefined;
  #top = -1;

  constructor() {
    this.root.className = 'view-log-row';
    this.root.setAttribute('role', 'listitem');
    this.#text.className = 'view-log-text';
    this.root.append(this.#level, this.#entity, this.#text);
  }

  /** The line shown; what a click on this element is about. */
  get row(): LogRow | undefined {
    return this.#row;
  }

  /** What of the line an event's target belongs to. */
  partOf(target: EventTarget | null): 'time' | 'entity' | 'text' {
    if (this.#times.some((element) => element === target)) return 'time';
    return target === this.#entity ? 'entity' : 'text';
  }

  show(row: LogRow, index: number, standing: RowStanding, columns: RowColumns): void {
    const top = index * ROW_HEIGHT;
    if (top !== this.#top) {
      this.#top = top;
      this.root.style.transform = `translateY(${top}px)`;
    }
    this.root.classList.toggle('is-future', standing === 'future');
    this.root.classList.toggle('is-current', standing === 'current');
    if (standing === 'current') this.root.setAttribute('aria-current', 'true');
    else this.root.removeAttribute('aria-current');
    this.#showTimes(row, columns.times);
    this.#level.hidden = !columns.level;
    this.#entity.hidden = !columns.entity;
    if (this.#row === row) return;
    this.#row = row;
    this.#level.className = `view-log-level ${KNOWN_LEVELS.includes(row.level) ? `is-${row.level.toLowerCase()}` : ''}`;
    this.#level.textContent = row.level;
    this.#entity.textContent = row.entity.slice(1);
    this.#entity.title = row.entity;
    const newline = row.text.indexOf('\n');
    this.#text.textContent = newline < 0 ? row.text : `${row.text.slice(0, newline)} …`;
    this.#text.style.color = row.color === undefined ? '' : cssColor(row.color);
  }

  #showTimes(row: LogRow, columns: readonly TimeColumn[]): void {
    if (this.#times.length !== columns.length) {
      for (const element of this.#times) element.remove();
      this.#times = columns.map(() => button('view-log-time'));
      this.root.prepend(...this.#times);
    }
    for (const [index, column] of columns.entries()) {
      const element = this.#times[index];
      const time = row.timeOn(column.timeline);
      const text = time === undefined ? (row.time === undefined ? 'static' : '–') : shortTime(time, column);
      if (element === undefined || element.textContent === text) continue;
      element.textContent = text;
      element.title = time === undefined ? '' : `Go to ${formatTime(column.kind, time, column.zone)}`;
    }
  }
}

/** A time that fits the column: to the millisecond, and of timestamps only the time of day. */
export function shortTime(time: bigint, look: TimeLook): string {
  if (look.kind === TimelineKind.Sequence) return formatTime(look.kind, time, look.zone);
  if (look.kind === TimelineKind.Duration) return formatDuration(time - (time % NANOS_PER_MILLI));
  const parts = dateParts(time, look.zone);
  if (parts === undefined) return formatTime(look.kind, time, look.zone);
  return `${parts.clock}.${parts.subsecNanos.toString().padStart(9, '0').slice(0, 3)}`;
}

function button(className: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = className;
  // Thousands of stops would make the tab key useless; the list itself takes the keyboard.
  element.tabIndex = -1;
  return element;
}
