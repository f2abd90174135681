import { assertNever, type Dropped, type RecordingId } from '@rushes/proto';
import type { TimelineExtent } from '../data/recording-store.ts';
import type { ConnectionState } from '../source/ingest-messages.ts';
import type { Command } from './commands.ts';
import { type LayoutCommand, reduceLayout } from './layout-commands.ts';
import { NO_LAYOUT } from './layout-state.ts';
import { listRecordings, nameRecordings, type OpenFile, type RecordingOrigin } from './recording-list.ts';
import { NOTHING_SELECTED, pick, select, walkSelections } from './selection.ts';
import type { AppState, DropCount, PanelName, Trouble } from './state.ts';
import {
  advance,
  fromStart,
  INITIAL_TIME_CONTROL,
  moveTo,
  pause,
  play,
  sameManner,
  showTimeline,
} from './time-control.ts';

const MAX_TROUBLES = 50;

/** The state after a command. Pure; the same object when nothing changes. */
export function reduce(state: AppState, command: Command): AppState {
  switch (command.kind) {
    case 'connection':
      return withConnection(state, command.connection);
    case 'recordings':
      return withRecordings({ ...state, hubRecordings: command.recordings });
    case 'open-file':
    case 'close-file':
    case 'file-progress':
    case 'file-stores':
    case 'file-opened':
    case 'file-failed':
      return reduceFiles(state, command);
    case 'buffering':
      return update(state, { buffering: command.buffering });
    case 'recording-reset':
      return command.recording === state.active ? { ...state, historyComplete: false } : state;
    case 'history-complete':
      return withHistoryComplete(state, command.recording);
    case 'timelines':
      return withTimelines(state, command.timelines, command.preferred);
    case 'dropped':
      return withDropped(state, command.dropped);
    case 'trouble':
      return { ...state, troubles: withTrouble(state.troubles, { ...command, count: 1 }) };
    case 'forget-troubles':
      return update(state, { troubles: [], drops: {} });
    case 'open-recording':
      return openRecording({ ...state, recordingChosen: true }, command.recording);
    case 'set-timeline':
      return { ...state, time: showTimeline(state.time, command.name, true) };
    case 'set-time':
      return { ...state, time: moveTo(state.time, command.time, state.historyComplete) };
    case 'set-range':
      return withRange(state, command.range);
    case 'set-time-view':
      return update(state, { timeView: command.view });
    case 'set-loop':
      return update(state, { time: { ...state.time, loop: command.loop } });
    case 'play':
      return { ...state, time: play(state.time, state.timelines, isLive(state), state.range) };
    case 'pause':
      return { ...state, time: pause(state.time, state.timelines) };
    case 'follow':
      return { ...state, time: { ...state.time, mode: 'following', pendingTime: undefined, fraction: 0 } };
    case 'set-speed':
      return { ...state, time: { ...state.time, speed: command.speed } };
    case 'tick': {
      const { timelines: extents, range } = state;
      const world = { extents, live: isLive(state), unitsPerSec: command.unitsPerSec, range };
      return update(state, { time: advance(state.time, command.elapsedSecs, world) });
    }
    default:
      return reducePresentation(state, command);
  }
}

type PresentationCommand = Extract<
  Command,
  {
    kind:
      | 'select'
      | 'pick'
      | 'walk-selections'
      | 'hover'
      | 'set-hidden'
      | 'set-visible'
      | 'set-expanded'
      | LayoutCommand['kind']
      | 'show-panel'
      | 'tell'
      | 'show-overlay'
      | 'set-theme'
      | 'set-zone';
  }
>;

/** What is chosen, unfolded and shown: no data and no time in it. */
function reducePresentation(state: AppState, command: PresentationCommand): AppState {
  switch (command.kind) {
    case 'select':
      return update(withoutSelectedView(state), select(state, command.entity, command.instance));
    case 'pick':
      return update(withoutSelectedView(state), pick(state, command.entity, command.instance));
    case 'walk-selections':
      return update(withoutSelectedView(state), walkSelections(state, command.step));
    case 'hover':
      return update(state, { hovered: command.entity, hoveredInstance: command.instance });
    case 'set-hidden':
      return update(state, { hidden: command.hidden });
    case 'set-visible': {
      const { [command.entity]: _, ...others } = state.hidden;
      return { ...state, hidden: command.visible ? others : { ...others, [command.entity]: true } };
    }
    case 'set-expanded':
      return { ...state, expanded: { ...state.expanded, [command.entity]: command.expanded } };
    case 'show-panel':
      return showPanel(state, command.panel, command.shown);
    case 'tell':
      return update(state, { notice: command.notice });
    case 'show-overlay':
      return update(state, { overlay: command.overlay });
    case 'set-theme':
      return update(state, { theme: command.theme });
    case 'set-zone':
      return update(state, { zone: command.zone });
    case 'select-view':
      return update(state, { ...select(state, undefined), layout: reduceLayout(state.layout, command) });
    default:
      return update(state, { layout: reduceLayout(state.layout, command) });
  }
}

function showPanel(state: AppState, panel: PanelName, shown: boolean): AppState {
  const given: Readonly<Partial<Record<PanelName, boolean>>> = state.layout.givenPanels;
  const { [panel]: _, ...givenPanels } = given;
  return { ...state, panels: { ...state.panels, [panel]: shown }, layout: { ...state.layout, givenPanels } };
}

/** One thing is selected: an entity, or a view. */
function withoutSelectedView(state: AppState): AppState {
  return update(state, { layout: reduceLayout(state.layout, { kind: 'select-view', id: undefined }) });
}

type FilesCommand = Extract<
  Command,
  { kind: 'open-file' | 'close-file' | 'file-progress' | 'file-stores' | 'file-opened' | 'file-failed' }
>;

function reduceFiles(state: AppState, command: FilesCommand): AppState {
  switch (command.kind) {
    case 'open-file': {
      const status = { kind: 'opening', scannedBytes: 0, totalBytes: 0 } as const;
      const { file: id, name, url, byteLength } = command;
      const file: OpenFile = { id, name, url, byteLength, status, recordings: [], problems: [] };
      return { ...state, files: [...state.files, file] };
    }
    case 'close-file':
      return withoutFile(state, command.file);
    case 'file-progress': {
      const { scannedBytes, totalBytes } = command;
      return withFile(state, command.file, { status: { kind: 'opening', scannedBytes, totalBytes } });
    }
    case 'file-stores':
      return withStores(state, command);
    case 'file-opened': {
      const { byteLength, origin, problems } = command;
      return withRecordings(withFile(state, command.file, { byteLength, problems, status: { kind: 'open', origin } }));
    }
    case 'file-failed':
      return withRecordings(withFile(state, command.file, { status: { kind: 'failed', problem: command.problem } }));
    default:
      return assertNever(command);
  }
}

function withFile(state: AppState, id: OpenFile['id'], change: Partial<OpenFile>): AppState {
  return { ...state, files: state.files.map((file) => (file.id === id ? { ...file, ...change } : file)) };
}

/** The first recording of a file is shown as soon as it is found, unless the file was opened because one of them was chosen. */
function withStores(state: AppState, { file: id, stores }: Extract<FilesCommand, { kind: 'file-stores' }>): AppState {
  const file = state.files.find((candidate) => candidate.id === id);
  if (file === undefined) return state;
  const others = state.files.filter((other) => other !== file);
  const recordings = nameRecordings(stores, file, others, state.hubRecordings);
  const next = withRecordings(withFile(state, id, { recordings }));
  const first = recordings[0];
  const isShown = recordings.some((recording) => recording.id === next.active);
  if (first === undefined || file.recordings.length > 0 || isShown) return next;
  return openRecording({ ...next, recordingChosen: true }, first.id);
}

function withoutFile(state: AppState, id: OpenFile['id']): AppState {
  const closed = state.files.find((file) => file.id === id);
  if (closed === undefined) return state;
  const files = state.files.filter((file) => file !== closed);
  const isShown = closed.recordings.some((recording) => recording.id === state.active);
  if (!isShown) return withRecordings({ ...state, files });
  const next = files.at(-1)?.recordings[0];
  const left = { ...state, files, recordings: listRecordings(files, state.hubRecordings) };
  return next === undefined ? withRecordings({ ...left, ...NOTHING_OPEN }) : openRecording(left, next.id);
}

/** What is forgotten with the recording that was shown. */
const NOTHING_OPEN = {
  active: undefined,
  recordingChosen: true,
  historyComplete: false,
  buffering: false,
  timelines: [],
  range: undefined,
  timeView: undefined,
  time: INITIAL_TIME_CONTROL,
  ...NOTHING_SELECTED,
  hidden: {},
  expanded: {},
  layout: NO_LAYOUT,
  drops: {},
} as const satisfies Partial<AppState>;

/** A hub that is there again sends what it holds once more; what this page lacks of it is on its way. */
function withConnection(state: AppState, connection: ConnectionState): AppState {
  const isNew =
    connection.kind === 'connected' && state.connection.kind !== 'connected' && activeOrigin(state) !== 'file';
  return { ...state, connection, historyComplete: state.historyComplete && !isNew };
}

/** The list anew after the hub's or that of the files has changed. */
function withRecordings(state: AppState): AppState {
  const next = { ...state, recordings: listRecordings(state.files, state.hubRecordings) };
  const wanted = automaticRecording(next);
  return wanted === undefined ? next : openRecording(next, wanted);
}

/**
 * The recording to go to by itself: the newest live one (else the newest) when none is open; and when the open one has ended
 * while its end was being followed, the one that its program logs to after a restart. Never away from a person's choice.
 */
function automaticRecording(state: AppState): RecordingId | undefined {
  const recordings = state.recordings ?? [];
  const live = recordings.find((recording) => recording.live);
  if (state.active === undefined) {
    // A file that is being opened comes first; after one was closed nothing but what is live is opened by itself.
    if (state.files.some(({ status }) => status.kind === 'opening')) return undefined;
    return (live ?? (state.recordingChosen ? undefined : recordings[0]))?.id;
  }
  if (state.recordingChosen || state.time.mode !== 'following' || isLive(state)) return undefined;
  const active = recordings.find((recording) => recording.id === state.active);
  if (live === undefined) return undefined;
  return active === undefined || live.startedAtNanos > active.startedAtNanos ? live.id : undefined;
}

function openRecording(state: AppState, recording: RecordingId): AppState {
  if (recording === state.active) return state;
  // A wish stated before the first recording was open ("setTime at once") holds for it.
  const kept = state.active === undefined ? state.time : sameManner(state.time);
  const origin = state.recordings?.find(({ id }) => id === recording)?.origin.kind ?? 'hub';
  return {
    ...state,
    active: recording,
    historyComplete: false,
    buffering: false,
    timelines: [],
    range: undefined,
    timeView: undefined,
    time: origin === 'hub' ? kept : fromStart(kept),
    ...NOTHING_SELECTED,
    hidden: {},
    expanded: {},
    layout: NO_LAYOUT,
    drops: {},
    troubles: [],
  };
}

function withHistoryComplete(state: AppState, recording: RecordingId): AppState {
  if (recording !== state.active || state.historyComplete) return state;
  // The default timeline is settled now; a time set early has found its timeline (if there is any).
  const time = state.time.timeline === undefined ? state.time : { ...state.time, pendingTime: undefined };
  return { ...state, historyComplete: true, time };
}

function withTimelines(state: AppState, timelines: readonly TimelineExtent[], preferred: string | undefined): AppState {
  const next = sameExtents(state.timelines, timelines) ? state : { ...state, timelines };
  const { time } = next;
  // Somebody who stands still at a time of an automatic timeline is not moved to another one.
  const free = !time.chosen && (time.mode === 'following' || time.pendingTime !== undefined || !time.timeline);
  if (!free || preferred === undefined || preferred === time.timeline) return next;
  return { ...next, time: showTimeline(time, preferred, false) };
}

/** A range that is gone cannot be played over and over. */
function withRange(state: AppState, range: AppState['range']): AppState {
  const isLoopGone = range === undefined && state.time.loop === 'selection';
  return update(state, isLoopGone ? { range, time: { ...state.time, loop: 'off' } } : { range });
}

function withDropped(state: AppState, dropped: Dropped): AppState {
  if (dropped.recording !== state.active) return state;
  const before = state.drops[dropped.entity] ?? { atSdk: 0, atPage: 0, atHub: 0 };
  return { ...state, drops: { ...state.drops, [dropped.entity]: addDropped(before, dropped) } };
}

function addDropped(before: DropCount, { reason, rows }: Dropped): DropCount {
  switch (reason) {
    case 'sdk-queue':
      return { ...before, atSdk: before.atSdk + rows };
    case 'page-queue':
      return { ...before, atPage: before.atPage + rows };
    case 'memory-limit':
      return { ...before, atHub: before.atHub + rows };
    default:
      return assertNever(reason);
  }
}

function withTrouble(troubles: readonly Trouble[], trouble: Trouble): readonly Trouble[] {
  const { code, message, entity } = trouble;
  const same = troubles.find((old) => old.code === code && old.message === message && old.entity === entity);
  const others = troubles.filter((old) => old !== same);
  return [...others, { code, message, entity, count: (same?.count ?? 0) + 1 }].slice(-MAX_TROUBLES);
}

/** Where the open recording comes from; undefined while none is open, or it is not in the list. */
function activeOrigin(state: AppState): RecordingOrigin['kind'] | undefined {
  return state.recordings?.find((recording) => recording.id === state.active)?.origin.kind;
}

/** True while a program is logging to the open recording. */
export function isLive(state: AppState): boolean {
  return state.recordings?.find((recording) => recording.id === state.active)?.live ?? false;
}

function sameExtents(a: readonly TimelineExtent[], b: readonly TimelineExtent[]): boolean {
  return (
    a.length === b.length &&
    a.every((extent, i) => {
      const other = b[i];
      return (
        extent.name === other?.name &&
        extent.kind === other.kind &&
        extent.min === other.min &&
        extent.max === other.max
      );
    })
  );
}

function update(state: AppState, change: Partial<AppState>): AppState {
  const keys = Object.keys(change) as (keyof AppState)[];
  return keys.every((key) => state[key] === change[key]) ? state : { ...state, ...change };
}
