import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, type ColumnsOf, rowsOf } from './columns.ts';
import { asPartial } from './fields.ts';

/**
 * An archetype that is made from one object with its fields, which is all but a few short ones.
 *
 * @group Archetypes
 */
export abstract class FieldArchetype extends Archetype {
  /**
   * Many rows at once for {@link RecordingStream.sendColumns}: every field is an array with one entry per row, each what the field
   * takes; `undefined` leaves the field out of a row.
   *
   * @example
   * rec.sendColumns('arm', [{ name: 'frame', sequence: [0, 1] }], Transform3D.columns({ translation: [[0, 0, 1], [0, 0, 2]] }));
   *
   * @throws TypeError, RangeError as the constructor, and for arrays of different lengths.
   */
  static columns<F extends object>(this: new (fields: F) => Archetype, fields: ColumnsOf<F>): ArchetypeColumns {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on makes the rows.
    return rowsOf(this.name, fields, (row: F) => new this(row));
  }

  /**
   * Some fields alone, for an entity that has the others already: what is left out stays as it was logged last.
   *
   * @example
   * rec.log('scan', Points3D.fromFields({ colors: '#ff8800' }));
   *
   * @throws TypeError, RangeError as the constructor.
   */
  static fromFields<F extends object, T extends Archetype>(this: new (fields: F) => T, fields: Partial<F>): T {
    return new this(asPartial(fields as F));
  }
}
