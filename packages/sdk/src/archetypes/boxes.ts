import { VEC2, VEC3, type Vec2s, type Vec3s } from '../coerce/vector.ts';
import { type BoxGeometry, withHalfSizes } from './box-geometry.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys } from './fields.ts';

const CONVENIENCES = ['mins', 'maxs', 'sizes'];

/** What {@link Boxes2D} is made of. @group Archetypes */
export type Boxes2DFields = BoxGeometry<Vec2s> & Omit<FieldsOf<'Boxes2D'>, 'halfSizes' | 'centers'>;

/**
 * Axis-aligned boxes in a picture, such as detections.
 *
 * @example
 * rec.log('camera/detections', new Boxes2D({ mins: [[10, 20]], sizes: [[64, 32]], labels: ['cat'] }));
 *
 * @group Archetypes
 */
export class Boxes2D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Boxes2DFields) {
    checkFields('Boxes2D', fields, [...fieldKeys('Boxes2D'), ...CONVENIENCES]);
    super('Boxes2D', batchesOf('Boxes2D', withHalfSizes('Boxes2D', fields, VEC2)));
  }
}

/** What {@link Boxes3D} is made of; one number as a size is a cube. @group Archetypes */
export type Boxes3DFields = BoxGeometry<number | Vec3s> & Omit<FieldsOf<'Boxes3D'>, 'halfSizes' | 'centers'>;

/**
 * Boxes in space, each with a rotation of its own about its middle.
 *
 * @example
 * rec.log('world/crate', new Boxes3D({ centers: [[1, 0, 0.5]], sizes: [[1, 1, 1]], quaternions: [0, 0, 0.38, 0.92] }));
 *
 * @group Archetypes
 */
export class Boxes3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Boxes3DFields) {
    checkFields('Boxes3D', fields, [...fieldKeys('Boxes3D'), ...CONVENIENCES]);
    super('Boxes3D', batchesOf('Boxes3D', withHalfSizes('Boxes3D', fields, VEC3)));
  }
}
