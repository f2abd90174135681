import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link GeoPoints} is made of. @group Archetypes */
export interface GeoPointsFields extends FieldsOf<'GeoPoints'> {}

/**
 * Points on the map: **latitude first**, then longitude, in degrees (WGS 84, EPSG:4326).
 *
 * @example
 * rec.log('gps', new GeoPoints({ positions: [[47.3769, 8.5417]], radii: -6 }));
 *
 * @group Archetypes
 */
export class GeoPoints extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GeoPointsFields) {
    super('GeoPoints', batchesOf('GeoPoints', fields));
  }
}

/** What {@link GeoLineStrings} is made of. @group Archetypes */
export interface GeoLineStringsFields extends FieldsOf<'GeoLineStrings'> {}

/**
 * Lines on the map, through points with **latitude first**, then longitude, in degrees.
 *
 * @example
 * rec.log('route', new GeoLineStrings({ lineStrings: [[[47.37, 8.54], [47.38, 8.55]]], colors: '#3080ff' }));
 *
 * @group Archetypes
 */
export class GeoLineStrings extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GeoLineStringsFields) {
    super('GeoLineStrings', batchesOf('GeoLineStrings', fields));
  }
}
