/** A place on the earth in degrees. */
export interface LatLon {
  readonly latitude: number;
  readonly longitude: number;
}

/** A place on the flat map of the whole world: 0 to 1 from west to east and from north to south. */
export interface WorldPoint {
  readonly x: number;
  readonly y: number;
}

/** The map ends here towards the poles, as a square; beyond, distances grow without end. */
export const MAX_LATITUDE = 85.051_128_779_806_59;
/** CSS pixels that the world is wide at zoom 0. */
export const WORLD_SIZE = 256;
/** Metres around the equator. */
const EQUATOR_METRES = 40_075_016.686;

export function toWorld({ latitude, longitude }: LatLon): WorldPoint {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

export function toLatLon({ x, y }: WorldPoint): LatLon {
  return {
    latitude: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
    longitude: (x - 0.5) * 360,
  };
}

/** Metres to one CSS pixel at this latitude and zoom. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (EQUATOR_METRES * Math.cos((latitude * Math.PI) / 180)) / (WORLD_SIZE * 2 ** zoom);
}

/** Why a place has none on the map; undefined when it has. */
export function placeProblem({
  latitude,
  longitude,
}: LatLon): 'not finite' | 'out of range' | 'too near a pole' | undefined {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return 'not finite';
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 360) return 'out of range';
  return Math.abs(latitude) > MAX_LATITUDE ? 'too near a pole' : undefined;
}
