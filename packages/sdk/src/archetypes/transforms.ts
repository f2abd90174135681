import { type Matrix4, toMatrix4 } from '../coerce/matrix.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link Transform3D} is made of. @group Archetypes */
export interface Transform3DFields extends FieldsOf<'Transform3D'> {}

/**
 * Where an entity is in its parent: a point `p` of the entity is at `translation + rotation · scale · p` in its parent, or with
 * `mat3x3` at `translation + mat3x3 · p`. It moves all entities below it as well.
 *
 * One row is one whole pose: **what a row leaves out is reset**, not kept from the row before. So log translation and rotation together.
 *
 * With `childFrame` and `parentFrame` it relates frames by name, whatever the entity's path.
 *
 * @example
 * rec.log('robot/arm', new Transform3D({ translation: [0, 0, 0.4], rotationAxisAngle: { axis: [0, 1, 0], degrees: 30 } }));
 *
 * @group Archetypes
 */
export class Transform3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Transform3DFields) {
    super('Transform3D', batchesOf('Transform3D', fields));
  }

  /** The entity lies in its parent as it is: ends what was logged before. */
  static identity(): Transform3D {
    return new Transform3D({ translation: [0, 0, 0] });
  }

  /**
   * From a 4×4 matrix that leads from the entity to its parent: four rows, or sixteen numbers column by column
   * (`object.matrix.elements` of three.js). Its last row must be 0, 0, 0, 1.
   *
   * @throws TypeError, RangeError for another shape, or a projection.
   */
  static fromMatrix(
    matrix: Matrix4,
    fields: Omit<Transform3DFields, 'translation' | 'rotationAxisAngle' | 'quaternion' | 'scale' | 'mat3x3'> = {},
  ): Transform3D {
    const m = toMatrix4('Transform3D.fromMatrix', matrix);
    const lastRow = [3, 7, 11, 15].map((i) => m[i] ?? Number.NaN);
    if (lastRow.some((value, i) => Math.abs(value - (i === 3 ? 1 : 0)) > 1e-6)) {
      throw new RangeError(
        `Transform3D.fromMatrix: the last row must be 0, 0, 0, 1, but is ${lastRow.join(', ')}; are rows and columns swapped?`,
      );
    }
    const mat3x3 = [0, 1, 2, 4, 5, 6, 8, 9, 10].map((i) => m[i] ?? 0);
    return new Transform3D({ ...fields, translation: m.subarray(12, 15), mat3x3 });
  }
}

/** What {@link InstancePoses3D} is made of; each list has one value per pose, or one for all. @group Archetypes */
export interface InstancePoses3DFields extends FieldsOf<'InstancePoses3D'> {}

/**
 * Poses of what this entity itself shows, not of the entities below it: a mesh is drawn once for each. As with {@link Transform3D},
 * a row is the whole of it.
 *
 * @example
 * rec.log('world/trees', [tree, new InstancePoses3D({ translations: [[0, 0, 0], [3, 1, 0]], scales: [1, 1.4, 1] })]);
 *
 * @group Archetypes
 */
export class InstancePoses3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: InstancePoses3DFields) {
    super('InstancePoses3D', batchesOf('InstancePoses3D', fields, { sameLength: true }));
  }
}

/** What {@link TransformAxes3D} is made of. @group Archetypes */
export interface TransformAxes3DFields extends FieldsOf<'TransformAxes3D'> {}

/**
 * Draws an entity's frame as three arrows: x red, y green, z blue.
 *
 * @example
 * rec.logStatic('robot/arm', new TransformAxes3D({ axisLength: 0.1 }));
 *
 * @group Archetypes
 */
export class TransformAxes3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: TransformAxes3DFields) {
    super('TransformAxes3D', batchesOf('TransformAxes3D', fields));
  }
}

/** What {@link CoordinateFrame} is made of. @group Archetypes */
export interface CoordinateFrameFields extends FieldsOf<'CoordinateFrame'> {}

/**
 * Puts an entity into a frame with a name (as ROS has them), instead of the one of its path; {@link Transform3D} with `childFrame` and
 * `parentFrame` says where the frame is.
 *
 * @example
 * rec.logStatic('lidar', new CoordinateFrame({ frame: 'base_link' }));
 *
 * @group Archetypes
 */
export class CoordinateFrame extends FieldArchetype {
  /** @throws TypeError naming the field, what was expected and what was found. */
  constructor(fields: CoordinateFrameFields) {
    super('CoordinateFrame', batchesOf('CoordinateFrame', fields));
  }
}
