import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDockview, toDockview } from '../../../packages/viewer/src/app/shell/dockview-layout.ts';
import type { Arrangement } from '../../../packages/viewer/src/app/state/layout.ts';
import {
  arrangedViews,
  sameArrangement,
  type ViewPlace,
  withActive,
  withoutView,
  withView,
  withViewsOf,
} from '../../../packages/viewer/src/app/state/layout-tree.ts';

const group = (...views: string[]): Arrangement => ({ kind: 'group', weight: 1, views });
const split = (direction: 'row' | 'column', ...children: Arrangement[]): Arrangement => ({
  kind: 'split',
  direction,
  weight: 1,
  children,
});
const weighing = (weight: number, node: Arrangement): Arrangement => ({ ...node, weight });

/** `a|b` beside each other, `a/b` below each other, `a,b` tabs. */
function draw(node: Arrangement | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'group') return node.views.join(',');
  return `(${node.children.map(draw).join(node.direction === 'row' ? '|' : '/')})`;
}

const three = split('row', group('a'), split('column', group('b'), group('c', 'd')));

/** Any arrangement of views with different names, as an editor of layouts could make it. */
const arrangements = fc
  .array(fc.tuple(fc.nat(), fc.constantFrom('tab', 'left', 'right', 'above', 'below')), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let node: Arrangement = group('v0');
    steps.forEach(([at, where], i) => {
      const ids = arrangedViews(node);
      node = withView(node, `v${i + 1}`, { target: ids[at % ids.length] ?? '', where: where as ViewPlace['where'] });
    });
    return node;
  });

describe('taking a view out', () => {
  it.each([
    ['a', '(b/c,d)'],
    ['b', '(a|c,d)'],
    ['c', '(a|(b/d))'],
    ['x', '(a|(b/c,d))'],
  ])('%s', (id, expected) => {
    expect(draw(withoutView(three, id))).toBe(expected);
  });

  it('gives its room to its neighbours, and the last one leaves nothing', () => {
    const wide = split('row', weighing(3, split('column', group('a'), group('b'))), group('c'));
    expect(withoutView(wide, 'a')).toMatchObject({ children: [{ views: ['b'], weight: 3 }, { weight: 1 }] });
    expect(withoutView(group('a'), 'a')).toBeUndefined();
  });

  it('brings the first tab to the front when the one in front goes', () => {
    expect(withoutView({ kind: 'group', weight: 1, views: ['a', 'b'], active: 'b' }, 'b')).toEqual(group('a'));
  });
});

describe('putting a view in', () => {
  it.each([
    [{ target: 'a', where: 'tab' }, '(a,x|(b/c,d))'],
    [{ target: 'a', where: 'left' }, '(x|a|(b/c,d))'],
    [{ target: 'a', where: 'below' }, '((a/x)|(b/c,d))'],
    [{ target: 'd', where: 'above' }, '(a|(b/x/c,d))'],
    [{ target: 'd', where: 'right' }, '(a|(b/(c,d|x)))'],
    [{ target: 'gone', where: 'tab' }, '(a|(b/c,d)|x)'],
    [undefined, '(a|(b/c,d)|x)'],
  ] as const)('at %o', (place, expected) => {
    expect(draw(withView(three, 'x', place))).toBe(expected);
  });

  it('halves the room of its target only', () => {
    const wide = split('row', weighing(3, group('a')), weighing(1, group('b')));
    expect(withView(wide, 'x', { target: 'a', where: 'right' })).toMatchObject({
      children: [{ weight: 1.5 }, { weight: 1.5 }, { weight: 1 }],
    });
  });
});

describe('another set of views', () => {
  it('keeps what stays where it is, each view once', () => {
    const twice = split('row', group('a', 'b'), group('b', 'c'));
    expect(draw(withViewsOf(twice, ['b', 'c', 'x'], () => ({ target: 'c', where: 'tab' })))).toBe('(b|c,x)');
  });
});

describe('the tab in front', () => {
  it('is noted in its group alone', () => {
    expect(withActive(three, 'd')).toMatchObject({ children: [{}, { children: [{}, { active: 'd' }] }] });
    expect(withActive(three, 'c')).toBe(three);
  });
});

describe('dockview’s form', () => {
  const viewsOf = (node: Arrangement) =>
    arrangedViews(node).map((id) => ({ id, title: id, kind: '2d', origin: '/' }) as never);

  it('gives the same arrangement back', () => {
    fc.assert(
      fc.property(arrangements, (node) => {
        const back = fromDockview(toDockview(node, viewsOf(node), 1600, 900));
        expect(draw(back)).toBe(draw(node));
        expect(sameArrangement(back, node)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('every view is there exactly once after any steps', () => {
    fc.assert(
      fc.property(arrangements, (node) => {
        const ids = arrangedViews(node);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
