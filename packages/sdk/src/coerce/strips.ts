import { describe } from './describe.ts';
import { isNumberList, type NumberList } from './number.ts';
import { toVectors, type Vec2s, type Vec3s, type VectorArray, type VectorType } from './vector.ts';

/**
 * Lines through points of two numbers: an array of lines, each an array of `[x, y]` or a flat array; or one line alone. An array
 * whose elements all have two numbers is one line.
 *
 * @group Archetypes
 */
export type Strips2 = Vec2s | readonly Vec2s[];

/**
 * Lines through points of three numbers: an array of lines, each an array of `[x, y, z]` or a flat array; or one line alone. An array
 * whose elements all have three numbers is one line.
 *
 * @group Archetypes
 */
export type Strips3 = Vec3s | readonly Vec3s[];

/** Flat points, one array per line. */
export function toStrips<A extends VectorArray>(
  where: string,
  input: Strips2 | Strips3,
  type: VectorType<A>,
): readonly A[] {
  if (Array.isArray(input) && input.length === 0) return [];
  if (isNumberList(input) || isPoints(input, type.names.length)) return [toVectors(where, input, type)];
  if (!Array.isArray(input)) {
    const point = `[${type.names.join(', ')}]`;
    throw new TypeError(
      `${where} must be an array of lines, each an array of ${point} points, but is ${describe(input)}.`,
    );
  }
  return input.map((strip: Vec2s, i) => toVectors(`${where}[${i}]`, strip, type));
}

function isPoints(input: unknown, size: number): input is readonly NumberList[] {
  return Array.isArray(input) && input.every((point) => isNumberList(point) && point.length === size);
}
