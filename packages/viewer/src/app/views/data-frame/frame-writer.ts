import { assertNever, TimelineKind } from '@rushes/proto';
import { formatTimestamp } from '../../util/time-format.ts';
import { delimitedLine, type Separator } from './delimited-text.ts';
import { exactText } from './exact-text.ts';
import { type CellScope, type FrameCell, frameCell, staticCell } from './frame-cells.ts';
import type { FrameRows } from './frame-rows.ts';

const NANOS_PER_SEC = 1_000_000_000n;

/** The lines of a table as text, in pieces, so that a page can draw in between. */
export class FrameWriter {
  readonly #rows: FrameRows;
  readonly #scope: CellScope;
  readonly #separator: Separator;
  readonly #end: number;
  #next: number;
  #revision: number;
  #lastTime: bigint | undefined;
  #written = 0;

  /** Writes the lines `from` to before `end`. */
  constructor(rows: FrameRows, scope: CellScope, separator: Separator, from = 0, end = rows.lineCount) {
    this.#rows = rows;
    this.#scope = scope;
    this.#separator = separator;
    this.#next = from;
    this.#end = end;
    this.#revision = rows.revision;
  }

  get linesWritten(): number {
    return this.#written;
  }

  /** The names of the columns, and the static values if there are any. */
  head(): string {
    const { columns, timeline } = this.#rows;
    const unit = this.#kind === TimelineKind.Duration ? ' (s)' : '';
    const names = [`${timeline}${unit}`, ...columns.map(({ entity, component }) => `${entity} ${component}`)];
    const statics = columns.map((column) => this.#text(staticCell(this.#scope, column)));
    const staticLine = statics.every((text) => text === '') ? '' : this.#line(['static', ...statics]);
    return this.#line(names) + staticLine;
  }

  /** Further lines of about so many cells; undefined at the end. */
  next(cells: number): string | undefined {
    const { columns } = this.#rows;
    this.#catchUp();
    const texts: string[] = [];
    const enough = this.#next + Math.max(1, Math.floor(cells / Math.max(1, columns.length)));
    while (this.#next < this.#limit) {
      const time = this.#rows.timeOf(this.#next);
      // A piece ends where the time changes, so that it can go on there though lines came in before.
      if (this.#next >= enough && time !== this.#lastTime) break;
      const logged = this.#rows.cellsOf(this.#rows.placesOf(this.#next), time);
      const values = columns.map((column) =>
        this.#text(frameCell(this.#scope, column, time, logged.get(column.index))),
      );
      texts.push(this.#line([this.#timeText(time), ...values]));
      this.#lastTime = time;
      this.#next += 1;
      this.#written += 1;
    }
    return texts.length === 0 ? undefined : texts.join('');
  }

  get #limit(): number {
    return Math.min(this.#end, this.#rows.lineCount);
  }

  get #kind(): TimelineKind {
    return this.#scope.store.timelineKind(this.#rows.timeline) ?? TimelineKind.Sequence;
  }

  /** Lines were put in between or taken away since the last piece: goes on after the last time written. */
  #catchUp(): void {
    if (this.#revision === this.#rows.revision) return;
    this.#revision = this.#rows.revision;
    if (this.#lastTime !== undefined) this.#next = this.#rows.countUpTo(this.#lastTime);
  }

  #text(cell: FrameCell): string {
    switch (cell.kind) {
      case 'none':
        return '';
      case 'away':
        return 'not loaded';
      case 'logged':
      case 'filled':
        return exactText(this.#scope.store, this.#rows.timeline, cell.ref);
      default:
        return assertNever(cell);
    }
  }

  /** Numbers, seconds with their decimals, or ISO 8601 in UTC: what other programs read. */
  #timeText(time: bigint): string {
    const kind = this.#kind;
    switch (kind) {
      case TimelineKind.Sequence:
        return time.toString();
      case TimelineKind.Timestamp:
        return formatTimestamp(time, 'utc').replace(' ', 'T');
      case TimelineKind.Duration:
        return secondsText(time);
      default:
        return assertNever(kind);
    }
  }

  #line(fields: readonly string[]): string {
    return delimitedLine(fields, this.#separator);
  }
}

function secondsText(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  const decimals = (size % NANOS_PER_SEC).toString().padStart(9, '0').replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${size / NANOS_PER_SEC}${decimals === '' ? '' : `.${decimals}`}`;
}
