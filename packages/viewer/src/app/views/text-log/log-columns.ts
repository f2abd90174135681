import type { TimelineExtent } from '../../data/recording-store.ts';
import type { CheckItem } from '../shared-check-menu.ts';
import type { PlainValue, ViewSettings } from '../view.ts';

/** What stands before the text of a line. */
export interface LogColumns {
  /** A column of times for each, in this order. */
  readonly timelines: readonly string[];
  readonly level: boolean;
  readonly entity: boolean;
}

/** The columns that were chosen; by default the times of the timeline in use, levels and entities. */
export function logColumns(settings: ViewSettings, known: readonly TimelineExtent[], active: string): LogColumns {
  const { timelines, showLevel, showEntity } = settings;
  const names = known.map(({ name }) => name);
  const chosen = Array.isArray(timelines) ? names.filter((name) => timelines.includes(name)) : [active];
  return { timelines: chosen, level: showLevel !== false, entity: showEntity !== false };
}

/** The columns as a menu; timelines by their names with a sign before them, as others may be called `level`. */
export function columnItems(columns: LogColumns, known: readonly TimelineExtent[]): readonly CheckItem[] {
  return [
    ...known.map(({ name }) => ({ key: `#${name}`, label: name, checked: columns.timelines.includes(name) })),
    { key: 'level', label: 'Level', checked: columns.level },
    { key: 'entity', label: 'Entity', checked: columns.entity },
  ];
}

/** The settings after a line of the menu was switched. */
export function toggleColumn(
  columns: LogColumns,
  key: string,
  checked: boolean,
): Readonly<Record<string, PlainValue | undefined>> {
  if (key === 'level') return { showLevel: checked ? undefined : false };
  if (key === 'entity') return { showEntity: checked ? undefined : false };
  const name = key.slice(1);
  const others = columns.timelines.filter((timeline) => timeline !== name);
  return { timelines: checked ? [...others, name] : others };
}

/** Texts that a setting lists; what is no text is left out. */
export function textSet(setting: PlainValue | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(setting) ? setting.filter((each) => typeof each === 'string') : []);
}

/** The setting after one of its texts was put in or taken out. */
export function toggled(set: ReadonlySet<string>, text: string, isIn: boolean): readonly string[] | undefined {
  const next = new Set(set);
  if (isIn) next.add(text);
  else next.delete(text);
  return next.size === 0 ? undefined : [...next].sort();
}
