import type { TensorBuffer, TensorInput } from '../coerce/tensor.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys } from './fields.ts';

/** What {@link Tensor} is made of. @group Archetypes */
export type TensorFields = FieldsOf<'Tensor'> & {
  /** Size of each dimension, outermost first, for flat `data`. Default: one dimension. */
  readonly shape?: readonly number[] | undefined;
  /** Names of the dimensions, such as `['channel', 'row', 'column']`. Default: none. */
  readonly dimNames?: readonly string[] | undefined;
};

/**
 * An array of any number of dimensions: flat numbers with a `shape` (outermost first, the last dimension running fastest), or nested
 * arrays. The type of the typed array is kept; plain arrays are Float64.
 *
 * @example
 * rec.log('net/weights', new Tensor({ data: new Float32Array(3 * 64 * 64), shape: [3, 64, 64], dimNames: ['c', 'y', 'x'] }));
 *
 * @group Archetypes
 */
export class Tensor extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: TensorFields) {
    checkFields('Tensor', fields, [...fieldKeys('Tensor'), 'shape', 'dimNames']);
    super('Tensor', batchesOf('Tensor', withShape(fields)));
  }
}

function withShape({ shape, dimNames, ...fields }: TensorFields): object {
  const { data } = fields;
  if ((shape === undefined && dimNames === undefined) || data === undefined) return fields;
  if ('shape' in data) throw new TypeError('Tensor takes the shape in data or beside it, but got both.');
  const buffer = data as TensorBuffer;
  return { ...fields, data: { buffer, shape: shape ?? [buffer.length], names: dimNames } satisfies TensorInput };
}

/** What {@link BarChart} is made of. @group Archetypes */
export interface BarChartFields extends FieldsOf<'BarChart'> {}

/**
 * Bars, one per number. `abscissa` says where they stand; `widths` are in its units.
 *
 * @example
 * rec.log('histogram', new BarChart({ values: [3, 8, 13, 8, 2], abscissa: [0, 0.5, 1, 1.5, 2], widths: 0.5 }));
 *
 * @group Archetypes
 */
export class BarChart extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: BarChartFields) {
    super('BarChart', batchesOf('BarChart', fields));
  }
}
