import type { EntityPath } from '@rushes/proto';
import type { AppState } from './state.ts';

/** What is selected: an entity, or one instance of it (a point of a cloud, a box of many). */
export interface Selection {
  readonly entity: EntityPath;
  /** Undefined: all of the entity. */
  readonly instance: number | undefined;
}

/** What was selected one after another, as a browser keeps its pages. */
export interface SelectionHistory {
  readonly entries: readonly Selection[];
  /** Index of the entry that was selected last; -1 while there is none. */
  readonly at: number;
}

export const NO_SELECTIONS: SelectionHistory = { entries: [], at: -1 };

/** What is forgotten of selections when another recording is shown. */
export const NOTHING_SELECTED = {
  selected: undefined,
  selectedInstance: undefined,
  selections: NO_SELECTIONS,
  hovered: undefined,
  hoveredInstance: undefined,
} as const satisfies Partial<AppState>;

/** Older selections than this are forgotten. */
const MAX_SELECTIONS = 100;

type Part = Pick<AppState, 'selected' | 'selectedInstance' | 'selections'>;

/** Selects this; what came after the present entry of the history is forgotten, as in a browser. */
export function select(state: Part, entity: EntityPath | undefined, instance?: number): Part {
  const selected = { selected: entity, selectedInstance: entity === undefined ? undefined : instance };
  if (entity === undefined) return { ...selected, selections: state.selections };
  const { entries, at } = state.selections;
  const last = entries[at];
  if (last?.entity === entity && last.instance === instance) return { ...selected, selections: state.selections };
  const kept = [...entries.slice(0, at + 1), { entity, instance }].slice(-MAX_SELECTIONS);
  return { ...selected, selections: { entries: kept, at: kept.length - 1 } };
}

/** A click: the first selects the entity, one on an entity that is selected already selects the instance under the pointer. */
export function pick(state: Part, entity: EntityPath | undefined, instance?: number): Part {
  return select(state, entity, entity === state.selected ? instance : undefined);
}

/**
 * Goes through the history: `-1` to what was selected before, `1` back again. While nothing is selected, `-1` first brings back
 * what was selected last. The same object where there is nothing in that direction.
 */
export function walkSelections(state: Part, step: -1 | 1): Part {
  const { entries, at } = state.selections;
  const to = step === -1 && state.selected === undefined ? at : at + step;
  const entry = entries[to];
  if (entry === undefined) return state;
  return { selected: entry.entity, selectedInstance: entry.instance, selections: { entries, at: to } };
}

/** There is a selection to go to in this direction. */
export function canWalkSelections(state: Part, step: -1 | 1): boolean {
  return walkSelections(state, step) !== state;
}
