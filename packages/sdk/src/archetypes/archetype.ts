import {
  type ArchetypeName,
  archetypeField,
  type ComponentBatch,
  type ComponentData,
  type FieldName,
} from '@rushes/proto';

/**
 * What {@link RecordingStream.log} takes: a set of components that belong together. An archetype is checked and copied when it
 * is made, so the arrays it was made from may be reused at once.
 *
 * @group Archetypes
 */
export abstract class Archetype {
  /** Short name, `Points2D`. */
  readonly archetype: ArchetypeName;
  /** @internal The columns this value fills. */
  readonly batches: readonly ComponentBatch[];

  /** @internal */
  constructor(archetype: ArchetypeName, batches: readonly ComponentBatch[]) {
    this.archetype = archetype;
    this.batches = batches;
  }
}

/** True for what `rec.log` can take. Not `instanceof`: two copies of this package in one program must get along. */
export function isArchetype(value: unknown): value is Archetype {
  return typeof value === 'object' && value !== null && Array.isArray((value as { batches?: unknown }).batches);
}

/** One component's values, with the column they go to. */
export function batchOf<A extends ArchetypeName>(
  archetype: A,
  field: FieldName<A>,
  data: ComponentData,
): ComponentBatch {
  const { descriptor, itemType } = archetypeField(archetype, field);
  return { descriptor, itemType, data };
}
