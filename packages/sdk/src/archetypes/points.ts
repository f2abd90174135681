import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link Points2D} is made of. @group Archetypes */
export interface Points2DFields extends FieldsOf<'Points2D'> {}

/**
 * Points in a picture, or in another plane: x to the right, y down, pixels.
 *
 * @example
 * rec.log('camera/corners', new Points2D({ positions: [[10, 20], [30, 40]], colors: '#ff8800', radii: 3 }));
 *
 * @group Archetypes
 */
export class Points2D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Points2DFields) {
    super('Points2D', batchesOf('Points2D', fields));
  }
}

/** What {@link Points3D} is made of. @group Archetypes */
export interface Points3DFields extends FieldsOf<'Points3D'> {}

/**
 * Points in space, such as a scan: N × 3 in units of the scene. A `Float32Array` with x, y, z of each point is the fastest way in, a
 * `Uint32Array` of `0xRRGGBBAA` that of colours.
 *
 * @example
 * rec.log('lidar', new Points3D({ positions: new Float32Array(3 * 100_000), colors: 0x3fa7ffff, radii: -1.5 }));
 *
 * @group Archetypes
 */
export class Points3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Points3DFields) {
    super('Points3D', batchesOf('Points3D', fields));
  }
}
