import type { TimelineKind } from '@rushes/proto';
import type { PlainValue } from '../util/plain-value.ts';

/** Where the cursor is, and how it moves. */
export interface ControlTime {
  readonly timeline: string;
  readonly time: bigint | null;
  readonly mode: 'paused' | 'playing' | 'following';
  readonly speed: number;
}
/** A sample of a video. */
export interface ControlSample {
  /** Ordinal of the sample in its stream, from 0. */
  readonly sample: number;
  readonly time: bigint;
}
/** A video of the recording: what the cursor asks of it, what is on display, and why these differ. */
export interface ControlVideo {
  readonly entity: string;
  /** `avc1.64001f`, or null while no SPS was seen. */
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly samples: number;
  readonly keyframes: number;
  readonly requested: ControlSample | null;
  readonly shown: ControlSample | null;
  readonly state: 'ok' | 'loading' | 'catching-up' | 'error';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly dropped: number;
}
/** A timeline of the recording, with its first and last time. */
export interface ControlTimeline {
  readonly name: string;
  readonly kind: TimelineKind;
  readonly min: bigint;
  readonly max: bigint;
}
/** A recording that the viewer holds. `live`: a program is logging to it. `active`: it is shown. */
export interface ControlRecording {
  readonly id: string;
  readonly applicationId: string;
  readonly live: boolean;
  readonly active: boolean;
}
/** Pixels on display, in the decoder's own format. */
export interface ControlFrame {
  readonly entity: string;
  readonly sample: number;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
/** What `on(…)` tells, by the name of the event. */
export interface ControlEvents {
  time: ControlTime;
  recordings: readonly ControlRecording[];
  videos: readonly ControlVideo[];
  selection: string | null;
  /** `none`: the viewer was given files only. */
  connection: 'connecting' | 'connected' | 'lost' | 'none';
  error: ControlError;
}
/** Something that went wrong; the viewer goes on as well as it can. */
export interface ControlError {
  /** Stays the same over versions: `connection-lost`, `view-failed`, `worker-failed`, or what the hub, a file or a view gave. */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** The entity that it is about, or null. */
  readonly entity: string | null;
}

/** `window.rushes`: the page's control interface, the same for people's scripts, embedders and tests. */
export interface RushesControl {
  recordings(): readonly ControlRecording[];
  setRecording(id: string): void;
  /** Opens a recording file and shows its first recording; resolves to the ids of all in it. Rejects if it cannot be opened. */
  open(file: string | File): Promise<readonly string[]>;
  /** Closes the file that a recording is in. */
  close(id: string): void;
  timelines(): readonly ControlTimeline[];
  setTimeline(name: string): void;
  /** Pauses at this time. */
  setTime(time: bigint): void;
  play(): void;
  pause(): void;
  follow(): void;
  setSpeed(speed: number): void;
  time(): ControlTime;
  videos(): readonly ControlVideo[];
  /** Resolves once every visible view has painted what the current time asks for. */
  settled(): Promise<void>;
  /** A copy of the pixels on display for a video entity, in the decoder's own format, null when it shows nothing. */
  frame(entity: string): Promise<ControlFrame | null>;
  /**
   * A PNG of the 2D view of this entity, settled, with all that is drawn over the picture, in the pixels of the screen. Rejects
   * with a `RangeError` if no such view is to be seen.
   */
  snapshot(entity: string): Promise<Blob>;
  /** The layout of the views as plain JSON, for {@link setLayout}. */
  layout(): PlainValue;
  /** Lays the views out so; can be taken back. Throws a `TypeError` for what is no layout. */
  setLayout(layout: unknown): void;
  on<K extends keyof ControlEvents>(event: K, listener: (value: ControlEvents[K]) => void): () => void;
}
