import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link GaussianSplats3D} is made of. @group Archetypes */
export interface GaussianSplats3DFields extends FieldsOf<'GaussianSplats3D'> {}

/**
 * A scene of soft ellipsoids whose colour may depend on the direction of view. Scales are spreads in units of the scene, not their
 * logarithms; the alpha of a colour is the opacity in the middle. Newer than Rerun 0.33.
 *
 * @example
 * rec.log('splats', new GaussianSplats3D({ centers: [[0, 0, 0]], scales: [[0.2, 0.1, 0.1]], colors: '#ff8800c0' }));
 *
 * @group Archetypes
 */
export class GaussianSplats3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GaussianSplats3DFields) {
    super('GaussianSplats3D', batchesOf('GaussianSplats3D', fields));
  }
}

/** What {@link VoxelGridMap} is made of. @group Archetypes */
export interface VoxelGridMapFields extends FieldsOf<'VoxelGridMap'> {}

/**
 * Cells of a grid in space, only those that are filled: whole numbers x, y, z, whose middle is at (index + 0.5) · voxelSize. Newer than
 * Rerun 0.33.
 *
 * @example
 * rec.log('map', new VoxelGridMap({ voxelIndices: [[0, 0, 0], [1, 0, 0]], voxelSize: 0.05, values: [0.2, 0.9] }));
 *
 * @group Archetypes
 */
export class VoxelGridMap extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: VoxelGridMapFields) {
    super('VoxelGridMap', batchesOf('VoxelGridMap', fields));
  }
}
