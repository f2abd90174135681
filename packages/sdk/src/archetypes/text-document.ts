import { Archetype } from './archetype.ts';
import { type ArchetypeColumns, type ColumnsOf, rowsOf } from './columns.ts';
import { batchesOf, checkFields, type FieldsOf } from './fields.ts';

/** Options of {@link TextDocument}. @group Archetypes */
export type TextDocumentOptions = Omit<FieldsOf<'TextDocument'>, 'text'>;

/**
 * A text to be shown as a whole.
 *
 * @example
 * rec.logStatic('notes', new TextDocument('# Run 12\nnew gripper', { mediaType: 'text/markdown' }));
 *
 * @group Archetypes
 */
export class TextDocument extends Archetype {
  /**
   * `mediaType`: `text/plain` (what viewers assume when it is left out) or `text/markdown`.
   *
   * @throws TypeError naming the field, what was expected and what was found.
   */
  constructor(text: string, options: TextDocumentOptions = {}) {
    checkFields('TextDocument options', options, ['mediaType']);
    super('TextDocument', batchesOf('TextDocument', { ...options, text }));
  }

  /** Many rows at once for {@link RecordingStream.sendColumns}. @throws as the constructor. */
  static columns(fields: ColumnsOf<FieldsOf<'TextDocument'>>): ArchetypeColumns {
    return rowsOf(
      'TextDocument',
      fields,
      ({ text, ...options }: FieldsOf<'TextDocument'>) => new TextDocument(text, options),
    );
  }
}
