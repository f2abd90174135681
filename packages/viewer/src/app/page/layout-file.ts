import { readBlueprintLayout, toBlueprintStore, writeBlueprintFile } from '@rushes/proto';
import { exportBlueprint } from '../state/blueprint-export.ts';
import { importBlueprint } from '../state/blueprint-import.ts';
import { shownArrangement } from '../state/layout-commands.ts';
import { layoutOf } from '../state/layout-state.ts';
import { activeRecording, shownPanels } from '../state/selectors.ts';
import type { Page } from './page.ts';

// Loaded when somebody saves or opens a layout: the page needs none of it before.

/** What stands in a layout's file as its writer. */
const WRITER = 'rushes-viewer';

/** The layout on the screen as a file that this viewer and Rerun's open. */
export function saveLayout({ app }: Page): { readonly name: string; readonly file: Blob } {
  const { state } = app;
  const application = activeRecording(state)?.applicationId ?? 'unknown';
  const { tree, selection, timeline } = shownPanels(state);
  const layout = { ...layoutOf(state.layout), arrangement: shownArrangement(state.layout) };
  const blueprint = exportBlueprint(layout, { tree, selection, timeline }, state.time.timeline);
  const store = toBlueprintStore(blueprint, { applicationId: application, writer: WRITER });
  const name = `${application.replaceAll(/[^A-Za-z0-9_-]+/g, '_') || 'layout'}.rbl`;
  return { name, file: new Blob([new Uint8Array(writeBlueprintFile(store))], { type: 'application/octet-stream' }) };
}

/** Shows the layout of a file; it can be taken back. What is wrong with the file is told in the page. */
export async function openLayout({ app }: Page, file: Blob, name: string): Promise<void> {
  const tell = (message: string) =>
    app.dispatch({ kind: 'trouble', code: 'bad-blueprint', message: `${name}: ${message}`, entity: undefined });
  const read = readBlueprintLayout(new Uint8Array(await file.arrayBuffer()));
  if (read === undefined) {
    tell('expected a layout (.rbl, or a recording with one in it), found none.');
    return;
  }
  for (const problem of read.problems) tell(problem);
  app.dispatch({ kind: 'set-layout', layout: importBlueprint(read.layout).layout });
}
