import { describe, expect, it } from 'vitest';
import {
  cameraFor,
  NO_PAN_ZOOM,
  panBy,
  toScene,
  unionRect,
  zoomAt,
} from '../../../../packages/viewer/src/app/views/pictures/camera-2d.ts';
import type { Overlay } from '../../../../packages/viewer/src/app/views/spatial-2d/overlay.ts';
import { pickOverlay } from '../../../../packages/viewer/src/app/views/spatial-2d/pick.ts';
import { rasterizePoints } from '../../../../packages/viewer/src/app/views/spatial-2d/point-raster.ts';
import { path } from '../view-fixture.ts';

const PICTURE = { x: 0, y: 0, width: 640, height: 360 };

describe('the camera of a 2D view', () => {
  it('fits the picture in, with bars where the shapes differ', () => {
    const wide = cameraFor(PICTURE, { width: 640, height: 720 }, 1, NO_PAN_ZOOM);
    expect(wide).toEqual({ originX: 0, originY: 180, scaleX: 1, scaleY: 1 });
    const high = cameraFor(PICTURE, { width: 1280, height: 360 }, 1, NO_PAN_ZOOM);
    expect(high).toEqual({ originX: 320, originY: 0, scaleX: 1, scaleY: 1 });
  });

  it('shows pixels that are not square as wide as they are to be', () => {
    const { scaleX, scaleY } = cameraFor(
      { x: 0, y: 0, width: 720, height: 576 },
      { width: 1024, height: 576 },
      1024 / 720,
      NO_PAN_ZOOM,
    );
    expect(720 * scaleX).toBeCloseTo(1024);
    expect(576 * scaleY).toBeCloseTo(576);
  });

  it('keeps the place under the pointer while zooming, and moves with the pointer while dragging', () => {
    const viewport = { width: 500, height: 400 };
    for (const aspect of [1, 1.5]) {
      const before = toScene(cameraFor(PICTURE, viewport, aspect, NO_PAN_ZOOM), 120, 90);
      const zoomed = zoomAt(PICTURE, viewport, aspect, NO_PAN_ZOOM, 120, 90, 3);
      const after = toScene(cameraFor(PICTURE, viewport, aspect, zoomed), 120, 90);
      expect(after.x).toBeCloseTo(before.x);
      expect(after.y).toBeCloseTo(before.y);
      const panned = panBy(PICTURE, viewport, aspect, zoomed, 30, -20);
      const moved = toScene(cameraFor(PICTURE, viewport, aspect, panned), 150, 70);
      expect(moved.x).toBeCloseTo(before.x);
      expect(moved.y).toBeCloseTo(before.y);
    }
  });

  it('stops zooming at both ends, and stands a view without area', () => {
    const viewport = { width: 640, height: 360 };
    expect(zoomAt(PICTURE, viewport, 1, NO_PAN_ZOOM, 0, 0, 1e9).zoom).toBe(400);
    expect(zoomAt(PICTURE, viewport, 1, NO_PAN_ZOOM, 0, 0, 1e-9).zoom).toBe(0.1);
    expect(cameraFor(PICTURE, { width: 0, height: 0 }, 1, NO_PAN_ZOOM).scaleX).toBe(1);
  });

  it('keeps the middle when the view changes its size', () => {
    const zoomed = zoomAt(PICTURE, { width: 500, height: 400 }, 1, NO_PAN_ZOOM, 10, 10, 4);
    const small = toScene(cameraFor(PICTURE, { width: 500, height: 400 }, 1, zoomed), 250, 200);
    const large = toScene(cameraFor(PICTURE, { width: 900, height: 900 }, 1, zoomed), 450, 450);
    expect(large.x).toBeCloseTo(small.x);
    expect(large.y).toBeCloseTo(small.y);
  });

  it('takes rectangles together', () => {
    expect(unionRect({ x: 0, y: 0, width: 2, height: 2 }, { x: 1, y: -1, width: 4, height: 1 })).toEqual({
      x: 0,
      y: -1,
      width: 5,
      height: 3,
    });
    expect(unionRect(undefined, PICTURE)).toBe(PICTURE);
  });
});

describe('what is under the pointer', () => {
  const camera = { originX: 0, originY: 0, scaleX: 1, scaleY: 1 };
  const overlay = (kind: Overlay['kind'], entity: string, geometry: readonly number[]): Overlay => ({
    kind,
    entity: path(entity),
    drawOrder: 0,
    count: kind === 'lines' ? 1 : geometry.length / (kind === 'points' ? 2 : 4),
    geometry: Float64Array.from(geometry),
    starts: kind === 'lines' ? Int32Array.of(0, geometry.length / 2) : undefined,
    instances: undefined,
    colors: Uint32Array.of(0xff),
    radii: Float32Array.of(-2),
    labels: [],
    sharedLabel: undefined,
    showLabels: false,
    bones: undefined,
    skipped: 0,
  });
  const outer = overlay('boxes', 'outer', [0, 0, 100, 100]);
  const inner = overlay('boxes', 'inner', [40, 40, 60, 60]);
  const points = overlay('points', 'points', [50, 50]);

  const arrow = overlay('arrows', 'arrows', [0, 0, 90, 90]);
  const strip = overlay('lines', 'strip', [0, 50, 40, 50, Number.NaN, Number.NaN, 60, 50, 90, 50]);
  const ellipse = overlay('ellipses', 'ellipse', [0, 0, 100, 100]);
  const pairs = overlay('boxes', 'pairs', [0, 0, 100, 100, 40, 40, 60, 60]);
  const known = { ...overlay('points', 'some', [50, 50]), instances: Int32Array.of(7) };

  it.each<[string, readonly Overlay[], number, number, string | undefined, number?]>([
    ['the smaller of two boxes', [outer, inner], 45, 45, '/inner'],
    ['the smaller one also when it lies below', [inner, outer], 45, 45, '/inner'],
    ['the box around', [outer, inner], 20, 20, '/outer'],
    ['a point over a box', [outer, inner, points], 52, 50, '/points'],
    ['an edge that is nearly hit', [inner], 37, 50, '/inner'],
    ['which of several boxes it is', [pairs], 45, 45, '/pairs', 1],
    ['the logged index of a point, of which others are not drawn', [known], 50, 52, '/some', 7],
    ['an arrow along its shaft', [outer, arrow], 32, 30, '/arrows'],
    ['a strip between its points', [strip], 70, 52, '/strip'],
    ['nothing where a strip is interrupted', [strip], 50, 52, undefined],
    ['an ellipse inside', [ellipse], 50, 20, '/ellipse'],
    ['nothing in the corner that an ellipse leaves', [ellipse], 6, 6, undefined],
    ['nothing', [inner, points], 90, 90, undefined],
  ])('%s', (_what, overlays, left, top, entity, instance = 0) => {
    const expected = entity === undefined ? undefined : { entity, instance };
    expect(pickOverlay(overlays, camera, left, top)).toEqual(expected);
  });
});

describe('stamped points', () => {
  const stamp = (x: number, y: number, radius: number, color: number, under = 0) => {
    const pixels = new Uint32Array(8 * 8).fill(under);
    rasterizePoints(pixels, 8, 8, {
      count: 1,
      positions: Float64Array.of(x, y),
      radii: Float32Array.of(radius),
      colors: Uint32Array.of(color),
    });
    return pixels;
  };
  const painted = (pixels: Uint32Array) => [...pixels.keys()].filter((i) => pixels[i] !== 0);

  it('fills the pixel under a point of half a pixel, in the order of ImageData', () => {
    const pixels = stamp(3.5, 2.5, 0.5, 0x112233ff);
    expect(painted(pixels)).toEqual([2 * 8 + 3]);
    expect([...new Uint8Array(pixels.buffer, (2 * 8 + 3) * 4, 4)]).toEqual([0x11, 0x22, 0x33, 0xff]);
  });

  it('is round, symmetric and about as large as a disc', () => {
    const pixels = stamp(4, 4, 3, 0xffffffff);
    const area = painted(pixels).length;
    expect(area).toBeGreaterThan(24);
    expect(area).toBeLessThan(34);
    expect(
      painted(pixels)
        .map((i) => 63 - i)
        .reverse(),
    ).toEqual(painted(pixels));
  });

  it('is cut at the edges', () => {
    expect(painted(stamp(0, 0, 2, 0xffffffff)).length).toBeGreaterThan(0);
    expect(painted(stamp(-5, 4, 2, 0xffffffff))).toEqual([]);
    expect(painted(stamp(4, 20, 2, 0xffffffff))).toEqual([]);
  });

  it('lets what is below shine through a translucent colour', () => {
    const pixels = stamp(3.5, 3.5, 0.5, 0xff000080, 0xff00ff00);
    const [red = 0, green = 0, blue = 0, alpha = 0] = new Uint8Array(pixels.buffer, (3 * 8 + 3) * 4, 4);
    expect([Math.abs(red - 128) <= 1, Math.abs(green - 127) <= 1, blue, alpha]).toEqual([true, true, 0, 255]);
  });
});
