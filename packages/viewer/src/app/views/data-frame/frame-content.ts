import { assertNever, TimelineKind } from '@rushes/proto';
import { formatTime, type TimeZone } from '../../util/time-format.ts';
import { componentText } from '../shared-value-text.ts';
import type { CellLook, RowContent } from './draw-row.ts';
import { type CellScope, type FrameCell, frameCell, staticCell } from './frame-cells.ts';
import type { FrameEntry, FrameGap } from './frame-gaps.ts';
import type { FrameRows } from './frame-rows.ts';

const NOTHING: CellLook = { text: '', tone: 'plain' };

/** The texts of the lines of a table; made when a line is in sight. */
export class FrameContent {
  readonly #rows: FrameRows;
  readonly #scope: CellScope;
  readonly #zone: TimeZone;
  readonly #revision: number;

  /** `revision`: another one for whatever may change a text. */
  constructor(rows: FrameRows, scope: CellScope, zone: TimeZone, revision: number) {
    this.#rows = rows;
    this.#scope = scope;
    this.#zone = zone;
    this.#revision = revision;
  }

  entry(entry: FrameEntry): RowContent {
    return entry.kind === 'gap' ? this.#gap(entry.gap) : this.#line(entry.line);
  }

  statics(): RowContent {
    return {
      key: `static ${this.#revision}`,
      time: 'static',
      note: undefined,
      cell: (index) => {
        const column = this.#rows.columns[index];
        return column === undefined ? NOTHING : this.#look(staticCell(this.#scope, column));
      },
    };
  }

  timeText(time: bigint): string {
    const { store, timeline } = this.#scope;
    return formatTime(store.timelineKind(timeline) ?? TimelineKind.Sequence, time, this.#zone);
  }

  #line(line: number): RowContent {
    const time = this.#rows.timeOf(line);
    let logged: ReturnType<FrameRows['cellsOf']> | undefined;
    return {
      key: `line ${this.#revision} ${line}`,
      time: this.timeText(time),
      note: undefined,
      cell: (index) => {
        const column = this.#rows.columns[index];
        if (column === undefined) return NOTHING;
        logged ??= this.#rows.cellsOf(this.#rows.placesOf(line), time);
        return this.#look(frameCell(this.#scope, column, time, logged.get(index)));
      },
    };
  }

  #gap({ min, max, rows }: FrameGap): RowContent {
    const when = max > min ? `from ${this.timeText(min)} to ${this.timeText(max)}` : `at ${this.timeText(min)}`;
    return {
      key: `gap ${this.#revision} ${min} ${max} ${rows}`,
      time: '…',
      note: `${rows} ${rows === 1 ? 'row' : 'rows'} ${when} not loaded; click to go there`,
      cell: () => NOTHING,
    };
  }

  #look(cell: FrameCell): CellLook {
    const { store, timeline } = this.#scope;
    switch (cell.kind) {
      case 'none':
        return NOTHING;
      case 'away':
        return { text: 'not loaded', tone: 'away' };
      case 'logged':
        return { text: componentText(store, timeline, cell.ref), tone: 'plain' };
      case 'filled':
        return { text: componentText(store, timeline, cell.ref), tone: 'quiet' };
      default:
        return assertNever(cell);
    }
  }
}
