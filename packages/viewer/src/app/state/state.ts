import type { EntityPath, RecordingId, RecordingSummary } from '@rushes/proto';
import type { TimelineExtent } from '../data/recording-store.ts';
import type { ConnectionState } from '../source/ingest-messages.ts';
import type { TimeZone } from '../util/time-format.ts';
import { type LayoutState, NO_LAYOUT } from './layout-state.ts';
import type { Notice, Overlay } from './overlay.ts';
import type { ListedRecording, OpenFile } from './recording-list.ts';
import { NOTHING_SELECTED, type SelectionHistory } from './selection.ts';
import { INITIAL_TIME_CONTROL, type TimeControl } from './time-control.ts';
import type { TimeRange } from './time-range.ts';
import type { TimeView } from './time-viewport.ts';

export type ThemeChoice = 'dark' | 'light' | 'system';
/** What stands around the views. A person can close all but the top bar; a page that embeds the viewer that one too. */
export type PanelName = 'topBar' | 'tree' | 'selection' | 'timeline';

/** Rows given up on the way to this page, by the queue that gave them up. */
export interface DropCount {
  readonly atSdk: number;
  readonly atPage: number;
  readonly atHub: number;
}

/** Something the page could not use; the newest last. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly entity: EntityPath | undefined;
  /** How often the same thing was reported. */
  readonly count: number;
}

/**
 * Everything the page shows besides the recorded data itself. Immutable, and made of plain values (bigint included), so
 * that it can be cloned, compared and kept. The data lies in the recording store.
 */
export interface AppState {
  readonly connection: ConnectionState;
  /** What the hub holds and serves, newest first; undefined until it has told. */
  readonly hubRecordings: readonly RecordingSummary[] | undefined;
  /** In the order in which they were opened. */
  readonly files: readonly OpenFile[];
  /** All there is to choose from; derived from the two above by {@link listRecordings}. Undefined until the hub has told. */
  readonly recordings: readonly ListedRecording[] | undefined;
  readonly active: RecordingId | undefined;
  /** A person or a script chose the recording: never leave it for a newer one. */
  readonly recordingChosen: boolean;
  /** Everything the hub held when this page asked is here. */
  readonly historyComplete: boolean;
  /** Playing stands still because what comes next of the file is not loaded. */
  readonly buffering: boolean;
  readonly timelines: readonly TimelineExtent[];
  readonly time: TimeControl;
  /** The part of a timeline that was chosen, to be exported or played over and over. */
  readonly range: TimeRange | undefined;
  /** What the ruler was zoomed to; undefined: all there is. */
  readonly timeView: TimeView | undefined;
  readonly selected: EntityPath | undefined;
  /** One instance of the selected entity; undefined: all of it. */
  readonly selectedInstance: number | undefined;
  readonly selections: SelectionHistory;
  readonly hovered: EntityPath | undefined;
  readonly hoveredInstance: number | undefined;
  /** Entities switched off; their descendants go with them. */
  readonly hidden: Readonly<Record<string, true>>;
  /** What a person unfolded (true) or folded (false) in the tree; else the default of the depth holds. */
  readonly expanded: Readonly<Record<string, boolean>>;
  readonly layout: LayoutState;
  readonly panels: Readonly<Record<PanelName, boolean>>;
  readonly overlay: Overlay | undefined;
  readonly notice: Notice | undefined;
  readonly theme: ThemeChoice;
  readonly zone: TimeZone;
  readonly drops: Readonly<Record<string, DropCount>>;
  readonly troubles: readonly Trouble[];
}

export const INITIAL_STATE: AppState = {
  connection: { kind: 'connecting', attempt: 0 },
  hubRecordings: undefined,
  files: [],
  recordings: undefined,
  active: undefined,
  recordingChosen: false,
  historyComplete: false,
  buffering: false,
  timelines: [],
  time: INITIAL_TIME_CONTROL,
  range: undefined,
  timeView: undefined,
  ...NOTHING_SELECTED,
  hidden: {},
  expanded: {},
  layout: NO_LAYOUT,
  panels: { topBar: true, tree: true, selection: true, timeline: true },
  overlay: undefined,
  notice: undefined,
  theme: 'system',
  zone: 'utc',
  drops: {},
  troubles: [],
};
