import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  type Arrangement,
  arrangeViews,
  MAX_GROUPS,
  mergeViews,
} from '../../../packages/viewer/src/app/state/layout.ts';
import { ViewKind, type ViewSpec } from '../../../packages/viewer/src/app/views/view.ts';

const view = (kind: ViewKind, path: string): ViewSpec => ({
  id: `${kind}:${path}`,
  kind,
  origin: parseEntityPath(path),
  title: path,
});
const camera = (n: number) => view(ViewKind.Spatial2D, `/camera/${n}`);
const cameras = (count: number) => Array.from({ length: count }, (_, n) => camera(n));
const plot = view(ViewKind.TimeSeries, '/arm');
const log = view(ViewKind.TextLog, '/');
const table = view(ViewKind.DataFrame, '/');
const text = view(ViewKind.TextDocument, '/readme');

describe('merging suggestions', () => {
  it.each<[string, ViewSpec[], ViewSpec[], string[], ViewSpec[]]>([
    ['adds what is new at the end', [plot], [camera(0), plot], [], [plot, camera(0)]],
    ['keeps what is no longer suggested', [plot, log], [log], [], [plot, log]],
    ['does not bring back what was closed', [plot], [plot, log], [log.id], [plot]],
    ['takes a view that is suggested twice once', [], [log, log], [], [log]],
  ])('%s', (_, current, suggested, closed, expected) => {
    expect(mergeViews(current, suggested, closed)).toEqual(expected);
  });

  it('gives the same list when nothing is new, so that nothing is laid out again', () => {
    const current = [plot, log];
    expect(mergeViews(current, [log], [])).toBe(current);
  });
});

describe('first layout', () => {
  const groups = (node: Arrangement | undefined): (readonly string[])[] => {
    if (node === undefined) return [];
    return node.kind === 'group' ? [node.views] : node.children.flatMap(groups);
  };

  it('is empty without views', () => {
    expect(arrangeViews([])).toBeUndefined();
  });

  it('is one group for one view', () => {
    expect(arrangeViews([plot])).toEqual({ kind: 'group', weight: 1, views: [plot.id] });
  });

  it('has the picture large on the left and the rest in a column beside it', () => {
    expect(arrangeViews([log, plot, camera(0), text])).toMatchObject({
      kind: 'split',
      direction: 'row',
      children: [
        { kind: 'group', weight: 2, views: [camera(0).id] },
        {
          kind: 'split',
          direction: 'column',
          weight: 1,
          children: [{ views: [plot.id] }, { views: [log.id] }, { views: [text.id] }],
        },
      ],
    });
  });

  it('has the rest below the picture in a high window', () => {
    expect(arrangeViews([plot, camera(0)], false)).toMatchObject({ direction: 'column' });
  });

  it.each([
    { pictures: 2, rows: [1, 1] },
    { pictures: 3, rows: [2, 1] },
    { pictures: 6, rows: [2, 2, 2] },
  ])('has $pictures pictures beside others in rows of $rows, since wide ones are larger one above another', (each) => {
    const arranged = arrangeViews([...cameras(each.pictures), plot]);
    const main = arranged?.kind === 'split' ? arranged.children[0] : undefined;
    if (main?.kind !== 'split') throw new Error('a split was expected');
    const rows = main.children.map((row) => (row.kind === 'split' ? row.children.length : 1));
    expect([main.direction, rows]).toEqual(['column', each.rows]);
  });

  it('has a table of data as a tab behind the last of the others, which keep their room', () => {
    const views = [table, plot, camera(0), log];
    expect(groups(arrangeViews(views))).toEqual([[camera(0).id], [plot.id], [log.id, table.id]]);
    expect(groups(arrangeViews([camera(0), table]))).toEqual([[camera(0).id], [table.id]]);
    expect(groups(arrangeViews([table]))).toEqual([[table.id]]);
  });

  it('puts four cameras in two rows of two', () => {
    expect(arrangeViews(cameras(4))).toMatchObject({
      direction: 'column',
      children: [
        { direction: 'row', children: [{}, {}] },
        { direction: 'row', children: [{}, {}] },
      ],
    });
  });

  it.each([1, 2, 3, 5, 7, 8, 9, 16, 40])(
    'shows every one of %d cameras and all others, in at most eight groups',
    (n) => {
      const views = [...cameras(n), plot, log, text];
      const found = groups(arrangeViews(views));
      expect(found.length).toBeLessThanOrEqual(MAX_GROUPS);
      expect(found.flat().sort()).toEqual(views.map((spec) => spec.id).sort());
      for (const other of [plot, log, text]) expect(found).toContainEqual([other.id]);
    },
  );
});
