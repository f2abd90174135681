import type { EntityPath } from '@rushes/proto';
import type { PackedColor } from '../shared-colors.ts';
import { type MapCamera, type MapSize, worldToView } from './map-camera.ts';
import type { MapContent } from './map-query.ts';
import { type LatLon, metresPerPixel, toWorld } from './mercator.ts';

/** A point or a line as it is drawn; places in CSS pixels. */
export interface MapShape {
  readonly kind: 'point' | 'line';
  readonly entity: EntityPath;
  readonly instance: number;
  readonly color: PackedColor;
  /** CSS pixels; of a line half its width. */
  readonly radius: number;
  /** Left and top of each place, in turns. */
  readonly places: Float32Array;
  /** Where it is on the earth; of a line its first place. */
  readonly at: LatLon;
}

const LEAST_RADIUS = 1;
const MAX_RADIUS = 2000;
/** CSS pixels around a shape that still mean it. */
const REACH = 5;

/** Everything on the map, lines first. */
export function mapShapes({ entities }: MapContent, camera: MapCamera, size: MapSize): readonly MapShape[] {
  const shapes: MapShape[] = [];
  for (const { entity, lines } of entities) {
    for (const { places, radius, color, instance } of lines) {
      const [at] = places;
      if (at === undefined) continue;
      const projected = projectAll(places, camera, size);
      shapes.push({ kind: 'line', entity, instance, color, places: projected, radius: pixels(radius, at, camera), at });
    }
  }
  for (const { entity, points } of entities) {
    for (const point of points) {
      const [left, top] = worldToView(camera, size, toWorld(point));
      const radius = pixels(point.radius, point, camera);
      if (left < -radius || top < -radius || left > size.width + radius || top > size.height + radius) continue;
      const { color, instance } = point;
      shapes.push({ kind: 'point', entity, instance, color, places: Float32Array.of(left, top), radius, at: point });
    }
  }
  return shapes;
}

/** The shape under a place of the view; of several the one drawn last. */
export function shapeAt(shapes: readonly MapShape[], left: number, top: number): MapShape | undefined {
  return shapes.findLast((shape) => distanceTo(shape, left, top) <= shape.radius + REACH);
}

function distanceTo({ places }: MapShape, left: number, top: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < places.length; i += 2) {
    const [x, y] = [places[i] ?? 0, places[i + 1] ?? 0];
    const [nextX, nextY] = [places[i + 2] ?? x, places[i + 3] ?? y];
    const [dx, dy] = [nextX - x, nextY - y];
    const lengthSquared = dx * dx + dy * dy;
    const share =
      lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((left - x) * dx + (top - y) * dy) / lengthSquared));
    best = Math.min(best, Math.hypot(left - x - share * dx, top - y - share * dy));
  }
  return best;
}

function projectAll(places: readonly LatLon[], camera: MapCamera, size: MapSize): Float32Array {
  const projected = new Float32Array(places.length * 2);
  for (const [index, place] of places.entries()) {
    projected.set(worldToView(camera, size, toWorld(place)), index * 2);
  }
  return projected;
}

/** A positive radius is metres on the ground, a negative one pixels of the screen. */
function pixels(radius: number, { latitude }: LatLon, { zoom }: MapCamera): number {
  const size = radius < 0 ? -radius : radius / metresPerPixel(latitude, zoom);
  return Math.min(MAX_RADIUS, Math.max(LEAST_RADIUS, size));
}
