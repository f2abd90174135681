import type { EntityPath } from '@rushes/proto';
import type { EntityNode } from '../../data/recording-store.ts';
import type { Action } from '../../keys/action.ts';
import { ACTIONS, shortcutOf } from '../../keys/actions.ts';
import type { Page } from '../../page/page.ts';
import { entityIcon } from '../../ui/entity-icon.ts';
import type { IconName } from '../../ui/icons.tsx';
import { VIEW_KIND_LOOKS } from '../../ui/view-kinds.ts';
import { type FuzzyMatch, fuzzyMatch } from './fuzzy.ts';

/** Something that the palette can find. */
export interface PaletteItem {
  readonly id: string;
  readonly kind: 'command' | 'entity' | 'view' | 'timeline' | 'recording';
  readonly text: string;
  /** Beside the text: what it is. */
  readonly note: string;
  readonly shortcut?: string | undefined;
  readonly icon: IconName | undefined;
  /** Highlighted everywhere while the item is. */
  readonly entity?: EntityPath;
  run(page: Page): void;
}

export interface PaletteHit {
  readonly item: PaletteItem;
  readonly match: FuzzyMatch;
}

/** More than anybody reads; who looks for something else types on. */
const MAX_HITS = 60;
/** Where something matches well, what has the letters only here and there is noise. */
const LEAST_SHARE = 0.4;

/** Of equal matches, what people look for more often first. */
const PREFERENCE = {
  command: 4,
  view: 3,
  recording: 2,
  timeline: 2,
  entity: 0,
} as const satisfies Record<PaletteItem['kind'], number>;

/** All there is to be found now. */
export function paletteItems(page: Page): readonly PaletteItem[] {
  return [
    ...ACTIONS.filter((action) => action.id !== 'palette' && action.isPossible?.(page) !== false).map(commandItem),
    ...page.app.state.layout.views.map(
      (view): PaletteItem => ({
        id: `view ${view.id}`,
        kind: 'view',
        text: view.title,
        note: `${VIEW_KIND_LOOKS[view.kind].name} view`,
        icon: VIEW_KIND_LOOKS[view.kind].icon,
        run: ({ app }) => {
          app.dispatch({ kind: 'select-view', id: view.id });
        },
      }),
    ),
    ...page.app.state.timelines.map(
      ({ name }): PaletteItem => ({
        id: `timeline ${name}`,
        kind: 'timeline',
        text: name,
        note: 'Timeline',
        icon: undefined,
        run: ({ app }) => app.dispatch({ kind: 'set-timeline', name }),
      }),
    ),
    ...recordingItems(page),
    ...entityItems(page.store?.entityTree()),
  ];
}

function commandItem(action: Action): PaletteItem {
  return {
    id: `command ${action.id}`,
    kind: 'command',
    text: action.title,
    note: action.group,
    shortcut: shortcutOf(action),
    icon: undefined,
    run: (page) => action.run(page),
  };
}

function recordingItems({ app }: Page): readonly PaletteItem[] {
  const { recordings = [], active } = app.state;
  return recordings
    .filter(({ id }) => id !== active)
    .map(({ id, applicationId, live }) => ({
      id: `recording ${id}`,
      kind: 'recording',
      text: `${applicationId} ${id}`,
      note: live ? 'Live recording' : 'Recording',
      icon: undefined,
      run: (page) => page.app.dispatch({ kind: 'open-recording', recording: id }),
    }));
}

function entityItems(root: EntityNode | undefined): readonly PaletteItem[] {
  const items: PaletteItem[] = [];
  const visit = (node: EntityNode): void => {
    const { path } = node;
    items.push({
      id: `entity ${path}`,
      kind: 'entity',
      text: path,
      note: 'Entity',
      icon: entityIcon(node),
      entity: path,
      run: ({ app }) => app.dispatch({ kind: 'select', entity: path }),
    });
    for (const child of node.children) visit(child);
  };
  for (const child of root?.children ?? []) visit(child);
  return items;
}

/** What answers the query, the best first; with nothing typed, the commands and the views. */
export function findItems(items: readonly PaletteItem[], query: string): readonly PaletteHit[] {
  const isAsked = query.trim() !== '';
  const hits: PaletteHit[] = [];
  for (const item of items) {
    const match = fuzzyMatch(query, item.text);
    if (match !== undefined) hits.push({ item, match });
  }
  if (!isAsked) return hits.slice(0, MAX_HITS);
  hits.sort((a, b) => rank(b) - rank(a));
  const best = hits[0] === undefined ? 0 : rank(hits[0]);
  return hits.filter((hit) => rank(hit) >= best * LEAST_SHARE).slice(0, MAX_HITS);
}

function rank({ item, match }: PaletteHit): number {
  return match.score + PREFERENCE[item.kind];
}
