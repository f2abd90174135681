import type { EntityPath } from '@rushes/proto';
import type { EntityNode } from '../../data/recording-store.ts';
import { MAX_ROWS } from '../shared-row-window.ts';
import type { ViewContext } from '../view.ts';
import { ColumnLayout } from './column-layout.ts';
import { type CellScope, staticCell } from './frame-cells.ts';
import { frameColumns } from './frame-columns.ts';
import { FrameContent } from './frame-content.ts';
import { type FrameGap, FrameList, placeGaps } from './frame-gaps.ts';
import { FrameRows } from './frame-rows.ts';

/** What a person chose to see. */
export interface TableChoice {
  readonly timeline: string;
  /** Cells without a value show the latest one before. */
  readonly fill: boolean;
  /** Entities that other views draw completely, too. */
  readonly all: boolean;
  /** All must occur in the name of a column, in small letters. */
  readonly words: readonly string[];
}

/** What the table is of; made anew when the columns or the timeline change. */
interface Table {
  readonly rows: FrameRows;
  readonly layout: ColumnLayout;
  /** What the columns were chosen by. */
  readonly tree: EntityNode;
  readonly contents: readonly EntityPath[];
  readonly choice: string;
}

/** The lines and columns of a table, kept up with the store; knows no page. */
export class TableModel {
  #table: Table | undefined;
  #list = new FrameList(0, []);
  #gaps: readonly FrameGap[] = [];
  #scope: CellScope | undefined;
  #storeVersion = -1;
  #revision = -1;
  #contentFor = '';
  /** Grows when texts of cells may have changed. */
  #contentRevision = 0;
  #hasStatics = false;

  /** Takes in what changed. True when lines are other lines now, so that a selection of them means nothing any more. */
  update(context: ViewContext, choice: TableChoice): boolean {
    const { store, zone } = context;
    const last = this.#table;
    const table = this.#tableFor(context, choice);
    const isOther = table !== last;
    this.#scope = { store, timeline: choice.timeline, fill: choice.fill };
    if (isOther || store.version !== this.#storeVersion) {
      this.#storeVersion = store.version;
      table.rows.update(store);
      const spans = [...table.rows.entities].flatMap((entity) => store.unloadedSpans(entity, choice.timeline));
      this.#gaps = placeGaps(spans, (time) => table.rows.countUpTo(time - 1n));
      this.#list = new FrameList(table.rows.lineCount, this.#gaps);
      const { scope } = this;
      this.#hasStatics = table.rows.columns.some((column) => staticCell(scope, column).kind !== 'none');
    }
    const contentFor = `${store.version} ${choice.timeline} ${zone} ${choice.fill}`;
    if (isOther || contentFor !== this.#contentFor) {
      this.#contentFor = contentFor;
      this.#contentRevision += 1;
    }
    const isRevised = isOther || table.rows.revision !== this.#revision;
    this.#revision = table.rows.revision;
    return isRevised;
  }

  get rows(): FrameRows {
    return this.#now.rows;
  }

  get layout(): ColumnLayout {
    return this.#now.layout;
  }

  get scope(): CellScope {
    if (this.#scope === undefined) throw new Error('The table was used before its first update.');
    return this.#scope;
  }

  /** Lines, and gaps between them. */
  get list(): FrameList {
    return this.#list;
  }

  get hasStatics(): boolean {
    return this.#hasStatics;
  }

  /** Another one for whatever may change a text. */
  get contentRevision(): number {
    return this.#contentRevision;
  }

  /** Browsers limit how far can be scrolled: of very many lines the first are out of reach. */
  get skipped(): number {
    return Math.max(0, this.#list.length - MAX_ROWS);
  }

  /** Rows of the file that are not loaded. */
  get rowsAway(): number {
    return this.#gaps.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Texts of the lines. */
  content(zone: ViewContext['zone']): FrameContent {
    return new FrameContent(this.rows, this.scope, zone, this.#contentRevision);
  }

  get #now(): Table {
    if (this.#table === undefined) throw new Error('The table was used before its first update.');
    return this.#table;
  }

  #tableFor({ store, contents }: ViewContext, { timeline, words, all }: TableChoice): Table {
    const tree = store.entityTree();
    const choice = JSON.stringify([timeline, words, all]);
    const last = this.#table;
    if (last?.tree === tree && last.contents === contents && last.choice === choice) return last;
    const columns = frameColumns(store, { entities: contents, all, words });
    const table = { rows: new FrameRows(timeline, columns), layout: new ColumnLayout(columns), tree, contents, choice };
    this.#table = table;
    return table;
  }
}
