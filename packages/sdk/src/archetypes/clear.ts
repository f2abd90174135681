import type { ComponentBatch } from '@rushes/proto';
import { Archetype, batchOf } from './archetype.ts';

/**
 * Says that from now on an entity has nothing to show, until something is logged to it again.
 *
 * @example
 * rec.log('camera/detections', Clear.flat());
 *
 * @group Archetypes
 */
export class Clear extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  private constructor(recursive: boolean) {
    super('Clear');
    this.batches = [batchOf('Clear', 'is_recursive', [recursive])];
  }

  /** Clears the entity alone. */
  static flat(): Clear {
    return new Clear(false);
  }

  /** Clears the entity and everything below it. */
  static recursive(): Clear {
    return new Clear(true);
  }
}
