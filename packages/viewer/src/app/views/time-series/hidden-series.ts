import type { PlainValue } from '../view.ts';

/** Series that were switched off in the legend, by their keys, out of a view's settings. */
export function hiddenSeries(setting: PlainValue | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(setting) ? setting.filter((key) => typeof key === 'string') : []);
}

/** The setting after one series was switched off or on. */
export function hiddenAfterToggle(hidden: ReadonlySet<string>, key: string): readonly string[] | undefined {
  const next = new Set(hidden);
  if (!next.delete(key)) next.add(key);
  return next.size === 0 ? undefined : [...next];
}

/** The setting after one series was asked for alone; asked for again, all are there. */
export function hiddenAfterSolo(
  all: readonly string[],
  hidden: ReadonlySet<string>,
  key: string,
): readonly string[] | undefined {
  const others = all.filter((each) => each !== key);
  const isAlone = !hidden.has(key) && others.every((each) => hidden.has(each));
  return isAlone || others.length === 0 ? undefined : others;
}
