import { describe } from '../coerce/describe.ts';

/** Options are an object with known names only: one that is misspelt would be ignored in silence. */
export function checkKnown(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where} takes an object with ${known.join(', ')}, but got ${describe(options)}.`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${where} has no option '${unknown}'; there are ${known.join(', ')}.`);
}
