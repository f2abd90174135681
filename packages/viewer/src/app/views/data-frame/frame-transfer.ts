import { saveBlob } from '../../util/save-blob.ts';
import type { CellScope } from './frame-cells.ts';
import type { FrameRows } from './frame-rows.ts';
import { FrameWriter } from './frame-writer.ts';

/** Cells of a file that is saved; it takes seconds, and some hundred megabytes at most. */
const MAX_SAVED_CELLS = 4_000_000;
/** Cells that are copied, which cannot be done in pieces. */
const MAX_COPIED_CELLS = 200_000;
/** Cells of a piece: the page draws in between. */
const PIECE_CELLS = 5000;

/** Lines for the clipboard, with how many they are: less than asked for where that is too much. */
export function copiedText(
  rows: FrameRows,
  scope: CellScope,
  first: number,
  count: number,
): { readonly text: string; readonly lines: number } {
  const lines = Math.min(count, linesFor(MAX_COPIED_CELLS, rows));
  const writer = new FrameWriter(rows, scope, '\t', first, first + lines);
  return { text: writer.head() + (writer.next(Number.POSITIVE_INFINITY) ?? ''), lines };
}

/** Saves all lines, up to a limit, as a CSV file; says how it went. `onProgress` gets lines written, and may answer `stop`. */
export async function saveCsv(
  rows: FrameRows,
  scope: CellScope,
  onProgress: (lines: number) => 'go on' | 'stop',
): Promise<string> {
  const most = linesFor(MAX_SAVED_CELLS, rows);
  const isLimited = rows.lineCount > most;
  const writer = new FrameWriter(rows, scope, ',', 0, Math.min(rows.lineCount, most));
  const pieces = [writer.head()];
  for (let piece = writer.next(PIECE_CELLS); piece !== undefined; piece = writer.next(PIECE_CELLS)) {
    pieces.push(piece);
    await new Promise((resolve) => setTimeout(resolve));
    if (onProgress(writer.linesWritten) === 'stop') return '';
  }
  const name = `${scope.store.recording}-${rows.timeline}.csv`.replaceAll(/[^\w.-]+/g, '_');
  saveBlob(new Blob(pieces, { type: 'text/csv' }), name);
  return isLimited ? `saved the first ${writer.linesWritten} lines, no more fit` : `saved ${writer.linesWritten} lines`;
}

function linesFor(cells: number, rows: FrameRows): number {
  return Math.max(1, Math.floor(cells / Math.max(1, rows.columns.length)));
}
