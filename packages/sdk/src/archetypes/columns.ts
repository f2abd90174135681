import type { Archetype } from './archetype.ts';

/**
 * One value of an archetype per row, as {@link RecordingStream.sendColumns} takes it; made by `Scalars.columns`,
 * `VideoStream.columns` and {@link columnsOf}.
 *
 * @group Archetypes
 */
export interface ArchetypeColumns {
  /** In the order of the times they go with. */
  readonly rows: readonly Archetype[];
}

/**
 * Columns of any archetype from one value per row.
 *
 * @example
 * rec.sendColumns('camera/boxes', [{ name: 'frame', sequence: [0, 1] }], columnsOf([boxesOfFrame0, boxesOfFrame1]));
 *
 * @group Archetypes
 */
export function columnsOf(rows: readonly Archetype[]): ArchetypeColumns {
  return { rows };
}
