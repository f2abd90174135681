import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link LineStrips2D} is made of. @group Archetypes */
export interface LineStrips2DFields extends FieldsOf<'LineStrips2D'> {}

/**
 * Lines in a picture, each through any number of points.
 *
 * @example
 * rec.log('camera/lane', new LineStrips2D({ strips: [[[0, 100], [40, 60], [50, 0]]], radii: 2, colors: '#ffd000' }));
 *
 * @group Archetypes
 */
export class LineStrips2D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: LineStrips2DFields) {
    super('LineStrips2D', batchesOf('LineStrips2D', fields));
  }
}

/** What {@link LineStrips3D} is made of. @group Archetypes */
export interface LineStrips3DFields extends FieldsOf<'LineStrips3D'> {}

/**
 * Lines in space, each through any number of points; with colours and labels per line.
 *
 * @example
 * rec.log('world/path', new LineStrips3D({ strips: [pathSoFar, planned], colors: ['#30c060', '#808080'], radii: -1 }));
 *
 * @group Archetypes
 */
export class LineStrips3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: LineStrips3DFields) {
    super('LineStrips3D', batchesOf('LineStrips3D', fields));
  }
}

/** What {@link Arrows2D} is made of. @group Archetypes */
export interface Arrows2DFields extends FieldsOf<'Arrows2D'> {}

/**
 * Arrows in a picture.
 *
 * @example
 * rec.log('camera/flow', new Arrows2D({ origins: [[20, 20]], vectors: [[12, -3]] }));
 *
 * @group Archetypes
 */
export class Arrows2D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Arrows2DFields) {
    super('Arrows2D', batchesOf('Arrows2D', fields));
  }
}

/** What {@link Arrows3D} is made of. @group Archetypes */
export interface Arrows3DFields extends FieldsOf<'Arrows3D'> {}

/**
 * Arrows in space, such as forces or velocities.
 *
 * @example
 * rec.log('arm/force', new Arrows3D({ origins: [[0, 0, 1]], vectors: [[0, 0, -0.4]], labels: 'gravity' }));
 *
 * @group Archetypes
 */
export class Arrows3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Arrows3DFields) {
    super('Arrows3D', batchesOf('Arrows3D', fields));
  }
}
