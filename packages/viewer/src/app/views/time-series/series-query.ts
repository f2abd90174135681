import { type EntityPath, entityPathParts, InterpolationMode, isDescendantOrSelf, joinEntityPath } from '@rushes/proto';
import { readBooleans, readColors, readNumbers, readTexts } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { distinctHue, entityHue, hueColor, type PackedColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import { ViewKind, type ViewSpec } from '../view.ts';

export const SCALARS = 'Scalars:scalars';
/** With more roots than this, one plot of all is easier to read than a wall of plots. */
const MAX_VIEWS = 8;
/** CSS pixels. */
const LINE_WIDTH = 1.5;
/** More lines than anybody can tell apart; further instances of an entity are left out. */
const MAX_INSTANCES = 64;

/** Lines of more entities than this are a carpet, and take longer to draw than a frame lasts. */
const MAX_ENTITIES = 200;

/** One line of a plot: one scalar instance of one entity. */
export interface Series {
  readonly entity: EntityPath;
  readonly instance: number;
  readonly name: string;
  readonly color: PackedColor;
  /** CSS pixels. */
  readonly width: number;
  readonly steps: 'none' | 'after' | 'before';
}

/** One view per first part of the paths that scalars were logged to. */
export function suggestPlots(store: RecordingStore): readonly ViewSpec[] {
  const roots = new Set<EntityPath>();
  for (const entity of store.entities()) {
    if (hasSeries(store, entity)) roots.add(joinEntityPath(entityPathParts(entity).slice(0, 1)));
  }
  const origins = roots.size > MAX_VIEWS ? [joinEntityPath([])] : [...roots];
  return origins.map((origin) => ({
    id: `${ViewKind.TimeSeries}:${origin}`,
    kind: ViewKind.TimeSeries,
    origin,
    title: origin === '/' ? 'Scalars' : origin.slice(1),
  }));
}

/** The entities whose scalars a plot at `origin` shows. */
export function seriesEntities(store: RecordingStore, origin: EntityPath): EntityPath[] {
  return store.entities().filter((entity) => isDescendantOrSelf(entity, origin) && hasSeries(store, entity));
}

/**
 * The entities that are drawn when there are more than a plot can hold: the first of them, and the selected one always.
 */
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

/** Static scalars have no place on a time axis. */
function hasSeries(store: RecordingStore, entity: EntityPath): boolean {
  return store.components(entity).includes(SCALARS) && store.hasTimes(entity, SCALARS);
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

/**
 * The lines of an entity as its `SeriesLines` at `time` want them; those switched off are left out.
 * @param instances How many scalars a row of this entity has at most.
 */
export function describeSeries(
  store: RecordingStore,
  entity: EntityPath,
  origin: EntityPath,
  instances: number,
  timeline: string,
  time: bigint,
  hues: SeriesHues,
): Series[] {
  const style = (field: string) => store.latestAt(entity, `SeriesLines:${field}`, timeline, time);
  const colors = readColors(style('colors'));
  const widths = readNumbers(style('widths'))?.numbers;
  const names = readTexts(style('names'));
  const visible = readBooleans(style('visible_series'));
  const interpolation = Number(readNumbers(style('interpolation_mode'))?.numbers[0] ?? InterpolationMode.Linear);
  const series: Series[] = [];
  const count = Math.min(instances, MAX_INSTANCES);
  for (let instance = 0; instance < count; instance++) {
    if (valueForInstance(visible, instance) === 0) continue;
    // A colour meant for one line would make all lines of the entity look the same.
    const color = colors?.[instance] ?? (count === 1 ? colors?.[0] : undefined);
    const width = Number(valueForInstance<number | bigint>(widths, instance));
    series.push({
      entity,
      instance,
      name: names?.[instance] ?? defaultName(entity, origin, instance, count),
      color: color ?? hueColor(hues.of(entity, instance)),
      width: Number.isFinite(width) && width > 0 ? width : LINE_WIDTH,
      steps: stepsOf(interpolation),
    });
  }
  return series;
}

/** The value of a line at a time: what was logged last at or before it. Undefined before the first, NaN as logged. */
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

function defaultName(entity: EntityPath, origin: EntityPath, instance: number, count: number): string {
  const parts = entityPathParts(entity);
  const below = parts.slice(entityPathParts(origin).length);
  const name = below.length > 0 ? below.join('/') : (parts.at(-1) ?? '/');
  return count > 1 ? `${name}[${instance}]` : name;
}

function stepsOf(interpolation: number): Series['steps'] {
  if (interpolation === InterpolationMode.StepAfter) return 'after';
  return interpolation === InterpolationMode.StepBefore ? 'before' : 'none';
}
