import type { Action } from './action.ts';
import { type Chord, chordText, hasAppleKeys } from './chord.ts';
import { COPY_ACTIONS } from './copy-actions.ts';
import { PAGE_ACTIONS } from './page-actions.ts';
import { SELECTION_ACTIONS } from './selection-actions.ts';
import { SPEED_ACTIONS, TIME_ACTIONS } from './time-actions.ts';

/** All that keys, palette and the list of shortcuts know. */
export const ACTIONS: readonly Action[] = [
  ...TIME_ACTIONS,
  ...SPEED_ACTIONS,
  ...SELECTION_ACTIONS,
  ...PAGE_ACTIONS,
  ...COPY_ACTIONS,
];

/** Whether the keyboard of this machine is Apple's. */
export function isAppleKeyboard(): boolean {
  return hasAppleKeys(globalThis.navigator?.platform ?? '');
}

/** `Ctrl+K`; undefined for an action that has no key. */
export function shortcutOf(action: Action): string | undefined {
  const [first] = action.chords;
  return first === undefined ? undefined : textOf(first);
}

/** All keys of an action. */
export function shortcutsOf(action: Action): readonly string[] {
  return action.chords.map(textOf);
}

function textOf(chord: Chord): string {
  return chordText(chord, isAppleKeyboard());
}
