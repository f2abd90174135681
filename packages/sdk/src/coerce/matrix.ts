import { describe } from './describe.ts';
import { checkNumbers, isNumberList, type NumberList } from './number.ts';

/**
 * A 3×3 matrix, in one of two spellings: **rows** as one writes them on paper, `[[a, b, c], [d, e, f], [g, h, i]]`, or a flat array of
 * nine numbers **column by column** `[a, d, g, b, e, h, c, f, i]`, as WebGL, glTF and Rerun store it.
 *
 * @group Archetypes
 */
export type Matrix3 = NumberList | readonly NumberList[];

/**
 * A 4×4 matrix, in one of two spellings: four **rows** of four numbers, or a flat array of sixteen numbers **column by column** (as in
 * WebGL and glTF; `Matrix4.elements` of three.js).
 *
 * @group Archetypes
 */
export type Matrix4 = NumberList | readonly NumberList[];

/**
 * Matrices of several instances: a list of {@link Matrix3}, one matrix, or a flat array with nine numbers per matrix, column by column.
 *
 * @group Archetypes
 */
export type Matrix3s = Matrix3 | readonly Matrix3[];

/** Nine numbers, column by column. */
export function toMatrix3(where: string, input: Matrix3): Float32Array {
  return toSquare(where, input, 3);
}

/** Sixteen numbers, column by column. */
export function toMatrix4(where: string, input: Matrix4): Float32Array {
  return toSquare(where, input, 4);
}

/** Nine numbers per matrix, column by column. */
export function toMatrix3s(where: string, input: Matrix3s): Float32Array {
  if (isNumberList(input)) {
    if (input.length % 9 !== 0) {
      throw new RangeError(`${where} as a flat array must hold nine numbers per matrix, but has ${input.length}.`);
    }
    return Float32Array.from(checkNumbers(where, input));
  }
  if (isRows(input, 3)) return toMatrix3(where, input);
  if (!Array.isArray(input)) throw notSquare(where, input, 3);
  const flat = new Float32Array(input.length * 9);
  for (let i = 0; i < input.length; i++) flat.set(toMatrix3(`${where}[${i}]`, input[i] as Matrix3), i * 9);
  return flat;
}

function toSquare(where: string, input: unknown, size: 3 | 4): Float32Array {
  if (isNumberList(input)) {
    if (input.length !== size * size) throw notSquare(where, input, size);
    return Float32Array.from(checkNumbers(where, input));
  }
  if (!isRows(input, size)) throw notSquare(where, input, size);
  const flat = new Float32Array(size * size);
  input.forEach((row, r) => {
    checkNumbers(`${where}[${r}]`, row);
    for (let c = 0; c < size; c++) flat[c * size + r] = row[c] as number;
  });
  return flat;
}

function isRows(input: unknown, size: 3 | 4): input is readonly NumberList[] {
  return (
    Array.isArray(input) && input.length === size && input.every((row) => isNumberList(row) && row.length === size)
  );
}

function notSquare(where: string, found: unknown, size: 3 | 4): TypeError {
  return new TypeError(
    `${where} must be ${size} rows of ${size} numbers, or ${size * size} numbers column by column, but is ${describe(found)}.`,
  );
}
