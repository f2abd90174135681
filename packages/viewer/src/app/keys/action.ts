import type { Page } from '../page/page.ts';
import type { Chord } from './chord.ts';

export const ActionGroup = {
  Time: 'Time',
  Speed: 'Speed',
  Selection: 'Selection',
  Views: 'Views',
  Page: 'Page',
} as const;
export type ActionGroup = (typeof ActionGroup)[keyof typeof ActionGroup];

/** Something that a person can do with a key, from the palette or from a menu. */
export interface Action {
  readonly id: string;
  /** As an order: “Play or pause”. */
  readonly title: string;
  readonly group: ActionGroup;
  /** The first is the one that menus and tooltips name. */
  readonly chords: readonly Chord[];
  /** Also while a text field has the focus, or something stands above the page. */
  readonly everywhere?: true;
  /** Again and again while the key is held down. */
  readonly repeats?: true;
  /** False: it would do nothing now; the palette leaves it out, and its key is left alone. */
  isPossible?(page: Page): boolean;
  run(page: Page): void;
}
