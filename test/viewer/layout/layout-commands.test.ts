import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { type LayoutCommand, reduceLayout } from '../../../packages/viewer/src/app/state/layout-commands.ts';
import {
  AUTOMATIC_LAYOUT,
  type Layout,
  type LayoutState,
  MAX_LAYOUT_STEPS,
  NO_LAYOUT,
} from '../../../packages/viewer/src/app/state/layout-state.ts';
import { arrangedViews } from '../../../packages/viewer/src/app/state/layout-tree.ts';
import { ViewKind, type ViewSpec } from '../../../packages/viewer/src/app/views/view.ts';

const view = (id: string, kind: ViewKind = ViewKind.Spatial2D, origin = `/${id}`): ViewSpec => ({
  id,
  kind,
  origin: parseEntityPath(origin),
  title: id,
});
const [a, b, c] = [view('a'), view('b'), view('c')];
const run = (state: LayoutState, ...commands: readonly LayoutCommand[]): LayoutState =>
  commands.reduce(reduceLayout, state);
const idsOf = (state: Layout) => state.views.map(({ id }) => id);
const given: Layout = {
  views: [view('given', ViewKind.TextLog)],
  arrangement: { kind: 'group', weight: 1, views: ['given'] },
  autoViews: false,
  closedViews: [],
};
const own = run(NO_LAYOUT, { kind: 'suggest-views', views: [a, b] }, { kind: 'close-view', id: 'a' });

describe('suggested views', () => {
  it('come at the end, and stay when they are not suggested any more', () => {
    const state = run(NO_LAYOUT, { kind: 'suggest-views', views: [a] }, { kind: 'suggest-views', views: [b] });
    expect(idsOf(state)).toEqual(['a', 'b']);
  });

  it('leave the state as it is when nothing is new', () => {
    const state = run(NO_LAYOUT, { kind: 'suggest-views', views: [a] });
    expect(reduceLayout(state, { kind: 'suggest-views', views: [a] })).toBe(state);
  });

  it('do not come where a view of the same kind shows the same entity', () => {
    const state = run(NO_LAYOUT, { kind: 'add-view', view: view('mine', a.kind, a.origin) });
    expect(idsOf(run(state, { kind: 'suggest-views', views: [a, b] }))).toEqual(['mine', 'b']);
  });

  it('do not come back once closed', () => {
    expect(idsOf(run(own, { kind: 'suggest-views', views: [a, b, c] }))).toEqual(['b', 'c']);
  });

  it('find a place in an arrangement that a person made', () => {
    const arranged = run(own, { kind: 'arrange', arrangement: { kind: 'group', weight: 1, views: ['b'] } });
    const state = run(arranged, { kind: 'suggest-views', views: [a, b, c] });
    expect(arrangedViews(state.arrangement)).toEqual(['b', 'c']);
  });

  it('are not shown in a layout that wants none', () => {
    const state = run(NO_LAYOUT, { kind: 'give-layout', layout: given }, { kind: 'suggest-views', views: [a] });
    expect(idsOf(state)).toEqual(['given']);
  });
});

describe('a layout that comes with the recording', () => {
  it('is shown', () => {
    expect(idsOf(run(NO_LAYOUT, { kind: 'give-layout', layout: given }))).toEqual(['given']);
  });

  it('does not replace what a person changed, but is what a reset goes back to', () => {
    const state = run(own, { kind: 'give-layout', layout: given });
    expect(idsOf(state)).toEqual(['b']);
    expect(idsOf(run(state, { kind: 'reset-views' }))).toEqual(['given']);
  });

  it('is replaced by a newer one while nobody changed anything', () => {
    const newer = { ...given, views: [view('newer')], arrangement: undefined };
    const state = run(NO_LAYOUT, { kind: 'give-layout', layout: given }, { kind: 'give-layout', layout: newer });
    expect(idsOf(state)).toEqual(['newer']);
  });

  it('can be left for what the heuristics say', () => {
    const state = run(
      NO_LAYOUT,
      { kind: 'give-layout', layout: given },
      { kind: 'suggest-views', views: [a] },
      { kind: 'reset-views', to: 'heuristics' },
    );
    expect(idsOf(state)).toEqual(['a']);
  });
});

describe('undo and redo', () => {
  it.each<[string, LayoutCommand]>([
    ['adding', { kind: 'add-view', view: c }],
    ['closing', { kind: 'close-view', id: 'b' }],
    ['renaming', { kind: 'change-view', id: 'b', change: { title: 'front' } }],
    ['another query', { kind: 'change-view', id: 'b', change: { contents: ['+ /x'] } }],
    ['an override', { kind: 'change-view', id: 'b', change: { overrides: { '/x': { visible: false } } } }],
    ['settings', { kind: 'change-settings', id: 'b', settings: { lock: true } }],
    ['arranging', { kind: 'arrange', arrangement: { kind: 'group', weight: 1, views: ['b'] } }],
    ['a whole layout', { kind: 'set-layout', layout: given }],
    ['a reset', { kind: 'reset-views', to: 'heuristics' }],
  ])('take back %s, and do it again', (_, command) => {
    const done = run(own, command);
    const undone = run(done, { kind: 'undo-layout' });
    const pick = ({ views, arrangement, closedViews }: LayoutState) => ({ views, arrangement, closedViews });
    expect(pick(undone)).toEqual(pick(own));
    expect(pick(done)).not.toEqual(pick(own));
    expect(pick(run(undone, { kind: 'redo-layout' }))).toEqual(pick(done));
  });

  it('bring a closed view back', () => {
    expect(idsOf(run(own, { kind: 'undo-layout' }))).toEqual(['a', 'b']);
  });

  it('keep what was suggested since', () => {
    const state = run(own, { kind: 'suggest-views', views: [a, b, c] }, { kind: 'undo-layout' });
    expect(idsOf(state)).toEqual(['a', 'b', 'c']);
  });

  it('do nothing where there is nothing', () => {
    const state = run(NO_LAYOUT, { kind: 'suggest-views', views: [a] });
    expect(run(state, { kind: 'undo-layout' })).toBe(state);
    expect(run(state, { kind: 'redo-layout' })).toBe(state);
  });

  it('forget what was taken back when something else is done', () => {
    const state = run(own, { kind: 'undo-layout' }, { kind: 'close-view', id: 'b' });
    expect(state.history.future).toEqual([]);
  });

  it('take a gesture back as one step', () => {
    const drag = (title: string): LayoutCommand => ({
      kind: 'change-view',
      id: 'b',
      change: { title },
      gesture: 'drag',
    });
    const state = run(own, drag('x'), drag('xy'), drag('xyz'), { kind: 'undo-layout' });
    expect(state.views).toEqual(own.views);
  });

  it('remember a bounded number of steps', () => {
    let state = own;
    for (let i = 0; i < 3 * MAX_LAYOUT_STEPS; i++) {
      state = run(state, { kind: 'change-view', id: 'b', change: { title: `${i}` } });
    }
    expect(state.history.past).toHaveLength(MAX_LAYOUT_STEPS);
  });
});

describe('changes of one view', () => {
  const changed = (command: LayoutCommand) => run(own, command).views.find(({ id }) => id === 'b');

  it('merge settings and overrides by their names', () => {
    const state = run(
      own,
      { kind: 'change-settings', id: 'b', settings: { x: 1, y: 2 } },
      { kind: 'change-settings', id: 'b', settings: { x: undefined, z: 3 } },
      { kind: 'change-view', id: 'b', change: { overrides: { '/p': { visible: false }, '/q': { visible: false } } } },
      { kind: 'change-view', id: 'b', change: { overrides: { '/p': undefined } } },
    );
    expect(state.views[0]).toEqual({ ...b, settings: { y: 2, z: 3 }, overrides: { '/q': { visible: false } } });
  });

  it('go back to the default with undefined', () => {
    const state = run(
      own,
      { kind: 'change-view', id: 'b', change: { contents: ['+ /x'] } },
      { kind: 'change-view', id: 'b', change: { contents: undefined } },
    );
    expect(state.views).toEqual([b]);
  });

  it('leave the state as it is where the view is gone or nothing changes', () => {
    expect(run(own, { kind: 'change-settings', id: 'gone', settings: { x: 1 } })).toBe(own);
    const once = run(own, { kind: 'change-settings', id: 'b', settings: { x: 1 } });
    expect(run(once, { kind: 'change-settings', id: 'b', settings: { x: 1 } })).toBe(once);
  });

  it('keep the view selected, closing does not', () => {
    const selected = run(own, { kind: 'select-view', id: 'b' });
    expect(run(selected, { kind: 'change-view', id: 'b', change: { title: 'x' } }).selectedView).toBe('b');
    expect(run(selected, { kind: 'close-view', id: 'b' }).selectedView).toBeUndefined();
    expect(changed({ kind: 'change-view', id: 'b', change: { title: 'x' } })?.title).toBe('x');
  });
});

describe('adding a view', () => {
  it('leaves the arrangement to the page where no place is named', () => {
    expect(run(own, { kind: 'add-view', view: c }).arrangement).toBeUndefined();
  });

  it.each([
    ['tab', { kind: 'group', weight: 1, views: ['b', 'c'], active: 'c' }],
    ['right', { kind: 'split', direction: 'row', weight: 1, children: [{ views: ['b'] }, { views: ['c'] }] }],
    ['above', { kind: 'split', direction: 'column', weight: 1, children: [{ views: ['c'] }, { views: ['b'] }] }],
  ] as const)('puts it at the place named: %s', (where, expected) => {
    const arranged = run(own, { kind: 'arrange', arrangement: { kind: 'group', weight: 1, views: ['b'] } });
    const state = run(arranged, { kind: 'add-view', view: c, place: { target: 'b', where } });
    expect(state.arrangement).toMatchObject(expected);
    expect(state.selectedView).toBe('c');
  });

  it('at a place, in a layout that the page has arranged, leaves the others where they stand', () => {
    const automatic = {
      kind: 'split',
      direction: 'column',
      weight: 1,
      children: [
        { kind: 'group', weight: 1, views: ['a'] },
        { kind: 'group', weight: 1, views: ['b'] },
      ],
    } as const;
    const state = run(
      NO_LAYOUT,
      { kind: 'suggest-views', views: [a, b] },
      { kind: 'note-arranged', arrangement: automatic },
      { kind: 'add-view', view: c, place: { target: 'b', where: 'right' } },
    );
    expect(state.arrangement).toMatchObject({
      direction: 'column',
      children: [{ views: ['a'] }, { direction: 'row', children: [{ views: ['b'] }, { views: ['c'] }] }],
    });
    expect(run(state, { kind: 'undo-layout' }).arrangement).toBeUndefined();
  });

  it('that is there already does nothing', () => {
    expect(run(own, { kind: 'add-view', view: b })).toBe(own);
  });
});

describe('resetting', () => {
  it('lets the next layout of the recording in again', () => {
    const state = run(own, { kind: 'reset-views', to: 'heuristics' }, { kind: 'give-layout', layout: given });
    expect(idsOf(state)).toEqual(['given']);
  });

  it('is what an empty page begins with', () => {
    expect(NO_LAYOUT).toMatchObject(AUTOMATIC_LAYOUT);
  });
});
