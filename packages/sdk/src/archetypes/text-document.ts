import type { ComponentBatch } from '@rushes/proto';
import { toText } from '../coerce/text.ts';
import { Archetype, batchOf, checkFields } from './archetype.ts';

/**
 * A text to be shown as a whole.
 *
 * @example
 * rec.logStatic('notes', new TextDocument('# Run 12\nnew gripper', { mediaType: 'text/markdown' }));
 *
 * @group Archetypes
 */
export class TextDocument extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /**
   * `mediaType`: `text/plain` (what viewers assume when it is left out) or `text/markdown`.
   *
   * @throws TypeError naming the field, what was expected and what was found.
   */
  constructor(text: string, options: { readonly mediaType?: string | undefined } = {}) {
    super('TextDocument');
    checkFields('TextDocument options', options, ['mediaType']);
    const batches: ComponentBatch[] = [batchOf('TextDocument', 'text', [toText('TextDocument.text', text)])];
    const { mediaType } = options;
    if (mediaType !== undefined) {
      batches.push(batchOf('TextDocument', 'media_type', [toText('TextDocument.mediaType', mediaType)]));
    }
    this.batches = batches;
  }
}
