import type { DecodedBlueprint, RecordingId } from '@rushes/proto';
import { createRecordingStore } from '../data/chunk-recording-store.ts';
import { FileRecordingStore } from '../data/file-recording-store.ts';
import type { RecordingStore, TimelineExtent, WritableRecordingStore } from '../data/recording-store.ts';
import type { FileEvent, FileId, FileProblem } from '../source/file-messages.ts';
import type { IngestCommand, IngestEvent } from '../source/ingest-messages.ts';
import type { AppStore } from '../state/app-store.ts';
import { importBlueprint } from '../state/blueprint-import.ts';
import type { ListedRecording } from '../state/recording-list.ts';
import { activeRecording, fileOf } from '../state/selectors.ts';
import { preferredTimeline } from '../state/time-control.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import type { ReplayedRecording } from './replay.ts';

export interface SessionOptions {
  readonly app: AppStore;
  readonly video: VideoDisplay;
  readonly send: (command: IngestCommand) => void;
  /** The store, or its content, is another one now. */
  readonly onChange: () => void;
  /** A recording was chosen that lies in a file of the hub: the file is to be opened. `url` is as the hub lists it. */
  readonly openServed?: (url: string) => void;
}

/** So many problems of one file are told one by one. */
const MAX_TOLD_PROBLEMS = 20;

/** Leads what the ingest worker reports into the store and the state, and the state's choice of recording back to it. */
export class Session {
  readonly #options: SessionOptions;
  #store: WritableRecordingStore | FileRecordingStore | undefined;
  #live: WritableRecordingStore | undefined;
  #replayed: ReplayedRecording | undefined;
  #unsubscribeStore: (() => void) | undefined;
  /** What was asked of the worker last. */
  #asked = '';
  /** What is known of the recordings of open files, shown or not, by file and number. */
  readonly #known = new Map<string, FileRecordingStore>();
  /** Layouts of open files, by file and application. */
  readonly #layouts = new Map<string, DecodedBlueprint>();

  constructor(options: SessionOptions) {
    this.#options = options;
    options.app.subscribe(() => this.#followChoice());
  }

  /** What is held of the open recording; undefined while none is open. */
  get store(): RecordingStore | undefined {
    return this.#store;
  }

  /** The open recording if it is in a file. */
  get replayed(): ReplayedRecording | undefined {
    return this.#replayed;
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
        if (event.recording === app.state.active && this.#replayed === undefined) this.#restart(event.recording);
        return;
      case 'chunks':
        this.#takeIn(event);
        return;
      case 'history-complete':
        if (event.recording === this.#live?.recording) this.#live.noteHistoryComplete();
        if (this.#replayed === undefined) app.dispatch({ kind: 'history-complete', recording: event.recording });
        return;
      case 'evicted':
        if (event.recording === this.#live?.recording) this.#live.evict(event.chunkIds);
        return;
      case 'blueprint':
        if (event.recording === app.state.active && this.#replayed === undefined) this.#giveLayout(event);
        return;
      case 'dropped':
        if (event.dropped.recording === this.#live?.recording) {
          this.#live.noteDropped(event.dropped.entity, event.dropped.rows);
        }
        app.dispatch({ kind: 'dropped', dropped: event.dropped });
        return;
      case 'trouble':
        app.dispatch(event);
        return;
      default:
        this.#handleFile(event);
    }
  }

  #handleFile(event: FileEvent): void {
    const { app, send } = this.#options;
    // Of a file that was closed something may still be on its way.
    const file = app.state.files.find(({ id }) => id === event.file);
    switch (event.kind) {
      case 'file-chunks':
        if (this.#isReplayed(event)) this.#replayed?.data.addLoaded(event.chunks);
        send({ kind: 'file-taken', byteLength: event.byteLength });
        return;
      case 'file-chunk-failed':
        if (!this.#isReplayed(event)) return;
        this.#replayed?.data.noteFailed(event.index);
        this.#tell(file?.name ?? '', event.problem);
        return;
      case 'file-blueprint':
        this.#layouts.set(`${event.file} ${event.applicationId}`, event);
        if (this.#replayed?.file === event.file) this.#giveLayoutOf(event.file);
        return;
      case 'known-chunks':
        if (file !== undefined) this.#knownOf(event.file, event.store)?.addKnown(event.batch);
        return;
      case 'file-failed':
        app.dispatch(event);
        if (file !== undefined) this.#tell(file.name, event.problem);
        return;
      case 'file-opened':
        app.dispatch(event);
        if (file !== undefined) this.#noteOpened(event, file.name);
        return;
      case 'file-stores':
      case 'file-progress':
        app.dispatch(event);
        return;
    }
  }

  /** The page takes it as its layout unless a person made one. */
  #giveLayout({ layout, problems }: DecodedBlueprint): void {
    const { app } = this.#options;
    for (const problem of problems.slice(0, MAX_TOLD_PROBLEMS)) {
      app.dispatch({ kind: 'trouble', code: 'bad-blueprint', message: problem, entity: undefined });
    }
    app.dispatch({ kind: 'give-layout', ...importBlueprint(layout) });
  }

  #giveLayoutOf(file: FileId): void {
    const { state } = this.#options.app;
    const applicationId = activeRecording(state)?.applicationId;
    const found = this.#layouts.get(`${file} ${applicationId}`);
    if (found !== undefined) this.#giveLayout(found);
  }

  #noteOpened({ file, problems }: Extract<FileEvent, { kind: 'file-opened' }>, name: string): void {
    const { app } = this.#options;
    for (const problem of problems.slice(0, MAX_TOLD_PROBLEMS)) this.#tell(name, problem);
    const opened = app.state.files.find(({ id }) => id === file);
    for (const { store } of opened?.recordings ?? []) this.#knownOf(file, store.store)?.noteHistoryComplete();
    if (this.#replayed?.file === file) this.#noteComplete();
  }

  #noteComplete(): void {
    const { app } = this.#options;
    const { active } = app.state;
    if (active !== undefined) app.dispatch({ kind: 'history-complete', recording: active });
  }

  #tell(name: string, { code, message }: FileProblem): void {
    this.#options.app.dispatch({ kind: 'trouble', code, message: `${name}: ${message}`, entity: undefined });
  }

  #isReplayed({ file, store }: { readonly file: FileId; readonly store: number }): boolean {
    return this.#replayed?.file === file && this.#replayed.store === store;
  }

  #knownOf(file: FileId, store: number): FileRecordingStore | undefined {
    const key = `${file} ${store}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const opened = this.#options.app.state.files.find(({ id }) => id === file);
    const recording = opened?.recordings.find((candidate) => candidate.store.store === store);
    if (recording === undefined) return undefined;
    const made = new FileRecordingStore(recording.id);
    this.#known.set(key, made);
    return made;
  }

  #takeIn(event: Extract<IngestEvent, { kind: 'chunks' }>): void {
    if (event.recording === this.#options.app.state.active && this.#replayed === undefined) {
      if (this.#live?.recording !== event.recording) this.#restart(event.recording);
      this.#live?.add(event.chunks);
    }
    // The credit is given here, on the main thread and after the work: a page that stands still takes in nothing, and the
    // hub stops sending to it. Chunks of a recording that was just left count too, or the window would never open again.
    const byteLength = event.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    this.#options.send({ kind: 'taken', byteLength });
  }

  #followChoice(): void {
    const { state } = this.#options.app;
    this.#forgetClosed();
    const listed = activeRecording(state);
    const asked = state.active === undefined ? '' : JSON.stringify([state.active, listed?.origin ?? { kind: 'hub' }]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (state.active === undefined || listed?.origin.kind !== 'file') this.#closeReplayed();
    if (state.active === undefined) this.#close();
    else this.#open(state.active, listed);
  }

  #open(recording: RecordingId, listed: ListedRecording | undefined): void {
    const { app, send, openServed } = this.#options;
    const origin = listed?.origin ?? { kind: 'hub' };
    switch (origin.kind) {
      case 'hub':
        this.#close();
        send({ kind: 'subscribe', recording });
        return;
      case 'served-file':
        this.#close();
        if (listed !== undefined && fileOf(app.state, listed) === undefined) openServed?.(origin.url);
        return;
      case 'file':
        this.#replay(recording, origin.file, origin.store);
    }
  }

  #replay(recording: RecordingId, file: FileId, store: number): void {
    const data = this.#knownOf(file, store);
    if (data === undefined) return;
    this.#closeReplayed();
    this.#close();
    this.#replayed = { file, store, data };
    this.#options.send({ kind: 'show-file', file, store, recording });
    this.#giveLayoutOf(file);
    this.#show(data);
    if (data.historyComplete) this.#noteComplete();
  }

  #restart(recording: RecordingId): void {
    this.#close();
    this.#options.app.dispatch({ kind: 'recording-reset', recording });
    this.#live = createRecordingStore(recording);
    this.#show(this.#live);
  }

  #show(store: WritableRecordingStore | FileRecordingStore): void {
    this.#store = store;
    this.#unsubscribeStore = store.subscribe(() => {
      this.#readTimelines(store);
      this.#options.onChange();
    });
    if (store.timelines().length > 0) this.#readTimelines(store);
    this.#options.onChange();
  }

  /** What was loaded of a recording in a file goes with its view; what is known of it stays. */
  #closeReplayed(): void {
    const closed = this.#replayed;
    this.#replayed = undefined;
    if (closed === undefined) return;
    this.#close();
    closed.data.unloadAll();
  }

  #close(): void {
    this.#unsubscribeStore?.();
    this.#unsubscribeStore = undefined;
    this.#store = undefined;
    this.#live = undefined;
    this.#options.video.reset();
    this.#options.onChange();
  }

  #forgetClosed(): void {
    if (this.#known.size === 0 && this.#layouts.size === 0) return;
    const open = new Set(this.#options.app.state.files.map(({ id }) => String(id)));
    for (const key of this.#layouts.keys()) if (!open.has(key.split(' ')[0] ?? '')) this.#layouts.delete(key);
    for (const key of this.#known.keys()) if (!open.has(key.split(' ')[0] ?? '')) this.#known.delete(key);
  }

  #readTimelines(store: RecordingStore): void {
    const { app } = this.#options;
    const timelines = store.timelines();
    const { time, timelines: known } = app.state;
    // Counting events is not free; only a timeline that was not there before can change the choice.
    const mayChange = !time.chosen && (time.timeline === undefined || timelines.length !== known.length);
    const { givenTimeline } = app.state.layout;
    const isGiven = timelines.some(({ name }) => name === givenTimeline);
    const preferred = !mayChange
      ? time.timeline
      : isGiven
        ? givenTimeline
        : preferredTimeline(timelines, time.timeline, (extent) => eventCount(store, extent));
    app.dispatch({ kind: 'timelines', timelines, preferred });
  }
}

function eventCount(store: RecordingStore, extent: TimelineExtent): number {
  const { counts } = store.density(store.entityTree().path, extent.name, extent.min, extent.max, 1);
  return counts[0] ?? 0;
}
