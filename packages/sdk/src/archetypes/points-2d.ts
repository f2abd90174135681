import type { ComponentBatch } from '@rushes/proto';
import { type Numbers, toUint16s, toVec2s, type Vec2s } from '../coerce/vector.ts';
import { Archetype, batchOf, checkFields, checkInstances } from './archetype.ts';
import { appendInstanceFields, INSTANCE_FIELDS, type InstanceFields } from './instances.ts';

/** What {@link Points2D} is made of. @group Archetypes */
export interface Points2DFields extends InstanceFields {
  /** In pixels of the picture, x to the right, y down; (0, 0) is its top left corner. */
  readonly positions: Vec2s;
  /** Integers 0 to 65535. */
  readonly keypointIds?: Numbers | undefined;
}

/**
 * Points in a picture.
 *
 * @example
 * rec.log('camera/corners', new Points2D({ positions: [[10, 20], [30, 40]], colors: '#ff8800', radii: 3 }));
 *
 * @group Archetypes
 */
export class Points2D extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Points2DFields) {
    super('Points2D');
    checkFields('Points2D', fields, ['positions', ...INSTANCE_FIELDS, 'keypointIds']);
    const positions = toVec2s('Points2D.positions', fields.positions);
    const instances = positions.length / 2;
    const batches: ComponentBatch[] = [batchOf('Points2D', 'positions', positions)];
    appendInstanceFields(batches, 'Points2D', fields, instances, 'positions');
    if (fields.keypointIds !== undefined) {
      const ids = toUint16s('Points2D.keypointIds', fields.keypointIds);
      checkInstances('Points2D.keypointIds', ids.length, instances, 'positions');
      batches.push(batchOf('Points2D', 'keypoint_ids', ids));
    }
    this.batches = batches;
  }
}
