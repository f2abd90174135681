import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link SeriesLines} is made of; a list has one value per line. @group Archetypes */
export interface SeriesLinesFields extends FieldsOf<'SeriesLines'> {}

/**
 * How the {@link Scalars} of the same entity are drawn; usually logged static.
 *
 * @example
 * rec.logStatic('arm/torque', new SeriesLines({ names: 'torque (Nm)', colors: '#d08030', widths: 2 }));
 *
 * @group Archetypes
 */
export class SeriesLines extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: SeriesLinesFields) {
    super('SeriesLines', batchesOf('SeriesLines', fields));
  }
}

/** What {@link SeriesPoints} is made of; a list has one value per series. @group Archetypes */
export interface SeriesPointsFields extends Partial<FieldsOf<'SeriesPoints'>> {}

/**
 * Draws the {@link Scalars} of the same entity as single marks instead of lines; usually logged static.
 *
 * @example
 * rec.logStatic('gripper/events', new SeriesPoints({ markers: 'diamond', markerSizes: 5, names: 'grips' }));
 *
 * @group Archetypes
 */
export class SeriesPoints extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: SeriesPointsFields) {
    // It is the markers by which viewers know that marks are wanted at all.
    super('SeriesPoints', batchesOf('SeriesPoints', { ...fields, markers: fields.markers ?? 'circle' }));
  }
}
