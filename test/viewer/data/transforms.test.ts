import { describe, expect, it } from 'vitest';
import type { RecordingStore } from '../../../packages/viewer/src/app/data/recording-store.ts';
import { type Placement, Transforms } from '../../../packages/viewer/src/app/data/transforms.ts';
import { mapPoint } from '../../../packages/viewer/src/app/data/transforms-affine.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { path, storeOf } from '../views/view-fixture.ts';
import { batch, ChunkMaker, clear, FRAME } from './make-chunks.ts';

const maker = new ChunkMaker();
const HALF = Math.SQRT1_2;
/** A quarter turn about z: x goes to y. */
const QUARTER_Z = Float32Array.of(0, 0, HALF, HALF);

type Batch = ReturnType<typeof batch>;
const floats = (...values: number[]) => Float32Array.from(values);
const move = (...xyz: number[]) => batch('Transform3D', 'translation', floats(...xyz));
const turn = (quaternion: Float32Array = QUARTER_Z) => batch('Transform3D', 'quaternion', quaternion);
const axisAngle = (axis: number[], angle: number) =>
  batch('Transform3D', 'rotation_axis_angle', [{ axis: floats(...axis), angle }]);
const scale = (...xyz: number[]) => batch('Transform3D', 'scale', floats(...xyz));
const matrix = (...columns: number[]) => batch('Transform3D', 'mat3x3', floats(...columns));
const reversed = () => batch('Transform3D', 'relation', Uint8Array.of(2));
const child = (frame: string) => batch('Transform3D', 'child_frame', [frame]);
const parent = (frame: string) => batch('Transform3D', 'parent_frame', [frame]);
const inFrame = (frame: string) => batch('CoordinateFrame', 'frame', [frame]);
const pinhole = () => batch('Pinhole', 'image_from_camera', floats(100, 0, 0, 0, 100, 0, 50, 40, 1));

const fixed = (entity: string, ...batches: Batch[]) => maker.plain(entity, [], [{ times: [], batches }]);
const at = (entity: string, time: bigint, ...batches: Batch[]) =>
  maker.plain(entity, [FRAME], [{ times: [time], batches }]);

function transformsOf(chunks: readonly IngestedChunk[], time = 0n): Transforms {
  const store: RecordingStore = storeOf(...chunks);
  return new Transforms(store, 'frame', time);
}

/** Where (1, 2, 3) of an entity goes, rounded; or why nowhere. */
function placed(placement: Placement): readonly number[] | string {
  if (placement.kind === 'lost') return placement.reason;
  return mapPoint(placement.affine, 1, 2, 3).map((value) => Math.round(value * 1e4) / 1e4 + 0);
}

const place = (chunks: readonly IngestedChunk[], entity: string, origin = '/', time = 0n) =>
  placed(transformsOf(chunks, time).placement(path(entity), path(origin)));

describe('a pose', () => {
  it.each<[string, Batch[], readonly number[] | string]>([
    ['moves', [move(10, 20, 30)], [11, 22, 33]],
    ['turns by a quaternion', [turn()], [-2, 1, 3]],
    ['turns by a quaternion of any length', [turn(floats(0, 0, 5, 5))], [-2, 1, 3]],
    ['turns about an axis', [axisAngle([0, 0, 2], Math.PI / 2)], [-2, 1, 3]],
    ['does not turn about no axis by no angle', [axisAngle([0, 0, 0], 0)], [1, 2, 3]],
    ['scales', [scale(2, 3, 4)], [2, 6, 12]],
    ['is a matrix, column by column', [matrix(0, 1, 0, -1, 0, 0, 0, 0, 2)], [-2, 1, 6]],
    ['scales first, then turns, then moves', [move(10, 0, 0), turn(), scale(2, 2, 2)], [6, 2, 6]],
    ['turns by axis and by quaternion', [axisAngle([0, 0, 1], Math.PI / 2), turn()], [-1, -2, 3]],
    ['is turned round by its relation', [move(10, 0, 0), turn(), reversed()], [2, 9, 3]],
  ])('%s', (_name, batches, expected) => {
    expect(place([fixed('a', ...batches)], '/a')).toEqual(expected);
  });

  it.each<[string, Batch[], string]>([
    ['of no rotation', [turn(floats(0, 0, 0, 0))], '/a: its quaternion is 0, 0, 0, 0'],
    ['about no axis', [axisAngle([0, 0, 0], 1)], '/a: its rotation by 1 about (0, 0, 0) has no axis'],
    ['of NaN', [move(Number.NaN, 0, 0)], '/a: its translation is not made of finite numbers: NaN, 0, 0'],
    ['that cannot be turned round', [scale(0, 1, 1), reversed()], '/a: its relation is ChildFromParent'],
  ])('%s loses the entity and says why', (_name, batches, expected) => {
    expect(place([fixed('a', ...batches)], '/a/b')).toContain(expected);
  });

  it('holds from its time on; a newer row replaces all of it', () => {
    const rows = [at('a', 1n, move(10, 0, 0), scale(2, 2, 2)), at('a', 5n, move(0, 7, 0))];
    expect([0n, 1n, 4n, 5n].map((time) => place(rows, '/a', '/', time))).toEqual([
      [1, 2, 3],
      [12, 4, 6],
      [12, 4, 6],
      [1, 9, 3],
    ]);
  });

  it('is forgotten after a clear', () => {
    expect(place([at('a', 1n, move(10, 0, 0)), at('a', 3n, clear(false))], '/a', '/', 3n)).toEqual([1, 2, 3]);
  });
});

describe('a tree of entities', () => {
  const tree = [fixed('robot', move(10, 0, 0)), fixed('robot/arm', turn()), fixed('other', move(0, 0, -5))];

  it.each([
    ['/robot/arm/tip', '/', [8, 1, 3]],
    ['/robot/arm', '/robot', [-2, 1, 3]],
    ['/robot', '/robot/arm', [2, -1, 3]],
    ['/', '/robot', [-9, 2, 3]],
    ['/robot', '/other', [11, 2, 8]],
    ['/nothing/was/logged', '/', [1, 2, 3]],
  ])('places %s as seen from %s', (entity, origin, expected) => {
    expect(place(tree, entity, origin)).toEqual(expected);
  });

  it('says when the origin cannot be seen from', () => {
    expect(place([fixed('a', scale(0, 1, 1))], '/', '/a')).toContain('origin cannot be turned round');
  });

  it('follows a chain of a thousand links', () => {
    const chunks: IngestedChunk[] = [];
    for (let i = 0, entity = ''; i < 1000; i++) {
      entity += '/e';
      chunks.push(fixed(entity.slice(1), move(1, 0, 0)));
    }
    const deepest = chunks.at(-1)?.chunk.entityPath ?? path('/');
    expect(place(chunks, deepest)).toEqual([1001, 2, 3]);
  });
});

describe('named frames', () => {
  it('place an entity wherever it stands in the tree', () => {
    const chunks = [
      fixed('tf', move(10, 0, 0), child('base'), parent('map')),
      fixed('tf2', turn(), child('arm'), parent('base')),
      fixed('world', inFrame('map')),
      fixed('world/points', inFrame('arm')),
    ];
    expect(place(chunks, '/world/points', '/world')).toEqual([8, 1, 3]);
    expect(place(chunks, '/world', '/world/points')).toEqual([2, 9, 3]);
  });

  it('leave the entity that names them, and the entities below an entity in one, where they are', () => {
    const chunks = [fixed('tf', move(10, 0, 0), child('base')), fixed('tf/x', inFrame('base'))];
    expect(place(chunks, '/tf')).toEqual([1, 2, 3]);
    expect(place(chunks, '/tf/x')).toEqual([11, 2, 3]);
    expect(place(chunks, '/tf/x/below')).toEqual([1, 2, 3]);
  });

  it('are told in turns by one entity: the newest row of each holds', () => {
    const rows = maker.plain(
      'tf',
      [FRAME],
      [
        { times: [1n], batches: [move(1, 0, 0), child('a')] },
        { times: [2n], batches: [move(2, 0, 0), child('b')] },
        { times: [3n], batches: [move(30, 0, 0), child('a')] },
      ],
    );
    const chunks = [rows, at('tf', 4n, move(20, 0, 0), child('b')), fixed('x', inFrame('a')), fixed('y', inFrame('b'))];
    const moved = (time: bigint) => ['/x', '/y'].map((entity) => place(chunks, entity, '/', time));
    expect(moved(2n)).toEqual([
      [2, 2, 3],
      [3, 2, 3],
    ]);
    expect(moved(3n)).toEqual([
      [31, 2, 3],
      [3, 2, 3],
    ]);
    expect(moved(4n)).toEqual([
      [31, 2, 3],
      [21, 2, 3],
    ]);
  });

  it('may be given by the names that entities have by themselves', () => {
    const chunks = [fixed('tf', move(5, 0, 0), child('tf#/a'), parent('tf#/b')), fixed('b', move(0, 5, 0))];
    expect(place(chunks, '/a')).toEqual([6, 7, 3]);
  });

  it('say when they hang on nothing', () => {
    expect(place([fixed('x', inFrame('lonely'))], '/x')).toBe(
      'its frame “lonely” is not connected to /, the frame of the view',
    );
  });

  it('say when they go round in a circle', () => {
    const chunks = [
      fixed('t1', move(1, 0, 0), child('a'), parent('b')),
      fixed('t2', move(1, 0, 0), child('b'), parent('a')),
      fixed('x', inFrame('a')),
      fixed('y', move(1, 0, 0)),
    ];
    expect(place(chunks, '/x')).toBe('the frames “a” → “b” → “a” go round in a circle');
    expect(place(chunks, '/y'), 'the rest is not touched').toEqual([2, 2, 3]);
  });
});

describe('a pinhole', () => {
  const camera = [fixed('cam', move(10, 0, 0), pinhole()), fixed('cam/image', move(99, 99, 99))];

  it('has its entity in space, and what is below in its picture', () => {
    const transforms = transformsOf(camera);
    expect(transforms.placement(path('/cam'), path('/'))).toMatchObject({ kind: 'space' });
    const below = transforms.placement(path('/cam/image'), path('/'));
    expect(below).toMatchObject({ kind: 'picture', camera: '/cam' });
    expect(placed(below), 'placed by its camera').toEqual([11, 2, 3]);
    expect(transforms.cameraOf(path('/cam/image/box'))).toBe('/cam');
    expect(transforms.cameraOf(path('/cam'))).toBe('/cam');
    expect(transforms.cameraOf(path('/other'))).toBeUndefined();
  });

  it('may begin at a named frame', () => {
    const chunks = [
      fixed('tf', move(3, 0, 0), child('optical')),
      fixed(
        'info',
        pinhole(),
        batch('Pinhole', 'child_frame', ['picture']),
        batch('Pinhole', 'parent_frame', ['optical']),
      ),
      fixed('img', inFrame('picture')),
    ];
    const transforms = transformsOf(chunks);
    expect(transforms.cameraOf(path('/img'))).toBe('/info');
    expect(placed(transforms.cameraPlacement(path('/info'), path('/')) ?? { kind: 'lost', reason: 'none' })).toEqual([
      4, 2, 3,
    ]);
  });

  it('shows nothing of space to a view whose origin lies in its picture', () => {
    expect(place([...camera, fixed('x', move(1, 0, 0))], '/x', '/cam/image')).toContain('lies in the picture of /cam');
  });
});

describe('instance poses', () => {
  const poses = (...batches: Batch[]) =>
    transformsOf([fixed('a', ...batches), fixed('a', move(100, 0, 0))]).instancePoses(path('/a'));
  const shifts = (...xyz: number[]) => batch('InstancePoses3D', 'translations', floats(...xyz));

  it('are as many as the longest field has values; the last value of the others repeats', () => {
    const three = poses(
      shifts(1, 0, 0, 2, 0, 0, 3, 0, 0),
      batch('InstancePoses3D', 'scales', floats(1, 1, 1, 2, 2, 2)),
    );
    expect(three?.map((pose) => (pose.kind === 'pose' ? mapPoint(pose.affine, 1, 1, 1) : pose.reason))).toEqual([
      [2, 1, 1],
      [4, 2, 2],
      [5, 2, 2],
    ]);
  });

  it('are none where nothing was logged, and say which is no pose', () => {
    expect(transformsOf([fixed('a', move(1, 2, 3))]).instancePoses(path('/a'))).toBeUndefined();
    const broken = poses(batch('InstancePoses3D', 'quaternions', floats(0, 0, 0, 1, 0, 0, 0, 0)));
    expect(broken?.map((pose) => pose.kind)).toEqual(['pose', 'invalid']);
  });
});
