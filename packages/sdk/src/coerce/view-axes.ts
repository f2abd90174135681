import { ViewDirections } from '@rushes/proto';
import { describe } from './describe.ts';

type Permuted<A extends string, B extends string, C extends string> =
  | `${A}${B}${C}`
  | `${A}${C}${B}`
  | `${B}${A}${C}`
  | `${B}${C}${A}`
  | `${C}${A}${B}`
  | `${C}${B}${A}`;

/**
 * Where x, y and z point, one letter each: **R**ight or **L**eft, **U**p or **D**own, **F**orward or **B**ack. `RDF` is what cameras
 * have (x right, y down, z forward), `RUB` is OpenGL's, `FLU` is that of ROS.
 *
 * @group Archetypes
 */
export type AxesName = Permuted<'R' | 'L', 'U' | 'D', 'F' | 'B'>;

/**
 * Axes by name, from a constant such as `ViewCoordinates.RDF`, or as Rerun's three direction codes.
 *
 * @group Archetypes
 */
export type Axes = AxesName | { readonly xyz: AxesName } | readonly number[] | Uint8Array;

const CODES: Readonly<Record<string, ViewDirections>> = {
  U: ViewDirections.Up,
  D: ViewDirections.Down,
  R: ViewDirections.Right,
  L: ViewDirections.Left,
  F: ViewDirections.Forward,
  B: ViewDirections.Back,
};
const LETTERS: readonly string[] = Object.keys(CODES);

/** Every name there is. */
export const AXES_NAMES: readonly AxesName[] = LETTERS.flatMap((x) =>
  LETTERS.flatMap((y) => LETTERS.map((z) => x + y + z)),
).filter(isAxesName);

/** Three direction codes, for x, y and z. */
export function toAxes(where: string, input: Axes): Uint8Array {
  const name = axesName(input);
  if (name === undefined || !isAxesName(name)) {
    throw new TypeError(
      `${where} must name where x, y and z point, such as 'RDF' (one of R L, one of U D, one of F B, in any order), but is ${describe(input)}.`,
    );
  }
  return Uint8Array.from(name, (letter) => CODES[letter] ?? 0);
}

/** The axes as a name, if these are axes at all. */
export function axesName(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  if (Array.isArray(input) || input instanceof Uint8Array) {
    return Array.from(
      input as ArrayLike<unknown>,
      (code) => LETTERS.find((letter) => CODES[letter] === code) ?? '?',
    ).join('');
  }
  if (typeof input === 'object' && input !== null && 'xyz' in input) return axesName(input.xyz);
  return undefined;
}

function isAxesName(name: string): name is AxesName {
  const has = (pair: string) => [...name].filter((letter) => pair.includes(letter)).length === 1;
  return name.length === 3 && has('RL') && has('UD') && has('FB');
}
