import { describe } from './describe.ts';

/**
 * A member of one of the named value tables (`Colormap`, `FillMode`, …): its value, or its name as a string, `'Turbo'` or `'turbo'`.
 *
 * @group Archetypes
 */
export type EnumInput<T extends EnumTable> = T[keyof T] | (keyof T & string) | Uncapitalize<keyof T & string>;

/** Names to numbers. 0 is never among them: in Rerun's data it means that nothing was said. */
export type EnumTable = Readonly<Record<string, number>>;

/** The value of one member. */
export function toEnum<T extends EnumTable>(where: string, input: EnumInput<T>, table: T): number {
  if (typeof input === 'number') {
    for (const name of Object.keys(table)) if (table[name] === input) return input;
  } else if (typeof input === 'string') {
    const wanted = input.toLowerCase();
    for (const [name, value] of Object.entries(table)) if (name.toLowerCase() === wanted) return value;
  }
  const known = Object.entries(table).map(([name, value]) => `${uncapitalized(name)} (${value})`);
  const zero = input === 0 ? '; 0 is never a value' : '';
  throw new TypeError(`${where} must be one of ${known.join(', ')}, but is ${describe(input)}${zero}.`);
}

/** As {@link toEnum}, one per instance; a single one stands for all instances. */
export function toEnums<T extends EnumTable>(
  where: string,
  input: EnumInput<T> | readonly EnumInput<T>[] | Uint8Array,
  table: T,
): Uint8Array {
  if (typeof input !== 'object') return Uint8Array.of(toEnum(where, input, table));
  if (!Array.isArray(input) && !(input instanceof Uint8Array)) {
    throw new TypeError(`${where} must be a name or an array of names, but is ${describe(input)}.`);
  }
  return Uint8Array.from(input as ArrayLike<EnumInput<T>>, (member, i) => toEnum(`${where}[${i}]`, member, table));
}

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
