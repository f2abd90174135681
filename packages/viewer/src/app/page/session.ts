import type { RecordingId } from '@rushes/proto';
import { createRecordingStore } from '../data/chunk-recording-store.ts';
import type { RecordingStore, TimelineExtent, WritableRecordingStore } from '../data/recording-store.ts';
import type { IngestCommand, IngestEvent } from '../source/ingest-messages.ts';
import type { AppStore } from '../state/app-store.ts';
import { preferredTimeline } from '../state/time-control.ts';
import type { VideoDisplay } from '../video/video-display.ts';

export interface SessionOptions {
  readonly app: AppStore;
  readonly video: VideoDisplay;
  readonly send: (command: IngestCommand) => void;
  /** The store, or its content, is another one now. */
  readonly onChange: () => void;
}

/** Leads what the ingest worker reports into the store and the state, and the state's choice of recording back to it. */
export class Session {
  readonly #options: SessionOptions;
  #store: WritableRecordingStore | undefined;
  #unsubscribeStore: (() => void) | undefined;
  #subscribed: RecordingId | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    options.app.subscribe(() => this.#followChoice());
  }

  /** What is held of the open recording; undefined while none is open. */
  get store(): RecordingStore | undefined {
    return this.#store;
  }

  handle(event: IngestEvent): void {
    const { app } = this.#options;
    switch (event.kind) {
      case 'connection':
        app.dispatch({ kind: 'connection', connection: event.state });
        return;
      case 'recordings':
        app.dispatch({ kind: 'recordings', recordings: event.recordings });
        return;
      case 'reset':
        if (event.recording === app.state.active) this.#restart(event.recording);
        return;
      case 'chunks':
        this.#takeIn(event);
        return;
      case 'history-complete':
        if (event.recording === this.#store?.recording) this.#store.noteHistoryComplete();
        app.dispatch({ kind: 'history-complete', recording: event.recording });
        return;
      case 'evicted':
        if (event.recording === this.#store?.recording) this.#store.evict(event.chunkIds);
        return;
      case 'dropped':
        if (event.dropped.recording === this.#store?.recording) {
          this.#store.noteDropped(event.dropped.entity, event.dropped.rows);
        }
        app.dispatch({ kind: 'dropped', dropped: event.dropped });
        return;
      case 'trouble':
        app.dispatch(event);
        return;
    }
  }

  #takeIn(event: Extract<IngestEvent, { kind: 'chunks' }>): void {
    if (event.recording === this.#options.app.state.active) {
      if (this.#store?.recording !== event.recording) this.#restart(event.recording);
      this.#store?.add(event.chunks);
    }
    // The credit is given here, on the main thread and after the work: a page that stands still takes in nothing, and the
    // hub stops sending to it. Chunks of a recording that was just left count too, or the window would never open again.
    const byteLength = event.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    this.#options.send({ kind: 'taken', byteLength });
  }

  #followChoice(): void {
    const { active } = this.#options.app.state;
    if (active === undefined || active === this.#subscribed) return;
    this.#subscribed = active;
    this.#close();
    this.#options.send({ kind: 'subscribe', recording: active });
  }

  #restart(recording: RecordingId): void {
    this.#close();
    this.#options.app.dispatch({ kind: 'recording-reset', recording });
    const store = createRecordingStore(recording);
    this.#store = store;
    this.#unsubscribeStore = store.subscribe(() => {
      this.#readTimelines(store);
      this.#options.onChange();
    });
    this.#options.onChange();
  }

  #close(): void {
    this.#unsubscribeStore?.();
    this.#store = undefined;
    this.#options.video.reset();
    this.#options.onChange();
  }

  #readTimelines(store: RecordingStore): void {
    const { app } = this.#options;
    const timelines = store.timelines();
    const { time, timelines: known } = app.state;
    // Counting events is not free; only a timeline that was not there before can change the choice.
    const mayChange = !time.chosen && (time.timeline === undefined || timelines.length !== known.length);
    const preferred = mayChange
      ? preferredTimeline(timelines, time.timeline, (extent) => eventCount(store, extent))
      : time.timeline;
    app.dispatch({ kind: 'timelines', timelines, preferred });
  }
}

function eventCount(store: RecordingStore, extent: TimelineExtent): number {
  const { counts } = store.density(store.entityTree().path, extent.name, extent.min, extent.max, 1);
  return counts[0] ?? 0;
}
