import {
  AggregationPolicy,
  type Chunk,
  type ComponentColumn,
  type EntityPath,
  entityPathParts,
  InterpolationMode,
  MarkerShape,
} from '@rushes/proto';
import { readBooleans, readColors, readNumbers, readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { distinctHue, entityHue, hueColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import type { ViewProblem } from '../shared-problems.ts';
import { type LineStyle, type PointStyle, SCALARS, type Series } from './series.ts';

/** CSS pixels. */
const LINE_WIDTH = 1.5;
const MARKER_RADIUS = 3;
const MAX_MARKER_RADIUS = 100;
/** More lines than anybody can tell apart; further instances of an entity are left out. */
const MAX_INSTANCES = 64;
/** Lines of more entities than this are a carpet, and take longer to draw than a frame lasts. */
const MAX_ENTITIES = 200;

const AGGREGATIONS: readonly number[] = Object.values(AggregationPolicy);
const INTERPOLATIONS: readonly number[] = Object.values(InterpolationMode);
const MARKERS: readonly number[] = Object.values(MarkerShape);

/** Static scalars have no place on a time axis. */
export function hasSeries(store: RecordingStore, entity: EntityPath): boolean {
  return store.components(entity).includes(SCALARS) && store.hasTimes(entity, SCALARS);
}

/** The entities that are drawn when there are more than a plot can hold: the first of them, and the selected one always. */
export function drawnEntities(
  entities: readonly EntityPath[],
  selected: EntityPath | undefined,
): readonly EntityPath[] {
  if (entities.length <= MAX_ENTITIES) return entities;
  const first = entities.slice(0, MAX_ENTITIES);
  if (selected !== undefined && entities.includes(selected) && !first.includes(selected)) {
    first[first.length - 1] = selected;
  }
  return first;
}

/** Gives lines their hues: the entity's own where it is free, else the next that can be told apart; it then stays. */
export class SeriesHues {
  readonly #hues = new Map<string, number>();

  of(entity: EntityPath, instance: number): number {
    const key = `${entity}#${instance}`;
    let hue = this.#hues.get(key);
    if (hue === undefined) {
      hue = distinctHue(entityHue(instance === 0 ? entity : key), [...this.#hues.values()]);
      this.#hues.set(key, hue);
    }
    return hue;
  }
}

/** Where series are described. */
export interface SeriesScope {
  readonly store: RecordingStore;
  readonly timeline: string;
  readonly time: bigint;
  /** Names are relative to it. */
  readonly origin: EntityPath;
  readonly hues: SeriesHues;
}

/**
 * The series of an entity as its `SeriesLines` and `SeriesPoints` want them at the time; those switched off are left out. What
 * has no style at all is a line.
 * @param instances How many scalars a row of this entity has at most.
 */
export function describeSeries(scope: SeriesScope, entity: EntityPath, instances: number): readonly Series[] {
  const { store, timeline, time } = scope;
  const components = store.components(entity);
  const wantsPoints = components.some((component) => component.startsWith('SeriesPoints:'));
  const wantsLines = !wantsPoints || components.some((component) => component.startsWith('SeriesLines:'));
  const read = (archetype: string, field: string) => store.latestAt(entity, `${archetype}:${field}`, timeline, time);
  const line = wantsLines ? readStyle((field) => read('SeriesLines', field)) : undefined;
  const points = wantsPoints ? readStyle((field) => read('SeriesPoints', field)) : undefined;
  const series: Series[] = [];
  const count = Math.min(instances, MAX_INSTANCES);
  for (let instance = 0; instance < count; instance++) {
    const lineStyle = line && lineStyleOf(line, instance);
    const pointStyle = points && pointStyleOf(points, instance);
    if (lineStyle === undefined && pointStyle === undefined) continue;
    // A colour meant for one line would make all lines of the entity look the same.
    const colorIn = (colors: Uint32Array | undefined) => colors?.[instance] ?? (count === 1 ? colors?.[0] : undefined);
    series.push({
      entity,
      instance,
      name: line?.names?.[instance] ?? points?.names?.[instance] ?? defaultName(entity, scope.origin, instance, count),
      color: colorIn(line?.colors) ?? colorIn(points?.colors) ?? hueColor(scope.hues.of(entity, instance)),
      line: lineStyle,
      points: pointStyle,
    });
  }
  return series;
}

/** The value of a series at a time: what was logged last at or before it. Undefined before the first, NaN as logged. */
export function seriesValueAt(
  store: RecordingStore,
  series: Series,
  timeline: string,
  time: bigint,
): number | undefined {
  const row = store.latestAt(series.entity, SCALARS, timeline, time);
  const value = readNumbers(row)?.numbers[series.instance] ?? readBooleans(row)?.[series.instance];
  return value === undefined ? undefined : Number(value);
}

/** A value as the legend shows it: enough digits to compare, never a wall of them. */
export function valueText(value: number | undefined): string {
  if (value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

/** The largest count of scalars in a row of these chunks; static rows do not count. */
export function instanceCountOf(chunks: readonly Chunk[]): number {
  let most = 0;
  for (const chunk of chunks) {
    const column = chunk.components.find((candidate) => candidate.descriptor.component === SCALARS);
    if (column === undefined || chunk.timelines.length === 0 || !isPlottable(column)) continue;
    const starts = column.rowStarts;
    for (let row = 0; row + 1 < starts.length; row++) {
      most = Math.max(most, (starts[row + 1] ?? 0) - (starts[row] ?? 0));
    }
  }
  return most;
}

/** Why an entity that has scalars cannot be plotted. */
export function scalarProblem(entity: EntityPath, chunks: readonly Chunk[]): ViewProblem | undefined {
  for (const chunk of chunks) {
    const column = chunk.components.find((candidate) => candidate.descriptor.component === SCALARS);
    if (column === undefined || isPlottable(column)) continue;
    const found = column.values.kind === 'utf8' ? 'texts' : 'a type that has no order';
    return { entity, reason: `scalars must be numbers or booleans, found ${found}` };
  }
  return undefined;
}

function isPlottable({ values }: ComponentColumn): boolean {
  return values.kind === 'numbers' || values.kind === 'booleans';
}

/** Of `SeriesLines` or `SeriesPoints`; fields of the other are undefined. */
interface LoggedStyle {
  readonly colors: Uint32Array | undefined;
  readonly names: readonly string[] | undefined;
  readonly visible: Uint8Array | undefined;
  readonly widths: ArrayLike<number | bigint> | undefined;
  readonly interpolation: number;
  readonly aggregation: number;
  readonly markers: ArrayLike<number | bigint> | undefined;
  readonly radii: ArrayLike<number | bigint> | undefined;
}

function readStyle(read: (field: string) => RowRef | undefined): LoggedStyle {
  const numbers = (field: string): ArrayLike<number | bigint> | undefined => readNumbers(read(field))?.numbers;
  return {
    colors: readColors(read('colors')),
    names: readTexts(read('names')),
    visible: readBooleans(read('visible_series')),
    widths: numbers('widths'),
    interpolation: Number(numbers('interpolation_mode')?.[0]),
    aggregation: Number(numbers('aggregation_policy')?.[0]),
    markers: numbers('markers'),
    radii: numbers('marker_sizes'),
  };
}

function lineStyleOf(style: LoggedStyle, instance: number): LineStyle | undefined {
  if (valueForInstance(style.visible, instance) === 0) return undefined;
  const width = Number(valueForInstance(style.widths, instance));
  return {
    width: Number.isFinite(width) && width > 0 ? Math.min(width, MAX_MARKER_RADIUS) : LINE_WIDTH,
    interpolation: oneOf(style.interpolation, INTERPOLATIONS, InterpolationMode.Linear) as InterpolationMode,
    aggregation: oneOf(style.aggregation, AGGREGATIONS, AggregationPolicy.MinMax) as AggregationPolicy,
  };
}

function pointStyleOf(style: LoggedStyle, instance: number): PointStyle | undefined {
  if (valueForInstance(style.visible, instance) === 0) return undefined;
  const radius = Number(valueForInstance(style.radii, instance));
  const marker = Number(valueForInstance(style.markers, instance));
  return {
    marker: oneOf(marker, MARKERS, MarkerShape.Circle) as MarkerShape,
    radius: Number.isFinite(radius) && radius > 0 ? Math.min(radius, MAX_MARKER_RADIUS) : MARKER_RADIUS,
  };
}

/** What was logged, if it is a value of the enumeration. */
function oneOf(value: number, allowed: readonly number[], fallback: number): number {
  return allowed.includes(value) ? value : fallback;
}

function defaultName(entity: EntityPath, origin: EntityPath, instance: number, count: number): string {
  const parts = entityPathParts(entity);
  const below = parts.slice(entityPathParts(origin).length);
  const name = below.length > 0 ? below.join('/') : (parts.at(-1) ?? '/');
  return count > 1 ? `${name}[${instance}]` : name;
}
