import {
  type ArchetypeName,
  archetypeField,
  type ComponentBatch,
  type ComponentData,
  type FieldName,
} from '@rushes/proto';
import { describe } from '../coerce/describe.ts';

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
  abstract readonly batches: readonly ComponentBatch[];

  /** @internal */
  constructor(archetype: ArchetypeName) {
    this.archetype = archetype;
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

/** Refuses what is not an options object, and keys that no field has (a typing mistake would lose data in silence). */
export function checkFields(where: string, fields: unknown, known: readonly string[]): void {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || ArrayBuffer.isView(fields)) {
    throw new TypeError(`${where} takes an object with fields (${known.join(', ')}), but got ${describe(fields)}.`);
  }
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) {
      throw new TypeError(`${where} has no field '${key}'; expected one of ${known.join(', ')}.`);
    }
  }
}

/** A field must have one value per instance, or one for all; none at all clears it. */
export function checkInstances(where: string, found: number, instances: number, of: string): void {
  if (found === instances || found <= 1) return;
  throw new RangeError(
    `${where} must have ${instances <= 1 ? '1 value' : `1 or ${instances} values`} (one for all, or one per instance of ${of}), but has ${found}.`,
  );
}
