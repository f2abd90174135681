import { type Chunk, type ComponentColumn, compareTuids, type EntityPath, TUID_BYTES } from '@rushes/proto';
import { readColors, readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { ChunkFeed } from '../shared-chunk-feed.ts';
import type { PackedColor } from '../shared-colors.ts';

export const TEXT = 'TextLog:text';
const LEVEL = 'TextLog:level';
const COLOR = 'TextLog:color';
/** The level of a line that was logged without one. */
const DEFAULT_LEVEL = 'INFO';

/** One line of the log. Its words are decoded when they are first asked for: most lines are never in sight. */
export class LogRow {
  readonly chunk: Chunk;
  readonly row: number;
  /** Undefined for a static line. */
  readonly time: bigint | undefined;
  /** In capitals. */
  readonly level: string;
  readonly #text: ComponentColumn;
  #words: string | undefined;
  #searchable: string | undefined;

  constructor(chunk: Chunk, row: number, time: bigint | undefined, level: string, text: ComponentColumn) {
    this.chunk = chunk;
    this.row = row;
    this.time = time;
    this.level = level;
    this.#text = text;
  }

  get entity(): EntityPath {
    return this.chunk.entityPath;
  }

  get text(): string {
    this.#words ??= textOfRow(this.#text, this.row) ?? readTexts(this.#ref(this.#text))?.join('\n') ?? '';
    return this.#words;
  }

  /** What a text filter looks at: the words and the entity, in small letters. */
  get searchable(): string {
    this.#searchable ??= `${this.text}\n${this.entity}`.toLowerCase();
    return this.#searchable;
  }

  /** Its time on any timeline; undefined where it was not logged on that. */
  timeOn(timeline: string): bigint | undefined {
    return this.chunk.timelines.find(({ name }) => name === timeline)?.times[this.row];
  }

  get color(): PackedColor | undefined {
    const column = columnOf(this.chunk, COLOR);
    return column && readColors(this.#ref(column))?.[0];
  }

  #ref(column: ComponentColumn): RowRef {
    return { chunk: this.chunk, column, row: this.row, time: this.time };
  }
}

const textDecoder = new TextDecoder();
/** Columns of nothing but ASCII as one string; null where a letter takes several bytes. */
const asciiColumns = new WeakMap<ComponentColumn, string | null>();

/** A row of an ASCII column, cut out of the whole: filtering decodes every line, and this is far cheaper than one by one. */
function textOfRow(column: ComponentColumn, row: number): string | undefined {
  if (column.values.kind !== 'utf8') return undefined;
  const { starts, bytes } = column.values;
  let whole = asciiColumns.get(column);
  if (whole === undefined) {
    const decoded = textDecoder.decode(bytes);
    whole = decoded.length === bytes.length ? decoded : null;
    asciiColumns.set(column, whole);
  }
  const from = column.rowStarts[row] ?? 0;
  if (whole === null || (column.rowStarts[row + 1] ?? 0) !== from + 1) return undefined;
  return whole.slice(starts[from], starts[from + 1]);
}

/** The lines of some entities on one timeline, in order of time, then of logging; static ones first. */
export class LogRows {
  readonly timeline: string;
  readonly #feed = new ChunkFeed();
  #rows: LogRow[] = [];
  #revision = 0;

  constructor(timeline: string) {
    this.timeline = timeline;
  }

  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** Grows when lines were put in between or taken away; not when lines were only added at the end. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in what changed in the store, of these entities; costs nothing when no log line came. */
  update(store: RecordingStore, entities: readonly EntityPath[]): void {
    const chunks = new Map<EntityPath, readonly Chunk[]>();
    for (const entity of entities) {
      if (store.components(entity).includes(TEXT)) chunks.set(entity, store.chunksOf(entity, TEXT));
    }
    const change = this.#feed.update(chunks);
    if (change === undefined) return;
    if (change.gone.size > 0) {
      this.#rows = this.#rows.filter((row) => !change.gone.has(row.chunk));
      this.#revision++;
    }
    this.#insert(change.fresh.flatMap((chunk) => this.#rowsOf(chunk)).sort(compareRows));
  }

  #insert(fresh: readonly LogRow[]): void {
    const [first] = fresh;
    const last = this.#rows.at(-1);
    const onlyAppends = first === undefined || last === undefined || compareRows(last, first) < 0;
    for (const row of fresh) this.#rows.push(row);
    if (onlyAppends) return;
    this.#rows.sort(compareRows);
    this.#revision++;
  }

  #rowsOf(chunk: Chunk): LogRow[] {
    const text = columnOf(chunk, TEXT);
    const times = chunk.timelines.find((candidate) => candidate.name === this.timeline)?.times;
    // A line that was never put on this timeline has no place in it.
    if (text === undefined || (times === undefined && chunk.timelines.length > 0)) return [];
    const levels = columnOf(chunk, LEVEL);
    const rows: LogRow[] = [];
    for (let row = 0; row < chunk.rowCount; row++) {
      if (text.rowStarts[row] === text.rowStarts[row + 1]) continue;
      const time = times?.[row];
      const level = levels && readTexts({ chunk, column: levels, row, time })?.[0];
      rows.push(new LogRow(chunk, row, time, level?.trim().toUpperCase() || DEFAULT_LEVEL, text));
    }
    return rows;
  }
}

/** How many of `rows` (in order) were logged at or before `time`; the row before that is the current one. */
export function countUpTo(rows: readonly LogRow[], time: bigint): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = rows[middle]?.time;
    if (at === undefined || at <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareRows(a: LogRow, b: LogRow): number {
  if (a.time !== b.time) {
    if (a.time === undefined) return -1;
    if (b.time === undefined) return 1;
    return a.time < b.time ? -1 : 1;
  }
  return compareTuids(a.chunk.rowIds, a.row * TUID_BYTES, b.chunk.rowIds, b.row * TUID_BYTES);
}

function columnOf(chunk: Chunk, component: string): ComponentColumn | undefined {
  return chunk.components.find((column) => column.descriptor.component === component);
}
