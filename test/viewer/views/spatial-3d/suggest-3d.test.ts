import { describe, expect, it } from 'vitest';
import { suggestSpaces } from '../../../../packages/viewer/src/app/views/spatial-3d/suggest.ts';
import { batch, ChunkMaker } from '../../data/make-chunks.ts';
import { storeOf } from '../view-fixture.ts';

const maker = new ChunkMaker();
type Batch = ReturnType<typeof batch>;
const at = (entity: string, content: Batch) => maker.plain(entity, [], [{ times: [], batches: [content] }]);
const points = batch('Points3D', 'positions', Float32Array.of(0, 0, 0));
const axes = batch('ViewCoordinates', 'xyz', Uint8Array.of(3, 5, 1));
const pinhole = batch('Pinhole', 'image_from_camera', Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
const boxes2d = batch('Boxes2D', 'half_sizes', Float32Array.of(1, 1));

describe('the 3D views that a recording asks for', () => {
  it.each<[string, readonly (readonly [string, Batch])[], readonly string[]]>([
    ['none where nothing is in space', [['image', boxes2d]], []],
    ['none for a transform alone', [['a', batch('Transform3D', 'translation', Float32Array.of(1, 2, 3))]], []],
    [
      'one of everything',
      [
        ['a/points', points],
        ['b/points', points],
      ],
      ['/'],
    ],
    [
      'one where the axes were named',
      [
        ['world', axes],
        ['world/points', points],
      ],
      ['/world'],
    ],
    [
      'one for each space whose axes were named',
      [
        ['a', axes],
        ['a/p', points],
        ['b', axes],
        ['b/p', points],
      ],
      ['/a', '/b'],
    ],
    [
      'one of everything where something lies outside',
      [
        ['a', axes],
        ['a/p', points],
        ['b/p', points],
      ],
      ['/'],
    ],
    [
      'none below another',
      [
        ['a', axes],
        ['a/b', axes],
        ['a/b/p', points],
      ],
      ['/a'],
    ],
    [
      'not of a space without content',
      [
        ['a', axes],
        ['b/p', points],
      ],
      ['/'],
    ],
    ['with a camera alone', [['cam', pinhole]], ['/']],
    [
      'not of a camera that names its axes',
      [
        ['cam', pinhole],
        ['cam', axes],
      ],
      ['/'],
    ],
  ])('are %s', (_name, content, expected) => {
    const store = storeOf(...content.map(([entity, component]) => at(entity, component)));
    expect(suggestSpaces(store).map((spec) => spec.origin)).toEqual(expected);
  });
});
