import { describe, expect, it } from 'vitest';
import {
  overlayEntities,
  suggestPictureSpaces,
} from '../../../../packages/viewer/src/app/views/spatial-2d/picture-space.ts';
import { suggestDocuments } from '../../../../packages/viewer/src/app/views/text-document/document-query.ts';
import { suggestLog } from '../../../../packages/viewer/src/app/views/text-log/suggest.ts';
import { suggestPlots } from '../../../../packages/viewer/src/app/views/time-series/series-query.ts';
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

describe('which 2D views a recording gets', () => {
  it.each([
    ['one per picture', { 'cam/a': PICTURE, 'cam/b': PICTURE }, ['/cam/a', '/cam/b']],
    ['none of its own for a box on a picture', { cam: PICTURE, 'cam/det': BOX, 'cam/det/deep': POINT }, ['/cam']],
    ['one for a picture below a picture', { cam: PICTURE, 'cam/crop': PICTURE }, ['/cam', '/cam/crop']],
    ['the top-level entity for boxes on no picture', { 'map/a/b': BOX, 'map/c': POINT }, ['/map']],
    ['both, when one branch has a picture', { 'w/cam': PICTURE, 'w/map': BOX }, ['/w/cam', '/w']],
    ['the root for boxes logged at it', { '/': BOX }, ['/']],
    ['none for scalars and texts', { speed: scalar(1), log: text('x') }, []],
  ] as const)('%s', (_what, logged, origins) => {
    const views = suggestPictureSpaces(recording(logged));
    expect(views.map((view) => view.origin).sort()).toEqual([...origins].sort());
    expect(new Set(views.map((view) => view.id)).size).toBe(views.length);
  });

  it('gives a space the overlays below it, but not those of a picture nested in it', () => {
    const store = recording({ cam: PICTURE, 'cam/det': BOX, 'cam/crop': PICTURE, 'cam/crop/pts': POINT, other: BOX });
    expect(overlayEntities(store, path('cam'))).toEqual(['/cam/det']);
    expect(overlayEntities(store, path('cam/crop'))).toEqual(['/cam/crop/pts']);
    expect(overlayEntities(store, path('other'))).toEqual(['/other']);
  });

  it('draws boxes logged at the picture itself, and tells similar names apart', () => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain('cam', [FRAME], [{ times: [0n], batches: [PICTURE, BOX] }]),
      maker.plain('camera', [FRAME], [{ times: [0n], batches: [BOX] }]),
    );
    expect(overlayEntities(store, path('cam'))).toEqual(['/cam']);
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
