import type { RunningExport } from '../../export/export-client.ts';
import type { ExportEvent, ExportFormat, ExportOrigin } from '../../export/export-messages.ts';
import type { Page } from '../../page/page.ts';
import { activeRecording, fileOf } from '../../state/selectors.ts';
import type { AppState } from '../../state/state.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { saveBlob } from '../../util/save-blob.ts';
import { recordingTitle } from '../recordings/recording-lines.ts';

/** How an export stands, for the person who waits for it. */
export type ExportStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Extract<ExportEvent, { kind: 'progress' }> }
  | { readonly kind: 'done'; readonly name: string; readonly byteLength: number; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const MEDIA_TYPES = { rrd: 'application/octet-stream', mp4: 'video/mp4' } as const satisfies Record<
  ExportFormat['kind'],
  string
>;

/** The part of the File System Access API that is used here; only Chromium has it, and only where it is served securely. */
interface SavePicker {
  showSaveFilePicker?(options: {
    readonly suggestedName: string;
    readonly types: readonly {
      readonly description: string;
      readonly accept: Readonly<Record<string, readonly string[]>>;
    }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * Saves a part of the open recording. The worker and all that writes files is loaded when it is first asked for.
 *
 * @returns What cancels it.
 */
export function exportRange(
  page: Page,
  range: TimeRange,
  format: ExportFormat,
  onStatus: (status: ExportStatus) => void,
): () => void {
  let running: RunningExport | undefined;
  let isCancelled = false;
  const begin = async (): Promise<void> => {
    const origin = originOf(page);
    if (origin === undefined) {
      onStatus({ kind: 'failed', code: 'not-found', message: 'The recording is not there any more: open it again.' });
      return;
    }
    const name = suggestedName(page.app.state, format);
    // While the click still counts as one: the dialog comes before everything else.
    const target = await pickTarget(name, format);
    if (target === 'cancelled' || isCancelled) {
      onStatus({ kind: 'idle' });
      return;
    }
    onStatus({ kind: 'running', progress: { kind: 'progress', step: 'reading', share: undefined } });
    const { startExport } = await import('../../export/export-client.ts');
    if (isCancelled) return;
    running = startExport({ origin, range, format, target }, (event) =>
      onStatus(statusOf(event, target?.name ?? name)),
    );
  };
  begin().catch((error: unknown) => {
    onStatus({ kind: 'failed', code: 'internal', message: error instanceof Error ? error.message : String(error) });
  });
  return () => {
    isCancelled = true;
    running?.cancel();
  };
}

function statusOf(event: ExportEvent, name: string): ExportStatus {
  switch (event.kind) {
    case 'progress':
      return { kind: 'running', progress: event };
    case 'done':
      if (event.blob !== undefined) saveBlob(event.blob, name);
      return { kind: 'done', name, byteLength: event.byteLength, notes: event.notes };
    case 'failed':
      return event;
  }
}

function originOf(page: Page): ExportOrigin | undefined {
  const { state } = page.app;
  const listed = activeRecording(state);
  if (listed === undefined) return undefined;
  if (listed.origin.kind !== 'file') {
    return { kind: 'hub', url: page.hubUrl, recording: listed };
  }
  const { file, store } = listed.origin;
  const source = page.files.sourceOf(file);
  const recording = fileOf(state, listed)?.recordings.find((candidate) => candidate.store.store === store)?.store.info;
  return source === undefined || recording === undefined ? undefined : { kind: 'file', source, recording };
}

/** `run 1_3.2s.rrd`: what it was cut out of, and for a video of what. */
function suggestedName(state: AppState, format: ExportFormat): string {
  const listed = activeRecording(state);
  const title = listed === undefined ? 'recording' : recordingTitle(listed, fileOf(state, listed));
  const parts = [title.replace(/\.rrd$/i, ''), format.kind === 'mp4' ? format.entity : 'part'];
  const name = parts.join(' ').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${name.replace(/^-+|-+$/g, '')}.${format.kind}`;
}

async function pickTarget(
  suggestedName: string,
  { kind }: ExportFormat,
): Promise<FileSystemFileHandle | 'cancelled' | undefined> {
  const picker = window as SavePicker;
  if (picker.showSaveFilePicker === undefined) return undefined;
  const description = kind === 'mp4' ? 'MP4 video' : 'Recording';
  try {
    return await picker.showSaveFilePicker({
      suggestedName,
      types: [{ description, accept: { [MEDIA_TYPES[kind]]: [`.${kind}`] } }],
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
    // A frame of another site may not ask, and some browsers forbid it: then it is a download like any other.
    return undefined;
  }
}
