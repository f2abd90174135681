import type { ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { classColor, entityColor } from '../../../../packages/viewer/src/app/views/shared-colors.ts';
import { boundsOf, type OverlayKind } from '../../../../packages/viewer/src/app/views/spatial-2d/overlay.ts';
import {
  findOverlayRows,
  sameOverlayRows,
} from '../../../../packages/viewer/src/app/views/spatial-2d/overlay-query.ts';
import { readOverlay } from '../../../../packages/viewer/src/app/views/spatial-2d/read-overlay.ts';
import { batch, ChunkMaker, clear, FRAME } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const RED = 0xff0000ff;
const GREEN = 0x00ff00ff;
const half = (...numbers: number[]) => batch('Boxes2D', 'half_sizes', Float32Array.from(numbers));
const centers = (...numbers: number[]) => batch('Boxes2D', 'centers', Float32Array.from(numbers));
const colors = (...values: number[]) => batch('Boxes2D', 'colors', Uint32Array.from(values));
const labels = (...values: string[]) => batch('Boxes2D', 'labels', values);
const positions = (...numbers: number[]) => batch('Points2D', 'positions', Float32Array.from(numbers));

function overlayOf(kind: OverlayKind, ...batches: ComponentBatch[]) {
  const store = storeOf(new ChunkMaker().plain('det', [FRAME], [{ times: [0n], batches }]));
  const rows = findOverlayRows(store, kind, path('det'), 'frame', 0n);
  if (rows === undefined) throw new Error('An overlay was expected at frame 0.');
  return readOverlay(rows);
}

describe('boxes and points as they are drawn', () => {
  it('puts a box around its centre, and at the origin without one', () => {
    expect([...overlayOf('boxes', half(2, 3), centers(10, 20)).geometry]).toEqual([8, 17, 12, 23]);
    expect([...overlayOf('boxes', half(2, 3)).geometry]).toEqual([-2, -3, 2, 3]);
    expect([...overlayOf('boxes', half(-2, 3)).geometry]).toEqual([-2, -3, 2, 3]);
  });

  it('covers a picture of 640 by 480 exactly with the box from 0,0 to 640,480', () => {
    expect([...overlayOf('boxes', half(320, 240), centers(320, 240)).geometry]).toEqual([0, 0, 640, 480]);
  });

  it.each([
    ['one for all', [colors(RED)], [RED, RED, RED]],
    ['the last for those left over', [colors(RED, GREEN)], [RED, GREEN, GREEN]],
    ['of the entity when none is logged', [], Array(3).fill(entityColor('/det'))],
    ['of the entity when none are in the row', [colors()], Array(3).fill(entityColor('/det'))],
    [
      'of the class',
      [batch('Boxes2D', 'class_ids', Uint16Array.of(7, 8, 7))],
      [classColor(7), classColor(8), classColor(7)],
    ],
    [
      'its own rather than of the class',
      [colors(RED), batch('Boxes2D', 'class_ids', Uint16Array.of(7))],
      [RED, RED, RED],
    ],
  ])('colours: %s', (_what, extra, expected) => {
    expect([...overlayOf('boxes', half(1, 1, 2, 2, 3, 3), ...extra).colors]).toEqual(expected);
  });

  it('repeats the last radius, and keeps the sign that tells screen from scene', () => {
    const radii = batch('Points2D', 'radii', Float32Array.of(4, -2));
    expect([...overlayOf('points', positions(0, 0, 1, 1, 2, 2), radii).radii]).toEqual([4, -2, -2]);
    expect(overlayOf('points', positions(0, 0)).radii[0]).toBeLessThan(0);
    const none = batch('Points2D', 'radii', Float32Array.of(Number.NaN));
    expect(overlayOf('points', positions(0, 0), none).radii[0]).toBeLessThan(0);
  });

  it('leaves out what is not finite, counts it, and keeps colours and labels with their instances', () => {
    const overlay = overlayOf(
      'boxes',
      half(1, 1, 1, 1, 1, 1, 1, Number.POSITIVE_INFINITY),
      centers(0, 0, Number.NaN, 0, 5, 5, 6, 6),
      colors(1, 2, 3, 4),
      labels('a', 'b', 'c', 'd'),
    );
    expect(overlay).toMatchObject({ count: 2, skipped: 2, labels: ['a', 'c'] });
    expect([...overlay.colors]).toEqual([1, 3]);
    expect(boundsOf(overlay)).toEqual({ x: -1, y: -1, width: 7, height: 7 });
  });

  it.each([
    ['few boxes', 29, 29, undefined, true],
    ['many boxes', 30, 30, undefined, false],
    ['many boxes with a single label', 40, 1, undefined, true],
    ['many, but asked for', 40, 40, true, true],
    ['few, but unwanted', 2, 2, false, false],
  ])('labels of %s', (_what, boxes, labelCount, asked, shown) => {
    const overlay = overlayOf(
      'boxes',
      half(...Array<number>(boxes * 2).fill(1)),
      labels(...Array.from({ length: labelCount }, (_, i) => `l${i}`)),
      ...(asked === undefined ? [] : [batch('Boxes2D', 'show_labels', [asked])]),
    );
    expect(overlay.showLabels).toBe(shown);
  });

  it('lets a single label stand for several boxes, once', () => {
    expect(overlayOf('boxes', half(1, 1, 2, 2), labels('pair'))).toMatchObject({ labels: [], sharedLabel: 'pair' });
    expect(overlayOf('boxes', half(1, 1), labels('one'))).toMatchObject({ labels: ['one'], sharedLabel: undefined });
  });

  // Trap 14 of the schema: documented as 30, registered in Rerun's viewer as 20.
  it('draws boxes below points, unless told otherwise', () => {
    expect(overlayOf('boxes', half(1, 1)).drawOrder).toBe(10);
    expect(overlayOf('points', positions(1, 1)).drawOrder).toBe(20);
    expect(overlayOf('boxes', half(1, 1), batch('Boxes2D', 'draw_order', Float32Array.of(99))).drawOrder).toBe(99);
  });

  it('finds other rows only when something was logged in between, and none after a Clear', () => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain(
        'det',
        [FRAME],
        [
          { times: [0n], batches: [half(1, 1)] },
          { times: [10n], batches: [half(2, 2)] },
          { times: [20n], batches: [clear(false)] },
        ],
      ),
    );
    const at = (time: bigint) => findOverlayRows(store, 'boxes', path('det'), 'frame', time);
    const [early, later, next] = [at(1n), at(9n), at(10n)];
    if (early === undefined || later === undefined || next === undefined) throw new Error('Rows were expected.');
    expect(sameOverlayRows(early, later)).toBe(true);
    expect(sameOverlayRows(early, next)).toBe(false);
    expect(at(20n)).toBeUndefined();
    expect(at(-1n)).toBeUndefined();
  });
});
