import type { ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { classColor, entityColor } from '../../../../packages/viewer/src/app/views/shared-colors.ts';
import {
  type Overlay,
  type OverlayKind,
  positionOf,
} from '../../../../packages/viewer/src/app/views/spatial-2d/overlay.ts';
import { findOverlayRows } from '../../../../packages/viewer/src/app/views/spatial-2d/overlay-query.ts';
import { readOverlay } from '../../../../packages/viewer/src/app/views/spatial-2d/read-overlay.ts';
import { SpaceOverlays } from '../../../../packages/viewer/src/app/views/spatial-2d/space-overlays.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const f32 = (...numbers: number[]) => Float32Array.from(numbers);
const u16 = (...numbers: number[]) => Uint16Array.from(numbers);

const PERSON = {
  class_id: 7,
  class_description: {
    info: { id: 7, label: 'person', color: 0x112233ff },
    keypoint_annotations: [
      { id: 0, label: 'head', color: null },
      { id: 1, label: null, color: 0x445566ff },
    ],
    keypoint_connections: [
      { keypoint0: 0, keypoint1: 1 },
      { keypoint0: 1, keypoint1: 9 },
    ],
  },
};

function overlayOf(kind: OverlayKind, batches: readonly ComponentBatch[], context: readonly object[] = []): Overlay {
  const maker = new ChunkMaker();
  const store = storeOf(
    maker.plain('/', [], [{ times: [], batches: [batch('AnnotationContext', 'context', [context as never])] }]),
    maker.plain('det', [FRAME], [{ times: [0n], batches }]),
  );
  const rows = findOverlayRows(store, kind, path('det'), 'frame', 0n);
  if (rows === undefined) throw new Error('An overlay was expected at frame 0.');
  return readOverlay(rows);
}

describe('where lines, arrows and ellipses are', () => {
  it('a strip keeps its points, a point that is not finite interrupts it', () => {
    const lines = overlayOf('lines', [
      batch('LineStrips2D', 'strips', [f32(0, 1, 2, 3), f32(4, 5, Number.NaN, 7, 8, 9), f32()]),
    ]);
    expect([...(lines.starts ?? [])]).toEqual([0, 2, 5, 5]);
    expect([...lines.geometry]).toEqual([0, 1, 2, 3, 4, 5, Number.NaN, Number.NaN, 8, 9]);
    expect([lines.count, lines.skipped]).toEqual([3, 1]);
  });

  it('an arrow goes from its origin along its vector, the last origin counts on', () => {
    const arrows = overlayOf('arrows', [
      batch('Arrows2D', 'vectors', f32(10, 0, 0, 5)),
      batch('Arrows2D', 'origins', f32(1, 2)),
    ]);
    expect([...arrows.geometry]).toEqual([1, 2, 11, 2, 1, 2, 1, 7]);
  });

  it('an ellipse lies around its centre, with the width of its line', () => {
    const ellipses = overlayOf('ellipses', [
      batch('Ellipses2D', 'half_sizes', f32(3, 2)),
      batch('Ellipses2D', 'centers', f32(10, 20)),
      batch('Ellipses2D', 'line_radii', f32(0.5)),
    ]);
    expect([...ellipses.geometry]).toEqual([7, 18, 13, 22]);
    expect([...ellipses.radii]).toEqual([0.5]);
  });

  it('instances keep the index they were logged with when others are left out', () => {
    const arrows = overlayOf('arrows', [
      batch('Arrows2D', 'vectors', f32(Number.NaN, 0, 1, 1, Number.POSITIVE_INFINITY, 1, 2, 2)),
      batch('Arrows2D', 'colors', Uint32Array.of(1, 2, 3, 4)),
      batch('Arrows2D', 'labels', ['a', 'b', 'c', 'd']),
    ]);
    expect([...(arrows.instances ?? [])]).toEqual([1, 3]);
    expect([...arrows.colors]).toEqual([2, 4]);
    expect(arrows.labels).toEqual(['b', 'd']);
    expect([positionOf(arrows, 3), positionOf(arrows, 0)]).toEqual([1, undefined]);
  });
});

describe('classes and keypoints', () => {
  const positions = batch('Points2D', 'positions', f32(1, 1, 2, 2, 3, 3));

  it('give colours and names, a keypoint before its class', () => {
    const points = overlayOf(
      'points',
      [positions, batch('Points2D', 'class_ids', u16(7)), batch('Points2D', 'keypoint_ids', u16(0, 1, 5))],
      [PERSON],
    );
    expect([...points.colors]).toEqual([0x112233ff, 0x445566ff, 0x112233ff]);
    expect(points.labels).toEqual(['head', 'person', 'person']);
  });

  it('join keypoints that are connected, as far as both are there', () => {
    const points = overlayOf(
      'points',
      [positions, batch('Points2D', 'class_ids', u16(7)), batch('Points2D', 'keypoint_ids', u16(1, 0, 5))],
      [PERSON],
    );
    expect([...(points.bones?.geometry ?? [])]).toEqual([2, 2, 1, 1]);
    expect([...(points.bones?.colors ?? [])]).toEqual([0x112233ff]);
  });

  it('do not go before colours and labels that were logged', () => {
    const boxes = overlayOf(
      'boxes',
      [
        batch('Boxes2D', 'half_sizes', f32(1, 1)),
        batch('Boxes2D', 'class_ids', u16(7)),
        batch('Boxes2D', 'colors', Uint32Array.of(0xff00ff)),
        batch('Boxes2D', 'labels', ['mine']),
      ],
      [PERSON],
    );
    expect([[...boxes.colors], boxes.labels]).toEqual([[0xff00ff], ['mine']]);
  });

  it('have a colour of their own where nothing gives them one', () => {
    const boxes = overlayOf('boxes', [
      batch('Boxes2D', 'half_sizes', f32(1, 1)),
      batch('Boxes2D', 'class_ids', u16(3)),
    ]);
    expect([...boxes.colors]).toEqual([classColor(3)]);
    expect([...overlayOf('boxes', [batch('Boxes2D', 'half_sizes', f32(1, 1))]).colors]).toEqual([entityColor('/det')]);
  });
});

describe('overlays of a stretch of time', () => {
  const maker = new ChunkMaker();
  const rows = [0n, 10n, 20n, 30n].map((time) => ({
    times: [time],
    batches: [batch('Points2D', 'positions', f32(Number(time), 0))],
  }));
  const store = storeOf(
    maker.plain('det', [FRAME], rows),
    maker.plain('map', [], [{ times: [], batches: [batch('Points2D', 'positions', f32(-1, -1))] }]),
  );
  const contents = [path('det'), path('map')].map((entity) => ({ entity, kinds: ['points'] as const }));
  const xsAt = (overlays: SpaceOverlays, time: bigint | undefined, range?: { from: bigint; to: bigint }) =>
    overlays.at(contents, { store, timeline: 'frame', time, range }).map(({ geometry }) => geometry[0]);

  it('are all those in it, and what is static; without a range only what holds at the cursor', () => {
    const overlays = new SpaceOverlays();
    expect(xsAt(overlays, 25n)).toEqual([20, -1]);
    expect(xsAt(overlays, 25n, { from: 5n, to: 20n })).toEqual([10, 20, -1]);
    expect(xsAt(overlays, undefined)).toEqual([]);
  });

  it('are read once', () => {
    const overlays = new SpaceOverlays();
    const wish = { store, timeline: 'frame', time: 20n, range: { from: 0n, to: 20n } };
    const first = overlays.at(contents, wish);
    expect(overlays.at(contents, wish).every((overlay, i) => overlay === first[i])).toBe(true);
  });
});
