import type { ComponentBatch, ComponentData, FieldName } from '@rushes/proto';
import { type Colors, toColors } from '../coerce/color.ts';
import { describe } from '../coerce/describe.ts';
import { toBooleans, toTexts } from '../coerce/text.ts';
import { type Numbers, toFloat32s } from '../coerce/vector.ts';
import { Archetype, batchOf, checkFields } from './archetype.ts';

const AGGREGATION_POLICIES = { off: 1, average: 2, max: 3, min: 4, minMax: 5, minMaxAverage: 6 } as const;
const INTERPOLATION_MODES = { linear: 1, stepAfter: 2, stepBefore: 3, stepMid: 4 } as const;

/** What {@link SeriesLines} is made of; a list has one value per line. @group Archetypes */
export interface SeriesLinesFields {
  /** Default: the viewer's choice. */
  readonly colors?: Colors | undefined;
  /** Line widths in UI points. */
  readonly widths?: Numbers | undefined;
  /** Shown in the legend. */
  readonly names?: string | readonly string[] | undefined;
  /** Whether a line is drawn. Default: yes. */
  readonly visibleSeries?: boolean | readonly boolean[] | undefined;
  /** What to draw where several values share a pixel. Default `minMax`. */
  readonly aggregationPolicy?: keyof typeof AGGREGATION_POLICIES | undefined;
  /** Default `linear`. */
  readonly interpolationMode?: keyof typeof INTERPOLATION_MODES | undefined;
}

/**
 * How the {@link Scalars} of the same entity are drawn; usually logged static.
 *
 * @example
 * rec.logStatic('arm/torque', new SeriesLines({ names: 'torque (Nm)', colors: '#d08030', widths: 2 }));
 *
 * @group Archetypes
 */
export class SeriesLines extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: SeriesLinesFields) {
    super('SeriesLines');
    checkFields('SeriesLines', fields, [
      'colors',
      'widths',
      'names',
      'visibleSeries',
      'aggregationPolicy',
      'interpolationMode',
    ]);
    const batches: ComponentBatch[] = [];
    const add = (column: FieldName<'SeriesLines'>, data: ComponentData) => {
      batches.push(batchOf('SeriesLines', column, data));
    };
    const { colors, widths, names, visibleSeries, aggregationPolicy, interpolationMode } = fields;
    if (colors !== undefined) add('colors', toColors('SeriesLines.colors', colors));
    if (widths !== undefined) add('widths', toFloat32s('SeriesLines.widths', widths));
    if (names !== undefined) add('names', toTexts('SeriesLines.names', names));
    if (visibleSeries !== undefined) add('visible_series', toBooleans('SeriesLines.visibleSeries', visibleSeries));
    if (aggregationPolicy !== undefined) {
      add('aggregation_policy', choice('SeriesLines.aggregationPolicy', aggregationPolicy, AGGREGATION_POLICIES));
    }
    if (interpolationMode !== undefined) {
      add('interpolation_mode', choice('SeriesLines.interpolationMode', interpolationMode, INTERPOLATION_MODES));
    }
    if (batches.length === 0) throw new TypeError('SeriesLines needs at least one field, but all are undefined.');
    this.batches = batches;
  }
}

function choice<T extends Record<string, number>>(where: string, input: keyof T & string, table: T): Uint8Array {
  const value = Object.hasOwn(table, input) ? table[input] : undefined;
  if (value !== undefined) return Uint8Array.of(value);
  throw new TypeError(`${where} must be one of ${Object.keys(table).join(', ')}, but is ${describe(input)}.`);
}
