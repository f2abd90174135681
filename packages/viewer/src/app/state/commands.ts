import type { Dropped, EntityPath, RecordingId, RecordingSummary } from '@rushes/proto';
import type { TimelineExtent } from '../data/recording-store.ts';
import type { FileEvent, FileId } from '../source/file-messages.ts';
import type { ConnectionState } from '../source/ingest-messages.ts';
import type { TimeZone } from '../util/time-format.ts';
import type { LayoutCommand } from './layout-commands.ts';
import type { Notice, Overlay } from './overlay.ts';
import type { PanelName, ThemeChoice } from './state.ts';
import type { LoopMode } from './time-control.ts';
import type { TimeRange } from './time-range.ts';
import type { TimeView } from './time-viewport.ts';

/** Everything that can change the page's state: what the hub tells, what people do, and the passing of time. */
export type Command =
  // told by the hub and the store
  | { readonly kind: 'connection'; readonly connection: ConnectionState }
  | { readonly kind: 'recordings'; readonly recordings: readonly RecordingSummary[] }
  | { readonly kind: 'recording-reset'; readonly recording: RecordingId }
  | { readonly kind: 'history-complete'; readonly recording: RecordingId }
  /** `preferred`: the timeline to show as long as nobody chose one. */
  | {
      readonly kind: 'timelines';
      readonly timelines: readonly TimelineExtent[];
      readonly preferred: string | undefined;
    }
  | { readonly kind: 'dropped'; readonly dropped: Dropped }
  | {
      readonly kind: 'trouble';
      readonly code: string;
      readonly message: string;
      readonly entity: EntityPath | undefined;
    }
  // told of recording files
  | Extract<FileEvent, { kind: 'file-progress' | 'file-stores' | 'file-opened' | 'file-failed' }>
  | { readonly kind: 'buffering'; readonly buffering: boolean }
  // done by people and scripts
  /** `url` as the hub lists it where the file is on the hub, else absolute; undefined for a dropped file. */
  | {
      readonly kind: 'open-file';
      readonly file: FileId;
      readonly name: string;
      readonly url: string | undefined;
      readonly byteLength: number | undefined;
    }
  | { readonly kind: 'close-file'; readonly file: FileId }
  | { readonly kind: 'open-recording'; readonly recording: RecordingId }
  | { readonly kind: 'set-timeline'; readonly name: string }
  | { readonly kind: 'set-time'; readonly time: bigint }
  | { readonly kind: 'set-range'; readonly range: TimeRange | undefined }
  /** Zooms or pans the ruler; undefined shows everything again. */
  | { readonly kind: 'set-time-view'; readonly view: TimeView | undefined }
  | { readonly kind: 'set-loop'; readonly loop: LoopMode }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'set-speed'; readonly speed: number }
  | { readonly kind: 'select'; readonly entity: EntityPath | undefined; readonly instance?: number | undefined }
  /** A click in a view: on what is selected already it selects the instance. */
  | { readonly kind: 'pick'; readonly entity: EntityPath | undefined; readonly instance?: number | undefined }
  /** Through what was selected before. */
  | { readonly kind: 'walk-selections'; readonly step: -1 | 1 }
  | { readonly kind: 'hover'; readonly entity: EntityPath | undefined; readonly instance?: number | undefined }
  /** All that is switched off, at once. */
  | { readonly kind: 'set-hidden'; readonly hidden: Readonly<Record<string, true>> }
  | { readonly kind: 'set-visible'; readonly entity: EntityPath; readonly visible: boolean }
  | { readonly kind: 'set-expanded'; readonly entity: EntityPath; readonly expanded: boolean }
  | LayoutCommand
  | { readonly kind: 'show-panel'; readonly panel: PanelName; readonly shown: boolean }
  | { readonly kind: 'tell'; readonly notice: Notice | undefined }
  | { readonly kind: 'show-overlay'; readonly overlay: Overlay | undefined }
  | { readonly kind: 'set-theme'; readonly theme: ThemeChoice }
  | { readonly kind: 'set-zone'; readonly zone: TimeZone }
  | { readonly kind: 'forget-troubles' }
  // the passing of time
  | { readonly kind: 'tick'; readonly elapsedSecs: number; readonly unitsPerSec: number };
