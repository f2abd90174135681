import { archetypeField, type ComponentBatch } from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { type NumberList, type Numbers, toFloat64s } from '../coerce/vector.ts';
import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, columnsOf } from './columns.ts';

// Looked up once: hundreds of thousands of these may be made in a second.
const { descriptor, itemType } = archetypeField('Scalars', 'scalars');

/**
 * One number, or several that belong together (several lines in one plot). Logged over time it makes a time series. NaN leaves
 * a gap in the line.
 *
 * @example
 * rec.log('arm/torque', new Scalars(3.2));
 *
 * @group Archetypes
 */
export class Scalars extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /** @throws TypeError if a value is not a number. */
  constructor(scalars: Numbers) {
    super('Scalars');
    this.batches = [{ descriptor, itemType, data: toFloat64s('Scalars', scalars) }];
  }

  /**
   * Many rows at once for {@link RecordingStream.sendColumns}: one number per row, or one list of numbers per row.
   *
   * @throws TypeError if a value is not a number.
   */
  static columns(fields: { readonly scalars: NumberList | readonly NumberList[] }): ArchetypeColumns {
    const { scalars } = fields;
    if (!Array.isArray(scalars) && !ArrayBuffer.isView(scalars)) {
      throw new TypeError(
        `Scalars.columns scalars must be an array with one entry per row, but is ${describe(scalars)}.`,
      );
    }
    return columnsOf(Array.from<Numbers, Scalars>(scalars as ArrayLike<Numbers>, (row) => new Scalars(row)));
  }
}
