import type { NumberArray } from '@rushes/proto';
import { readStructs } from '../data/read-column.ts';
import type { RowRef } from '../data/recording-store.ts';

/** Numbers in any count of dimensions, in row-major order. */
export interface TensorValues {
  readonly shape: readonly number[];
  /** One for each dimension; empty where it has none. */
  readonly names: readonly string[];
  /** At least as many as the shape says. */
  readonly numbers: NumberArray;
}

/** What a `TensorData` of a row holds, or why it cannot be used. Undefined where there is no row, or a cleared one. */
export function readTensor(ref: RowRef | undefined): TensorValues | { readonly reason: string } | undefined {
  if (ref === undefined) return undefined;
  const structs = readStructs(ref);
  if (structs === undefined) return { reason: 'expected tensor data, found another type of component' };
  const [struct] = structs;
  if (struct === undefined) return undefined;
  const { shape, names, buffer } = struct;
  if (!isNumbers(shape)) return { reason: 'the tensor has no shape' };
  if (!isNumbers(buffer)) return { reason: 'the tensor has no numbers of a known type' };
  const sizes = Array.from(shape as ArrayLike<number | bigint>, Number);
  const wanted = sizes.reduce((product, size) => product * size, 1);
  if (buffer.length < wanted) {
    return { reason: `a shape of ${shapeText(sizes)} needs ${wanted} numbers, found ${buffer.length}` };
  }
  const given: readonly unknown[] = Array.isArray(names) ? names : [];
  return {
    shape: sizes,
    names: sizes.map((_, index) => (typeof given[index] === 'string' ? given[index] : '')),
    numbers: buffer,
  };
}

/** `3×640×480`; `()` of no dimensions. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? '()' : shape.join('×');
}

function isNumbers(value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
