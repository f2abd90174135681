import { describe } from './describe.ts';

/**
 * One text for all instances, or a list.
 *
 * @group Archetypes
 */
export type Texts = string | readonly string[];

/**
 * One answer for all instances, or a list.
 *
 * @group Archetypes
 */
export type Booleans = boolean | readonly boolean[];

/** One text per instance; a single string stands for all instances. */
export function toTexts(where: string, input: Texts): readonly string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) {
    throw new TypeError(`${where} must be a string or an array of strings, but is ${describe(input)}.`);
  }
  return input.map((text, i) => toText(`${where}[${i}]`, text));
}

/** A string that really is one. */
export function toText(where: string, input: string): string {
  if (typeof input === 'string') return input;
  throw new TypeError(`${where} must be a string, but is ${describe(input)}.`);
}

/** One boolean per instance; a single one stands for all instances. */
export function toBooleans(where: string, input: Booleans): readonly boolean[] {
  if (!Array.isArray(input)) return [toBoolean(where, input as boolean)];
  return input.map((value, i) => toBoolean(`${where}[${i}]`, value));
}

/** A boolean that really is one. */
export function toBoolean(where: string, input: boolean): boolean {
  if (typeof input === 'boolean') return input;
  throw new TypeError(`${where} must be true or false, but is ${describe(input)}.`);
}
