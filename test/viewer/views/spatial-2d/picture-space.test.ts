import { DEFAULT_CONTENTS, parseEntityQuery } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { matchEntities } from '../../../../packages/viewer/src/app/data/entity-query.ts';
import type { RecordingStore } from '../../../../packages/viewer/src/app/data/recording-store.ts';
import { suggestPictureSpaces } from '../../../../packages/viewer/src/app/views/spatial-2d/picture-space.ts';
import { spaceContents } from '../../../../packages/viewer/src/app/views/spatial-2d/space-contents.ts';
import { suggestDocuments } from '../../../../packages/viewer/src/app/views/text-document/document-query.ts';
import { suggestLog } from '../../../../packages/viewer/src/app/views/text-log/suggest.ts';
import { suggestPlots } from '../../../../packages/viewer/src/app/views/time-series/suggest.ts';
import { batch, ChunkMaker, FRAME, scalar, text } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const PICTURE = batch('EncodedImage', 'blob', [Uint8Array.of(1)]);
const BOX = batch('Boxes2D', 'half_sizes', Float32Array.of(1, 1));
const POINT = batch('Points2D', 'positions', Float32Array.of(1, 1));

function recording(logged: Readonly<Record<string, ReturnType<typeof batch>>>) {
  const maker = new ChunkMaker();
  return storeOf(
    ...Object.entries(logged).map(([entity, data]) => maker.plain(entity, [FRAME], [{ times: [0n], batches: [data] }])),
  );
}

const MASK = batch('SegmentationImage', 'buffer', [Uint8Array.of(1)]);
const DEPTH = batch('DepthImage', 'buffer', [Uint8Array.of(1)]);
const CAMERA = batch('Pinhole', 'image_from_camera', Float32Array.of(9, 0, 0, 0, 9, 0, 4, 4, 1));
const ARROW = batch('Arrows2D', 'vectors', Float32Array.of(1, 1));

/** What the suggested view at `origin` draws: pictures and overlays. */
function drawn(store: RecordingStore, origin: string) {
  const view = suggestPictureSpaces(store).find((each) => each.origin === origin);
  if (view === undefined) throw new Error(`A view at ${origin} was expected.`);
  const query = parseEntityQuery(view.contents ?? DEFAULT_CONTENTS, view.origin);
  const { pictures, overlays } = spaceContents(store, view.origin, matchEntities(store.entityTree(), query));
  return { pictures, overlays: overlays.map(({ entity }) => entity) };
}

describe('which 2D views a recording gets', () => {
  it.each([
    ['one per picture', { 'cam/a': PICTURE, 'cam/b': PICTURE }, ['/cam/a', '/cam/b']],
    ['none of its own for a box on a picture', { cam: PICTURE, 'cam/det': BOX, 'cam/det/deep': POINT }, ['/cam']],
    ['one for a picture below a picture', { cam: PICTURE, 'cam/crop': PICTURE }, ['/cam', '/cam/crop']],
    ['the top-level entity for boxes on no picture', { 'map/a/b': BOX, 'map/c': POINT }, ['/map']],
    ['both, when one branch has a picture', { 'w/cam': PICTURE, 'w/map': BOX }, ['/w/cam', '/w']],
    ['the root for boxes logged at it', { '/': BOX }, ['/']],
    ['none for scalars and texts', { speed: scalar(1), log: text('x') }, []],
    ['one for arrows alone', { 'flow/a': ARROW }, ['/flow']],
    ['one for a segmentation alone', { 'seg/mask': MASK }, ['/seg/mask']],
    ['none of its own for a segmentation on a picture', { cam: PICTURE, 'cam/mask': MASK }, ['/cam']],
    ['the camera of a picture, with what is beside it', { cam: CAMERA, 'cam/rgb': PICTURE, 'cam/det': BOX }, ['/cam']],
    [
      'the camera for its colours, the depth image for itself',
      { cam: CAMERA, 'cam/rgb': PICTURE, 'cam/depth': DEPTH, 'cam/mask': MASK },
      ['/cam', '/cam/depth'],
    ],
    ['the camera of a depth image', { cam: CAMERA, 'cam/depth': DEPTH }, ['/cam']],
    [
      'each picture of a camera that has two',
      { cam: CAMERA, 'cam/a': PICTURE, 'cam/b': PICTURE },
      ['/cam/a', '/cam/b'],
    ],
    ['the camera for boxes without a picture', { 'w/cam': CAMERA, 'w/cam/det': BOX }, ['/w/cam']],
    ['none for a camera alone', { cam: CAMERA }, []],
  ] as const)('%s', (_what, logged, origins) => {
    const views = suggestPictureSpaces(recording(logged));
    expect(views.map((view) => view.origin).sort()).toEqual([...origins].sort());
    expect(new Set(views.map((view) => view.id)).size).toBe(views.length);
  });

  it('gives a space what lies over its picture, but not what has a view of its own', () => {
    const store = recording({ cam: PICTURE, 'cam/det': BOX, 'cam/crop': PICTURE, 'cam/crop/pts': POINT, other: BOX });
    expect(drawn(store, '/cam')).toEqual({ pictures: ['/cam'], overlays: ['/cam/det'] });
    expect(drawn(store, '/cam/crop')).toEqual({ pictures: ['/cam/crop'], overlays: ['/cam/crop/pts'] });
    expect(drawn(store, '/other')).toEqual({ pictures: [], overlays: ['/other'] });
  });

  it('lays a segmentation over its picture', () => {
    const store = recording({ cam: CAMERA, 'cam/rgb': PICTURE, 'cam/mask': MASK, 'cam/depth': DEPTH });
    expect(drawn(store, '/cam').pictures).toEqual(['/cam/mask', '/cam/rgb']);
  });

  it('leaves out what lies behind a camera below the origin', () => {
    const store = recording({ world: BOX, 'world/cam': CAMERA, 'world/cam/det': POINT });
    const all = matchEntities(store.entityTree(), parseEntityQuery(DEFAULT_CONTENTS, path('world')));
    expect(spaceContents(store, path('world'), all).overlays.map(({ entity }) => entity)).toEqual(['/world']);
  });

  it('draws boxes logged at the picture itself, and tells similar names apart', () => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain('cam', [FRAME], [{ times: [0n], batches: [PICTURE, BOX] }]),
      maker.plain('camera', [FRAME], [{ times: [0n], batches: [BOX] }]),
    );
    expect(drawn(store, '/cam').overlays).toEqual(['/cam']);
  });
});

describe('which other views a recording gets', () => {
  it('one plot per root of scalars, named after it', () => {
    const store = recording({ 'arm/torque': scalar(1), 'arm/speed': scalar(2), battery: scalar(3), log: text('x') });
    expect(suggestPlots(store).map((view) => [view.origin, view.title])).toEqual([
      ['/arm', 'arm'],
      ['/battery', 'battery'],
    ]);
  });

  it('a single plot instead of more than eight', () => {
    const roots = (count: number) =>
      suggestPlots(recording(Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, scalar(i)]))));
    expect(roots(8)).toHaveLength(8);
    expect(roots(9).map((view) => view.origin)).toEqual(['/']);
  });

  it('no plot for scalars that are only static', () => {
    const maker = new ChunkMaker();
    expect(suggestPlots(storeOf(maker.plain('gain', [], [{ times: [], batches: [scalar(1)] }])))).toEqual([]);
  });

  it('one log for all lines, one view per document', () => {
    const document = batch('TextDocument', 'text', ['x']);
    const store = recording({ 'a/log': text('x'), 'b/log': text('y'), 'doc/one': document, 'doc/two': document });
    expect(suggestLog(store).map((view) => view.origin)).toEqual(['/']);
    expect(suggestDocuments(store).map((view) => view.origin)).toEqual(['/doc/one', '/doc/two']);
    expect(suggestLog(recording({ a: scalar(1) }))).toEqual([]);
  });
});
