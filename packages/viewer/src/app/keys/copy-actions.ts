import type { Page } from '../page/page.ts';
import { type Action, ActionGroup } from './action.ts';

/** Copies a text and says so; says the text itself where the browser has no clipboard for this page. */
export async function copyAndTell({ app }: Page, text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.dispatch({ kind: 'tell', notice: { kind: 'done', text: done } });
  } catch {
    // Pages over plain HTTP have no clipboard; by hand it can still be copied.
    app.dispatch({ kind: 'tell', notice: { kind: 'problem', text: `This page may not use the clipboard. ${text}` } });
  }
}

/** Copies a link to what is shown, with the time, the selection and the layout. */
export async function copyLink(page: Page): Promise<void> {
  const made = page.links.make();
  if (made === undefined) return;
  const done = made.shortcoming === undefined ? 'Link copied.' : `Link copied. ${made.shortcoming}`;
  await copyAndTell(page, made.address, done);
}

export const COPY_ACTIONS: readonly Action[] = [
  {
    id: 'copy-link',
    title: 'Copy a link to what is shown',
    group: ActionGroup.Page,
    chords: [],
    isPossible: (page) => page.links.isPossible,
    run: (page) => void copyLink(page),
  },
  {
    id: 'copy-path',
    title: 'Copy the path of the selected entity',
    group: ActionGroup.Selection,
    chords: [],
    isPossible: ({ app }) => app.state.selected !== undefined,
    run: (page) => {
      const { selected } = page.app.state;
      if (selected !== undefined) void copyAndTell(page, selected, `Copied ${selected}`);
    },
  },
];
