import { type LatLon, toLatLon, toWorld, WORLD_SIZE, type WorldPoint } from './mercator.ts';

/** What of the world is seen. */
export interface MapCamera {
  readonly center: WorldPoint;
  /** The world is 256 · 2^zoom CSS pixels wide. */
  readonly zoom: number;
}

/** A rectangle of the world. */
export interface WorldBounds {
  readonly west: number;
  readonly north: number;
  readonly east: number;
  readonly south: number;
}

/** CSS pixels of a view. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
}

export const MIN_ZOOM = 0;
export const MAX_ZOOM = 24;
/** Closer than this a single place says nothing of where it is. */
const FIT_ZOOM = 16;
/** Closer than this what is fitted in is a matter of centimetres. */
const FIT_ZOOM_OF_SEVERAL = 22;
/** Shares of the world; about four centimetres. */
const ONE_PLACE = 1e-9;
/** CSS pixels left free around what is fitted in. */
const FIT_MARGIN = 40;

export function worldScale({ zoom }: MapCamera): number {
  return WORLD_SIZE * 2 ** zoom;
}

/** CSS pixels from the top left corner of the view. */
export function worldToView(
  camera: MapCamera,
  size: MapSize,
  { x, y }: WorldPoint,
): readonly [left: number, top: number] {
  const scale = worldScale(camera);
  return [size.width / 2 + (x - camera.center.x) * scale, size.height / 2 + (y - camera.center.y) * scale];
}

export function viewToWorld(camera: MapCamera, size: MapSize, left: number, top: number): WorldPoint {
  const scale = worldScale(camera);
  return {
    x: camera.center.x + (left - size.width / 2) / scale,
    y: camera.center.y + (top - size.height / 2) / scale,
  };
}

/** Shows all of the bounds; the whole world where there are none. */
export function fitCamera(bounds: WorldBounds | undefined, size: MapSize): MapCamera {
  if (bounds === undefined)
    return { center: { x: 0.5, y: 0.5 }, zoom: Math.max(0, Math.log2(size.width / WORLD_SIZE)) };
  const room = (length: number) => Math.max(20, length - 2 * FIT_MARGIN) / WORLD_SIZE;
  const byWidth = Math.log2(room(size.width) / Math.max(1e-12, bounds.east - bounds.west));
  const byHeight = Math.log2(room(size.height) / Math.max(1e-12, bounds.south - bounds.north));
  const isSeveral = Math.max(bounds.east - bounds.west, bounds.south - bounds.north) > ONE_PLACE;
  return {
    center: { x: (bounds.west + bounds.east) / 2, y: (bounds.north + bounds.south) / 2 },
    zoom: clamp(Math.min(byWidth, byHeight), MIN_ZOOM, isSeveral ? FIT_ZOOM_OF_SEVERAL : FIT_ZOOM),
  };
}

/** Zooms by `factor` so that the place under the pointer stays there. */
export function zoomCamera(camera: MapCamera, size: MapSize, left: number, top: number, factor: number): MapCamera {
  const anchor = viewToWorld(camera, size, left, top);
  const zoom = clamp(camera.zoom + Math.log2(factor), MIN_ZOOM, MAX_ZOOM);
  const scale = WORLD_SIZE * 2 ** zoom;
  return limited({
    zoom,
    center: { x: anchor.x - (left - size.width / 2) / scale, y: anchor.y - (top - size.height / 2) / scale },
  });
}

export function panCamera(camera: MapCamera, deltaLeft: number, deltaTop: number): MapCamera {
  const scale = worldScale(camera);
  const { x, y } = camera.center;
  return limited({ zoom: camera.zoom, center: { x: x - deltaLeft / scale, y: y - deltaTop / scale } });
}

/** The smallest rectangle around all places; undefined without any. */
export function boundsOf(places: Iterable<LatLon>): WorldBounds | undefined {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const place of places) {
    const { x, y } = toWorld(place);
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  return west > east ? undefined : { west, north, east, south };
}

/** The place in the middle of the view. */
export function centerPlace(camera: MapCamera): LatLon {
  return toLatLon(camera.center);
}

/** The middle of the view stays on the map. */
function limited({ center, zoom }: MapCamera): MapCamera {
  return { zoom, center: { x: clamp(center.x, -0.5, 1.5), y: clamp(center.y, 0, 1) } };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(Math.max(value, least), greatest);
}
