import type { EntityPath } from '@rushes/proto';
import { readColors, readLists, readNumbers } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { classColor, entityColor, type PackedColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import type { ViewProblem } from '../shared-problems.ts';
import { type LatLon, placeProblem } from './mercator.ts';

const POINTS = 'GeoPoints:positions';
const LINES = 'GeoLineStrings:line_strings';
/** Negative: CSS pixels, else metres. */
const POINT_RADIUS = -5;
const LINE_RADIUS = -2;
/** More than these at once is more than anybody can see. */
const MAX_POINTS = 200_000;

/** Points of one entity at a moment, and where each was among those logged. */
export interface GeoPoint extends LatLon {
  readonly instance: number;
  readonly color: PackedColor;
  /** Positive: metres; negative: CSS pixels. */
  readonly radius: number;
}

export interface GeoLine {
  readonly instance: number;
  readonly color: PackedColor;
  readonly radius: number;
  readonly places: readonly LatLon[];
}

/** What one entity has on the map. */
export interface GeoEntity {
  readonly entity: EntityPath;
  readonly points: readonly GeoPoint[];
  readonly lines: readonly GeoLine[];
}

/** All that a map shows at a moment. */
export interface MapContent {
  readonly entities: readonly GeoEntity[];
  readonly problems: readonly ViewProblem[];
}

export function hasPlaces(store: RecordingStore, entity: EntityPath): boolean {
  const components = store.components(entity);
  return components.includes(POINTS) || components.includes(LINES);
}

/**
 * What these entities have on the map at a time.
 * @param range If given, all points that were logged in this stretch of time.
 */
export function mapContent(
  store: RecordingStore,
  entities: readonly EntityPath[],
  timeline: string,
  time: bigint,
  range?: { readonly from: bigint; readonly to: bigint },
): MapContent {
  const problems: ViewProblem[] = [];
  const found = entities.map((entity): GeoEntity => {
    const faults = new Faults();
    const times = range === undefined ? [time] : timesIn(store, entity, timeline, range);
    const points = times.flatMap((at) => readPoints(store, entity, timeline, at, faults));
    if (points.length > MAX_POINTS) {
      problems.push({ entity, reason: `${points.length - MAX_POINTS} points beyond ${MAX_POINTS} are not drawn` });
      points.length = MAX_POINTS;
    }
    const lines = readLines(store, entity, timeline, time, faults);
    problems.push(...faults.problems(entity));
    return { entity, points, lines };
  });
  return { entities: found, problems };
}

/** Counts places that cannot be shown, by why. */
class Faults {
  readonly #counts = new Map<string, number>();
  #example: LatLon | undefined;

  accepts(place: LatLon): boolean {
    const problem = placeProblem(place);
    if (problem === undefined) return true;
    this.#counts.set(problem, (this.#counts.get(problem) ?? 0) + 1);
    this.#example ??= place;
    return false;
  }

  problems(entity: EntityPath): readonly ViewProblem[] {
    return [...this.#counts].map(([problem, count]) => {
      const { latitude, longitude } = this.#example ?? { latitude: 0, longitude: 0 };
      const places = count === 1 ? '1 place is' : `${count} places are`;
      const example = `latitude ${latitude}, longitude ${longitude}`;
      return { entity, reason: `${places} ${problem} and not drawn, ${example} for one` };
    });
  }
}

function readPoints(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
  faults: Faults,
): GeoPoint[] {
  const read = (field: string) => store.latestAt(entity, `GeoPoints:${field}`, timeline, time);
  const positions = readNumbers(store.latestAt(entity, POINTS, timeline, time));
  if (positions === undefined || positions.width !== 2) return [];
  const colors = readColors(read('colors'));
  const classes = readNumbers(read('class_ids'))?.numbers;
  const radii = readNumbers(read('radii'))?.numbers;
  const points: GeoPoint[] = [];
  for (let instance = 0; instance * 2 + 1 < positions.numbers.length; instance++) {
    const latitude = Number(positions.numbers[instance * 2]);
    const longitude = Number(positions.numbers[instance * 2 + 1]);
    if (!faults.accepts({ latitude, longitude })) continue;
    const classId = valueForInstance<number | bigint>(classes, instance);
    const color =
      valueForInstance(colors, instance) ?? (classId === undefined ? entityColor(entity) : classColor(Number(classId)));
    const radius = radiusOf(Number(valueForInstance<number | bigint>(radii, instance)), POINT_RADIUS);
    points.push({ instance, latitude, longitude, color, radius });
  }
  return points;
}

function readLines(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
  faults: Faults,
): readonly GeoLine[] {
  const read = (field: string) => store.latestAt(entity, `GeoLineStrings:${field}`, timeline, time);
  const lists = readLists(store.latestAt(entity, LINES, timeline, time));
  if (lists === undefined || lists.width !== 2) return [];
  const colors = readColors(read('colors'));
  const radii = readNumbers(read('radii'))?.numbers;
  const lines: GeoLine[] = [];
  for (let instance = 0; instance + 1 < lists.starts.length; instance++) {
    const places: LatLon[] = [];
    for (let point = lists.starts[instance] ?? 0; point < (lists.starts[instance + 1] ?? 0); point++) {
      const place = {
        latitude: Number(lists.numbers[point * 2]),
        longitude: Number(lists.numbers[point * 2 + 1]),
      };
      if (faults.accepts(place)) places.push(place);
    }
    lines.push({
      instance,
      places,
      color: valueForInstance(colors, instance) ?? entityColor(entity),
      radius: radiusOf(Number(valueForInstance<number | bigint>(radii, instance)), LINE_RADIUS),
    });
  }
  return lines;
}

/** The times of the points in a stretch, and of those that hold when it begins. */
function timesIn(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): readonly bigint[] {
  const times = new Set<bigint>();
  const before = store.latestAt(entity, POINTS, timeline, from);
  if (before !== undefined) times.add(before.time ?? from);
  for (const { time } of store.range(entity, POINTS, timeline, from, to)) if (time !== undefined) times.add(time);
  return [...times];
}

function radiusOf(logged: number, fallback: number): number {
  return Number.isFinite(logged) && logged !== 0 ? logged : fallback;
}
