import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, type ColumnsOf, rowsOf } from './columns.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link Clear} is made of. @group Archetypes */
export interface ClearFields extends FieldsOf<'Clear'> {}

/**
 * Says that from now on an entity has nothing to show, until something is logged to it again.
 *
 * @example
 * rec.log('camera/detections', Clear.flat());
 *
 * @group Archetypes
 */
export class Clear extends Archetype {
  private constructor(fields: ClearFields) {
    super('Clear', batchesOf('Clear', fields));
  }

  /** Clears the entity alone. */
  static flat(): Clear {
    return new Clear({ isRecursive: false });
  }

  /** Clears the entity and everything below it. */
  static recursive(): Clear {
    return new Clear({ isRecursive: true });
  }

  /** Many rows at once for {@link RecordingStream.sendColumns}. @throws TypeError for what is not true or false. */
  static columns(fields: ColumnsOf<ClearFields>): ArchetypeColumns {
    return rowsOf('Clear', fields, (row: ClearFields) => new Clear(row));
  }
}
