import { type Numbers, toFloat32s } from '../coerce/number.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys } from './fields.ts';

/** What {@link Ellipses2D} is made of; `radii` instead of `halfSizes` makes circles. @group Archetypes */
export type Ellipses2DFields = RoundFields<FieldsOf<'Ellipses2D'>>;

/**
 * Ellipses in a picture, axes along x and y; `radii` instead of `halfSizes` makes circles.
 *
 * @example
 * rec.log('camera/ball', new Ellipses2D({ centers: [[120, 80]], radii: 14, colors: '#ff4040' }));
 *
 * @group Archetypes
 */
export class Ellipses2D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Ellipses2DFields) {
    super('Ellipses2D', batchesOf('Ellipses2D', withHalfSizes('Ellipses2D', fields, 2), { places: 'centers' }));
  }
}

/** What {@link Ellipsoids3D} is made of; `radii` instead of `halfSizes` makes balls. @group Archetypes */
export type Ellipsoids3DFields = RoundFields<FieldsOf<'Ellipsoids3D'>>;

/**
 * Ellipsoids in space, such as uncertainties; `radii` instead of `halfSizes` makes balls.
 *
 * @example
 * rec.log('world/planets', new Ellipsoids3D({ centers: [[0, 0, 0], [3, 0, 0]], radii: [1, 0.3], fillMode: 'solid' }));
 *
 * @group Archetypes
 */
export class Ellipsoids3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Ellipsoids3DFields) {
    super('Ellipsoids3D', batchesOf('Ellipsoids3D', withHalfSizes('Ellipsoids3D', fields, 3), { places: 'centers' }));
  }
}

/** What {@link Capsules3D} is made of. @group Archetypes */
export interface Capsules3DFields extends FieldsOf<'Capsules3D'> {}

/**
 * Cylinders with round ends. Before it is turned and moved, a capsule goes from the origin to (0, 0, length); `radii` and `lengths` in
 * units of the scene.
 *
 * @example
 * rec.log('arm/links', new Capsules3D({ lengths: [0.4, 0.3], radii: 0.05, translations: [[0, 0, 0], [0, 0, 0.4]] }));
 *
 * @group Archetypes
 */
export class Capsules3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Capsules3DFields) {
    super('Capsules3D', batchesOf('Capsules3D', fields, { places: 'translations' }));
  }
}

/** What {@link Cylinders3D} is made of. @group Archetypes */
export interface Cylinders3DFields extends FieldsOf<'Cylinders3D'> {}

/**
 * Cylinders with flat ends, along z about their middle before they are turned and moved.
 *
 * @example
 * rec.log('world/pillars', new Cylinders3D({ lengths: 2, radii: [0.2, 0.3], centers: [[0, 0, 1], [4, 0, 1]] }));
 *
 * @group Archetypes
 */
export class Cylinders3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Cylinders3DFields) {
    super('Cylinders3D', batchesOf('Cylinders3D', fields, { places: 'centers' }));
  }
}

type RoundFields<F extends { readonly halfSizes: unknown }> = Omit<F, 'halfSizes'> &
  (
    | { readonly halfSizes: F['halfSizes']; readonly radii?: undefined }
    | {
        /** Instead of `halfSizes`: the same radius along all axes; one for all, or one per instance. */
        readonly radii: Numbers;
        readonly halfSizes?: undefined;
      }
  );

function withHalfSizes(archetype: 'Ellipses2D' | 'Ellipsoids3D', fields: object, dimensions: 2 | 3): object {
  checkFields(archetype, fields, [...fieldKeys(archetype), 'radii']);
  const { radii, halfSizes, ...others } = fields as { readonly radii?: Numbers; readonly halfSizes?: unknown };
  if (radii === undefined) return fields;
  if (halfSizes !== undefined) throw new TypeError(`${archetype} takes halfSizes or radii, but got both.`);
  const each = toFloat32s(`${archetype}.radii`, radii);
  return {
    ...others,
    halfSizes: Float32Array.from({ length: each.length * dimensions }, (_, i) => each[Math.floor(i / dimensions)] ?? 0),
  };
}
