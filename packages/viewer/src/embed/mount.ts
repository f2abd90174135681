import type { ControlRecording, RushesControl } from '../app/state/control.ts';
import { startViewer } from '../app/viewer.ts';
import type { ViewerLook, ViewerSettings } from '../app/viewer-settings.ts';
import { type CheckedSources, checkLook, checkOptions, checkSources } from './check-options.ts';
import type { ViewerListeners, ViewerLookOptions, ViewerOptions } from './options.ts';

/** A viewer in somebody's page: its control interface, and what only its owner may do. */
export interface ViewerHandle extends RushesControl {
  /** The element that was given. */
  readonly element: HTMLElement;
  /** Changes how it looks. */
  update(look: ViewerLookOptions): void;
  /** Removes it, ends its workers and frees all that it held; `settled()` resolves, and no listener is called any more. */
  dispose(): void;
}

/**
 * Puts a viewer into an element of a page; it fills it, so the element needs a height. Resolves as soon as it can be driven, which is
 * before its data is there: `await viewer.settled()` waits for that.
 *
 * @throws TypeError for what is no element and for options that are not as they are described, with what was expected and found.
 */
export async function mount(element: HTMLElement, options: ViewerOptions = {}): Promise<ViewerHandle> {
  if (typeof document === 'undefined') throw new TypeError('mount(element, options) needs a browser’s document.');
  if (!(element instanceof HTMLElement)) {
    throw new TypeError(`mount(element, options) takes an element of the page, found ${String(element)}.`);
  }
  checkOptions(options);
  const settings = settingsOf(options, checkSources(options.source, document.baseURI));
  const { control, look, dispose } = await startViewer(element, settings, options.signal);
  const { open } = control;
  return Object.assign(control, {
    element,
    // Relative to this page, not to the hub.
    open: (file: string | File) =>
      open.call(control, typeof file === 'string' ? new URL(file, document.baseURI).href : file),
    update: (change: ViewerLookOptions) => {
      checkLook(change);
      look(lookOf(change));
    },
    dispose,
  });
}

function settingsOf(options: ViewerOptions, { hub, files }: CheckedSources): ViewerSettings {
  const { recording, timeline, time, follow, token } = options;
  if (hub !== undefined && token !== undefined) hub.searchParams.set('token', token);
  return {
    hubUrl: hub?.href,
    baseUrl: hub === undefined ? document.baseURI : `${hub.origin.replace(/^ws/, 'http')}/`,
    fileToken: hub?.searchParams.get('token') ?? undefined,
    files: files.map((file, i) =>
      file instanceof Blob
        ? { kind: 'blob', blob: file, name: file instanceof File ? file.name : `recording ${i + 1}` }
        : { kind: 'url', url: file.href },
    ),
    start: { recording, timeline, time, follow },
    onControl: (control) => listen(control, options),
    look: lookOf(options),
    area: 'element',
    storage: undefined,
    linkTo: undefined,
    refusesForeignFiles: false,
    replayBudgetBytes: undefined,
  };
}

function lookOf({ theme, panels }: ViewerLookOptions): ViewerLook {
  if (panels === 'all' || panels === 'none') {
    const shown = panels === 'all';
    return { theme, panels: { topBar: shown, tree: shown, selection: shown, timeline: shown } };
  }
  return { theme, panels };
}

/** What the listeners in the options hear is what `on(…)` tells. */
function listen(control: RushesControl, listeners: ViewerListeners): void {
  const { onTimeChange, onSelectionChange, onRecordingChange, onError } = listeners;
  if (onTimeChange !== undefined) control.on('time', onTimeChange);
  if (onSelectionChange !== undefined) control.on('selection', onSelectionChange);
  if (onError !== undefined) control.on('error', onError);
  if (onRecordingChange === undefined) return;
  let shown: string | undefined;
  const tell = (recordings: readonly ControlRecording[]): void => {
    const active = recordings.find((recording) => recording.active);
    if (active?.id === shown) return;
    shown = active?.id;
    onRecordingChange(active ?? null);
  };
  control.on('recordings', tell);
  tell(control.recordings());
}
