import type { AggregationPolicy, EntityPath, InterpolationMode, MarkerShape } from '@rushes/proto';
import type { PackedColor } from '../shared-colors.ts';

export const SCALARS = 'Scalars:scalars';

/** How the line through the values of a series looks. */
export interface LineStyle {
  /** CSS pixels. */
  readonly width: number;
  readonly interpolation: InterpolationMode;
  readonly aggregation: AggregationPolicy;
}

/** How the markers at the values of a series look. */
export interface PointStyle {
  readonly marker: MarkerShape;
  /** CSS pixels. */
  readonly radius: number;
}

/** One scalar instance of one entity, drawn as a line, as markers, or both. */
export interface Series {
  readonly entity: EntityPath;
  readonly instance: number;
  readonly name: string;
  readonly color: PackedColor;
  readonly line: LineStyle | undefined;
  readonly points: PointStyle | undefined;
}

/** Names a series among those of a view. */
export function seriesKey({ entity, instance }: Pick<Series, 'entity' | 'instance'>): string {
  return `${entity}#${instance}`;
}
