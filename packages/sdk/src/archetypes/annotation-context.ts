import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link AnnotationContext} is made of. @group Archetypes */
export interface AnnotationContextFields extends FieldsOf<'AnnotationContext'> {}

/**
 * What class ids and keypoint ids stand for, for an entity and all below it: labels, colours, and the lines of skeletons. Usually logged
 * static, at the root or at the camera.
 *
 * @example
 * rec.logStatic('camera', new AnnotationContext({ context: [[0, 'background', '#0000'], [1, 'crate', '#e08030']] }));
 *
 * @group Archetypes
 */
export class AnnotationContext extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: AnnotationContextFields) {
    super('AnnotationContext', batchesOf('AnnotationContext', fields));
  }
}
