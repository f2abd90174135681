import { describe, expect, it } from 'vitest';
import { Transforms } from '../../../../packages/viewer/src/app/data/transforms.ts';
import type { IngestedChunk } from '../../../../packages/viewer/src/app/source/ingest-messages.ts';
import type { Geometry } from '../../../../packages/viewer/src/app/views/spatial-3d/geometry.ts';
import { SpaceContents } from '../../../../packages/viewer/src/app/views/spatial-3d/space-contents.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const maker = new ChunkMaker();
type Batch = ReturnType<typeof batch>;
const floats = (...values: number[]) => Float32Array.from(values);
const fixed = (entity: string, ...batches: Batch[]) => maker.plain(entity, [], [{ times: [], batches }]);

function contentsOf(chunks: readonly IngestedChunk[], time = 0n, contents = new SpaceContents()) {
  const store = storeOf(...chunks);
  return contents.at({
    store,
    timeline: 'frame',
    time,
    origin: path('/'),
    contents: store.entities(),
    transforms: new Transforms(store, 'frame', time),
    pictureSize: () => undefined,
  });
}

/** The only thing there is, of the kind that a test is about. */
function only<K extends Geometry['kind']>(kind: K, ...batches: Batch[]): Extract<Geometry, { kind: K }> {
  const { items } = contentsOf([fixed('a', ...batches)]);
  const geometry = items[0]?.geometry;
  if (geometry?.kind !== kind) throw new Error(`A thing of kind ${kind} was expected, found ${geometry?.kind}.`);
  return geometry as Extract<Geometry, { kind: K }>;
}

describe('points', () => {
  const positions = batch('Points3D', 'positions', floats(1, 2, 3, 4, 5, 6, 7, 8, 9));

  it('repeat the last colour and radius, and take defaults where nothing was logged', () => {
    const points = only(
      'points',
      positions,
      batch('Points3D', 'colors', Uint32Array.of(0xff0000ff, 0x00ff00ff)),
      batch('Points3D', 'radii', floats(0.5, Number.NaN)),
    );
    expect([...points.colors]).toEqual([0xff0000ff, 0x00ff00ff, 0x00ff00ff]);
    expect([...points.radii]).toEqual([0.5, -2.5, -2.5]);
  });

  it('leave out what is not finite, and remember which instances are left', () => {
    const points = only(
      'points',
      batch('Points3D', 'positions', floats(Number.NaN, 0, 0, 4, 5, 6, 0, Infinity, 0, 1, 1, 1)),
    );
    expect([...points.positions]).toEqual([4, 5, 6, 1, 1, 1]);
    expect([...(points.instances ?? [])]).toEqual([1, 3]);
    expect(points.problems).toEqual(['2 of 4 points not drawn: their numbers are not finite']);
    expect(points.bounds).toEqual({ min: [1, 1, 1], max: [4, 5, 6] });
  });

  it('take colours and labels of their classes', () => {
    const info = { id: 7, label: 'crate', color: 0x112233ff };
    const description = { info, keypoint_annotations: [], keypoint_connections: [] };
    const context = batch('AnnotationContext', 'context', [[{ class_id: 7, class_description: description }]]);
    const { items } = contentsOf([
      fixed('world', context),
      fixed('world/a', positions, batch('Points3D', 'class_ids', Uint16Array.of(7))),
    ]);
    const points = items[0]?.geometry;
    expect(points?.kind === 'points' && [...points.colors]).toEqual([0x112233ff, 0x112233ff, 0x112233ff]);
    expect(points?.labels.map((label) => label.text)).toEqual(['crate', 'crate', 'crate']);
  });

  it('have one label for all in their middle', () => {
    const points = only('points', positions, batch('Points3D', 'labels', ['all']));
    expect(points.labels).toMatchObject([{ text: 'all', at: [4, 5, 6] }]);
  });
});

describe('solids', () => {
  it('stand at the origin, not turned, seen through, unless something else was logged', () => {
    const boxes = only('shapes', batch('Boxes3D', 'half_sizes', floats(1, 2, 3)));
    expect(boxes).toMatchObject({ shape: 'box', fill: 'transparent', count: 1 });
    expect([...boxes.centers]).toEqual([0, 0, 0]);
    expect([...boxes.rotations]).toEqual([0, 0, 0, 1]);
    expect([...boxes.sizes]).toEqual([1, 2, 3, 0]);
  });

  it('are turned by an axis and an angle, or a quaternion of any length', () => {
    const half = batch('Boxes3D', 'half_sizes', floats(1, 1, 1));
    const angle = only(
      'shapes',
      half,
      batch('Boxes3D', 'rotation_axis_angles', [{ axis: floats(0, 0, 2), angle: Math.PI }]),
    );
    expect([...angle.rotations].map((value) => Math.round(value * 1e4) / 1e4 + 0)).toEqual([0, 0, 1, 0]);
    const quaternion = only('shapes', half, batch('Boxes3D', 'quaternions', floats(0, 3, 0, 0)));
    expect([...quaternion.rotations]).toEqual([0, 1, 0, 0]);
  });

  it.each<[string, Batch[], number[]]>([
    ['cylinders', [batch('Cylinders3D', 'lengths', floats(4)), batch('Cylinders3D', 'radii', floats(1))], [1, 1, 2, 0]],
    ['capsules', [batch('Capsules3D', 'lengths', floats(4)), batch('Capsules3D', 'radii', floats(1))], [1, 1, 1, 4]],
    ['ellipsoids', [batch('Ellipsoids3D', 'half_sizes', floats(1, 2, 3))], [1, 2, 3, 0]],
  ])('have their sizes: %s', (_name, batches, sizes) => {
    expect([...only('shapes', ...batches).sizes]).toEqual(sizes);
  });

  it('leave out what is no rotation', () => {
    const boxes = only(
      'shapes',
      batch('Boxes3D', 'half_sizes', floats(1, 1, 1)),
      batch('Boxes3D', 'quaternions', floats(0, 0, 0, 0)),
    );
    expect(boxes.count).toBe(0);
    expect(boxes.problems).toEqual(['1 of 1 boxes not drawn: their numbers are not finite']);
  });

  it('are as many as there are instance poses', () => {
    const { items } = contentsOf([
      fixed('a', batch('Boxes3D', 'half_sizes', floats(1, 1, 1))),
      fixed('a', batch('InstancePoses3D', 'translations', floats(1, 0, 0, 2, 0, 0, 3, 0, 0))),
    ]);
    expect(items[0]?.geometry.count).toBe(3);
    expect(items[0]?.poses?.map((pose) => pose[12])).toEqual([1, 2, 3]);
  });
});

describe('lines', () => {
  it('are broken where a place is not finite', () => {
    const strips = only(
      'segments',
      batch('LineStrips3D', 'strips', [
        floats(0, 0, 0, 1, 0, 0, Number.NaN, 0, 0, 3, 0, 0, 4, 0, 0),
        floats(5, 0, 0, 6, 0, 0),
      ]),
    );
    expect([...strips.ends]).toEqual([0, 0, 0, 1, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0, 6, 0, 0]);
    expect([...(strips.pieceInstance ?? [])]).toEqual([0, 0, 1]);
    expect(strips.problems).toEqual(['1 of 2 line strips have gaps: places are not finite']);
  });

  it('are arrows from their origins', () => {
    const arrows = only(
      'segments',
      batch('Arrows3D', 'vectors', floats(0, 0, 1, 0, 1, 0)),
      batch('Arrows3D', 'origins', floats(5, 5, 5)),
    );
    expect([...arrows.ends]).toEqual([5, 5, 5, 5, 5, 6, 5, 5, 5, 5, 6, 5]);
    expect(arrows.isArrow).toBe(true);
  });
});

describe('cameras', () => {
  const matrix = batch('Pinhole', 'image_from_camera', floats(100, 0, 0, 0, 100, 0, 50, 40, 1));

  it('say when no resolution was logged', () => {
    const camera = only('camera', matrix);
    expect([camera.width, camera.height]).toEqual([100, 80]);
    expect(camera.problems).toEqual(['no resolution was logged, and no picture: it is taken to be twice the centre']);
  });

  it('are replaced by a newer row: what that leaves out is not taken from the one before', () => {
    const rows = maker.plain(
      'cam',
      [FRAME],
      [
        { times: [1n], batches: [matrix, batch('Pinhole', 'resolution', floats(640, 480))] },
        { times: [2n], batches: [matrix] },
      ],
    );
    const widths = [1n, 2n].map((time) => {
      const camera = contentsOf([rows], time).items[0]?.geometry;
      return camera?.kind === 'camera' ? camera.width : undefined;
    });
    expect(widths).toEqual([640, 100]);
  });

  it('are not drawn without a focal length', () => {
    const camera = only(
      'camera',
      batch('Pinhole', 'image_from_camera', floats(0, 0, 0, 0, 0, 0, 0, 0, 1)),
      batch('Pinhole', 'resolution', floats(10, 10)),
    );
    expect(camera.problems[0]).toContain('its camera is not drawn: focal lengths 0, 0');
  });

  it('keep things in space out of their pictures, and say so', () => {
    const { items, problems } = contentsOf([
      fixed('cam', matrix, batch('Pinhole', 'resolution', floats(100, 80))),
      fixed('cam/points', batch('Points3D', 'positions', floats(0, 0, 0))),
    ]);
    expect(items.map((item) => item.key)).toEqual(['Pinhole:/cam']);
    expect(problems[0]).toMatchObject({
      entity: '/cam/points',
      reason: expect.stringContaining('lies in the picture of /cam'),
    });
  });
});

describe('what is read again', () => {
  it('is only what changed', () => {
    const contents = new SpaceContents();
    const rows = maker.plain(
      'b',
      [FRAME],
      [1n, 2n].map((time) => ({
        times: [time],
        batches: [batch('Points3D', 'positions', floats(Number(time), 0, 0))],
      })),
    );
    const chunks = [fixed('a', batch('Points3D', 'positions', floats(0, 0, 0))), rows];
    const [first, later] = [1n, 2n].map((time) => contentsOf(chunks, time, contents).items);
    expect(later?.[0]?.geometry, 'untouched').toBe(first?.[0]?.geometry);
    expect(later?.[1]?.geometry).not.toBe(first?.[1]?.geometry);
  });

  it('moves with its transform without being read', () => {
    const contents = new SpaceContents();
    const moves = maker.plain(
      'a',
      [FRAME],
      [1n, 2n].map((time) => ({
        times: [time],
        batches: [batch('Transform3D', 'translation', floats(Number(time), 0, 0))],
      })),
    );
    const chunks = [fixed('a', batch('Points3D', 'positions', floats(0, 0, 0))), moves];
    const [first, later] = [1n, 2n].map((time) => contentsOf(chunks, time, contents).items[0]);
    expect(later?.geometry).toBe(first?.geometry);
    expect([first?.affine[12], later?.affine[12]]).toEqual([1, 2]);
  });
});
