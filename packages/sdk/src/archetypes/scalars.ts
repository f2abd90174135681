import { archetypeField } from '@rushes/proto';
import { type NumberList, type Numbers, toFloat64s } from '../coerce/number.ts';
import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, rowsOf } from './columns.ts';

// Looked up once: hundreds of thousands of these may be made in a second.
const { descriptor, itemType } = archetypeField('Scalars', 'scalars');

/**
 * One number, or several that belong together (several lines in one plot). Logged over time it makes a time series. NaN leaves
 * a gap in the line. Not static: plots ignore it there.
 *
 * @example
 * rec.log('arm/torque', new Scalars(3.2));
 *
 * @group Archetypes
 */
export class Scalars extends Archetype {
  /** @throws TypeError if a value is not a number. */
  constructor(scalars: Numbers) {
    super('Scalars', [{ descriptor, itemType, data: toFloat64s('Scalars', scalars) }]);
  }

  /**
   * Many rows at once for {@link RecordingStream.sendColumns}: one number per row, or one list of numbers per row.
   *
   * @throws TypeError if a value is not a number.
   */
  static columns(fields: { readonly scalars: NumberList | readonly NumberList[] }): ArchetypeColumns {
    return rowsOf('Scalars', fields, (row: { readonly scalars: Numbers }) => new Scalars(row.scalars));
  }
}
