import { type MapCamera, type MapSize, viewToWorld, worldToView } from './map-camera.ts';
import { WORLD_SIZE } from './mercator.ts';

/** A tile and where it goes, in CSS pixels. */
export interface TilePlace {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

/** Sources of tiles rarely go further. */
const MAX_TILE_ZOOM = 19;
/** A view of any size needs fewer. */
const MAX_TILES = 400;

/** The tiles that a view shows; around the date line, those of the other side again. */
export function tilesInView(camera: MapCamera, size: MapSize, pixelRatio: number): readonly TilePlace[] {
  // On fine screens tiles of the next zoom are sharper.
  const wanted = camera.zoom + (pixelRatio > 1.5 ? 0.5 : 0);
  const zoom = Math.min(MAX_TILE_ZOOM, Math.max(0, Math.round(wanted)));
  const count = 2 ** zoom;
  const first = viewToWorld(camera, size, 0, 0);
  const last = viewToWorld(camera, size, size.width, size.height);
  const tileSize = (WORLD_SIZE * 2 ** camera.zoom) / count;
  const places: TilePlace[] = [];
  for (let y = Math.max(0, Math.floor(first.y * count)); y <= Math.min(count - 1, Math.floor(last.y * count)); y++) {
    for (let x = Math.floor(first.x * count); x <= Math.floor(last.x * count); x++) {
      if (places.length >= MAX_TILES) return places;
      const [left, top] = worldToView(camera, size, { x: x / count, y: y / count });
      places.push({ zoom, x: ((x % count) + count) % count, y, left, top, size: tileSize });
    }
  }
  return places;
}
