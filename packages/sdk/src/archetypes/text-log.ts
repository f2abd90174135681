import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, type ColumnsOf, rowsOf } from './columns.ts';
import { batchesOf, checkFields, type FieldsOf } from './fields.ts';

/** Options of {@link TextLog}. @group Archetypes */
export type TextLogOptions = Omit<FieldsOf<'TextLog'>, 'text'>;

/**
 * One line of a log.
 *
 * @example
 * rec.log('log', new TextLog('gripper closed', { level: 'INFO' }));
 *
 * @group Archetypes
 */
export class TextLog extends Archetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(text: string, options: TextLogOptions = {}) {
    checkFields('TextLog options', options, ['level', 'color']);
    super('TextLog', batchesOf('TextLog', { ...options, text }));
  }

  /** Many rows at once for {@link RecordingStream.sendColumns}. @throws as the constructor. */
  static columns(fields: ColumnsOf<FieldsOf<'TextLog'>>): ArchetypeColumns {
    return rowsOf('TextLog', fields, ({ text, ...options }: FieldsOf<'TextLog'>) => new TextLog(text, options));
  }
}
