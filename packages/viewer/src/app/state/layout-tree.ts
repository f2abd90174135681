import type { Arrangement } from './layout.ts';

/** A place for a view: a tab beside another one, or a half of its room. */
export interface ViewPlace {
  readonly target: string;
  readonly where: 'tab' | 'left' | 'right' | 'above' | 'below';
}

type Split = Extract<Arrangement, { kind: 'split' }>;
type Group = Extract<Arrangement, { kind: 'group' }>;

/** The ids of all views in it, in reading order. */
export function arrangedViews(arrangement: Arrangement | undefined): readonly string[] {
  if (arrangement === undefined) return [];
  return arrangement.kind === 'group' ? arrangement.views : arrangement.children.flatMap(arrangedViews);
}

/** Without a view; a group that is empty then goes, and its neighbours take its room. */
export function withoutView(arrangement: Arrangement | undefined, id: string): Arrangement | undefined {
  return arrangement && keepViews(arrangement, (view) => view !== id);
}

/** With a view put at a place. Where the target is not there, a half on the right of everything. */
export function withView(arrangement: Arrangement | undefined, id: string, place: ViewPlace | undefined): Arrangement {
  if (arrangement === undefined) return { kind: 'group', weight: 1, views: [id] };
  const placed = place && putAt(arrangement, id, place);
  return placed ?? besideOf(arrangement, { kind: 'group', weight: 1, views: [id] }, 'right');
}

/** The same arrangement of another set of views: those that are gone leave, those that are missing come at places that `placeOf` names. */
export function withViewsOf(
  arrangement: Arrangement,
  ids: readonly string[],
  placeOf: (id: string) => ViewPlace | undefined,
): Arrangement | undefined {
  const wanted = new Set(ids);
  const seen = new Set<string>();
  // Each view once, whatever a file or a script says.
  let arranged = keepViews(arrangement, (id) => {
    const isKept = wanted.has(id) && !seen.has(id);
    seen.add(id);
    return isKept;
  });
  for (const id of ids) if (!seen.has(id)) arranged = withView(arranged, id, placeOf(id));
  return arranged;
}

/** With this view in front of its group. The same object if it is. */
export function withActive(arrangement: Arrangement, id: string): Arrangement {
  if (arrangement.kind === 'group') {
    const isChanged = arrangement.views.includes(id) && (arrangement.active ?? arrangement.views[0]) !== id;
    return isChanged ? { ...arrangement, active: id } : arrangement;
  }
  const children = arrangement.children.map((child) => withActive(child, id));
  return children.every((child, i) => child === arrangement.children[i]) ? arrangement : { ...arrangement, children };
}

/** Whether they show the same views at the same places, give or take a thousandth of the room. */
export function sameArrangement(a: Arrangement | undefined, b: Arrangement | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'group') {
    return (
      b.kind === 'group' &&
      a.views.length === b.views.length &&
      a.views.every((id, i) => id === b.views[i]) &&
      (a.active ?? a.views[0]) === (b.active ?? b.views[0])
    );
  }
  if (b.kind !== 'split' || a.direction !== b.direction || a.children.length !== b.children.length) return false;
  const [sumA, sumB] = [totalWeight(a), totalWeight(b)];
  return a.children.every((child, i) => {
    const other = b.children[i];
    return (
      other !== undefined &&
      Math.abs(child.weight / sumA - other.weight / sumB) < 0.001 &&
      sameArrangement(child, other)
    );
  });
}

export function totalWeight({ children }: Split): number {
  return children.reduce((sum, child) => sum + child.weight, 0);
}

function keepViews(node: Arrangement, isKept: (id: string) => boolean): Arrangement | undefined {
  if (node.kind === 'group') {
    const views = node.views.filter(isKept);
    if (views.length === node.views.length) return node;
    return views.length === 0 ? undefined : withoutLostActive({ ...node, views });
  }
  const children = node.children.flatMap((child) => keepViews(child, isKept) ?? []);
  if (children.length === node.children.length && children.every((child, i) => child === node.children[i])) return node;
  const [only] = children;
  if (children.length <= 1) return only && { ...only, weight: node.weight };
  return { kind: 'split', direction: node.direction, weight: node.weight, children };
}

function withoutLostActive({ active, ...group }: Group): Group {
  return active !== undefined && group.views.includes(active) ? { ...group, active } : group;
}

function putAt(node: Arrangement, id: string, place: ViewPlace): Arrangement | undefined {
  if (node.kind === 'split') {
    for (const [i, child] of node.children.entries()) {
      const changed = putAt(child, id, place);
      if (changed === undefined) continue;
      const spliced = changed.kind === 'split' && changed.direction === node.direction ? spread(changed) : [changed];
      const children = [...node.children.slice(0, i), ...spliced, ...node.children.slice(i + 1)];
      return { kind: 'split', direction: node.direction, weight: node.weight, children };
    }
    return undefined;
  }
  if (!node.views.includes(place.target)) return undefined;
  if (place.where === 'tab') return { ...node, views: [...node.views, id], active: id };
  return besideOf(node, { kind: 'group', weight: 1, views: [id] }, place.where);
}

/** The children of a split as siblings of it: they share its weight. */
function spread(split: Split): readonly Arrangement[] {
  const total = totalWeight(split);
  return split.children.map((child) => ({ ...child, weight: (split.weight * child.weight) / total }));
}

function besideOf(node: Arrangement, added: Group, where: Exclude<ViewPlace['where'], 'tab'>): Arrangement {
  const direction = where === 'left' || where === 'right' ? 'row' : 'column';
  const isBefore = where === 'left' || where === 'above';
  if (node.kind === 'split' && node.direction === direction) {
    const mean = { ...added, weight: totalWeight(node) / node.children.length };
    const children = isBefore ? [mean, ...node.children] : [...node.children, mean];
    return { kind: 'split', direction, weight: node.weight, children };
  }
  const half = { ...node, weight: 1 };
  return { kind: 'split', direction, weight: node.weight, children: isBefore ? [added, half] : [half, added] };
}
