import type { ControlError, ControlRecording, ControlTime } from '../app/state/control.ts';

/** Where a viewer takes its data from: a hub (`ws://…`), or a recording file by its address or its bytes. */
export type ViewerSource = string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** The parts of a viewer around its views. */
export interface ViewerPanels {
  /** Name of the recording, state of the connection, buttons. */
  readonly topBar?: boolean | undefined;
  /** The tree of entities. */
  readonly tree?: boolean | undefined;
  /** What is known of what is selected. */
  readonly selection?: boolean | undefined;
  readonly timeline?: boolean | undefined;
}

/** How a viewer looks; what is left out stays as it is. */
export interface ViewerLookOptions {
  /** `system` follows the browser. Default `system`. */
  readonly theme?: 'dark' | 'light' | 'system' | undefined;
  /** All, none, or each by its name. Default: all that there is room for. */
  readonly panels?: 'all' | 'none' | ViewerPanels | undefined;
}

/** What a viewer tells; the same as `on(…)` of its handle. */
export interface ViewerListeners {
  /** The cursor, the timeline, the mode or the speed changed. */
  readonly onTimeChange?: ((time: ControlTime) => void) | undefined;
  /** Another entity is selected, or none. */
  readonly onSelectionChange?: ((entity: string | null) => void) | undefined;
  /** Another recording is shown, or none. */
  readonly onRecordingChange?: ((recording: ControlRecording | null) => void) | undefined;
  /** Something went wrong; the viewer goes on as well as it can, and says it to the person too. */
  readonly onError?: ((error: ControlError) => void) | undefined;
}

/** What {@link mount} takes. */
export interface ViewerOptions extends ViewerLookOptions, ViewerListeners {
  /** One source, or several: any number of files, and one hub at most. Default: nothing is open, and files may be dropped. */
  readonly source?: ViewerSource | readonly ViewerSource[] | undefined;
  /** The token that the hub asks for. */
  readonly token?: string | undefined;
  /** Id of the recording to show. Default: the newest of a hub, the first in a file. */
  readonly recording?: string | undefined;
  /** Name of the timeline to show. Default: see the guide to the control interface. */
  readonly timeline?: string | undefined;
  /** Where the cursor stands: nanoseconds, or a sequence number. Default: a file is at its start, a hub is followed. */
  readonly time?: bigint | undefined;
  /** Whether the newest data is shown as it comes. Default: true for a hub, unless `time` is given. */
  readonly follow?: boolean | undefined;
  /** Ends the viewer, whether it has come to be or not. */
  readonly signal?: AbortSignal | undefined;
}
