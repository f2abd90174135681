import { existsSync, readFileSync } from 'node:fs';
import {
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintView,
  blueprintViews,
  ContainerKind,
  isBlueprintId,
  makeBlueprintId,
  PanelState,
  parseEntityPath,
  readBlueprintLayout,
  toBlueprintStore,
  writeBlueprintFile,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportBlueprint } from '../../../packages/viewer/src/app/state/blueprint-export.ts';
import { importBlueprint } from '../../../packages/viewer/src/app/state/blueprint-import.ts';
import type { Arrangement } from '../../../packages/viewer/src/app/state/layout.ts';
import { layoutFromJson, layoutToJson } from '../../../packages/viewer/src/app/state/layout-json.ts';
import type { Layout } from '../../../packages/viewer/src/app/state/layout-state.ts';
import { arrangedViews, sameArrangement, withView } from '../../../packages/viewer/src/app/state/layout-tree.ts';
import { blueprintIdOf } from '../../../packages/viewer/src/app/state/view-id.ts';
import { ViewKind, type ViewSpec } from '../../../packages/viewer/src/app/views/view.ts';
import { rrdCorpusPath } from '../../support/corpus.ts';

const view = (name: string, more: Partial<BlueprintView> = {}): BlueprintView => ({
  kind: 'view',
  id: makeBlueprintId(),
  className: '2D',
  origin: parseEntityPath('/'),
  name,
  ...more,
});
const box = (containerKind: ContainerKind, contents: readonly BlueprintItem[], more: object = {}): BlueprintItem => ({
  kind: 'container',
  id: makeBlueprintId(),
  containerKind,
  contents,
  ...more,
});
const blueprint = (root: BlueprintItem | undefined, more: Partial<BlueprintLayout> = {}): BlueprintLayout => ({
  root,
  panels: {},
  time: {},
  ...more,
});
const { Tabs, Horizontal, Vertical, Grid } = ContainerKind;

/** `a|b` beside each other, `a/b` below each other, `a,b` tabs with the one in front in capitals. */
function draw({ views, arrangement }: Layout): string {
  const titles = new Map(views.map(({ id, title }) => [id, title]));
  const title = (id: string) => titles.get(id) ?? '?';
  const text = (node: Arrangement | undefined): string => {
    if (node === undefined) return '';
    if (node.kind === 'split') return `(${node.children.map(text).join(node.direction === 'row' ? '|' : '/')})`;
    return node.views.map((id) => (id === node.active ? title(id).toUpperCase() : title(id))).join(',');
  };
  return text(arrangement);
}

describe('a blueprint on the page', () => {
  it.each<[string, BlueprintItem, string]>([
    ['a view alone', view('a'), 'a'],
    ['beside each other', box(Horizontal, [view('a'), view('b')]), '(a|b)'],
    ['below each other', box(Vertical, [view('a'), view('b'), view('c')]), '(a/b/c)'],
    ['tabs, with the one in front', box(Tabs, [view('a'), view('b')], { activeTab: 1 }), 'a,B'],
    ['a grid of its own making', box(Grid, [view('a'), view('b'), view('c'), view('d'), view('e')]), '((a|b|c)/(d|e))'],
    ['a grid with columns', box(Grid, [view('a'), view('b'), view('c')], { gridColumns: 2 }), '((a|b)/c)'],
    ['a grid of one row', box(Grid, [view('a'), view('b')], { gridColumns: 5 }), '(a|b)'],
    [
      'containers inside each other',
      box(Horizontal, [view('a'), box(Vertical, [box(Tabs, [view('b'), view('c')]), view('d')])]),
      '(a|(b,c/d))',
    ],
    [
      'a container in a tab, which tabs here cannot hold',
      box(Tabs, [view('a'), box(Horizontal, [view('b'), view('c')])]),
      'a,b,c',
    ],
    [
      'what is switched off is left out',
      box(Horizontal, [view('a', { visible: false }), view('b'), view('c')]),
      '(b|c)',
    ],
    ['a container that is switched off', box(Horizontal, [view('a'), box(Tabs, [view('b')], { visible: false })]), 'a'],
  ])('%s', (_, root, expected) => {
    expect(draw(importBlueprint(blueprint(root)).layout)).toBe(expected);
  });

  it('has the shares of its rows and columns', () => {
    const grid = box(Grid, [view('a'), view('b'), view('c'), view('d')], {
      gridColumns: 2,
      columnShares: [3, 1],
      rowShares: [1, 2],
    });
    expect(importBlueprint(blueprint(grid)).layout.arrangement).toMatchObject({
      children: [
        { weight: 1, children: [{ weight: 3 }, { weight: 1 }] },
        { weight: 2, children: [{ weight: 3 }, { weight: 1 }] },
      ],
    });
    const hidden = box(Horizontal, [view('a', { visible: false }), view('b'), view('c')], { columnShares: [5, 2, 1] });
    expect(importBlueprint(blueprint(hidden)).layout.arrangement).toMatchObject({
      children: [{ weight: 2 }, { weight: 1 }],
    });
  });

  it('is arranged by the page where it says so', () => {
    const { layout } = importBlueprint(blueprint(box(Horizontal, [view('a')]), { autoLayout: true }));
    expect(layout.arrangement).toBeUndefined();
  });

  it('gets views suggested if it says so, or has none', () => {
    const auto = (more: Partial<BlueprintLayout>, root?: BlueprintItem) =>
      importBlueprint(blueprint(root, more)).layout.autoViews;
    expect([auto({}, view('a')), auto({ autoViews: true }, view('a')), auto({})]).toEqual([false, true, true]);
  });

  it('shows a view of an unknown class as such', () => {
    const { layout } = importBlueprint(blueprint(view('x', { className: 'Hologram', name: undefined as never })));
    expect(layout.views).toMatchObject([{ kind: ViewKind.Unknown, className: 'Hologram', title: 'Hologram' }]);
  });

  it('keeps the timeline’s panel where Rerun’s would be small', () => {
    const panels = { blueprint: PanelState.Collapsed, selection: PanelState.Expanded, time: PanelState.Collapsed };
    expect(importBlueprint(blueprint(undefined, { panels })).panels).toEqual({
      tree: false,
      selection: true,
      timeline: true,
    });
  });
});

/** Everything that a page may hold of a view. */
const full: ViewSpec = {
  id: makeBlueprintId(),
  kind: ViewKind.TimeSeries,
  origin: parseEntityPath('/arm'),
  title: 'Arm',
  contents: ['+ $origin/**', '- /arm/raw'],
  overrides: {
    '/arm/a': { visible: false },
    '/arm/b': { components: { 'SeriesLines:widths': [2], 'SeriesLines:colors': [255] } },
  },
  visibleRange: { frame: { from: { kind: 'cursor', offset: '-9' }, to: { kind: 'infinite' } } },
};

/** To Rerun's form and back, over the very bytes. */
function there(layout: Layout) {
  const written = exportBlueprint(layout, { tree: true, selection: false, timeline: true }, 'frame');
  const bytes = writeBlueprintFile(toBlueprintStore(written, { applicationId: 'app', writer: 'test' }));
  const read = readBlueprintLayout(bytes);
  if (read === undefined) throw new Error('no blueprint');
  expect(read.problems).toEqual([]);
  return { ...importBlueprint(read.layout), blueprint: read.layout };
}

describe('a layout saved and opened again', () => {
  const spec = (id: string, kind: ViewKind = ViewKind.Spatial2D): ViewSpec => ({
    id,
    kind,
    origin: parseEntityPath('/'),
    title: id,
  });

  it('has all that was set of a view', () => {
    const layout: Layout = {
      views: [full],
      arrangement: { kind: 'group', weight: 1, views: [full.id] },
      autoViews: true,
      closedViews: [],
    };
    const back = there(layout);
    expect(back.layout.views).toEqual([full]);
    expect(back).toMatchObject({
      panels: { tree: true, selection: false, timeline: true },
      timeline: 'frame',
      layout: { autoViews: true },
    });
  });

  it('has every kind of view', () => {
    const views = Object.values(ViewKind).map((kind) => ({
      ...spec(makeBlueprintId(), kind),
      ...(kind === 'unknown' && { className: 'Hologram' }),
    }));
    expect(there({ views, arrangement: undefined, autoViews: false, closedViews: [] }).layout.views).toEqual(
      expect.arrayContaining(views),
    );
  });

  it('is a grid again, as long as nobody changed its rows', () => {
    const grid = importBlueprint(
      blueprint(
        box(Grid, [view('a'), view('b'), view('c')], { gridColumns: 2, columnShares: [2, 1], rowShares: [1, 1] }),
      ),
    ).layout;
    expect(there(grid).blueprint.root).toMatchObject({ containerKind: Grid, gridColumns: 2, columnShares: [2, 1] });
    const [first = ''] = arrangedViews(grid.arrangement);
    const moved = {
      ...grid,
      arrangement: grid.arrangement && withView(grid.arrangement, makeBlueprintId(), { target: first, where: 'right' }),
    };
    expect(there(moved).blueprint.root).toMatchObject({ containerKind: Vertical });
  });

  it('is arranged the same, whatever it is', () => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.constantFrom('tab', 'left', 'right', 'above', 'below')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(steps, (places) => {
        const ids = [makeBlueprintId() as string];
        let arrangement: Arrangement = { kind: 'group', weight: 1, views: [...ids] };
        for (const [at, where] of places) {
          const id = makeBlueprintId();
          arrangement = withView(arrangement, id, { target: ids[at % ids.length] ?? '', where: where as 'tab' });
          ids.push(id);
        }
        const back = there({ views: ids.map((id) => spec(id)), arrangement, autoViews: false, closedViews: [] });
        expect(sameArrangement(back.layout.arrangement, arrangement)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what only Rerun’s viewer knows of a view', () => {
    const foreign = new Uint8Array([1, 2, 3]);
    const { layout } = importBlueprint(blueprint(view('a', { foreign: [foreign] })));
    const written = exportBlueprint(layout, {}, undefined);
    expect(blueprintViews(written.root)[0]?.foreign).toEqual([foreign]);
  });

  it('names views of the heuristics always the same', () => {
    expect(blueprintIdOf('2d:/camera')).toBe(blueprintIdOf('2d:/camera'));
    expect(blueprintIdOf('2d:/camera')).not.toBe(blueprintIdOf('2d:/camera2'));
    expect(isBlueprintId(blueprintIdOf('2d:/camera'))).toBe(true);
  });
});

describe('Rerun’s layout', () => {
  const path = rrdCorpusPath('all-kinds-lz4-blueprint.rrd');
  it.skipIf(!existsSync(path))('is shown with its four views in a grid (skipped without the corpus)', () => {
    const read = readBlueprintLayout(new Uint8Array(readFileSync(path)));
    const { layout, panels } = importBlueprint(read?.layout ?? blueprint(undefined));
    expect(draw(layout)).toBe('((TS 3D|TS 2D)/(TS TimeSeries|TS TextLog))');
    expect(layout.views.map(({ kind }) => kind)).toEqual(['3d', '2d', 'time-series', 'text-log']);
    expect(panels).toEqual({ tree: false, selection: false, timeline: true });
  });
});

describe('a layout as JSON', () => {
  const layout: Layout = {
    views: [full, { ...full, id: 'b', settings: { lock: true, slice: [1, { a: null }] }, foreign: ['AQID'] }],
    arrangement: {
      kind: 'split',
      direction: 'row',
      weight: 1,
      children: [
        { kind: 'group', weight: 2, views: [full.id] },
        { kind: 'group', weight: 1, views: ['b'] },
      ],
    },
    autoViews: false,
    closedViews: ['c'],
  };

  it('comes back as it was', () => {
    expect(layoutFromJson(JSON.parse(JSON.stringify(layoutToJson(layout))))).toEqual({ layout, problems: [] });
  });

  it.each([[undefined], [null], [3], ['{}'], [[]], [{}], [{ version: 2, views: [] }], [{ version: 1 }]])(
    'is not %j',
    (value) => {
      expect(layoutFromJson(value)).toBeUndefined();
    },
  );

  it.each<[string, object, RegExp]>([
    ['a view without an id', { kind: '2d', origin: '/', title: 'x' }, /View 1 was left out: it has no id/],
    ['a kind that is not there', { id: 'x', kind: '4d', origin: '/', title: 'x' }, /no kind of view “4d”/],
    ['an origin that is no path', { id: 'x', kind: '2d', origin: 'a\\q', title: 'x' }, /no entity path/],
  ])('leaves out %s, and says so', (_, bad, problem) => {
    const read = layoutFromJson({ version: 1, views: [bad, { id: 'y', kind: '2d', origin: '/', title: 'y' }] });
    expect(read?.layout.views.map(({ id }) => id)).toEqual(['y']);
    expect(read?.problems.join()).toMatch(problem);
  });

  it('brings every view to a place, and no place without a view', () => {
    const json = {
      ...(layoutToJson(layout) as object),
      arrangement: { kind: 'group', weight: 1, views: ['gone', 'b'] },
    };
    expect([...arrangedViews(layoutFromJson(json)?.layout.arrangement)].sort()).toEqual([full.id, 'b'].sort());
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue(), (views, arrangement) => {
        expect(() => layoutFromJson({ version: 1, views: [views], arrangement })).not.toThrow();
        expect(() => layoutFromJson(views)).not.toThrow();
      }),
    );
  });
});
