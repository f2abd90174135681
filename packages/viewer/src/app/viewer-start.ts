import { parseRecordingId, type RecordingId } from '@rushes/proto';
import type { AppStore } from './state/app-store.ts';
import type { ViewerSettings } from './viewer-settings.ts';

/** Leads a new viewer to the recording and the time that it is to start with. */
export function applyStart(app: AppStore, { start, files, hubUrl }: ViewerSettings): void {
  const recording = start.recording === undefined ? undefined : parseRecordingId(start.recording);
  const isHubOnly = hubUrl !== undefined && files.length === 0;
  if (recording !== undefined && isHubOnly) app.dispatch({ kind: 'open-recording', recording });
  if (recording === undefined || isHubOnly) goToStart(app, start);
  // A recording in a file begins at its start; the place to go to holds once it is open.
  else whenListed(app, recording, () => goToStart(app, start));
  if (start.follow === true && files.length > 0) whenOpen(app, () => app.dispatch({ kind: 'follow' }));
}

function goToStart(app: AppStore, { timeline, time, follow }: ViewerSettings['start']): void {
  if (timeline !== undefined) app.dispatch({ kind: 'set-timeline', name: timeline });
  if (time !== undefined) app.dispatch({ kind: 'set-time', time });
  else if (follow === false) app.dispatch({ kind: 'pause' });
}

function whenListed(app: AppStore, recording: RecordingId, action: () => void): void {
  const stop = app.subscribe(look);
  look();

  function look(): void {
    const { recordings = [], files } = app.state;
    if (recordings.some(({ id }) => id === recording)) {
      stop();
      app.dispatch({ kind: 'open-recording', recording });
      action();
    } else if (files.length > 0 && files.every(({ status }) => status.kind !== 'opening')) {
      stop();
      const found = recordings.map(({ id }) => `“${id}”`).join(', ') || 'none';
      const message = `The recording “${recording}” was expected in the files that were opened, found ${found}.`;
      app.dispatch({ kind: 'trouble', code: 'recording-not-found', message, entity: undefined });
    }
  }
}

function whenOpen(app: AppStore, action: () => void): void {
  const stop = app.subscribe(() => {
    if (app.state.active === undefined) return;
    stop();
    action();
  });
}
