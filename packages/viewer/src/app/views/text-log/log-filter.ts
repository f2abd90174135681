import type { EntityPath } from '@rushes/proto';
import type { LogRow, LogRows } from './log-rows.ts';

/** From the gravest on; other levels come after these. */
export const KNOWN_LEVELS: readonly string[] = ['CRITICAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

/** Which lines are wanted. */
export interface LogFilter {
  /** Levels switched off. */
  readonly hiddenLevels: ReadonlySet<string>;
  /** All words must occur, in the text or in the entity's path; capitals do not matter. */
  readonly words: readonly string[];
  /** Entities switched off. */
  readonly hiddenEntities: ReadonlySet<EntityPath>;
}

/** The words of what was typed into the filter field. */
export function filterWords(typed: string): readonly string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

export function passes(row: LogRow, filter: LogFilter): boolean {
  return (
    !filter.hiddenLevels.has(row.level) &&
    !filter.hiddenEntities.has(row.entity) &&
    filter.words.every((word) => row.searchable.includes(word))
  );
}

/** The lines that pass a filter, kept up while lines are added: only new ones are looked at. */
export class FilteredLog {
  readonly #source: LogRows;
  readonly #levels = new Map<string, number>();
  readonly #entities = new Map<EntityPath, number>();
  #rows: LogRow[] = [];
  #seen = 0;
  #revision = -1;
  #filterKey = '';

  constructor(source: LogRows) {
    this.#source = source;
  }

  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** Levels that occur, with how many lines each has, whether they are filtered or not; the gravest first. */
  get levels(): readonly (readonly [level: string, count: number])[] {
    const rank = (level: string) => (KNOWN_LEVELS.indexOf(level) + KNOWN_LEVELS.length + 1) % (KNOWN_LEVELS.length + 1);
    return [...this.#levels].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }

  get entityCount(): number {
    return this.#entities.size;
  }

  /** Entities that have lines, with how many each has, whether they are filtered or not; by their paths. */
  get entities(): readonly (readonly [entity: EntityPath, count: number])[] {
    return [...this.#entities].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** @param filterKey Names the filter: equal keys must filter equally. True when anything changed. */
  update(filter: LogFilter, filterKey: string): boolean {
    const { rows, revision } = this.#source;
    if (revision !== this.#revision || filterKey !== this.#filterKey) {
      this.#revision = revision;
      this.#filterKey = filterKey;
      this.#rows = [];
      this.#levels.clear();
      this.#entities.clear();
      this.#seen = 0;
    } else if (this.#seen === rows.length) return false;
    for (; this.#seen < rows.length; this.#seen++) {
      const row = rows[this.#seen];
      if (row === undefined) continue;
      this.#levels.set(row.level, (this.#levels.get(row.level) ?? 0) + 1);
      this.#entities.set(row.entity, (this.#entities.get(row.entity) ?? 0) + 1);
      if (passes(row, filter)) this.#rows.push(row);
    }
    return true;
  }
}
