import type { ComponentBatch } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  fitCamera,
  panCamera,
  viewToWorld,
  worldToView,
  zoomCamera,
} from '../../../../packages/viewer/src/app/views/map/map-camera.ts';
import { gridLines, scaleBar } from '../../../../packages/viewer/src/app/views/map/map-grid.ts';
import { mapContent } from '../../../../packages/viewer/src/app/views/map/map-query.ts';
import { mapShapes, shapeAt } from '../../../../packages/viewer/src/app/views/map/map-shapes.ts';
import { metresPerPixel, toLatLon, toWorld } from '../../../../packages/viewer/src/app/views/map/mercator.ts';
import { tilesInView } from '../../../../packages/viewer/src/app/views/map/tile-layout.ts';
import {
  keepTileSource,
  readTileSource,
  templateProblem,
  tileUrl,
} from '../../../../packages/viewer/src/app/views/map/tile-source.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { storeOf } from '../view-fixture.ts';

const SIZE = { width: 800, height: 600 };
const BERLIN = { latitude: 52.52, longitude: 13.405 };

describe('places on the flat map', () => {
  it.each([
    ['the middle', 0, 0, 0.5, 0.5],
    ['the date line', 0, 180, 1, 0.5],
    ['the northern edge', 85.05112877980659, -180, 0, 0],
  ])('%s', (_what, latitude, longitude, x, y) => {
    const world = toWorld({ latitude, longitude });
    expect(world.x).toBeCloseTo(x, 12);
    expect(world.y).toBeCloseTo(y, 12);
  });

  // Tile numbers as the OpenStreetMap wiki gives them for its method, worked out by hand for this place.
  it('are on the tile that others expect', () => {
    const { x, y } = toWorld(BERLIN);
    expect([Math.floor(x * 2 ** 10), Math.floor(y * 2 ** 10)]).toEqual([550, 335]);
  });

  it('come back as they were', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -85, max: 85, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (latitude, longitude) => {
          const back = toLatLon(toWorld({ latitude, longitude }));
          expect(back.latitude).toBeCloseTo(latitude, 8);
          expect(back.longitude).toBeCloseTo(longitude, 8);
        },
      ),
    );
  });

  it('are nearer to each other towards the poles', () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(156_543.03, 1);
    expect(metresPerPixel(60, 0)).toBeCloseTo(156_543.03 / 2, 0);
  });
});

describe('what of the world is seen', () => {
  const camera = fitCamera(boundsOf([BERLIN, { latitude: 48.85, longitude: 2.35 }]), SIZE);

  it('is all that is there, with room around', () => {
    for (const place of [BERLIN, { latitude: 48.85, longitude: 2.35 }]) {
      const [left, top] = worldToView(camera, SIZE, toWorld(place));
      expect(left).toBeGreaterThanOrEqual(39);
      expect(left).toBeLessThanOrEqual(761);
      expect(top).toBeGreaterThanOrEqual(39);
      expect(top).toBeLessThanOrEqual(561);
    }
  });

  it('is not closer than a neighbourhood for a single place, and the world for none', () => {
    expect(fitCamera(boundsOf([BERLIN]), SIZE).zoom).toBe(16);
    expect(fitCamera(undefined, SIZE).center).toEqual({ x: 0.5, y: 0.5 });
  });

  it('stays under the pointer when zoomed, and moves by as many pixels as dragged', () => {
    const before = viewToWorld(camera, SIZE, 200, 100);
    const closer = zoomCamera(camera, SIZE, 200, 100, 4);
    expect(closer.zoom).toBeCloseTo(camera.zoom + 2);
    const after = viewToWorld(closer, SIZE, 200, 100);
    expect(after.x).toBeCloseTo(before.x, 12);
    expect(after.y).toBeCloseTo(before.y, 12);
    const [left, top] = worldToView(panCamera(camera, 30, -20), SIZE, before);
    expect(left).toBeCloseTo(230);
    expect(top).toBeCloseTo(80);
  });

  it('has round lines of latitude and longitude, and a bar of a round length', () => {
    const lines = gridLines(camera, SIZE);
    expect(lines.map(({ label }) => label)).toContain('50° N');
    expect(lines.map(({ label }) => label)).toContain('10° E');
    expect(lines.length).toBeLessThan(20);
    expect(scaleBar(camera).label).toBe('100 km');
    expect(scaleBar(fitCamera(boundsOf([BERLIN]), SIZE)).label).toBe('100 m');
  });

  it('has lines across the date line', () => {
    const labels = gridLines({ center: { x: 1, y: 0.5 }, zoom: 4 }, SIZE).map(({ label }) => label);
    expect(labels).toContain('170° E');
    expect(labels).toContain('170° W');
  });
});

describe('points and lines', () => {
  const content = (...batches: ComponentBatch[]) => {
    const store = storeOf(new ChunkMaker().plain('robot', [FRAME], [{ times: [0n], batches }]));
    return mapContent(store, store.entities(), 'frame', 5n);
  };
  const points = (...numbers: number[]) => batch('GeoPoints', 'positions', Float64Array.from(numbers));

  it('have their colours and radii; metres grow with the zoom, points of the screen do not', () => {
    const map = content(
      points(52, 13, 53, 14),
      batch('GeoPoints', 'colors', Uint32Array.of(0x112233ff)),
      batch('GeoPoints', 'radii', Float32Array.of(1000, -7)),
    );
    expect(map.entities[0]?.points).toMatchObject([
      { latitude: 52, longitude: 13, color: 0x112233ff, radius: 1000 },
      { latitude: 53, longitude: 14, radius: -7 },
    ]);
    const camera = { center: toWorld({ latitude: 52.5, longitude: 13.5 }), zoom: 9 };
    const [metres, pixels] = mapShapes(map, camera, SIZE);
    expect(metres?.radius).toBeCloseTo(1000 / metresPerPixel(52, 9));
    expect(pixels?.radius).toBe(7);
    expect(
      shapeAt(
        [metres, pixels].flatMap((shape) => shape ?? []),
        metres?.places[0] ?? 0,
        metres?.places[1] ?? 0,
      ),
    ).toBe(metres);
  });

  it('are lines, too', () => {
    const map = content(
      batch('GeoLineStrings', 'line_strings', [Float64Array.of(0, 0, 0, 10), Float64Array.of(1, 1, 2, 2, 3, 3)]),
    );
    expect(map.entities[0]?.lines.map(({ places }) => places.length)).toEqual([2, 3]);
    const shapes = mapShapes(map, { center: { x: 0.5, y: 0.5 }, zoom: 3 }, SIZE);
    expect(shapeAt(shapes, 400 + (5 / 360) * 2048, 302)?.instance).toBe(0);
    expect(shapeAt(shapes, 400, 500)).toBeUndefined();
  });

  it.each([
    ['not finite', Number.NaN, 13, 'not finite'],
    ['beyond the poles', 95, 13, 'out of range'],
    ['too far around', 52, 1300, 'out of range'],
    ['where the map has no room', 89, 13, 'too near a pole'],
  ])('that are %s are told of, and the others drawn', (_what, latitude, longitude, reason) => {
    const map = content(points(52, 13, latitude, longitude));
    expect(map.entities[0]?.points).toHaveLength(1);
    expect(map.problems).toEqual([
      {
        entity: '/robot',
        reason: `1 place is ${reason} and not drawn, latitude ${latitude}, longitude ${longitude} for one`,
      },
    ]);
  });

  it('of a stretch of time are all drawn when one is set', () => {
    const rows = [0n, 5n, 9n, 20n].map((time) => ({ times: [time], batches: [points(Number(time), 0)] }));
    const store = storeOf(new ChunkMaker().plain('robot', [FRAME], rows));
    const map = mapContent(store, store.entities(), 'frame', 9n, { from: 6n, to: 10n });
    expect(map.entities[0]?.points.map(({ latitude }) => latitude)).toEqual([5, 9]);
  });
});

describe('tiles', () => {
  it('cover the view and nothing else, and go around the world', () => {
    const tiles = tilesInView({ center: { x: 0, y: 0.5 }, zoom: 3 }, SIZE, 1);
    expect(new Set(tiles.map(({ zoom }) => zoom))).toEqual(new Set([3]));
    expect(Math.min(...tiles.map(({ left }) => left))).toBeLessThanOrEqual(0);
    expect(Math.max(...tiles.map(({ left, size }) => left + size))).toBeGreaterThanOrEqual(800);
    expect(tiles.length).toBeLessThanOrEqual(5 * 4);
    expect(tiles.some(({ x }) => x === 7)).toBe(true);
    expect(tiles.some(({ x }) => x === 0)).toBe(true);
  });

  it('of no more than the source has are drawn larger', () => {
    const [tile] = tilesInView({ center: { x: 0.5, y: 0.5 }, zoom: 22 }, SIZE, 1);
    expect(tile).toMatchObject({ zoom: 19, size: 2048 });
  });

  it('come from the address that was set', () => {
    const source = { template: 'https://tiles.example/{z}/{x}/{y}.png?again={z}', attribution: '© someone' };
    expect(tileUrl(source, 3, 4, 5)).toBe('https://tiles.example/3/4/5.png?again=3');
  });

  it.each([
    ['https://tiles.example/{z}/{x}/{y}.png', undefined],
    ['./tiles/{z}/{x}/{y}.png', undefined],
    ['https://tiles.example/{z}/{x}.png', 'the address must have {y} in it'],
    ['javascript:alert(1)//{z}{x}{y}', 'the address must begin with https://'],
    ['data:text/html,{z}{x}{y}', 'the address must begin with https://'],
  ])('from %s: %s', (template, problem) => {
    expect(templateProblem(template)).toBe(problem);
  });

  it('are none by default, and none of a storage that is damaged or forbidden', () => {
    const holding = (text: string | null) => ({ getItem: () => text });
    expect(readTileSource(undefined)).toBeUndefined();
    for (const text of [null, '', '{', '7', '{"template":7}', '{"template":"nowhere"}']) {
      expect(readTileSource(holding(text))).toBeUndefined();
    }
    expect(keepTileSource(undefined, undefined)).toBe(false);
  });
});
