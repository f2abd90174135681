import { type EntityPath, parentEntityPath } from '@rushes/proto';
import type { TimelineExtent } from '../data/recording-store.ts';
import { ShowMode } from '../video/video-messages.ts';
import type { ListedRecording, OpenFile } from './recording-list.ts';
import { isLive } from './reducer.ts';
import type { AppState, DropCount, PanelName } from './state.ts';
import { cursorTime, extentOf } from './time-control.ts';

export { isLive };

/** Where the cursor stands; undefined while the recording has no time. */
export function currentTime(state: AppState): bigint | undefined {
  return cursorTime(state.time, state.timelines);
}

/** The timeline in use with its extent, undefined while there is no data on it. */
export function currentExtent(state: AppState): TimelineExtent | undefined {
  return extentOf(state.time, state.timelines);
}

export function activeRecording(state: AppState): ListedRecording | undefined {
  return state.recordings?.find((recording) => recording.id === state.active);
}

/** What the cursor's movement allows the video player to skip. */
export function showMode(state: AppState): ShowMode {
  switch (state.time.mode) {
    case 'following':
      return ShowMode.Follow;
    case 'playing':
      // Backwards every picture is a seek of its own.
      return state.time.speed > 0 ? ShowMode.Play : ShowMode.Seek;
    case 'paused':
      return ShowMode.Seek;
  }
}

/** Which panels are seen: as a person left them, unless the recording's layout says otherwise. */
export function shownPanels({ panels, layout }: Pick<AppState, 'panels' | 'layout'>): AppState['panels'] {
  return { ...panels, ...layout.givenPanels };
}

/** Whether a panel is seen. */
export function isPanelShown(state: AppState, panel: PanelName): boolean {
  return shownPanels(state)[panel];
}

/** The entity itself and all above it are switched on. */
export function isEntityVisible(hidden: AppState['hidden'], entity: EntityPath): boolean {
  for (let path: EntityPath | undefined = entity; path !== undefined; path = parentEntityPath(path)) {
    if (hidden[path]) return false;
  }
  return true;
}

/** More data of the open recording is on its way: what is here now is not yet the answer. */
export function isDataPending(state: AppState): boolean {
  const active = activeRecording(state);
  if (active?.origin.kind === 'file') return !state.historyComplete;
  if (active === undefined && state.files.some(({ status }) => status.kind === 'opening')) return true;
  if (active?.origin.kind === 'served-file') return fileOf(state, active)?.status.kind !== 'failed';
  switch (state.connection.kind) {
    case 'connecting':
    case 'none':
      return state.recordings === undefined;
    case 'lost':
      return false;
    case 'connected':
      if (state.recordings === undefined) return true;
      return active !== undefined && !state.historyComplete;
  }
}

/** The file that a recording in the list is in, if it was opened. */
export function fileOf(state: AppState, recording: ListedRecording): OpenFile | undefined {
  const { origin } = recording;
  switch (origin.kind) {
    case 'hub':
      return undefined;
    case 'served-file':
      return state.files.findLast((file) => file.url === origin.url);
    case 'file':
      return state.files.find((file) => file.id === origin.file);
  }
}

export function totalDropped(drop: DropCount | undefined): number {
  return drop === undefined ? 0 : drop.atSdk + drop.atPage + drop.atHub;
}

/** What was dropped of one entity: `12 rows by the logging program’s queue`, one text per queue. */
export function dropTexts(drop: DropCount): readonly string[] {
  return [
    ...dropText(drop.atSdk, 'by the logging program’s queue'),
    ...dropText(drop.atPage, 'for this page, which was too slow'),
    ...dropText(drop.atHub, 'by the viewer’s memory limit before it was sent'),
  ];
}

/** The same of all entities, each text with its entity. */
export function dropNotices(drops: AppState['drops']): readonly string[] {
  return Object.entries(drops).flatMap(([entity, drop]) => dropTexts(drop).map((text) => `${entity}: ${text}`));
}

function dropText(rows: number, where: string): readonly string[] {
  return rows === 0 ? [] : [`${rows} ${rows === 1 ? 'row' : 'rows'} dropped ${where}`];
}
